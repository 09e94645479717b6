package dev.cellwise.testing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;

/**
 * Each kind of layer against what it is made of. Rows have holes anywhere. The seed is fixed, so
 * that a build repeats.
 */
@Tag("reference")
class SequenceLayersTest {
  private static final String SEED = "20251121";
  private static final int I = 2;
  private static final int H = 3;
  private static final int T = 5;
  private static final int N = 2;

  @Provide
  Arbitrary<ValidSteps> valid() {
    return SequenceArbitraries.validSteps(T, N);
  }

  @Provide
  Arbitrary<Long> seeds() {
    return SequenceArbitraries.seeds();
  }

  private static List<ReferenceCell> cells() {
    return List.of(
        SimpleReferenceCell.of(I, H).skip(2, 3).build(),
        GruReferenceCell.resetBefore(I, H).build(),
        LstmReferenceCell.of(I, H).peephole().projection(2).build(),
        new LayerNormLstmReferenceCell(I, H));
  }

  private static SequenceProblem given(ReferenceCell cell, boolean reverse, ValidSteps valid) {
    return SequenceProblem.of(
            SequenceNetwork.features(
                I,
                s -> {
                  s.initial(InitialState.GIVEN);
                  if (reverse) {
                    s.reversed(cell);
                  } else {
                    s.recurrent(cell);
                  }
                }),
            valid)
        .build();
  }

  /** A row of a recurrent layer is the cell's own problem over the row's valid steps. */
  @Property(tries = 40, seed = SEED)
  void aRecurrentLayerIsItsCell(
      @ForAll("valid") ValidSteps valid, @ForAll boolean reverse, @ForAll("seeds") long seed) {
    for (ReferenceCell cell : cells()) {
      SequenceProblem problem = given(cell, reverse, valid);
      double[] p = problem.layout().random(seed, 1);
      SequenceTrace trace = problem.forward(p);
      for (int n = 0; n < N; n++) {
        int[] times = inOrder(valid.ofRow(n), reverse);
        if (times.length > 0) {
          CellProblem alone = CellProblem.of(cell, times.length, 1).build();
          CellTrace expected = alone.forward(row(problem, p, n, times, alone.layout()));
          double[] y = at(trace.y(), n, times, cell.outputs());
          assertArrayEquals(expected.y(), y);
          for (ReferenceCell.StatePart part : cell.states()) {
            String name = part.name() + "_n_l0" + (reverse ? "_reverse" : "");
            double[] last = at(trace.get(name), n, new int[1], part.size());
            assertArrayEquals(expected.last(part.name()), last, name);
          }
        } else {
          String way = reverse ? "_reverse" : "";
          assertArrayEquals(
              at(problem.layout().get("h0_l0" + way, p), n, new int[1], cell.outputs()),
              at(trace.get("h_n_l0" + way), n, new int[1], cell.outputs()),
              "an empty row keeps its initial state");
        }
      }
    }
  }

  private static int[] inOrder(int[] times, boolean reverse) {
    return Arrays.stream(times)
        .boxed()
        .sorted((a, b) -> reverse ? b - a : a - b)
        .mapToInt(t -> t)
        .toArray();
  }

  /** Row n of [., N, size] at some times. */
  private static double[] at(double[] all, int n, int[] times, int size) {
    return Arrays.stream(times)
        .boxed()
        .flatMapToDouble(t -> Arrays.stream(all, (t * N + n) * size, (t * N + n + 1) * size))
        .toArray();
  }

  private static double[] row(
      SequenceProblem problem, double[] p, int n, int[] times, Layout layout) {
    Map<String, double[]> tensors = new HashMap<>();
    problem.layout().split(p).forEach((name, v) -> tensors.put(plain(name), v));
    tensors.put("x", at(tensors.get("x"), n, times, I));
    for (Layout.Tensor state : layout.tensors()) {
      if (state.name().matches("[hc]0")) {
        double[] all = tensors.get(state.name());
        tensors.put(state.name(), at(all, n, new int[1], state.size()));
      }
    }
    return layout.join(tensors);
  }

  private static String plain(String name) {
    return name.replaceAll("_l0(_reverse)?$", "");
  }

