package dev.cellwise.rnn.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cellwise.rnn.cell.LstmOptions;
import dev.cellwise.rnn.cell.Packing;
import dev.cellwise.testing.Bounds;
import dev.cellwise.testing.CellProblem;
import dev.cellwise.testing.Floats;
import dev.cellwise.testing.GruReferenceCell;
import dev.cellwise.testing.LstmReferenceCell;
import dev.cellwise.testing.ReferenceCell;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;

/** Back through the last k2 steps every k1, against the definition. */
class TruncatedTest {
  private static final int I = 3;
  private static final int N = 2;
  private static final int STEPS = 12;
  private static final LstmOptions LSTM =
      LstmOptions.plain().withZoneout(0.25f, 0.5f).withRecurrentDropout(0.375f);

  /**
   * The definition, by brute force in double: the gradient of each new loss by itself, over its own
   * steps alone, from the state after step t - k2 as a constant; losses before that give nothing.
   */
  @Property(tries = 20, seed = "20261122")
  void theGradientOfEachLossTruncated(
      @ForAll boolean lstm,
      @ForAll @IntRange(min = 1, max = 5) int advance,
      @ForAll @IntRange(min = 1, max = 6) int lookBack,
      @ForAll long seed) {
    ReferenceCell reference =
        lstm ? LstmReferenceCell.of(I, 5).build() : GruReferenceCell.resetAfter(I, 5).build();
    Architecture.Recurrent cell = lstm ? new Architecture.Lstm(5) : new Architecture.Gru(5);
    Architecture a = new Architecture(new Architecture.Features(I), List.of(cell), 0);
    LongTask task = new LongTask(a, Packing.dense(STEPS, N), seed);
    // Nothing is learned in between: the states are those of one window.
    Unrolled u = new Unrolled(task.network.layers(), STEPS, N);
    Truncated k = new Truncated(task.network.layers(), advance, lookBack, N, Mode.inference());
    State[] start = {Nets.state(task.network, seed), Nets.state(task.network, seed + 1)};
    k.setStates(start);
    u.setState(0, start[0]);
    u.setState(1, start[1]);
    float[] p = task.network.parameters();
    u.forward(STEPS, task.features, 0, p);
    double[] h = outputs(task, u);
    for (int t = 0; t < STEPS; ) {
      int steps = Math.min(advance, STEPS - t);
      int chunk = t;
      float[] dp = new float[p.length];
      SegmentLoss loss = (w, from, first) -> task.loss(w, from, chunk + first);
      double value = k.gradient(steps, task.features, t * N * I, p, dp, loss);
      t += steps;
      double expected = 0;
      for (int i = (t - steps) * N * 5; i < t * N * 5; i++) {
        expected += h[i] * task.above[i];
      }
      String what = a + ", k1 " + advance + ", k2 " + lookBack + ", t " + t;
      assertEquals(expected, value, 1e-5, what);
      compare(what, task, reference, truncated(task, u, reference, t, steps, lookBack), dp);
    }
  }

  private static double[] outputs(LongTask task, Unrolled u) {
    float[] h = new float[STEPS * N * task.size];
    u.states(0, "h", h, 0);
    return Floats.widen(h);
  }

  /** The gradients of the losses of the last steps before t, one by one. */
  private static Map<String, double[]> truncated(
      LongTask task, Unrolled u, ReferenceCell reference, int t, int steps, int lookBack) {
    int constant = Math.max(0, t - lookBack);
    Map<String, double[]> sum = new LinkedHashMap<>();
    for (int of = Math.max(t - steps, constant); of < t; of++) {
      double[] weights = new double[(of + 1 - constant) * N * task.size];
      double[] above = Floats.widen(task.above);
      int size = N * task.size;
      System.arraycopy(above, of * size, weights, weights.length - size, size);
      CellProblem problem =
          CellProblem.of(reference, of + 1 - constant, N).outputWeights(weights).build();
      Map<String, double[]> tensors = tensors(task);
      double[] x = Floats.widen(task.features);
      tensors.put("x", Arrays.copyOfRange(x, constant * N * I, (of + 1) * N * I));
      reference.states().forEach(s -> tensors.put(s.name() + "0", state(task, u, s, constant)));
      problem
          .layout()
          .split(problem.gradient(problem.parameters(tensors)))
          .forEach((name, d) -> sum.merge(name, d, TruncatedTest::plus));
    }
    return sum;
  }

