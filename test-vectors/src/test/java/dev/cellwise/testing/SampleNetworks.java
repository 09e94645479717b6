package dev.cellwise.testing;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/** Networks of every kind of layer, for properties. */
final class SampleNetworks {
  private SampleNetworks() {}

  /** A network by its numbers of inputs and units. */
  record Sample(String name, Layers layers) {
    SequenceNetwork of(int I, int H) {
      return SequenceNetwork.features(I, layers.of(I, H));
    }
  }

  /** Layers by their numbers of inputs and units. */
  interface Layers {
    Consumer<SequenceStack> of(int I, int H);
  }

  static List<Sample> all() {
    return List.of(
        new Sample("rnn", (I, H) -> s -> s.initial(InitialState.GIVEN).recurrent(rnn(I, H))),
        new Sample("gru in reverse", (I, H) -> s -> s.reversed(gru(I, H))),
        new Sample(
            "lstm, beside each other",
            (I, H) -> s -> s.initial(InitialState.GIVEN).bidirectional(lstm(I, H), Merge.CONCAT)),
        new Sample(
            "gru, sum",
            (I, H) -> s -> s.initial(InitialState.LEARNED).bidirectional(gru(I, H), Merge.SUM)),
        new Sample("rnn, average", (I, H) -> s -> s.bidirectional(rnn(I, H), Merge.AVERAGE)),
        new Sample("lstm, product", (I, H) -> s -> s.bidirectional(lstm(I, H), Merge.MULTIPLY)),
        new Sample("skips", (I, H) -> s -> s.recurrent(skip(I, H)).reversed(skip(H, H))),
        new Sample("stack", SampleNetworks::stack),
        new Sample("step by step", SampleNetworks::pointwise),
        new Sample("residual", SampleNetworks::residual),
        new Sample("last of both", SampleNetworks::last),
        new Sample("last in reverse", (I, H) -> s -> s.reversed(gru(I, H)).last()),
        new Sample(
            "zoneout",
            (I, H) -> s -> s.bidirectional(ZoneoutReferenceCell.masked(lstm(I, H)), Merge.CONCAT)));
  }

  private static Consumer<SequenceStack> stack(int I, int H) {
    return s ->
        s.initial(InitialState.GIVEN)
            .recurrent(lstm(I, H))
            .dropout("dropout")
            .initial(InitialState.LEARNED)
            .reversed(gru(H, H + 1));
  }

  private static Consumer<SequenceStack> pointwise(int I, int H) {
    return s ->
        s.dense("below", H + 2, "sigmoid")
            .layerNorm("norm")
            .recurrent(rnn(H + 2, H))
            .dropout("dropout")
            .dense("head", 2);
  }

  private static Consumer<SequenceStack> residual(int I, int H) {
    return s ->
        s.residual(f -> f.recurrent(gru(I, I)).dropout("dropout"))
            .residual(f -> f.bidirectional(rnn(I, H), Merge.CONCAT).dense("inner", I, "tanh"));
  }

  private static Consumer<SequenceStack> last(int I, int H) {
    return s ->
        s.initial(InitialState.GIVEN)
            .bidirectional(lstm(I, H), Merge.CONCAT)
            .last()
            .dropout("dropout")
            .dense("head", 3, "softsign");
  }

  static ReferenceCell rnn(int I, int H) {
    return SimpleReferenceCell.of(I, H).build();
  }

  static ReferenceCell gru(int I, int H) {
    return GruReferenceCell.resetAfter(I, H).build();
  }

  static ReferenceCell lstm(int I, int H) {
    return LstmReferenceCell.of(I, H).build();
  }

  private static ReferenceCell skip(int I, int H) {
    return SimpleReferenceCell.of(I, H).skip(2).build();
  }

  /** Random masks of zeros and 1.25 or, for zoneout, 1. */
  static Map<String, double[]> masks(SequenceNetwork network, ValidSteps valid, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Map<String, double[]> masks = new HashMap<>();
    for (Layout.Tensor mask : SequenceProblem.of(network, valid).masks().tensors()) {
      double kept = mask.name().matches("mask_[hc]_.*") ? 1 : 1.25;
      masks.put(mask.name(), random.doubles(mask.size()).map(u -> u < 0.3 ? 0 : kept).toArray());
    }
    return masks;
  }

  /** Padding is carried for odd seeds. */
  static MaskedOutput rule(long seed) {
    return seed % 2 == 0 ? MaskedOutput.ZERO : MaskedOutput.CARRY;
  }

  /** A problem under {@link #masks}, {@link #rule} and random weights. */
  static SequenceProblem problem(SequenceNetwork network, ValidSteps valid, long seed) {
    SequenceProblem.Builder b = SequenceProblem.of(network, valid).randomWeights(seed);
    b.masked(rule(seed));
    masks(network, valid, seed).forEach(b::mask);
    return b.build();
  }
}
