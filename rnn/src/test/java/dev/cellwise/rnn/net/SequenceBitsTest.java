package dev.cellwise.rnn.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cellwise.kernels.Activation;
import dev.cellwise.rnn.cell.Packing;
import dev.cellwise.rnn.cell.Padded;
import dev.cellwise.testing.ValidSteps;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Stacks of unlike layers: masks, streams and first states, bit for bit. */
class SequenceBitsTest {
  private static final int INPUTS = 3;

  /** Nothing in them goes backward in time or keeps the last output alone. */
  private static final List<Architecture> STREAMS =
      List.of(
          Architecture.builder()
              .features(INPUTS)
              .dropout(0.5f)
              .hidden(6, Activation.tanh())
              .norm()
              .residual(b -> b.norm().lstm(17).hidden(6, Activation.gelu()))
              .gru(5)
              .norm()
              .learnStart()
              .dense(4, Activation.sigmoid())
              .build(),
          Architecture.builder()
              .features(INPUTS)
              .residual(b -> b.dropout(0.5f))
              .lstm(18)
              .residual(b -> b.dropout(0.25f).residual(c -> c.dropout(0.5f)))
              .build(),
          Architecture.builder()
              .features(INPUTS)
              .norm()
              .residual(b -> b.rnn(INPUTS).residual(c -> c.gru(INPUTS).dropout(0.5f)))
              .layer(new Layer.Dense(17, Activation.identity(), true))
              .build(),
          Architecture.builder()
              .embedding(5, 4)
              .dropout(0.5f)
              .residual(b -> b.dropout(0.5f).lstm(4))
              .learnStart()
              .dense(3)
              .build(),
          Architecture.builder().index(5).gru(7).hidden(3, Activation.relu()).norm().build());

  private static final Architecture BOTH =
      Architecture.builder()
          .features(INPUTS)
          .norm()
          .bidirectional(new Architecture.Lstm(5), Merge.AVERAGE)
          .residual(b -> b.reverse(new Architecture.Gru(5)))
          .learnStart()
          .dense(2)
          .build();

  /** With numbers for what begins as zeros and ones. */
  private static Network network(Architecture a) {
    Map<String, Tensor> tensors = new LinkedHashMap<>(Network.initialise(a, 3).tensors());
    int[] seed = {1};
    tensors.replaceAll(
        (name, t) ->
            name.matches("norm.*|.*start_.*")
                ? Tensor.of(Nets.uniform(seed[0]++, t.values().length, -1, 1), t.shape())
                : t);
    return Network.of(a, tensors);
  }

  @Test
  void streamsAreRowsOfWindows() {
    int steps = 70;
    for (Architecture a : STREAMS) {
      Network network = network(a);
      Unrolled u = new Unrolled(network.layers(), steps, 1);
      float[] x = Nets.uniform(1, steps * INPUTS, -1, 1);
      int[] tokens = Nets.tokens(1, steps, 5);
      int size = a.outputSize();
      float[] ran = new float[steps * size];
      float[] stepped = new float[steps * size];
      float[] out = new float[size];
      State state = network.newState();
      Stepper stepper = network.newStepper();
      if (network.layers().tokens()) {
        u.forward(steps, tokens, 0, network.parameters());
        network.newStepper().run(network.newState(), tokens, steps, ran);
      } else {
        u.forward(steps, x, 0, network.parameters());
        network.newStepper().run(network.newState(), x, steps, ran);
      }
      for (int t = 0; t < steps; t++) {
        if (network.layers().tokens()) {
          stepper.step(state, tokens[t], out);
        } else {
          stepper.step(state, Arrays.copyOfRange(x, t * INPUTS, (t + 1) * INPUTS), out);
        }
        System.arraycopy(out, 0, stepped, t * size, size);
      }
      float[] y = Nets.outputs(u, steps, 1, size);
      Nets.assertSameBits(a + ", run", y, ran);
      Nets.assertSameBits(a + ", steps", y, stepped);
      Nets.assertSameBits(a + ", state", Nets.stateAfter(u, network, steps, 0), state.toArray());
    }
  }

