package dev.cellwise.rnn.file.onnx;

import dev.cellwise.kernels.Activation;
import dev.cellwise.rnn.cell.GruOptions;
import dev.cellwise.rnn.cell.LstmOptions;
import dev.cellwise.rnn.cell.SimpleOptions;
import dev.cellwise.rnn.net.Architecture;
import java.util.List;

/**
 * What the attributes of an RNN, GRU or LSTM say.
 *
 * @param kind which of them
 * @param direction forward, reverse or both
 * @param hidden H; 0 if it is not said
 * @param activations of the forward direction, then of the other
 * @param clip bound of the pre-activations; infinite for none
 * @param batchFirst whether rows come before time steps: {@code layout} 1
 * @param flag {@code linear_before_reset} of a GRU, {@code input_forget} of an LSTM
 */
record RecurrentAttributes(
    Kind kind,
    Direction direction,
    int hidden,
    List<Activation> activations,
    float clip,
    boolean batchFirst,
    boolean flag) {
  /** The operators. */
  enum Kind {
    RNN("rnn", "Tanh"),
    GRU("gru", "Sigmoid", "Tanh"),
    LSTM("lstm", "Sigmoid", "Tanh", "Tanh");

    /** The library's name of such a layer. */
    final String family;

    /** Activations of a direction. */
    private final String[] functions;

    Kind(String family, String... functions) {
      this.family = family;
      this.functions = functions;
    }

    /** Gates of a unit. */
    int gates() {
      return switch (this) {
        case RNN -> 1;
        case GRU -> 3;
        case LSTM -> 4;
      };
    }
  }

  /** Where time goes. */
  enum Direction {
    FORWARD,
    REVERSE,
    BIDIRECTIONAL
  }

  static RecurrentAttributes of(Making node, Kind kind) {
    Direction direction =
        switch (node.text("direction", "forward")) {
          case "forward" -> Direction.FORWARD;
          case "reverse" -> Direction.REVERSE;
          case "bidirectional" -> Direction.BIDIRECTIONAL;
          default ->
              throw new Refusal(
                  Making.attribute("direction"),
                  "forward, reverse or bidirectional",
                  node.text("direction", ""));
        };
    long hidden = node.number("hidden_size", 0L);
    if (hidden < 0 || hidden > Integer.MAX_VALUE || node.has("hidden_size") && hidden == 0) {
      throw new Refusal(Making.attribute("hidden_size"), "at least 1", hidden);
    }
    boolean batchFirst = node.opset() >= 14 && layout(node);
    boolean flag =
        switch (kind) {
          case RNN -> false;
          case GRU -> node.number("linear_before_reset", 0L) != 0;
          case LSTM -> node.flag("input_forget");
        };
    return new RecurrentAttributes(
        kind,
        direction,
        (int) hidden,
        activations(node, kind, direction == Direction.BIDIRECTIONAL ? 2 : 1),
        clip(node),
        batchFirst,
        flag);
  }

  private static boolean layout(Making node) {
    long layout = node.number("layout", 0L);
    if (layout < 0 || layout > 1) {
      throw new Refusal(Making.attribute("layout"), "0 or 1", layout);
    }
    return layout == 1;
  }

  private static float clip(Making node) {
    if (!node.has("clip")) {
      return Float.POSITIVE_INFINITY;
    }
    float clip = node.number("clip", 0f);
    if (!(clip > 0)) {
      throw new Refusal(Making.attribute("clip"), "above 0", clip);
    }
    return clip;
  }

  private static List<Activation> activations(Making node, Kind kind, int directions) {
    float[] alphas = node.floats("activation_alpha");
    float[] betas = node.floats("activation_beta");
    String[] given = node.texts("activations");
    int each = kind.functions.length;
    String[] names = new String[each * directions];
    for (int i = 0; i < names.length; i++) {
      names[i] = given == null ? kind.functions[i % each] : i < given.length ? given[i] : "";
    }
    boolean fits = given == null || given.length == names.length;
    // ONNX's default of an RNN is one function for each of two directions, even where there is one.
    boolean twice =
        kind == Kind.RNN && given != null && given.length == 2 && given[0].equals(given[1]);
    if (!fits && !twice) {
      throw new Refusal(
          Making.attribute("activations"),
          names.length + ", " + each + " for each direction",
          given.length);
    }
    return Activations.of(names, alphas, betas);
  }

  int directions() {
    return direction == Direction.BIDIRECTIONAL ? 2 : 1;
  }

  /** Whether the direction of an index goes backward in time. */
  boolean isReverse(int d) {
    return d == 1 || direction == Direction.REVERSE;
  }

  /**
   * The layer of a direction.
   *
   * @param d 0 or 1
   * @param units H
   * @param peephole whether there are weights of peepholes
   */
  Architecture.Recurrent layer(int d, int units, boolean peephole) {
    int each = activations.size() / directions();
    List<Activation> f = activations.subList(d * each, (d + 1) * each);
    return switch (kind) {
      case RNN ->
          new Architecture.Simple(
              units, SimpleOptions.plain().withActivation(f.get(0)).withClip(clip));
      case GRU ->
          new Architecture.Gru(
              units,
              (flag ? GruOptions.resetAfter() : GruOptions.resetBefore())
                  .withActivations(f.get(0), f.get(1))
                  .withClip(clip));
      case LSTM -> {
        LstmOptions o =
            LstmOptions.plain()
                .withActivations(f.get(0), f.get(1), f.get(2))
                .withClips(clip, Float.POSITIVE_INFINITY, Float.POSITIVE_INFINITY);
        o = peephole ? o.withPeephole() : o;
        o = flag ? o.withCoupling(LstmOptions.Coupling.FORGET_FROM_INPUT) : o;
        yield new Architecture.Lstm(units, o);
      }
    };
  }
}