  /** Inputs and first states are of different steps: nobody looks at their sums. */
  private static double[] plus(double[] a, double[] b) {
    double[] sum = a.clone();
    for (int k = 0; a.length == b.length && k < a.length; k++) {
      sum[k] += b[k];
    }
    return sum;
  }

  private static Map<String, double[]> tensors(LongTask task) {
    Map<String, double[]> tensors = new LinkedHashMap<>();
    task.network
        .tensors()
        .forEach((name, tensor) -> tensors.put(plain(name), Floats.widen(tensor.values())));
    return tensors;
  }

  private static String plain(String name) {
    return name.substring(name.indexOf('.') + 1).replace("_l0", "");
  }

  private static double[] state(LongTask task, Unrolled u, ReferenceCell.StatePart part, int t) {
    List<Float> all = new ArrayList<>();
    State state = task.network.newState();
    for (int n = 0; n < N; n++) {
      u.state(t, n, state);
      for (float value : state.get(0, part.name())) {
        all.add(value);
      }
    }
    return all.stream().mapToDouble(Float::doubleValue).toArray();
  }

  private static void compare(
      String what,
      LongTask task,
      ReferenceCell reference,
      Map<String, double[]> expected,
      float[] dp) {
    Map<String, Tensor> actual = Network.tensors(task.network.layers(), dp);
    for (String name : List.of("weight_ih", "weight_hh", "bias_ih")) {
      String family = task.network.layers().cells().getFirst().family();
      double[] mine = Floats.widen(actual.get(family + "." + name + "_l0").values());
      double error = Bounds.relativeL2(expected.get(name), mine);
      double bound = Bounds.backward(4, reference.outputs(), N, STEPS);
      assertTrue(error <= bound, () -> what + ", " + name + ": " + error);
    }
  }

  /** Windows side by side are those of training with a carried state: masks, first states, all. */
  @Property(tries = 30, seed = "20261122")
  void windowsSideBySide(@ForAll long seed, @ForAll @IntRange(min = 1, max = 6) int steps) {
    SplittableRandom random = new SplittableRandom(seed);
    LongTask task =
        new LongTask(LongTask.random(random, false), Packing.dense(STEPS, N), random.nextLong());
    Layers layers = task.network.layers();
    Unrolled u = new Unrolled(layers, Packing.dense(steps, N), task.mode);
    Truncated k = new Truncated(layers, steps, steps, N, task.mode);
    float[] p = task.network.copyParameters();
    u.rowIds(4, 9);
    k.rowIds(4, 9);
    float[] expected = task.gradients();
    float[] dp = task.gradients();
    for (int t = 0; t + steps <= STEPS; t += steps) {
      int chunk = t;
      SegmentLoss loss = (w, from, first) -> task.loss(w, from, chunk + first);
      double value = gradient(task, k, steps, t, p, dp, loss);
      u.prepare(p);
      forward(task, u, steps, t, p);
      u.clear();
      assertEquals(task.loss(u, 0, t), value);
      u.backward(steps, p, expected);
      Nets.assertSameBits(task.network.architecture() + ", t " + t, expected, dp);
      same(task, u, k);
      u.carry(steps);
      // An update in between.
      p[task.network.layers().parameters().length() / 2] += 0.125f;
    }
    k.resetState();
    u.resetState();
    gradient(task, k, 1, 0, p, dp, task::loss);
    u.prepare(p);
    forward(task, u, 1, 0, p);
    u.clear();
    task.loss(u, 0, 0);
    u.backward(1, p, expected);
    Nets.assertSameBits(task.network.architecture() + ", begun again", expected, dp);
  }

  private static void same(LongTask task, Unrolled u, Truncated k) {
    State theirs = task.network.newState();
    State mine = task.network.newState();
    for (int n = 0; n < N; n++) {
      u.state(n, theirs);
      k.state(n, mine);
      Nets.assertSameBits("state", theirs.toArray(), mine.toArray());
    }
  }