  @Test
  void whatNeedsTheEndOfASequenceIsNoStream() {
    refusesStream("forward in time", BOTH);
    Architecture.Builder b = Architecture.builder().index(5).lstm(3);
    refusesStream(
        "forward in time",
        b.residual(r -> r.residual(s -> s.reverse(new Architecture.Gru(3)))).build());
    refusesStream("only the last", Architecture.builder().index(5).lstm(3).last().build());
  }

  private static void refusesStream(String why, Architecture a) {
    Network network = Network.initialise(a, 1);
    String message = assertThrows(IllegalArgumentException.class, network::newStepper).getMessage();
    assertTrue(message.startsWith("network: expected ") && message.contains(why), message);
    assertTrue(message.contains(a.stack().toString()), message);
  }

  /** Left padding and holes are the sequences without them, wherever these lie. */
  @Test
  void maskedStepsAreNotThere() {
    SplittableRandom random = new SplittableRandom(5);
    List<Architecture> all = new ArrayList<>(STREAMS);
    all.add(BOTH);
    for (Architecture a : all) {
      for (int round = 0; round < 4; round++) {
        boolean[] some = new boolean[6 * 3];
        for (int i = 0; i < some.length; i++) {
          some[i] = round > 0 && random.nextInt(3) > 0;
        }
        ValidSteps holes = ValidSteps.of(6, 3, some);
        check(a, holes, ValidSteps.lengths(6, holes.counts()));
        check(a, ValidSteps.leftPadded(6, holes.counts()), ValidSteps.lengths(6, holes.counts()));
      }
    }
  }

  private static void check(Architecture a, ValidSteps masked, ValidSteps compact) {
    Network network = network(a);
    int size = a.outputSize();
    Mode mode = network.layers().tokens() ? Mode.training(1) : WITH_INPUTS;
    MaskedRun one = MaskedRun.ragged(network, mode, masked);
    MaskedRun other = MaskedRun.ragged(network, mode, compact);
    forward(one, Float.NaN);
    forward(other, Float.POSITIVE_INFINITY);
    Nets.assertSameBits(
        a + " " + masked,
        compacted(one, size, one.outputs()),
        compacted(other, size, other.outputs()));
    Map<String, float[]> finals = other.finals();
    one.finals().forEach((name, of) -> Nets.assertSameBits(name, finals.get(name), of));
    Map<String, float[]> expected = other.backward(weights(other, size));
    one.backward(weights(one, size))
        .forEach(
            (name, d) -> {
              boolean x = name.equals("x");
              float[] e = expected.get(name);
              Nets.assertSameBits(
                  a + " " + masked + " " + name,
                  x ? compacted(other, INPUTS, e) : e,
                  x ? compacted(one, INPUTS, d) : d);
            });
  }

  private static final Mode WITH_INPUTS = Mode.training(1).withInputGradient();

  /** What a row's k-th valid step has is a function of row and k. */
  private static float[] of(int row, int k, int size) {
    return Nets.uniform(1000L * row + k, size, -1, 1);
  }

  private static void forward(MaskedRun run, float padding) {
    ValidSteps valid = run.valid;
    int all = valid.steps() * valid.rows();
    float[] x = new float[all * INPUTS];
    int[] tokens = new int[all];
    Arrays.fill(x, padding);
    Arrays.fill(tokens, padding > 0 ? 99 : -1);
    for (int n = 0; n < valid.rows(); n++) {
      int[] times = valid.ofRow(n);
      for (int k = 0; k < times.length; k++) {
        int at = times[k] * valid.rows() + n;
        System.arraycopy(of(n, k, INPUTS), 0, x, at * INPUTS, INPUTS);
        tokens[at] = (n + k) % 5;
      }
    }
    if (run.network.layers().tokens()) {
      run.forward(tokens);
    } else {
      run.forward(x);
    }
  }

