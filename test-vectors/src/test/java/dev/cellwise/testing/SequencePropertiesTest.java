package dev.cellwise.testing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;

/**
 * What holds of every network over rows of different lengths. The seed is fixed, so that a build
 * repeats.
 */
@Tag("reference")
class SequencePropertiesTest {
  private static final String SEED = "20251121";

  /**
   * A draw.
   *
   * @param shape sizes
   * @param valid steps of its T and N
   * @param seed of parameters, masks and weights
   */
  private record Draw(SequenceShape shape, ValidSteps valid, long seed) {
    SequenceProblem problem(SampleNetworks.Sample sample) {
      return SampleNetworks.problem(network(sample), valid, seed);
    }

    SequenceNetwork network(SampleNetworks.Sample sample) {
      return sample.of(shape.inputs(), shape.hidden());
    }

    MaskedOutput rule() {
      return SampleNetworks.rule(seed);
    }

    double[] parameters(SequenceProblem problem) {
      return problem.layout().random(seed, 1);
    }
  }

  @Provide
  Arbitrary<Draw> draws() {
    return SequenceArbitraries.shapes(5, 3, 3, 3)
        .flatMap(
            shape ->
                SequenceArbitraries.validSteps(shape.steps(), shape.rows())
                    .flatMap(
                        valid ->
                            SequenceArbitraries.seeds().map(seed -> new Draw(shape, valid, seed))));
  }

  @Property(tries = 25, seed = SEED)
  void theComplexStepAgreesWithDifferences(@ForAll("draws") Draw draw) {
    for (SampleNetworks.Sample sample : SampleNetworks.all()) {
      SequenceProblem problem = draw.problem(sample);
      double[] p = draw.parameters(problem);
      Comparison differences =
          GradientCheck.centralDifferences(problem.real(), p)
              .named(problem.layout())
              .within(Tolerance.elementwise(1e-7, 1e-6))
              .against(problem.gradient(p));
      assertTrue(differences.worst().ratio() <= 1, () -> sample.name() + ": " + differences);
      if (draw.valid.count() > 0) {
        assertTrue(!differences.vacuous(), sample.name());
      }
    }
  }

  /** A row alone, its steps that are not valid left out: the same numbers, to the last bit. */
  @Property(tries = 60, seed = SEED)
  void aRowIsWhatItsValidStepsAreAlone(@ForAll("draws") Draw draw) {
    for (SampleNetworks.Sample sample : SampleNetworks.all()) {
      SequenceProblem problem = draw.problem(sample);
      double[] p = draw.parameters(problem);
      SequenceTrace trace = problem.forward(p);
      for (int n = 0; n < draw.valid.rows(); n++) {
        Row row = new Row(n, draw.valid.ofRow(n), draw.valid.rows());
        if (row.times.length > 0) {
          row.check(sample.name(), trace, row.alone(draw, sample, problem, p));
        }
      }
    }
  }

  /** A row alone with its padding: the same numbers at its padding too. */
  @Property(tries = 60, seed = SEED)
  void aRowAloneIsTheRowInTheBatch(@ForAll("draws") Draw draw) {
    for (SampleNetworks.Sample sample : SampleNetworks.all()) {
      SequenceProblem problem = draw.problem(sample);
      double[] p = draw.parameters(problem);
      SequenceTrace trace = problem.forward(p);
      int[] all = IntStream.range(0, draw.valid.steps()).toArray();
      for (int n = 0; n < draw.valid.rows(); n++) {
        Row row = new Row(n, all, draw.valid.rows());
        row.check(sample.name(), trace, row.alone(draw, sample, problem, p));
      }
    }
  }

