package dev.cellwise.rnn.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cellwise.kernels.Activation;
import dev.cellwise.rnn.cell.CellWindow;
import dev.cellwise.rnn.cell.GruOptions;
import dev.cellwise.rnn.cell.LstmOptions;
import dev.cellwise.rnn.cell.Packing;
import dev.cellwise.rnn.cell.StatePart;
import dev.cellwise.testing.CellProblem;
import dev.cellwise.testing.ComplexArray;
import dev.cellwise.testing.ComplexFunction;
import dev.cellwise.testing.ComplexStep;
import dev.cellwise.testing.Floats;
import dev.cellwise.testing.GruReferenceCell;
import dev.cellwise.testing.Layout;
import dev.cellwise.testing.LstmReferenceCell;
import dev.cellwise.testing.ReferenceCell;
import dev.cellwise.testing.SimpleReferenceCell;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;

/** The norms of the gradients of all states, against the reference in double. */
class GradientFlowTest {
  private static final int I = 3;
  private static final int N = 2;

  /**
   * A cell and its reference.
   *
   * @param cell the cell
   * @param reference of some inputs and units
   */
  record Kind(Architecture.Recurrent cell, BiFunction<Integer, Integer, ReferenceCell> reference) {
    @Override
    public String toString() {
      return cell.toString();
    }
  }

  static List<Kind> kinds() {
    return List.of(
        new Kind(new Architecture.Lstm(17), (i, h) -> LstmReferenceCell.of(i, h).build()),
        new Kind(new Architecture.Lstm(33), (i, h) -> LstmReferenceCell.of(i, h).build()),
        new Kind(
            new Architecture.Lstm(18, LstmOptions.plain().withPeephole().withProjection(5)),
            (i, h) -> LstmReferenceCell.of(i, h).peephole().projection(5).build()),
        new Kind(new Architecture.Gru(17), (i, h) -> GruReferenceCell.resetAfter(i, h).build()),
        new Kind(new Architecture.Gru(64), (i, h) -> GruReferenceCell.resetAfter(i, h).build()),
        new Kind(
            new Architecture.Gru(6, GruOptions.resetBefore()),
            (i, h) -> GruReferenceCell.resetBefore(i, h).build()),
        new Kind(
            new Architecture.Simple(5, Activation.tanh()),
            (i, h) -> SimpleReferenceCell.of(i, h).build()),
        new Kind(
            new Architecture.Simple(33, Activation.gelu()),
            (i, h) -> SimpleReferenceCell.of(i, h).activation("gelu").build()));
  }

  /**
   * The state after t steps is moved in double: what the steps behind it make of that, by the
   * complex step over them alone, and what the loss sees of the output at once.
   */
  @Example
  @Tag("reference")
  void theGradientOfEveryState() {
    kinds().forEach(GradientFlowTest::check);
  }

  /** In little time, at all widths. */
  @Example
  @Tag("cold")
  void alsoOfSmallCells() {
    check(new Kind(new Architecture.Lstm(3), (i, h) -> LstmReferenceCell.of(i, h).build()));
    check(new Kind(new Architecture.Gru(4), (i, h) -> GruReferenceCell.resetAfter(i, h).build()));
    check(
        new Kind(
            new Architecture.Lstm(3, LstmOptions.plain().withPeephole()),
            (i, h) -> LstmReferenceCell.of(i, h).peephole().build()));
  }

