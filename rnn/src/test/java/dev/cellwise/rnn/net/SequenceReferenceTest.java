package dev.cellwise.rnn.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.rnn.tape.Layout.Region;
import dev.cellwise.testing.Bounds;
import dev.cellwise.testing.ComplexArray;
import dev.cellwise.testing.Floats;
import dev.cellwise.testing.InitialState;
import dev.cellwise.testing.Layout;
import dev.cellwise.testing.SequenceArbitraries;
import dev.cellwise.testing.SequenceProblem;
import dev.cellwise.testing.SequenceTrace;
import dev.cellwise.testing.ValidSteps;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import net.jqwik.api.lifecycle.AfterContainer;

/**
 * Networks of random layers over rows with random valid steps against the reference in double
 * precision: outputs, final states, and the gradients of every tensor, of features and of first
 * states, these against the complex step.
 */
@Tag("reference")
class SequenceReferenceTest {
  /** Multiplications that a try may spend on the complex step. */
  private static final double BUDGET = 1e7;

  private static double worstForward;
  private static double worstGradient;
  private static String worstTensor = "";

  @AfterContainer
  static void report() {
    System.out.printf(
        "networks of sequences: worst forward %.2g, worst gradient %.2g of the bound (%s)%n",
        worstForward, worstGradient, worstTensor);
  }

  @Provide
  Arbitrary<ValidSteps> masks() {
    Arbitrary<Integer> rows = Arbitraries.integers().between(1, 4);
    return Arbitraries.integers()
        .between(1, 6)
        .flatMap(steps -> rows.flatMap(n -> SequenceArbitraries.validSteps(steps, n)));
  }

  @Property(tries = 300, seed = "20261122", edgeCases = EdgeCasesMode.MIXIN)
  void forwardAndGradientsAgree(@ForAll("masks") ValidSteps valid, @ForAll long seed) {
    TwinNetworks twins = new TwinNetworks(new SplittableRandom(seed));
    new Run(twins, valid, seed, Mode.inference()).check();
  }

  @Property(tries = 100, seed = "20261123", edgeCases = EdgeCasesMode.MIXIN)
  void withMasksThatAreDrawn(@ForAll("masks") ValidSteps valid, @ForAll long seed) {
    TwinNetworks twins = new TwinNetworks(new SplittableRandom(seed));
    new Run(twins, valid, seed, Mode.training(seed)).check();
  }

  private static final class Run {
    final TwinNetworks twins;
    final ValidSteps valid;
    final SequenceProblem problem;
    final double[] p;
    final MaskedRun run;
    final Map<String, double[]> weights;
    final SplittableRandom random;

    Run(TwinNetworks twins, ValidSteps valid, long seed, Mode mode) {
      this.twins = twins;
      this.valid = valid;
      random = new SplittableRandom(seed);
      SequenceProblem.Builder b = SequenceProblem.of(twins.theirs, valid);
      boolean tokens = !(twins.ours.input() instanceof Architecture.Features);
      int[] in = Nets.tokens(seed, tokens ? valid.toArray().length : 0, twins.ours.input().size());
      weights = b.results().split(b.results().random(seed + 1, 1));
      ignoreEmptyRows(weights.get("y"), true);
      SequenceProblem unmasked = b.tokens(in).weights(weights).build();
      p = unmasked.layout().random(seed + 2, 0.5);
      Map<String, double[]> parameters = unmasked.layout().split(p);
      run = MaskedRun.ragged(network(parameters), withInputGradient(mode, tokens), valid);
      if (twins.start == InitialState.GIVEN) {
        run.start(parameters);
      }
      forward(tokens, in, parameters);
      masks(b, mode);
      problem = b.build();
    }

    private static Mode withInputGradient(Mode mode, boolean tokens) {
      return tokens ? mode : mode.withInputGradient();
    }

    /** The reference's numbers as ours; it has one bias where we read two. */
    private Network network(Map<String, double[]> parameters) {
      Map<String, Tensor> all = new LinkedHashMap<>();
      new Layers(twins.ours)
          .tensors()
          .forEach(
              (name, shape) -> {
                int[] s = shape.stream().mapToInt(d -> d).toArray();
                double[] values = parameters.get(MaskedRun.plain(name));
                assertTrue(values != null || name.contains("bias_hh"), name);
                int size = shape.stream().reduce(1, (x, y) -> x * y);
                all.put(name, Tensor.of(values == null ? new float[size] : exact(values), s));
              });
      return Network.of(twins.ours, all);
    }

