package dev.cellwise.rnn.cell;

import dev.cellwise.kernels.Activation;
import dev.cellwise.rnn.net.Nets;
import dev.cellwise.rnn.own.MinimalGatedCell;
import dev.cellwise.rnn.tape.Layout;
import dev.cellwise.testing.Floats;
import dev.cellwise.testing.GruReferenceCell;
import dev.cellwise.testing.JordanReferenceCell;
import dev.cellwise.testing.LayerNormGruReferenceCell;
import dev.cellwise.testing.LayerNormLstmReferenceCell;
import dev.cellwise.testing.LeakyReferenceCell;
import dev.cellwise.testing.LstmReferenceCell;
import dev.cellwise.testing.ReferenceActivation;
import dev.cellwise.testing.ReferenceCell;
import dev.cellwise.testing.SimpleReferenceCell;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/** Cells to test: every kind, and every option that changes its course. */
final class Cells {
  private Cells() {}

  /** Makes a cell in a layout of parameters. */
  @FunctionalInterface
  interface Factory {
    Cell make(Layout.Builder parameters, int inputs, int hidden);
  }

  /** Makes the reference of a cell. */
  @FunctionalInterface
  interface Reference {
    ReferenceCell make(int inputs, int hidden);
  }

  /** A kind of cell. */
  record Kind(String name, int gates, Factory factory, Reference reference) {
    Instance of(int inputs, int hidden) {
      Layout.Builder regions = Layout.builder("parameters");
      Cell cell = factory.make(regions, inputs, hidden);
      return new Instance(cell, regions.build());
    }

