package dev.cellwise.rnn.net;

import dev.cellwise.kernels.Activation;
import dev.cellwise.testing.InitialState;
import dev.cellwise.testing.SequenceNetwork;
import dev.cellwise.testing.SequenceSource;
import dev.cellwise.testing.SequenceStack;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/** A random architecture and the same network in the double reference. */
final class TwinNetworks {
  /** A source, said to both; the encoder is null where it is a vector. */
  private record Begin(
      Consumer<Architecture.Builder> ours, SequenceSource theirs, TwinNetworks encoder) {}

  final Architecture ours;
  final SequenceNetwork theirs;
  final InitialState start;
  final TwinLayers layers;

  /** Null where the network has none. */
  final TwinNetworks encoder;

  /** One that does not begin from a source. */
  TwinNetworks(SplittableRandom random) {
    this(random, initial(random), TwinLayers.any(random), true, null);
  }

  private TwinNetworks(
      SplittableRandom random, InitialState start, TwinLayers layers, boolean head, Begin begin) {
    this.start = start;
    this.layers = layers;
    this.encoder = begin == null ? null : begin.encoder;
    int kind = random.nextInt(3);
    int inputs = layers.inputs();
    List<TwinLayers.Both> all = layers.on(inputs, kind == 1);
    int outputs = !head || random.nextInt(3) == 0 ? 0 : 1 + random.nextInt(5);
    String f = activation(random);
    Architecture.Builder b = Architecture.builder();
    switch (kind) {
      case 0 -> b.features(inputs);
      case 1 -> b.index(inputs);
      default -> b.embedding(5, inputs);
    }
    if (begin != null) {
      begin.ours.accept(b);
    }
    all.forEach(layer -> layer.ours().accept(b));
    if (start == InitialState.LEARNED) {
      b.learnStart();
    }
    ours = outputs == 0 ? b.build() : b.dense(outputs, Activation.parse(f)).build();
    layers.depth += outputs == 0 ? 0 : 1;
    Consumer<SequenceStack> stack =
        to -> {
          if (begin == null) {
            to.initial(start);
          } else {
            to.from(begin.theirs);
          }
          all.forEach(layer -> layer.theirs().accept(to));
          if (outputs > 0) {
            to.dense("head", outputs, f);
          }
        };
    theirs =
        switch (kind) {
          case 0 -> SequenceNetwork.features(inputs, stack);
          case 1 -> SequenceNetwork.index(inputs, stack);
          default -> SequenceNetwork.embedding(5, inputs, stack);
        };
  }

  private static InitialState initial(SplittableRandom random) {
    return InitialState.values()[random.nextInt(3)];
  }

  private static String activation(SplittableRandom random) {
    return TwinLayers.SMOOTH.get(random.nextInt(TwinLayers.SMOOTH.size()));
  }

  /** One that begins from a vector. */
  static TwinNetworks ofVector(SplittableRandom random) {
    int size = 1 + random.nextInt(6);
    String f = activation(random);
    Begin begin =
        new Begin(
            b -> b.vector(size, Bridge.dense(Activation.parse(f))),
            SequenceSource.vector(size, f),
            null);
    return decoder(random, TwinLayers.ofDecoder(random, null, 0), begin);
  }

  /** One that begins from an encoder, with attention or without. */
  static TwinNetworks ofEncoder(SplittableRandom random) {
    boolean copied = random.nextInt(3) == 0;
    boolean attends = random.nextInt(5) > 0;
    TwinNetworks e =
        new TwinNetworks(
            random, initial(random), TwinLayers.ofEncoder(random, copied), attends, null);
    String f = activation(random);
    Bridge bridge = copied ? Bridge.copy() : Bridge.dense(Activation.parse(f));
    SequenceSource theirs =
        copied ? SequenceSource.copied(e.theirs) : SequenceSource.encoder(e.theirs, f);
    int memory = attends ? e.ours.outputSize() : 0;
    return decoder(
        random,
        TwinLayers.ofDecoder(random, copied ? e.layers.cells : null, memory),
        new Begin(b -> b.encoder(e.ours, bridge), theirs, e));
  }

  private static TwinNetworks decoder(SplittableRandom random, TwinLayers layers, Begin begin) {
    return new TwinNetworks(random, InitialState.ZERO, layers, true, begin);
  }

  /** The widest layer of them all. */
  int widest() {
    return Math.max(layers.widest, encoder == null ? 0 : encoder.widest());
  }

  /** Roundings one after the other, of what comes out last. */
  int depth(int sourceSteps, int steps) {
    boolean bridge = ours.source() != null;
    int before = encoder == null ? 0 : encoder.depth(0, sourceSteps);
    return before + steps * layers.depth + (bridge ? 1 : 0);
  }

  @Override
  public String toString() {
    return ours.toString();
  }
}