  /** The reverse direction is the forward one over time turned round, outputs turned back. */
  @Property(tries = 40, seed = SEED)
  void reverseOfTheReversedIsForward(
      @ForAll("valid") ValidSteps valid, @ForAll("seeds") long seed) {
    for (ReferenceCell cell : cells()) {
      SequenceProblem forward = given(cell, false, valid);
      boolean[] turned = new boolean[T * N];
      for (int r = 0; r < T * N; r++) {
        turned[(T - 1 - r / N) * N + r % N] = valid.toArray()[r];
      }
      SequenceProblem reverse = given(cell, true, ValidSteps.of(T, N, turned));
      double[] p = forward.layout().random(seed, 1);
      double[] q = p.clone();
      Layout.Tensor x = forward.layout().tensor("x");
      System.arraycopy(turned(forward.layout().get("x", p)), 0, q, x.offset(), x.size());
      assertArrayEquals(forward.forward(p).y(), turned(reverse.forward(q).y()));
      assertArrayEquals(forward.forward(p).get("h_n_l0"), reverse.forward(q).get("h_n_l0_reverse"));
    }
  }

  /** [T, .] in the other order of time. */
  private static double[] turned(double[] sequence) {
    int step = sequence.length / T;
    double[] turned = new double[sequence.length];
    for (int t = 0; t < T; t++) {
      System.arraycopy(sequence, t * step, turned, (T - 1 - t) * step, step);
    }
    return turned;
  }

  /** Both directions: each is the layer of one direction with its parameters. */
  @Property(tries = 40, seed = SEED)
  void bothDirectionsAreMerged(@ForAll("valid") ValidSteps valid, @ForAll("seeds") long seed) {
    ReferenceCell cell = LstmReferenceCell.of(I, H).build();
    for (Merge merge : Merge.values()) {
      SequenceNetwork both =
          SequenceNetwork.features(
              I, s -> s.initial(InitialState.GIVEN).bidirectional(cell, merge));
      SequenceProblem problem = SequenceProblem.of(both, valid).build();
      double[] p = problem.layout().random(seed, 1);
      Map<String, double[]> tensors = problem.layout().split(p);
      SequenceTrace a = run(given(cell, false, valid), tensors);
      SequenceTrace b = run(given(cell, true, valid), tensors);
      SequenceTrace y = problem.forward(p);
      assertArrayEquals(merged(merge, a.y(), b.y()), y.y(), merge.name());
      for (String part : List.of("h_n_l0", "c_n_l0")) {
        assertArrayEquals(a.get(part), y.get(part));
        assertArrayEquals(b.get(part + "_reverse"), y.get(part + "_reverse"));
      }
      SequenceNetwork last =
          SequenceNetwork.features(
              I, s -> s.initial(InitialState.GIVEN).bidirectional(cell, merge).last());
      SequenceTrace read = run(SequenceProblem.of(last, valid).build(), tensors);
      double[] ends = merged(merge, a.get("h_n_l0"), b.get("h_n_l0_reverse"));
      int O = ends.length / N;
      for (int n = 0; n < N; n++) {
        boolean empty = valid.ofRow(n).length == 0;
        double[] expected = empty ? new double[O] : Arrays.copyOfRange(ends, n * O, (n + 1) * O);
        assertArrayEquals(expected, Arrays.copyOfRange(read.y(), n * O, (n + 1) * O));
        assertEquals(!empty, read.valid().at(0, n));
      }
    }
  }

  private static SequenceTrace run(SequenceProblem problem, Map<String, double[]> tensors) {
    return problem.forward(problem.layout().join(tensors));
  }

  /** Written out once more: a is the forward direction's, [., H] both. */
  private static double[] merged(Merge merge, double[] a, double[] b) {
    double[] y = new double[merge == Merge.CONCAT ? 2 * a.length : a.length];
    for (int k = 0; k < a.length; k++) {
      switch (merge) {
        case CONCAT -> {
          y[k / H * 2 * H + k % H] = a[k];
          y[k / H * 2 * H + H + k % H] = b[k];
        }
        case SUM -> y[k] = a[k] + b[k];
        case AVERAGE -> y[k] = (a[k] + b[k]) / 2;
        case MULTIPLY -> y[k] = a[k] * b[k];
      }
    }
    return y;
  }