  private static double gradient(
      LongTask task, Truncated k, int steps, int t, float[] p, float[] dp, SegmentLoss loss) {
    return task.tokens != null
        ? k.gradient(steps, task.tokens, t * N, p, dp, loss)
        : k.gradient(steps, task.features, t * N * 4, p, dp, loss);
  }

  private static void forward(LongTask task, Unrolled u, int steps, int t, float[] p) {
    if (task.tokens != null) {
      u.forward(steps, task.tokens, t * N, p);
    } else {
      u.forward(steps, task.features, t * N * 4, p);
    }
  }

  /**
   * Windows that overlap: each is one window over its steps from the state that was kept, with the
   * parameters as they are now, under the masks of those steps; the first steps get no gradient.
   */
  @Property(tries = 30, seed = "20261122")
  void windowsThatOverlap(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 4) int advance,
      @ForAll @IntRange(min = 1, max = 5) int more) {
    SplittableRandom random = new SplittableRandom(seed);
    LongTask task =
        new LongTask(LongTask.random(random, false), Packing.dense(STEPS, N), random.nextLong());
    Layers layers = task.network.layers();
    int lookBack = advance + more;
    Unrolled u = new Unrolled(layers, Packing.dense(lookBack, N), task.mode);
    Truncated k = new Truncated(layers, advance, lookBack, N, task.mode);
    float[] p = task.network.copyParameters();
    float[] expected = task.gradients();
    float[] dp = task.gradients();
    int begin = 0;
    for (int t = 0; t < STEPS; ) {
      int n = Math.min(advance, STEPS - t);
      int chunk = t;
      gradient(task, k, n, t, p, dp, (w, from, first) -> task.loss(w, from, chunk + first));
      t += n;
      int next = Math.max(0, t - lookBack);
      if (next > begin) {
        u.carry(next - begin);
        begin = next;
      }
      u.prepare(p);
      forward(task, u, t - begin, begin, p);
      u.clear();
      task.loss(u, chunk - begin, chunk);
      u.backward(t - begin, p, expected);
      Nets.assertSameBits(task.network.architecture() + ", t " + t, expected, dp);
      same(task, u, k);
      p[task.network.layers().parameters().length() / 2] += 0.125f;
    }
  }

  @Example
  void nothingIsAllocated() {
    assumeTrue(Garbage.isCounted(), "this JVM does not count bytes");
    for (int lookBack : new int[] {1, 4}) {
      Architecture a = Architecture.builder().embedding(4, 5).lstm(17).build();
      LongTask task = new LongTask(a, Packing.dense(3, 1), 1);
      Truncated k = new Truncated(task.network.layers(), 3, lookBack, 1, task.mode);
      float[] p = task.network.parameters();
      float[] dp = task.gradients();
      SegmentLoss loss = task::loss;
      Runnable chunk = () -> k.gradient(3, task.tokens, 0, p, dp, loss);
      assertEquals(0, Garbage.leastBytes(chunk), "bytes in " + Garbage.CALLS + " calls");
    }
  }

  @Example
  @Tag("cold")
  void wrongArgumentsAreRefused() {
    Layers words = new Layers(Architecture.builder().embedding(4, 5).lstm(6).dense(3).build());
    Layers numbers = new Layers(Architecture.builder().features(I).lstm(6).build());
    Mode mode = Mode.inference();
    float[] p = words.parameters().allocate();
    Truncated k = new Truncated(words, 3, 5, N, mode);
    Truncated f = new Truncated(numbers, 3, 5, N, mode);
    SegmentLoss none = (w, from, first) -> 0;
    Nets.assertRefused("advance, lookBack", () -> new Truncated(words, 0, 5, N, mode));
    Nets.assertRefused("advance, lookBack", () -> new Truncated(words, 3, 0, N, mode));
    Nets.assertRefused("steps", () -> k.gradient(4, new int[8], 0, p, p, none));
    Nets.assertRefused("steps", () -> k.gradient(0, new int[8], 0, p, p, none));
    Nets.assertRefused("given", () -> k.gradient(3, new int[5], 0, p, p, none));
    Nets.assertRefused("given", () -> k.gradient(3, new int[8], 3, p, p, none));
    Nets.assertRefused("given", () -> k.gradient(3, new int[8], -1, p, p, none));
    Nets.assertRefused("given", () -> f.gradient(3, new int[8], 0, p, p, none));
    Nets.assertRefused("x", () -> f.gradient(3, new float[17], 0, p, p, none));
    Nets.assertRefused("x", () -> k.gradient(3, new float[18], 0, p, p, none));
    Nets.assertRefused("states", () -> k.setStates(new State(words.shape())));
    Layers last = new Layers(Architecture.builder().features(I).lstm(6).last().build());
    Layers back =
        new Layers(Architecture.builder().features(I).reverse(new Architecture.Gru(5)).build());
    Nets.assertRefused("layers", () -> new Truncated(last, 3, 5, N, mode));
    Nets.assertRefused("layers", () -> new Truncated(back, 3, 5, N, mode));
  }

  /**
   * The stream that begins after a chunk that was refused has the masks that it would have had if
   * the chunk had not been: refused before its first step, by its token, or behind its last one, by
   * its loss, with a window before it or without, shorter than the chunk or longer.
   */
  @Example
  @Tag("cold")
  void aRefusedChunkHasDrawnItsMasks() {
    Architecture a =
        Architecture.builder().embedding(4, 5).lstm(6, LSTM).dropout(0.5f).rnn(5).dense(3).build();
    for (int lookBack : new int[] {2, 3, 7}) {
      for (int before : new int[] {0, 1, 3}) {
        float[] expected = afterARefusal(a, lookBack, before, new int[6], false);
        float[] byToken = afterARefusal(a, lookBack, before, new int[] {0, 0, 0, 0, 0, 4}, false);
        float[] byLoss = afterARefusal(a, lookBack, before, new int[6], true);
        String what = "k2 " + lookBack + ", chunks before " + before;
        Nets.assertSameBits(what + ", token", expected, byToken);
        Nets.assertSameBits(what + ", loss", expected, byLoss);
      }
    }
  }

  /** The gradient of the first chunk of a new stream. */
  private static float[] afterARefusal(
      Architecture a, int lookBack, int before, int[] tokens, boolean fails) {
    LongTask task = new LongTask(a, Packing.dense(3, N), 1);
    Truncated k = new Truncated(task.network.layers(), 3, lookBack, N, task.mode);
    float[] p = task.network.parameters();
    float[] dp = task.gradients();
    for (int i = 0; i < before; i++) {
      k.gradient(3, task.tokens, 0, p, dp, task::loss);
    }
    SegmentLoss loss =
        (window, from, first) -> {
          if (fails) {
            throw new ArithmeticException("loss");
          }
          return 0;
        };
    try {
      k.gradient(3, tokens, 0, p, dp, loss);
    } catch (ArithmeticException | IndexOutOfBoundsException e) {
      Nets.assertRefused("state", () -> k.gradient(3, tokens, 0, p, dp, loss));
    }
    k.resetState();
    float[] next = task.gradients();
    k.gradient(3, task.tokens, 0, p, next, task::loss);
    return next;
  }

  /** After a chunk that was refused nobody knows where the stream stands. */
  @Example
  @Tag("cold")
  void aRefusedChunkEndsTheStream() {
    Layers words = new Layers(Architecture.builder().embedding(4, 5).lstm(6).dense(3).build());
    float[] p = words.parameters().allocate();
    float[] dp = p.clone();
    Truncated k = new Truncated(words, 2, 3, N, Mode.training(1));
    SegmentLoss none = (w, from, first) -> 0;
    k.gradient(2, new int[4], 0, p, dp, none);
    assertThrows(
        IndexOutOfBoundsException.class,
        () -> k.gradient(2, new int[] {0, 1, 2, 4}, 0, p, dp, none));
    Nets.assertRefused("state", () -> k.gradient(2, new int[4], 0, p, dp, none));
    k.resetState();
    assertEquals(0, k.gradient(2, new int[4], 0, p, dp, none));
  }
}
