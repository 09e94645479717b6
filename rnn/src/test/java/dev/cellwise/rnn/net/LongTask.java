package dev.cellwise.rnn.net;

import dev.cellwise.kernels.Activation;
import dev.cellwise.rnn.cell.GruOptions;
import dev.cellwise.rnn.cell.JordanOptions;
import dev.cellwise.rnn.cell.LstmOptions;
import dev.cellwise.rnn.cell.Packing;
import dev.cellwise.rnn.cell.SimpleOptions;
import java.util.SplittableRandom;

/**
 * A random sequence with a loss, for all ways of going back through it: its loss is the sum of all
 * outputs, each times a number of its own.
 */
final class LongTask {
  private static final LstmOptions LSTM =
      LstmOptions.plain()
          .withPeephole()
          .withProjection(5)
          .withZoneout(0.25f, 0.5f)
          .withRecurrentDropout(0.375f);
  private static final GruOptions GRU =
      GruOptions.resetBefore()
          .withZoneout(0.125f)
          .withRecurrentDropout(0.5f)
          .withInputDropout(0.25f);
  private static final SimpleOptions SIMPLE =
      SimpleOptions.plain().withLags(2, 4).withLearnedAlpha().withZoneout(0.25f);

  final Network network;
  final Packing packing;
  final Mode mode;
  final int[] tokens;
  final float[] features;

  /** The gradient of the outputs, [R, O]. */
  final float[] above;

  /** The outputs, [R, O], as {@link #loss} has seen them. */
  final float[] outputs;

  final int size;

  LongTask(Architecture a, Packing packing, long seed) {
    this.network = Nets.initialise(a, seed);
    this.packing = packing;
    this.size = a.outputSize();
    boolean words = network.layers().tokens();
    Mode training = Mode.training(seed).withDropout(0.25f);
    this.mode = words ? training : training.withInputGradient();
    int in = a.input().size();
    this.tokens = words ? Nets.tokens(seed, packing.capacity(), in) : null;
    this.features = words ? null : Nets.uniform(seed, packing.capacity() * in, -1, 1);
    this.above = Nets.uniform(seed + 1, packing.capacity() * size, -1, 1);
    this.outputs = new float[packing.capacity() * size];
  }

  /** A random stack whose layers all go forward in time. */
  static Architecture random(SplittableRandom random, boolean last) {
    Architecture.Builder b = Architecture.builder();
    switch (random.nextInt(3)) {
      case 0 -> b.features(4);
      case 1 -> b.embedding(4, 5);
      default -> b.embedding(4, 17);
    }
    b.layer(recurrent(random));
    for (int i = random.nextInt(4); i > 0; i--) {
      layer(b, random);
    }
    if (last) {
      b.layer(recurrent(random)).last().hidden(5, Activation.tanh());
    }
    if (random.nextInt(2) == 0) {
      b.norm();
    }
    if (random.nextInt(2) == 0) {
      b.learnStart();
    }
    return switch (random.nextInt(3)) {
      case 0 -> b.build();
      case 1 -> b.densePrelu(18).build();
      default -> b.dense(3, Activation.gelu()).build();
    };
  }

  private static void layer(Architecture.Builder b, SplittableRandom random) {
    switch (random.nextInt(5)) {
      case 0 -> b.norm();
      case 1 -> b.hidden(7, Activation.tanh());
      case 2 -> {
        b.hidden(6, Activation.identity());
        b.residual(r -> r.layer(recurrent(random)).dropout(0.25f).hidden(6, Activation.sigmoid()));
      }
      case 3 -> b.dropout(0.5f);
      default -> b.layer(recurrent(random));
    }
  }

  private static Architecture.Recurrent recurrent(SplittableRandom random) {
    int units = 6 + random.nextInt(15);
    return switch (random.nextInt(7)) {
      case 0 -> new Architecture.Lstm(units);
      case 1 -> new Architecture.Gru(units);
      case 2 -> new Architecture.Simple(units, Activation.tanh());
      case 3 -> new Architecture.Lstm(units, LSTM);
      case 4 -> new Architecture.Gru(units, GRU);
      case 5 -> new Architecture.Simple(units, SIMPLE);
      default -> new Architecture.Jordan(units, JordanOptions.plain(3));
    };
  }

  /** Takes down the outputs of a window of some sequence, and writes the gradient from above. */
  double loss(Unrolled u, int from, int first) {
    Packing out = u.outputPacking();
    boolean all = out == u.packing();
    double sum = 0;
    for (int t = from; t < out.steps(); t++) {
      for (int n = 0; n < out.rows(); n++) {
        if (t < out.length(n)) {
          int at = all ? packing.at(first + t - from, n) : n;
          int y = u.output() + out.at(t, n) * u.outputRow();
          System.arraycopy(u.tape().data(), y, outputs, at * size, size);
          int slot = u.outputGradient(out.steps(), t) + (out.at(t, n) - out.at(t)) * u.outputRow();
          System.arraycopy(above, at * size, u.outputGradient(), slot, size);
          for (int k = at * size; k < (at + 1) * size; k++) {
            sum += (double) outputs[k] * above[k];
          }
        }
      }
    }
    return sum;
  }

  /** The whole sequence in one window: forward and back. */
  double whole(Unrolled u, float[] dp) {
    float[] p = network.parameters();
    u.prepare(p);
    if (tokens != null) {
      u.forward(tokens, 0, p);
    } else {
      u.forward(features, 0, p);
    }
    u.clear();
    double value = loss(u, 0, 0);
    u.backward(packing.steps(), p, dp);
    return value;
  }

  double checkpointed(Checkpointed c, float[] dp, SegmentLoss loss) {
    return tokens != null
        ? c.gradient(tokens, 0, network.parameters(), dp, loss)
        : c.gradient(features, 0, network.parameters(), dp, loss);
  }

  /** Gradients that there are already. */
  float[] gradients() {
    return Nets.uniform(5, network.parameters().length, -1, 1);
  }
}