  private static Map<String, double[]> weights(MaskedRun run, int size) {
    ValidSteps valid = run.valid;
    double[] y = new double[valid.steps() * valid.rows() * size];
    for (int n = 0; n < valid.rows(); n++) {
      int[] times = valid.ofRow(n);
      for (int k = 0; k < times.length; k++) {
        for (int j = 0; j < size; j++) {
          y[(times[k] * valid.rows() + n) * size + j] = of(n, k, size)[j];
        }
      }
    }
    Map<String, double[]> all = new LinkedHashMap<>();
    all.put("y", y);
    run.finals().forEach((name, f) -> all.put(name, new double[f.length]));
    return all;
  }

  /** Row by row, valid steps alone; what is at the others must be zero. */
  private static float[] compacted(MaskedRun run, int size, float[] of) {
    ValidSteps valid = run.valid;
    float[] compact = new float[valid.count() * size];
    int to = 0;
    for (int n = 0; n < valid.rows(); n++) {
      for (int t = 0; t < valid.steps(); t++) {
        int at = (t * valid.rows() + n) * size;
        if (valid.at(t, n)) {
          System.arraycopy(of, at, compact, to, size);
          to += size;
        } else {
          Nets.assertSameBits("masked", new float[size], Arrays.copyOfRange(of, at, at + size));
        }
      }
    }
    return compact;
  }

  /** The last valid output goes on over masked steps, where that is wanted. */
  @Test
  void outputsAreCarriedOverMaskedSteps() {
    Packing packing = Packing.ragged(5, 3, 15);
    Padded padded = new Padded(packing);
    ValidSteps valid =
        ValidSteps.of(
            5, 3, false, true, false, true, false, false, false, true, false, true, false, false,
            false, false, false);
    padded.mask(5, valid.toArray());
    assertEquals(4, packing.total());
    float[] packed = new float[15 * 2];
    for (int n = 0; n < 3; n++) {
      for (int k = 0; k < packing.length(n); k++) {
        packed[packing.at(k, n) * 2] = 10 * n + k + 1;
      }
    }
    float[] y = Nets.uniform(1, 15, 5, 6);
    padded.unpack(1, packed, 0, 2, y, 0, Padded.Rule.CARRY);
    float[] expected = {0, 11, 0, 1, 11, 0, 1, 12, 0, 2, 12, 0, 2, 12, 0};
    Nets.assertSameBits("carried", expected, y);
  }

  @Test
  void aMaskMakesNoGarbage() {
    assumeTrue(Garbage.isCounted(), "this JVM does not count bytes");
    Packing packing = Packing.ragged(5, 3, 15);
    Padded padded = new Padded(packing);
    boolean[] valid = new boolean[15];
    Arrays.fill(valid, 3, 11, true);
    float[] x = Nets.uniform(1, 15, -1, 1);
    float[] packed = new float[15];
    float[] y = new float[15];
    assertEquals(
        0,
        Garbage.leastBytes(
            () -> {
              padded.mask(5, valid);
              padded.pack(1, x, 0, packed, 0, 1);
              padded.unpack(1, packed, 0, 1, y, 0, Padded.Rule.CARRY);
              padded.unpackReversed(1, packed, 0, 1, y, 0);
            }));
  }

  /** A layer in reverse time begins every window with the start as it is then learned. */
  @Test
  void aLearnedStartInReverseTimeStaysSo() {
    Architecture a =
        Architecture.builder()
            .features(INPUTS)
            .reverse(new Architecture.Lstm(5))
            .reverse(new Architecture.Gru(4))
            .learnStart()
            .build();
    Network network = network(a);
    float[] p = network.copyParameters();
    float[] moved = p.clone();
    for (int i = 0; i < p.length; i++) {
      moved[i] *= 1.5f;
    }
    float[] x = Nets.uniform(1, 4 * 2 * INPUTS, -1, 1);
    Unrolled on = new Unrolled(network.layers(), 4, 2);
    on.forward(4, x, 0, p);
    on.carry(4);
    assertSameWindow(new Unrolled(network.layers(), 4, 2), on, network, x, moved);
  }