  private static void check(Kind kind) {
    int steps = 4;
    Network network =
        Network.initialise(
            new Architecture(new Architecture.Features(I), List.of(kind.cell), 0), 3);
    LongTask task = new LongTask(network.architecture(), Packing.dense(steps, N), 3);
    Unrolled u = new Unrolled(network.layers(), steps, N);
    GradientFlow flow = new GradientFlow(network.layers(), task.packing, Mode.inference());
    for (int n = 0; n < N; n++) {
      u.setState(n, Nets.state(network, n));
      flow.setState(n, Nets.state(network, n));
    }
    float[] dp = new float[network.parameters().length];
    float[] expectedDp = dp.clone();
    task.whole(u, expectedDp);
    flow.gradient(task.features, 0, task.network.parameters(), dp, task::loss);
    Nets.assertSameBits(kind + ", parameters", expectedDp, dp);
    ReferenceCell reference = kind.reference.apply(I, kind.cell.units());
    for (int t = 0; t <= steps; t++) {
      Map<String, double[]> expected = gradients(task, u, reference, t);
      for (StatePart part : network.layers().state().getFirst()) {
        double[] of = expected.get(part.name());
        double[] squares = squares(of, part.size());
        for (int n = 0; n < N; n++) {
          double norm = Math.sqrt(squares[n]);
          String what = kind + ", " + part.name() + " " + t + ", row " + n;
          double[] norms = flow.norms(0, part.name(), n);
          assertEquals(steps + 1, norms.length);
          assertEquals(norm, norms[t], 1e-5 * norm, what);
        }
        double all = Math.sqrt(Arrays.stream(squares).sum());
        assertEquals(all, flow.norms(0, part.name())[t], 1e-5 * all, kind + ", " + part);
      }
    }
  }

  private static double[] squares(double[] of, int size) {
    double[] squares = new double[N];
    for (int k = 0; k < of.length; k++) {
      squares[k / size] += of[k] * of[k];
    }
    return squares;
  }

  /** Of the state after t steps, [N, size] of each part, h's with what comes from above. */
  private static Map<String, double[]> gradients(
      LongTask task, Unrolled u, ReferenceCell reference, int t) {
    int steps = u.packing().steps();
    int size = task.size;
    double[] above = Floats.widen(task.above);
    Map<String, double[]> all = new LinkedHashMap<>();
    reference.states().forEach(s -> all.put(s.name(), new double[N * s.size()]));
    if (t < steps) {
      double[] behind = Arrays.copyOfRange(above, t * N * size, steps * N * size);
      CellProblem problem = CellProblem.of(reference, steps - t, N).outputWeights(behind).build();
      Map<String, double[]> tensors = new LinkedHashMap<>();
      task.network
          .tensors()
          .forEach((name, tensor) -> tensors.put(plain(name), Floats.widen(tensor.values())));
      double[] x = Floats.widen(task.features);
      tensors.put("x", Arrays.copyOfRange(x, t * N * I, steps * N * I));
      reference.states().forEach(s -> tensors.put(s.name() + "0", state(task, u, s.name(), t)));
      all.replaceAll((name, none) -> first(problem, problem.parameters(tensors), name + "0"));
    }
    double[] h = all.get(reference.states().getFirst().name());
    for (int k = 0; t > 0 && k < h.length; k++) {
      h[k] += above[(t - 1) * N * size + k];
    }
    return all;
  }

  /** By the complex step over a first state alone: the weights are many, and not asked for. */
  private static double[] first(CellProblem problem, double[] p, String name) {
    Layout.Tensor place = problem.layout().tensor(name);
    ComplexArray all = ComplexArray.ofReal(p);
    ComplexFunction loss =
        state -> {
          state.copy(0, all, place.offset(), place.size());
          return problem.at(all);
        };
    return ComplexStep.gradient(loss, problem.layout().get(name, p));
  }

  /** The reference's name of a tensor of the only layer. */
  private static String plain(String name) {
    return name.substring(name.indexOf('.') + 1).replace("_l0", "");
  }

  /** [N, size] after t steps. */
  private static double[] state(LongTask task, Unrolled u, String part, int t) {
    List<Float> all = new ArrayList<>();
    State state = task.network.newState();
    for (int n = 0; n < N; n++) {
      u.state(t, n, state);
      for (float value : state.get(0, part)) {
        all.add(value);
      }
    }
    return all.stream().mapToDouble(Float::doubleValue).toArray();
  }