    /** Whether inputs or units are so few that a whole tensor's gradient cancels. */
    boolean cancels(int inputs, int hidden) {
      return name.contains("layer norm") && (inputs < 2 || hidden < 3);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** Some kinds: each cell, an activation from its output and one from its input. */
  static List<Kind> few() {
    return all().stream()
        .filter(
            k ->
                List.of(
                        "lstm",
                        "lstm peephole",
                        "lstm all",
                        "lstm layer norm",
                        "gru layer norm",
                        "gru",
                        "gru reset before",
                        "gru activations",
                        "lstm masks",
                        "gru masks",
                        "minimal gated",
                        "rnn tanh",
                        "rnn sigmoid",
                        "rnn gelu",
                        "rnn alpha of each",
                        "rnn lags",
                        "rnn all",
                        "jordan")
                    .contains(k.name))
        .toList();
  }

  /** Each of the ways through several full panels, of which the others are mixtures. */
  static List<Kind> panels() {
    return all().stream()
        .filter(
            k ->
                List.of(
                        "lstm",
                        "gru",
                        "rnn tanh",
                        "lstm by passes",
                        "lstm layer norm",
                        "gru reset before",
                        "minimal gated",
                        "jordan")
                    .contains(k.name))
        .toList();
  }

  /** A cell with the layout of its parameters. */
  record Instance(Cell cell, Layout layout) {
    /** Parameters uniform in ±1/√H, all of them, by the names that the cell takes. */
    float[] parameters(long seed) {
      float[] p = layout.allocate();
      float bound = (float) (1 / Math.sqrt(cell.outputs()));
      long[] next = {seed};
      cell.pack(
          (name, shape) -> {
            int n = 1;
            for (int d : shape) {
              n *= d;
            }
            return Nets.uniform(next[0]++, n, -bound, bound);
          },
          p);
      return p;
    }
  }

  /** Every kind. */
  static List<Kind> all() {
    List<Kind> all = new ArrayList<>();
    all.add(
        new Kind(
            "lstm",
            4,
            (p, i, h) -> new LstmCell(p, "l0", i, h),
            (i, h) -> LstmReferenceCell.of(i, h).build()));
    all.add(
        new Kind(
            "gru",
            3,
            (p, i, h) -> new GruCell(p, "l0", i, h),
            (i, h) -> GruReferenceCell.resetAfter(i, h).build()));
    all.addAll(lstms());
    all.addAll(grus());
    all.addAll(simple());
    all.addAll(jordans());
    all.addAll(MaskedCells.inference());
    all.addAll(layerNormed());
    all.add(
        new Kind(
            "minimal gated",
            2,
            (p, i, h) -> MinimalGatedCell.cell(p, "l0", i, h),
            MinimalGatedReference::new));
    for (String f : ACTIVATIONS) {
      all.add(
          new Kind(
              "rnn " + f,
              1,
              (p, i, h) -> new SimpleCell(p, "l0", i, h, Activation.parse(f)),
              (i, h) -> SimpleReferenceCell.of(i, h).activation(f).build()));
    }
    return all;
  }

  private static Kind lstm(
      String option, int gates, LstmOptions o, UnaryOperator<LstmReferenceCell.Builder> reference) {
    return new Kind(
        "lstm " + option,
        gates,
        (p, i, h) -> o.cell(p, "l0", i, h),
        (i, h) -> reference.apply(LstmReferenceCell.of(i, h)).build());
  }

  /** An LSTM whose h has P units. */
  static Kind projection(int size) {
    LstmOptions o = LstmOptions.plain().withProjection(size);
    return lstm("projection", 4, o, r -> r.projection(size));
  }

  /** The LSTM as a list of passes, with each option and with all of them. */
  private static List<Kind> lstms() {
    LstmOptions o = LstmOptions.plain();
    float none = Float.POSITIVE_INFINITY;
    Activation hard = Activation.parse("hardSigmoid(0.25, 0.5)");
    Activation gelu = Activation.gelu();
    Activation softsign = Activation.softsign();
    return List.of(
        lstm("by passes", 4, o, r -> r),
        lstm("peephole", 4, o.withPeephole(), r -> r.peephole()),
        projection(5),
        lstm(
            "i = 1 - f",
            3,
            o.withCoupling(LstmOptions.Coupling.INPUT_FROM_FORGET),
            r -> r.coupled(LstmReferenceCell.Coupling.INPUT_FROM_FORGET)),
        lstm(
            "f = 1 - i",
            3,
            o.withCoupling(LstmOptions.Coupling.FORGET_FROM_INPUT),
            r -> r.coupled(LstmReferenceCell.Coupling.FORGET_FROM_INPUT)),
        lstm("clip", 4, o.withClips(0.5f, none, none), r -> r.clip(0.5)),
        lstm("cell clip", 4, o.withClips(none, 0.25f, none), r -> r.clipCell(0.25)),
        lstm(
            "activations",
            4,
            o.withActivations(hard, gelu, softsign),
            r -> r.activations("hardSigmoid(0.25, 0.5)", "gelu", "softsign")),
        lstm(
            "all",
            3,
            o.withPeephole()
                .withProjection(18)
                .withCoupling(LstmOptions.Coupling.INPUT_FROM_FORGET)
                .withClips(0.75f, 0.5f, 0.125f)
                .withActivations(Activation.sigmoid(), softsign, gelu),
            r ->
                r.peephole()
                    .projection(18)
                    .coupled(LstmReferenceCell.Coupling.INPUT_FROM_FORGET)
                    .clip(0.75)
                    .clipCell(0.5)
                    .clipProjection(0.125)
                    .activations("sigmoid", "softsign", "gelu")));
  }

  private static Kind gru(
      String option, GruOptions o, BiFunction<Integer, Integer, GruReferenceCell> reference) {
    return new Kind("gru " + option, 3, (p, i, h) -> o.cell(p, "l0", i, h), reference::apply);
  }

  /** The GRU as a list of passes, with each option. */
  private static List<Kind> grus() {
    GruOptions before = GruOptions.resetBefore();
    GruOptions after = GruOptions.resetAfter();
    Activation hard = Activation.parse("hardSigmoid(0.25, 0.5)");
    return List.of(
        gru("by passes", after, (i, h) -> GruReferenceCell.resetAfter(i, h).build()),
        gru("reset before", before, (i, h) -> GruReferenceCell.resetBefore(i, h).build()),
        gru(
            "activations",
            after.withActivations(hard, Activation.gelu()),
            (i, h) ->
                GruReferenceCell.resetAfter(i, h)
                    .activations("hardSigmoid(0.25, 0.5)", "gelu")
                    .build()),
        gru(
            "clip",
            before.withClip(0.5f),
            (i, h) -> GruReferenceCell.resetBefore(i, h).clip(0.5).build()));
  }

  private static Kind simple(
      String option, SimpleOptions o, BiFunction<Integer, Integer, ReferenceCell> reference) {
    return new Kind("rnn " + option, 1, (p, i, h) -> o.cell(p, "l0", i, h), reference::apply);
  }

  /** Leaks that are 0 and 1 too. */
  private static float[] alphas(int hidden) {
    float[] alpha = new float[hidden];
    for (int u = 0; u < hidden; u++) {
      alpha[u] = (u % 5) / 4f;
    }
    return alpha;
  }

  /** The simple cell as a list of passes, with each option and with all of them. */
  private static List<Kind> simple() {
    SimpleOptions o = SimpleOptions.plain();
    return List.of(
        simple("by passes", o, (i, h) -> SimpleReferenceCell.of(i, h).build()),
        simple("prelu", o.withPrelu(), (i, h) -> SimpleReferenceCell.of(i, h).prelu().build()),
        simple(
            "clip",
            o.withActivation(Activation.gelu()).withClip(0.5f),
            (i, h) -> SimpleReferenceCell.of(i, h).activation("gelu").clip(0.5).build()),
        simple(
            "alpha",
            o.withAlpha(0.3f),
            (i, h) -> LeakyReferenceCell.fixed(SimpleReferenceCell.of(i, h).build(), 0.3f)),
        new Kind(
            "rnn alpha of each",
            1,
            (p, i, h) ->
                o.withActivation(Activation.gelu()).withAlpha(alphas(h)).cell(p, "l0", i, h),
            (i, h) ->
                LeakyReferenceCell.fixed(
                    SimpleReferenceCell.of(i, h).activation("gelu").build(),
                    Floats.widen(alphas(h)))),
        simple(
            "alpha learned",
            o.withLearnedAlpha(),
            (i, h) -> LeakyReferenceCell.learned(SimpleReferenceCell.of(i, h).build())),
        simple("lag", o.withLags(2), (i, h) -> SimpleReferenceCell.of(i, h).skip(2).build()),
        simple("lags", o.withLags(4, 2), (i, h) -> SimpleReferenceCell.of(i, h).skip(2, 4).build()),
        simple(
            "all",
            o.withPrelu().withClip(0.75f).withLearnedAlpha().withLags(2, 3),
            (i, h) ->
                LeakyReferenceCell.learned(
                    SimpleReferenceCell.of(i, h).prelu().clip(0.75).skip(2, 3).build())));
  }

  /** Cells that see their output, fewer and more than the hidden units. */
  private static List<Kind> jordans() {
    return List.of(jordan("jordan", 5, "tanh"), jordan("jordan gelu", 18, "gelu"));
  }

  private static Kind jordan(String name, int outputs, String f) {
    JordanOptions o = JordanOptions.plain(outputs).withActivation(Activation.parse(f));
    return new Kind(
        name,
        1,
        (p, i, h) -> o.cell(p, "l0", i, h),
        (i, h) -> new JordanReferenceCell(i, h, outputs, ReferenceActivation.parse(f)));
  }

  /** Layer normalisation, and other activations with it. */
  private static List<Kind> layerNormed() {
    LstmOptions lstm = LstmOptions.plain().withLayerNorm();
    GruOptions gru = GruOptions.resetAfter().withLayerNorm();
    Activation hard = Activation.parse("hardSigmoid(0.25, 0.5)");
    Activation gelu = Activation.gelu();
    LstmOptions lstmOther = lstm.withActivations(hard, gelu, Activation.softsign());
    GruOptions gruOther = gru.withActivations(hard, gelu);
    ReferenceActivation h = ReferenceActivation.parse("hardSigmoid(0.25, 0.5)");
    ReferenceActivation g = ReferenceActivation.parse("gelu");
    ReferenceActivation s = ReferenceActivation.parse("softsign");
    return List.of(
        new Kind(
            "lstm layer norm",
            4,
            (p, i, n) -> lstm.cell(p, "l0", i, n),
            LayerNormLstmReferenceCell::new),
        new Kind(
            "gru layer norm",
            3,
            (p, i, n) -> gru.cell(p, "l0", i, n),
            LayerNormGruReferenceCell::new),
        new Kind(
            "lstm layer norm, activations",
            4,
            (p, i, n) -> lstmOther.cell(p, "l0", i, n),
            (i, n) -> new LayerNormLstmReferenceCell(i, n, h, g, s)),
        new Kind(
            "gru layer norm, activations",
            3,
            (p, i, n) -> gruOther.cell(p, "l0", i, n),
            (i, n) -> new LayerNormGruReferenceCell(i, n, h, g)));
  }

  private static final List<String> ACTIVATIONS =
      List.of(
          "tanh",
          "relu",
          "sigmoid",
          "identity",
          "affine(0.5, 0.25)",
          "leakyRelu(0.1)",
          "leakyRelu(-0.25)",
          "elu(1)",
          "softplus",
          "gelu",
          "softsign",
          "hardSigmoid(0.25, 0.5)",
          "scaledTanh(1.75, 0.625)",
          "thresholdedRelu(0.25)",
          "thresholdedRelu(-0.5)");
}
