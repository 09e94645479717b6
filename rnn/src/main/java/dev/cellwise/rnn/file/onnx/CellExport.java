package dev.cellwise.rnn.file.onnx;

import dev.cellwise.kernels.Activation;
import dev.cellwise.rnn.cell.GruOptions;
import dev.cellwise.rnn.cell.LstmOptions;
import dev.cellwise.rnn.cell.LstmOptions.Coupling;
import dev.cellwise.rnn.cell.MaskRates;
import dev.cellwise.rnn.cell.SimpleOptions;
import dev.cellwise.rnn.file.gate.GateBlocks;
import dev.cellwise.rnn.net.Architecture;
import java.util.ArrayList;
import java.util.List;

/**
 * The cell of a recurrent layer as an operator of ONNX: which one, its attributes, and the order of
 * its gates. What the operators do not have is refused.
 *
 * <p>Coupled gates: {@code input_forget} makes f = 1 - i. The other way round, i = 1 - f, an
 * uncoupled operator computes where {@code 1 - σ(a) = σ(-a)}: the input gate is the forget gate
 * with its signs changed.
 *
 * @param operator LSTM, GRU or RNN
 * @param hidden H
 * @param gates the operator's, in blocks of the tensors' rows
 * @param peepholes the operator's, in blocks of {@code weight_peephole}; null without
 * @param activations of one direction
 * @param clip of the pre-activations; infinite for none
 * @param flag an attribute that is 1: {@code input_forget} or {@code linear_before_reset}; null for
 *     none
 */
