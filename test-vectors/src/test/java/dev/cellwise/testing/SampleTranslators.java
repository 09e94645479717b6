package dev.cellwise.testing;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/** Networks with a source, of every kind of bridge and attention, for properties. */
final class SampleTranslators {
  private SampleTranslators() {}

  /** A network by its numbers of inputs, on both sides, and of units. */
  record Sample(String name, Layers layers) {
    SequenceNetwork of(int I, int H) {
      return SequenceNetwork.features(I, layers.of(I, H));
    }
  }

  /** Layers, the source among them, by their numbers of inputs and units. */
  interface Layers {
    Consumer<SequenceStack> of(int I, int H);
  }

  static List<Sample> all() {
    return List.of(
        new Sample(
            "vector",
            (I, H) ->
                s ->
                    s.from(SequenceSource.vector(I + 1, "sigmoid"))
                        .recurrent(SampleNetworks.lstm(I, H))),
        new Sample("copy", SampleTranslators::copy),
        new Sample("both, additive", SampleTranslators::additive),
        new Sample("dot between", SampleTranslators::dot),
        new Sample("two attentions", SampleTranslators::two));
  }

  /** Those that read a source of several steps. */
  static List<Sample> withEncoder() {
    return all().subList(1, all().size());
  }

  private static Consumer<SequenceStack> copy(int I, int H) {
    SequenceNetwork encoder =
        SequenceNetwork.features(
            I, s -> s.initial(InitialState.GIVEN).recurrent(SampleNetworks.lstm(I, H)));
    return s ->
        s.from(SequenceSource.copied(encoder))
            .recurrent(SampleNetworks.lstm(I, H))
            .dropout("dropout")
            .dense("head", 2);
  }

  private static Consumer<SequenceStack> additive(int I, int H) {
    SequenceNetwork encoder =
        SequenceNetwork.features(
            I,
            s ->
                s.dropout("below")
                    .initial(InitialState.LEARNED)
                    .bidirectional(SampleNetworks.gru(I, H), Merge.CONCAT));
    return s ->
        s.from(SequenceSource.encoder(encoder, "tanh"))
            .recurrent(SampleNetworks.rnn(I, H + 1))
            .additiveAttention("attention0", 2)
            .dense("head", 2);
  }

  private static Consumer<SequenceStack> dot(int I, int H) {
    SequenceNetwork encoder =
        SequenceNetwork.features(
            I,
            s ->
                s.reversed(SampleNetworks.rnn(I, H))
                    .recurrent(SampleNetworks.rnn(H, H))
                    .dense("head", H + 1, "tanh"));
    return s ->
        s.from(SequenceSource.encoder(encoder, "identity"))
            .recurrent(SampleNetworks.gru(I, H + 1))
            .dotAttention("attention0")
            .recurrent(SampleNetworks.rnn(2 * H + 2, H));
  }

  /** One below the cells, one in a residual around one of them. */
  private static Consumer<SequenceStack> two(int I, int H) {
    SequenceNetwork encoder =
        SequenceNetwork.features(I, s -> s.recurrent(SampleNetworks.rnn(I, H)));
    return s ->
        s.from(SequenceSource.encoder(encoder, "softsign"))
            .additiveAttention("attention0", 3)
            .recurrent(SampleNetworks.rnn(I + H, H))
            .residual(
                f ->
                    f.dotAttention("attention1")
                        .recurrent(SampleNetworks.rnn(2 * H, H))
                        .dropout("dropout"));
  }

  /** A builder under random masks of zeros and 1.25, {@link SampleNetworks#rule} and weights. */
  static SequenceProblem problem(
      SequenceNetwork network, ValidSteps source, ValidSteps valid, long seed) {
    SequenceProblem.Builder b =
        of(network, source, valid).randomWeights(seed).masked(SampleNetworks.rule(seed));
    masks(network, source, valid, seed).forEach(b::mask);
    return b.build();
  }

  /** A builder, with the valid steps of the source if there is an encoder. */
  static SequenceProblem.Builder of(SequenceNetwork network, ValidSteps source, ValidSteps valid) {
    return network.encoder().isPresent()
        ? SequenceProblem.of(network, source, valid)
        : SequenceProblem.of(network, valid);
  }

  static Map<String, double[]> masks(
      SequenceNetwork network, ValidSteps source, ValidSteps valid, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Map<String, double[]> masks = new HashMap<>();
    for (Layout.Tensor mask : of(network, source, valid).masks().tensors()) {
      masks.put(mask.name(), random.doubles(mask.size()).map(u -> u < 0.3 ? 0 : 1.25).toArray());
    }
    return masks;
  }

  /** The names of the attention layers. */
  static List<String> attention(SequenceProblem problem) {
    return problem.attention().tensors().stream().map(Layout.Tensor::name).toList();
  }
}