  /** A residual around layers whose weights are zero hands on what it reads. */
  @Property(tries = 40, seed = SEED)
  void aResidualOfZeroWeightsIsTheIdentity(
      @ForAll("valid") ValidSteps valid, @ForAll("seeds") long seed) {
    SequenceNetwork network =
        SequenceNetwork.features(
            I,
            s ->
                s.residual(f -> f.recurrent(SampleNetworks.rnn(I, H)).dense("inner", I))
                    .residual(
                        f ->
                            f.residual(g -> g.reversed(SampleNetworks.lstm(I, I)).layerNorm("norm"))
                                .dense("outer", I, "tanh")));
    SequenceProblem problem = SequenceProblem.of(network, valid).randomWeights(seed).build();
    double[] x = Layout.unnamed(T * N * I).random(seed, 1);
    Map<String, double[]> tensors =
        new LinkedHashMap<>(problem.layout().split(new double[problem.layout().size()]));
    tensors.put("x", x);
    double[] y = run(problem, tensors).y();
    double[] dx = problem.gradient(tensors).get("x");
    double[] weights = problem.results().get("y", problem.results().random(seed, 1));
    for (int k = 0; k < y.length; k++) {
      boolean there = valid.toArray()[k / I];
      assertEquals(there ? x[k] : 0, y[k]);
      assertEquals(there ? weights[k] : 0, dx[k], 1e-15);
    }
  }

  /** A residual is a sum, whatever is inside. */
  @Property(tries = 40, seed = SEED)
  void aResidualAddsItsInput(@ForAll("valid") ValidSteps valid, @ForAll("seeds") long seed) {
    ReferenceCell cell = SampleNetworks.gru(I, I);
    SequenceNetwork with =
        SequenceNetwork.features(I, s -> s.residual(f -> f.recurrent(cell).layerNorm("norm")));
    SequenceNetwork without = SequenceNetwork.features(I, s -> s.recurrent(cell).layerNorm("norm"));
    SequenceProblem problem = SequenceProblem.of(with, valid).build();
    double[] p = problem.layout().random(seed, 1);
    double[] x = problem.layout().get("x", p);
    double[] y = problem.forward(p).y();
    double[] f = SequenceProblem.of(without, valid).build().forward(p).y();
    for (int k = 0; k < y.length; k++) {
      assertEquals(valid.toArray()[k / I] ? x[k] + f[k] : 0, y[k]);
    }
  }

  /** A learned state is the same number in every row, so its gradient is the sum over the rows. */
  @Property(tries = 10, seed = SEED)
  void aLearnedStateIsSharedByAllRows(
      @ForAll("valid") ValidSteps valid, @ForAll("seeds") long seed) {
    ReferenceCell cell = SampleNetworks.lstm(I, H);
    SequenceProblem learned = initial(cell, InitialState.LEARNED, valid, seed);
    SequenceProblem given = initial(cell, InitialState.GIVEN, valid, seed);
    Map<String, double[]> tensors = learned.layout().split(learned.layout().random(seed, 1));
    Map<String, double[]> repeated = new LinkedHashMap<>(tensors);
    List<String> states = List.of("h0_l0", "c0_l0", "h0_l0_reverse", "c0_l0_reverse");
    for (String state : states) {
      double[] each = new double[N * H];
      for (int k = 0; k < each.length; k++) {
        each[k] = tensors.get(state)[k % H];
      }
      repeated.put(state, each);
    }
    assertArrayEquals(run(given, repeated).y(), run(learned, tensors).y());
    Map<String, double[]> dGiven = given.gradient(repeated);
    Map<String, double[]> dLearned = learned.gradient(tensors);
    for (String state : states) {
      for (int j = 0; j < H; j++) {
        double sum = dGiven.get(state)[j] + dGiven.get(state)[H + j];
        assertEquals(sum, dLearned.get(state)[j], 1e-13, state);
      }
    }
  }

  private static SequenceProblem initial(
      ReferenceCell cell, InitialState state, ValidSteps valid, long seed) {
    SequenceNetwork network =
        SequenceNetwork.features(I, s -> s.initial(state).bidirectional(cell, Merge.SUM));
    return SequenceProblem.of(network, valid).randomWeights(seed).build();
  }
}