    private static float[] exact(double[] values) {
      return Floats.exact(values);
    }

    /** What stands at masked steps would spoil everything. */
    private void forward(boolean tokens, int[] in, Map<String, double[]> parameters) {
      boolean[] is = valid.toArray();
      if (tokens) {
        int[] marked = in.clone();
        for (int i = 0; i < is.length; i++) {
          marked[i] = is[i] ? marked[i] : -1;
        }
        run.forward(marked);
      } else {
        float[] x = exact(parameters.get("x"));
        for (int i = 0; i < x.length; i++) {
          x[i] = is[i * is.length / x.length] ? x[i] : Float.NaN;
        }
        run.forward(x);
      }
    }

    /** Masks of dropout layers that were drawn, where the reference takes them. */
    private void masks(SequenceProblem.Builder b, Mode mode) {
      for (int i = 0; i < twins.dropped.size() && mode.training(); i++) {
        int size = twins.dropped.get(i);
        Region region = run.unrolled.tape().layout().region("l" + (2_097_152 + i) + ".mask");
        boolean last = twins.droppedLast.get(i);
        int rows = valid.rows();
        double[] mask = new double[(last ? 1 : valid.steps()) * rows * size];
        for (int n = 0; n < rows; n++) {
          int[] times = last ? new int[] {0} : valid.ofRow(n);
          for (int k = 0; k < times.length; k++) {
            int at = last ? n : run.unrolled.packing().at(k, n);
            for (int u = 0; u < size; u++) {
              int from = region.offset() + at * region.shape().get(1) + u;
              mask[(times[k] * rows + n) * size + u] = run.unrolled.tape().data()[from];
            }
          }
        }
        b.mask("dropout" + i, mask);
      }
    }

    /** A row of no steps has an output of zeros that go up here, and there none. */
    private void ignoreEmptyRows(double[] y, boolean known) {
      int rows = valid.rows();
      int size = y.length / rows;
      for (int n = 0; n < rows && twins.ours.last() && known; n++) {
        for (int k = 0; k < size && valid.counts()[n] == 0; k++) {
          y[n * size + k] = 0;
        }
      }
    }

    void check() {
      SequenceTrace trace = problem.forward(p);
      double[] y = Floats.widen(run.outputs());
      ignoreEmptyRows(y, true);
      forward("y", trace.y(), y);
      Map<String, float[]> finals = run.finals();
      assertEquals(problem.results().tensors().size(), finals.size() + 1);
      finals.forEach((name, all) -> forward(name, trace.get(name), Floats.widen(all)));
      gradients(run.backward(weights));
    }

    private void forward(String what, double[] expected, double[] actual) {
      double bound = Bounds.forward(4, valid.steps() * twins.depth);
      double error = Bounds.relativeL2(expected, actual);
      worstForward = Math.max(worstForward, error / bound);
      assertTrue(error <= bound, () -> what + ": error " + error + ", bound " + bound);
    }

    private void gradients(Map<String, float[]> actual) {
      double bound = Bounds.backward(4, twins.widest, valid.rows(), valid.steps() * twins.depth);
      ComplexArray z = ComplexArray.ofReal(p);
      double forward = (double) p.length * valid.steps() * valid.rows();
      int samples = (int) Math.max(5, BUDGET / forward / problem.layout().tensors().size());
      Map<String, SampledGradient> expected = new LinkedHashMap<>();
      double squares = 0;
      for (Layout.Tensor tensor : problem.layout().tensors()) {
        SampledGradient some = SampledGradient.of(problem, z, tensor, samples, random);
        expected.put(tensor.name(), some);
        squares += tensor.size() * some.meanSquare();
      }
      double usual = Math.sqrt(squares / p.length);
      for (Layout.Tensor tensor : problem.layout().tensors()) {
        String name = tensor.name();
        assertTrue(actual.containsKey(name), name);
        // What is one sum of terms may cancel: what is left says nothing of their rounding.
        double least = tensor.size() == 1 ? usual : 0;
        double[] whole = Floats.widen(actual.get(name));
        double ratio = expected.get(name).error(whole, least) / bound;
        if (ratio > worstGradient) {
          worstGradient = ratio;
          worstTensor = name + " of " + twins;
        }
        assertTrue(ratio <= 1, () -> name + ": error " + ratio + " of " + bound + ", " + twins);
      }
    }
  }
}