  private static void assertSameWindow(
      Unrolled expected, Unrolled actual, Network network, float[] x, float[] p) {
    float[][] gradients = new float[2][];
    float[][] outputs = new float[2][];
    Unrolled[] both = {expected, actual};
    int size = network.architecture().outputSize();
    for (int i = 0; i < 2; i++) {
      gradients[i] = network.layers().parameters().allocate();
      both[i].forward(4, x, 0, p);
      outputs[i] = Nets.outputs(both[i], 4, 2, size);
      both[i].prepare(p);
      both[i].clear(4);
      for (int t = 0; t < 4; t++) {
        int at = both[i].outputGradient(4, t);
        Arrays.fill(both[i].outputGradient(), at, at + size, 1);
      }
      both[i].backward(4, p, gradients[i]);
    }
    Nets.assertSameBits("outputs", outputs[0], outputs[1]);
    Nets.assertSameBits("gradients", gradients[0], gradients[1]);
  }

  /** A row that had no step has not begun. */
  @Test
  void aLearnedStartWaitsForTheFirstStep() {
    Architecture a = Architecture.builder().features(INPUTS).lstm(5).learnStart().build();
    Network network = network(a);
    float[] p = network.copyParameters();
    float[] moved = p.clone();
    for (int i = 0; i < p.length; i++) {
      moved[i] *= 1.5f;
    }
    Packing packing = Packing.ragged(4, 2, 8);
    Unrolled on = new Unrolled(network.layers(), packing, Mode.inference());
    float[] x = Nets.uniform(1, 8 * INPUTS, -1, 1);
    packing.lengths(0, 3);
    on.forward(x, 0, p);
    on.carry(3);
    packing.lengths(4, 0);
    float[] late = run(on, network, x, moved);
    Unrolled fresh = new Unrolled(network.layers(), 4, 1);
    Nets.assertSameBits("gradients", run(fresh, network, Arrays.copyOf(x, 12), moved), late);
    int size = a.outputSize();
    Nets.assertSameBits("outputs", Nets.outputs(fresh, 4, 1, size), Nets.outputs(on, 4, 1, size));
  }

  private static float[] run(Unrolled u, Network network, float[] x, float[] p) {
    u.forward(x, 0, p);
    u.prepare(p);
    u.clear();
    for (int t = 0; t < 4; t++) {
      int at = u.outputGradient(4, t);
      Arrays.fill(u.outputGradient(), at, at + network.architecture().outputSize(), 1);
    }
    float[] dp = network.layers().parameters().allocate();
    u.backward(4, p, dp);
    return dp;
  }

  /** Every recurrent layer that is read has it, also within a residual and under a last output. */
  @Test
  void dropoutBetweenLayersIsWhereTheModeSays() {
    Architecture a =
        Architecture.builder()
            .features(INPUTS)
            .lstm(4)
            .residual(b -> b.gru(4))
            .bidirectional(new Architecture.Gru(5), Merge.SUM)
            .last()
            .dense(2)
            .build();
    Network network = network(a);
    Mode mode = Mode.training(3).withDropout(0.5f);
    Unrolled u = new Unrolled(network.layers(), Packing.dense(4, 2), mode);
    float[] x = Nets.uniform(1, 4 * 2 * INPUTS, -1, 1);
    u.forward(x, 0, network.parameters());
    for (int l = 0; l < 3; l++) {
      int at = u.tape().layout().region("l" + l + ".mask").offset();
      boolean zero = false;
      boolean two = false;
      for (int i = 0; i < 2 * 5; i++) {
        float m = u.tape().data()[at + i / 5 * 16 + i % 5];
        zero |= m == 0;
        two |= m == 2;
      }
      assertTrue(zero && two, "l" + l);
    }
    Architecture top = Architecture.builder().features(INPUTS).lstm(4).last().build();
    Unrolled unread = new Unrolled(new Layers(top), Packing.dense(4, 2), mode);
    assertTrue(
        unread.tape().layout().regions().stream().noneMatch(r -> r.name().endsWith(".mask")));
  }
}
