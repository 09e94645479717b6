package dev.cellwise.testing;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A golden case of a network with a source as a problem of the reference, with the names of the
 * problem.
 *
 * @param golden the case
 * @param problem the network, its valid steps and cross-entropy
 */
record GoldenTranslations(Golden golden, SequenceProblem problem) {
  static List<String> all() {
    return Golden.cases().stream().filter(name -> name.matches("(translate|caption)-.*")).toList();
  }

  static GoldenTranslations load(String name) {
    Golden golden = Golden.load(name);
    SequenceNetwork network = network(name.replaceAll("-n\\d.*", ""));
    ValidSteps valid = valid(golden, "");
    SequenceProblem.Builder b =
        golden.has("encoder.lengths")
            ? SequenceProblem.of(network, valid(golden, "encoder."), valid)
            : SequenceProblem.of(network, valid);
    if (golden.has("encoder.tokens")) {
      b.sourceTokens(marked(golden, "encoder.", "tokens"));
    }
    b.tokens(marked(golden, "", "tokens"))
        .loss(SequenceLoss.crossEntropy(marked(golden, "", "targets")));
    return new GoldenTranslations(golden, b.build());
  }

  /** The valid steps of the encoder, of prefix {@code encoder.}, or of the decoder. */
  static ValidSteps valid(Golden golden, String prefix) {
    String read = golden.has(prefix + "x") ? "x" : "tokens";
    return ValidSteps.lengths(golden.shape(prefix + read)[0], golden.ints(prefix + "lengths"));
  }

  /** Tokens that there are none of stand behind the end of a row. */
  private static int[] marked(Golden golden, String prefix, String tensor) {
    int[] tokens = golden.ints(prefix + tensor);
    boolean[] there = valid(golden, prefix).toArray();
    for (int k = 0; k < tokens.length; k++) {
      tokens[k] = there[k] ? tokens[k] : -1;
    }
    return tokens;
  }

  private static SequenceNetwork network(String name) {
    return switch (name) {
      case "translate-lstm-copy" ->
          decoder(
              8,
              4,
              SequenceSource.copied(tokens(9, 3, s -> s.recurrent(lstm(3, 5)))),
              s -> s.recurrent(lstm(4, 5)));
      case "translate-gru-both-additive" ->
          decoder(
              8,
              4,
              tanh(tokens(9, 4, s -> s.bidirectional(gru(4, 9), Merge.CONCAT))),
              s ->
                  s.recurrent(gru(4, 7))
                      .additiveAttention("attention0", 6)
                      .dense("dense0", 5, "tanh"));
      case "translate-lstm-l2-copy-dot-between" ->
          decoder(
              7,
              3,
              SequenceSource.copied(
                  SequenceNetwork.features(3, s -> s.recurrent(lstm(3, 4)).recurrent(lstm(4, 4)))),
              s -> s.recurrent(lstm(3, 4)).dotAttention("attention0").recurrent(lstm(8, 4)));
      case "translate-gru-head-dot" ->
          decoder(
              9,
              3,
              SequenceSource.encoder(
                  tokens(8, 3, s -> s.recurrent(gru(3, 5)).dense("head", 6)), "identity"),
              s -> s.recurrent(gru(3, 6)).dotAttention("attention0"));
      case "translate-rnn-additive-dot" ->
          decoder(
              6,
              4,
              tanh(tokens(7, 4, s -> s.recurrent(rnn(4, 5)))),
              s ->
                  s.additiveAttention("attention0", 3)
                      .recurrent(rnn(9, 5))
                      .dotAttention("attention1"));
      case "caption-lstm" ->
          decoder(9, 3, SequenceSource.vector(6, "tanh"), s -> s.recurrent(lstm(3, 5)));
      default -> throw new IllegalArgumentException(name);
    };
  }

  private static SequenceNetwork decoder(
      int V, int E, SequenceSource source, Consumer<SequenceStack> layers) {
    return tokens(
        V,
        E,
        s -> {
          layers.accept(s.from(source));
          s.dense("head", V);
        });
  }

  private static SequenceSource tanh(SequenceNetwork encoder) {
    return SequenceSource.encoder(encoder, "tanh");
  }

  private static SequenceNetwork tokens(int V, int E, Consumer<SequenceStack> layers) {
    return SequenceNetwork.embedding(V, E, layers);
  }

  private static ReferenceCell lstm(int I, int H) {
    return SampleNetworks.lstm(I, H);
  }

  private static ReferenceCell gru(int I, int H) {
    return SampleNetworks.gru(I, H);
  }

  private static ReferenceCell rnn(int I, int H) {
    return SampleNetworks.rnn(I, H);
  }

  /** The parameters by the problem's names. */
  Map<String, double[]> parameters() {
    return named(golden.doublesBelow(""));
  }

  /** PyTorch's gradient by the problem's names. */
  Map<String, double[]> gradient() {
    return named(golden.doublesBelow("grad."));
  }

  /** Without the family of a cell. */
  private static Map<String, double[]> named(Map<String, double[]> tensors) {
    Map<String, double[]> all = new LinkedHashMap<>();
    tensors.forEach(
        (name, values) ->
            all.put(name.replaceFirst("^(encoder\\.)?(rnn|gru|lstm)\\.", "$1"), values));
    return all;
  }
}