  /** NaN where no step is: no result and no derivative changes, and those there are zeros. */
  @Property(tries = 25, seed = SEED)
  void paddingReachesNothing(@ForAll("draws") Draw draw) {
    for (SampleNetworks.Sample sample : SampleNetworks.all()) {
      SequenceProblem problem = draw.problem(sample);
      double[] p = draw.parameters(problem);
      double[] padded = p.clone();
      boolean[] valid = draw.valid.toArray();
      Layout.Tensor x = problem.layout().tensor("x");
      for (int k = 0; k < x.size(); k++) {
        if (!valid[k / draw.shape.inputs()]) {
          padded[x.offset() + k] = Double.NaN;
        }
      }
      double[] gradient = problem.gradient(padded);
      assertArrayEquals(problem.gradient(p), gradient, sample.name());
      assertEquals(problem.loss(p), problem.loss(padded), sample.name());
      for (int k = 0; k < x.size(); k++) {
        assertTrue(valid[k / draw.shape.inputs()] || gradient[x.offset() + k] == 0, sample.name());
      }
    }
  }

  /** What a network hands out where no step is, by either rule. */
  @Property(tries = 60, seed = SEED)
  void paddingIsZeroOrCarried(@ForAll("draws") Draw draw) {
    for (SampleNetworks.Sample sample : SampleNetworks.all()) {
      for (MaskedOutput rule : MaskedOutput.values()) {
        SequenceProblem problem =
            SequenceProblem.of(draw.network(sample), draw.valid).masked(rule).build();
        SequenceTrace trace = problem.forward(draw.parameters(problem));
        double[] y = trace.y();
        int N = draw.valid.rows();
        int O = y.length / (trace.valid().steps() * N);
        for (int k = 0; k < y.length; k++) {
          if (!trace.valid().at(k / O / N, k / O % N)) {
            boolean first = rule == MaskedOutput.ZERO || k < N * O;
            assertEquals(first ? 0 : y[k - N * O], y[k], sample.name() + ", " + rule);
          }
        }
      }
    }
  }

  /** Row n of a batch of N rows, at some times. */
  private record Row(int n, int[] times, int N) {
    SequenceTrace alone(
        Draw draw, SampleNetworks.Sample sample, SequenceProblem batch, double[] p) {
      boolean[] valid = new boolean[times.length];
      for (int k = 0; k < times.length; k++) {
        valid[k] = draw.valid.at(times[k], n);
      }
      SequenceProblem.Builder b =
          SequenceProblem.of(draw.network(sample), ValidSteps.of(times.length, 1, valid))
              .masked(draw.rule());
      Layout masks = SequenceProblem.of(draw.network(sample), draw.valid).masks();
      SampleNetworks.masks(draw.network(sample), draw.valid, draw.seed)
          .forEach((name, mask) -> b.mask(name, part(masks.tensor(name), mask)));
      SequenceProblem problem = b.build();
      Map<String, double[]> tensors = new HashMap<>(batch.layout().split(p));
      for (Layout.Tensor t : batch.layout().tensors()) {
        if (t.size() != problem.layout().tensor(t.name()).size()) {
          tensors.put(t.name(), part(t, tensors.get(t.name())));
        }
      }
      return problem.forward(problem.layout().join(tensors));
    }

    /** This row of [T, N, size], [1, N, size] or [N, size]. */
    private double[] part(Layout.Tensor tensor, double[] all) {
      List<Integer> shape = tensor.shape();
      int size = shape.getLast();
      if (shape.size() == 2) {
        return Arrays.copyOfRange(all, n * size, (n + 1) * size);
      }
      int[] at = shape.getFirst() == 1 ? new int[1] : times;
      return IntStream.of(at)
          .boxed()
          .flatMapToDouble(t -> Arrays.stream(all, (t * N + n) * size, (t * N + n + 1) * size))
          .toArray();
    }

    void check(String name, SequenceTrace batch, SequenceTrace alone) {
      for (Layout.Tensor result : batch.results().tensors()) {
        double[] mine = part(result, batch.get(result.name()));
        assertArrayEquals(alone.get(result.name()), mine, name + ": " + result.name());
      }
    }
  }
}
