package dev.cellwise.testing;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A golden case as a problem of the reference of whole networks, with the names of the problem.
 *
 * @param golden the case
 * @param problem the network, its valid steps and the loss
 * @param expected outputs and final states by the problem's names
 */
record GoldenSequences(Golden golden, SequenceProblem problem, Map<String, double[]> expected) {
  private static final Pattern LAYER =
      Pattern.compile("(?:stack-|packed-)?(?<kind>rnn-tanh|rnn-relu|gru|lstmp?)-.*");

  static GoldenSequences load(String name) {
    Golden golden = Golden.load(name);
    SequenceNetwork network =
        golden.has("tokens") ? tokens(golden) : features(golden, golden.shape("x")[2]);
    int[] shape = golden.shape(golden.has("tokens") ? "tokens" : "x");
    ValidSteps valid =
        golden.has("lengths")
            ? ValidSteps.lengths(shape[0], golden.ints("lengths"))
            : ValidSteps.all(shape[0], shape[1]);
    SequenceProblem.Builder b = SequenceProblem.of(network, valid);
    if (golden.has("tokens")) {
      b.tokens(golden.ints("tokens")).loss(SequenceLoss.crossEntropy(golden.ints("targets")));
    } else {
      b.weights(named(golden, golden.doublesBelow("loss.weight_")));
    }
    return new GoldenSequences(golden, b.build(), expected(golden, b.results()));
  }

  /** The parameters by the problem's names. */
  Map<String, double[]> parameters() {
    return named(golden, golden.doublesBelow(""));
  }

  /** PyTorch's gradient by the problem's names. */
  Map<String, double[]> gradient() {
    return named(golden, golden.doublesBelow("grad."));
  }

  private static SequenceNetwork features(Golden golden, int inputs) {
    return SequenceNetwork.features(inputs, stack -> layers(golden, inputs, stack));
  }

  private static SequenceNetwork tokens(Golden golden) {
    int[] head = golden.shape("head.weight");
    if (!golden.has("embedding.weight")) { // as many answers as tokens
      return SequenceNetwork.index(
          head[0], stack -> layers(golden, head[0], stack).dense("head", head[0]));
    }
    int[] table = golden.shape("embedding.weight");
    return SequenceNetwork.embedding(
        table[0], table[1], stack -> layers(golden, table[1], stack).dense("head", head[0]));
  }

  /** The recurrent layers; a case that has no initial states begins with zeros. */
  private static SequenceStack layers(Golden golden, int inputs, SequenceStack stack) {
    boolean given = golden.has("h0_l0");
    stack.initial(given ? InitialState.GIVEN : InitialState.ZERO);
    boolean both = golden.name().contains("-both-");
    int width = inputs;
    for (int l = 0; golden.has(weight(golden, l)); l++) {
      ReferenceCell cell = cell(golden, width, l);
      if (both) {
        stack.bidirectional(cell, Merge.CONCAT);
      } else if (reverse(golden)) {
        stack.reversed(cell);
      } else {
        stack.recurrent(cell);
      }
      width = both ? 2 * cell.outputs() : cell.outputs();
    }
    return stack;
  }

  private static ReferenceCell cell(Golden golden, int inputs, int layer) {
    Matcher m = LAYER.matcher(golden.name());
    String kind = m.matches() ? m.group("kind") : "lstm";
    int[] recurrent = golden.shape(weight(golden, layer));
    int rows = recurrent[0];
    return switch (kind) {
      case "rnn-tanh" -> SimpleReferenceCell.of(inputs, rows).build();
      case "rnn-relu" -> SimpleReferenceCell.of(inputs, rows).activation("relu").build();
      case "gru" -> GruReferenceCell.resetAfter(inputs, rows / 3).build();
      case "lstmp" -> LstmReferenceCell.of(inputs, rows / 4).projection(recurrent[1]).build();
      default -> LstmReferenceCell.of(inputs, rows / 4).build();
    };
  }

  private static String weight(Golden golden, int layer) {
    return golden.names().stream()
        .filter(name -> name.matches("(rnn\\.|gru\\.|lstm\\.)?weight_hh_l" + layer))
        .findFirst()
        .orElse("none");
  }

  private static boolean reverse(Golden golden) {
    return golden.name().endsWith("-reverse");
  }

  /**
   * Without the prefix of a family; older cases have one layer and name final states without it.
   */
  private static Map<String, double[]> named(Golden golden, Map<String, double[]> tensors) {
    Map<String, double[]> all = new LinkedHashMap<>();
    tensors.forEach(
        (name, values) -> {
          String plain = name.replaceAll("^(rnn|gru|lstm)\\.", "").replaceAll("_n$", "_n_l0");
          all.put(reverse(golden) ? plain.replaceAll("_l0$", "_l0_reverse") : plain, values);
        });
    return all;
  }

  /** The results that the case has; h_lK of older cases is y where K is the last layer. */
  private static Map<String, double[]> expected(Golden golden, Layout results) {
    Map<String, double[]> all = new HashMap<>(named(golden, golden.doublesBelow("")));
    for (String y : List.of("h_l0", "h_l1")) {
      if (golden.has(y) && !golden.has("tokens")) {
        all.put("y", golden.doubles(y));
      }
    }
    if (golden.has("logits")) {
      all.put("y", golden.doubles("logits"));
    }
    all.keySet().removeIf(name -> !results.has(name));
    return all;
  }
}