record CellExport(
    String operator,
    int hidden,
    GateBlocks gates,
    GateBlocks peepholes,
    List<ActivationExport> activations,
    float clip,
    String flag) {

  private static final float NO_CLIP = Float.POSITIVE_INFINITY;
  private static final String CELLS = "an LSTM, a GRU or a simple cell";

  /** Checks a layer; index is its number among the recurrent ones. */
  static CellExport of(Architecture.Recurrent of, int index) {
    String layer = of.family() + " l" + index;
    return switch (of) {
      case Architecture.Lstm l -> lstm(layer, l.units(), l.options());
      case Architecture.Gru g -> gru(layer, g.units(), g.options());
      case Architecture.Simple s -> simple(layer, s.units(), s.options());
      case Architecture.Jordan j -> throw refused(layer, "cell", CELLS, "no other", j);
      case Architecture.Own o -> throw refused(layer, "cell", CELLS, "no other", o);
    };
  }

  private static CellExport lstm(String layer, int hidden, LstmOptions o) {
    refuse(layer, "layerNorm", "no layer normalisation within a cell", o.layerNorm(), true);
    int size = o.projection();
    refuse(layer, "projection", "no projection", size > 0, size);
    float bound = o.cellClip();
    refuse(layer, "cellClip", "no clip of the cell state", bound < NO_CLIP, bound);
    checkMasks(layer, o.masks());
    if (o.coupling() == Coupling.INPUT_FROM_FORGET) {
      checkSymmetric(layer, o.gate());
    }
    return new CellExport(
        "LSTM",
        hidden,
        lstmGates(o.coupling()),
        o.peephole() ? lstmPeepholes(o.coupling()) : null,
        List.of(
            activation(layer, "gate", o.gate()),
            activation(layer, "candidate", o.candidate()),
            activation(layer, "output", o.output())),
        o.clip(),
        o.coupling() == Coupling.FORGET_FROM_INPUT ? "input_forget" : null);
  }

  /** i, o, f, g of i, f, g, o; where two are coupled one of them is not there. */
  private static GateBlocks lstmGates(Coupling coupling) {
    return switch (coupling) {
      case NONE -> GateBlocks.between("ifgo", "iofg");
      case FORGET_FROM_INPUT -> GateBlocks.between("igo", "iofg");
      case INPUT_FROM_FORGET -> GateBlocks.of(GateBlocks.negated(0), 2, 0, 1);
    };
  }

  /** i, o, f of i, f, o; likewise. */
  private static GateBlocks lstmPeepholes(Coupling coupling) {
    return switch (coupling) {
      case NONE -> GateBlocks.between("ifo", "iof");
      case FORGET_FROM_INPUT -> GateBlocks.between("io", "iof");
      case INPUT_FROM_FORGET -> GateBlocks.of(GateBlocks.negated(0), 1, 0);
    };
  }

  /** That 1 - σ(a) is σ(-a). */
  private static void checkSymmetric(String layer, Activation gate) {
    ActivationExport f = ActivationExport.of(gate);
    boolean half = f.name().equals("hardSigmoid") && f.constants().get(1) == 0.5f;
    if (!f.name().equals("sigmoid") && !half) {
      throw new IllegalArgumentException(
          layer
              + ", coupling: expected a gate of sigmoid, or hardSigmoid about 0.5, for ONNX has f ="
              + " 1 - i but not i = 1 - f, got "
              + gate);
    }
  }

  private static CellExport gru(String layer, int hidden, GruOptions o) {
    refuse(layer, "layerNorm", "no layer normalisation within a cell", o.layerNorm(), true);
    checkMasks(layer, o.masks());
    return new CellExport(
        "GRU",
        hidden,
        GateBlocks.between("rzn", "zrn"),
        null,
        List.of(activation(layer, "gate", o.gate()), activation(layer, "candidate", o.candidate())),
        o.clip(),
        o.after() ? "linear_before_reset" : null);
  }

  private static CellExport simple(String layer, int hidden, SimpleOptions o) {
    refuse(layer, "prelu", "no learned slopes within a cell", o.prelu(), true);
    refuse(layer, "alpha", "no leak", !o.alpha().isEmpty(), o.alpha());
    refuse(layer, "learnedAlpha", "no leak", o.learnedAlpha(), true);
    refuse(layer, "lags", "no connections from steps before the last", o.longest() > 0, o.lags());
    checkMasks(layer, o.masks());
    return new CellExport(
        "RNN",
        hidden,
        GateBlocks.between("h", "h"),
        null,
        List.of(activation(layer, "activation", o.activation())),
        o.clip(),
        null);
  }

  /** Dropout is in training only; zoneout goes on afterwards, as a mean of two states. */
  private static void checkMasks(String layer, MaskRates rates) {
    String why = "no mean with the state of the step before, which zoneout is out of training";
    float hidden = rates.zoneoutHidden();
    refuse(layer, "zoneoutHidden", why, hidden > 0, hidden);
    float cell = rates.zoneoutCell();
    refuse(layer, "zoneoutCell", why, cell > 0, cell);
  }

  private static ActivationExport activation(String layer, String option, Activation f) {
    ActivationExport export = ActivationExport.of(f);
    if (export.recurrentName() == null) {
      throw refused(layer, option, "another function", "no such one within a cell", f);
    }
    return export;
  }

  private static void refuse(String layer, String option, String why, boolean taken, Object value) {
    if (taken) {
      throw refused(layer, option, "none", why, value);
    }
  }

  private static IllegalArgumentException refused(
      String layer, String option, String expected, String why, Object value) {
    return new IllegalArgumentException(
        layer
            + ", "
            + option
            + ": expected "
            + expected
            + ", for ONNX has "
            + why
            + ", got "
            + value);
  }

  /** Adds the attributes of a node of one or both directions. */
  void attributes(ExportNode node, String direction, int directions) {
    node.number("hidden_size", hidden);
    if (!direction.equals("forward")) {
      node.text("direction", direction);
    }
    if (flag != null) {
      node.number(flag, 1);
    }
    if (clip < NO_CLIP) {
      node.number("clip", clip);
    }
    List<String> names = new ArrayList<>();
    List<Float> alphas = new ArrayList<>();
    List<Float> betas = new ArrayList<>();
    for (int d = 0; d < directions; d++) {
      for (ActivationExport f : activations) {
        names.add(f.recurrentName());
        alphas.addAll(f.alpha());
        betas.addAll(f.beta());
      }
    }
    if (!isStandard()) {
      node.texts("activations", names);
      if (!alphas.isEmpty()) {
        node.numbers("activation_alpha", alphas);
      }
      if (!betas.isEmpty()) {
        node.numbers("activation_beta", betas);
      }
    }
  }

  /** Whether the operator has these activations if none are named. */
  private boolean isStandard() {
    List<String> names = activations.stream().map(ActivationExport::name).toList();
    return names.equals(
        switch (operator) {
          case "LSTM" -> List.of("sigmoid", "tanh", "tanh");
          case "GRU" -> List.of("sigmoid", "tanh");
          default -> List.of("tanh");
        });
  }
}