  /**
   * Whole networks with random masks, rows of different length: the gradients that segments of any
   * size leave in the workspace.
   */
  @Property(tries = 60, seed = "20261122")
  void alsoOfEveryLayer(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 7) int segment,
      @ForAll @IntRange(min = 1, max = 3) int rows) {
    SplittableRandom random = new SplittableRandom(seed);
    Architecture a = LongTask.random(random, false);
    LongTask task = new LongTask(a, Packing.ragged(7, rows, 7 * rows), seed);
    task.packing.lengths(random.ints(rows, 0, 8).toArray());
    Layers layers = task.network.layers();
    GradientFlow flow = new GradientFlow(layers, task.packing, task.mode);
    float[] dp = task.gradients();
    double value =
        task.tokens != null
            ? flow.gradient(task.tokens, 0, task.network.parameters(), dp, task::loss)
            : flow.gradient(task.features, 0, task.network.parameters(), dp, task::loss);
    Checkpointed c = new Checkpointed(layers, task.packing, segment, task.mode);
    float[] expected = task.gradients();
    SegmentLoss reader =
        new SegmentLoss() {
          @Override
          public double apply(Unrolled window, int from, int first) {
            return task.loss(window, from, first);
          }

          @Override
          public void done(Unrolled window, int from, int first) {
            for (int n = 0; n < rows; n++) {
              compare(a, layers, flow, window, first, n);
            }
          }
        };
    assertEquals(task.checkpointed(c, expected, reader), value, 1e-9 * (1 + Math.abs(value)));
    Nets.assertSameBits(a + ", parameters", expected, dp);
  }

  private static void compare(
      Architecture a, Layers layers, GradientFlow flow, Unrolled window, int first, int row) {
    State gradient = new State(layers.shape());
    window.stateGradient(row, gradient);
    for (int cell = 0; cell < gradient.layers(); cell++) {
      String what = a + ", cell " + cell + ", row " + row;
      CellWindow w = window.window(cell);
      double[] h = flow.norms(cell, gradient.parts(cell).getFirst().name(), row);
      int size = gradient.parts(cell).getFirst().size();
      for (int t = 0; t < w.packing().length(row); t++) {
        int at = w.dOutput() + w.packing().slot(t, row) * w.hRow();
        float[] d = Arrays.copyOfRange(window.workspace(), at, at + size);
        assertEquals(norm(d), h[first + t + 1], what);
      }
      for (int part = first == 0 ? 0 : 1; part < gradient.parts(cell).size(); part++) {
        String name = gradient.parts(cell).get(part).name();
        double[] norms = flow.norms(cell, name, row);
        if (first < norms.length) {
          assertEquals(norm(gradient.get(cell, name)), norms[first], what + ", " + name);
        }
      }
    }
  }

  private static double norm(float[] of) {
    double sum = 0;
    for (float value : of) {
      sum += (double) value * value;
    }
    return Math.sqrt(sum);
  }

  @Example
  void nothingIsAllocated() {
    assumeTrue(Garbage.isCounted(), "this JVM does not count bytes");
    Architecture a = Architecture.builder().features(3).lstm(17).build();
    LongTask task = new LongTask(a, Packing.dense(2, 1), 1);
    GradientFlow flow = new GradientFlow(task.network.layers(), task.packing, task.mode);
    float[] p = task.network.parameters();
    float[] dp = task.gradients();
    SegmentLoss loss = task::loss;
    Runnable sequence = () -> flow.gradient(task.features, 0, p, dp, loss);
    assertEquals(0, Garbage.leastBytes(sequence), "bytes in " + Garbage.CALLS + " calls");
  }

  @Example
  @Tag("cold")
  void whatIsNotThereIsRefused() {
    Packing packing = Packing.dense(4, 2);
    Layers layers = new Layers(Architecture.builder().features(3).gru(5).build());
    GradientFlow flow = new GradientFlow(layers, packing, Mode.inference());
    Nets.assertRefused("part", () -> flow.norms(0, "c"));
    assertThrows(IndexOutOfBoundsException.class, () -> flow.norms(1, "h"));
    assertThrows(IndexOutOfBoundsException.class, () -> flow.norms(0, "h", 2));
    assertEquals(5, flow.norms(0, "h").length);
    Layers back =
        new Layers(Architecture.builder().features(3).reverse(new Architecture.Gru(5)).build());
    Nets.assertRefused("layers", () -> new GradientFlow(back, packing, Mode.inference()));
  }
}
