package dev.cellwise.rnn.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.rnn.tape.Layout.Region;
import dev.cellwise.testing.Bounds;
import dev.cellwise.testing.ComplexArray;
import dev.cellwise.testing.Floats;
import dev.cellwise.testing.InitialState;
import dev.cellwise.testing.Layout;
import dev.cellwise.testing.SequenceProblem;
import dev.cellwise.testing.SequenceTrace;
import dev.cellwise.testing.ValidSteps;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;

/** A random network, run forward and back by both, over random numbers. */
final class TwinRun {
  /** Errors in parts of their bounds. */
  static final class Worst {
    private double forward;
    private double gradient;
    private String tensor = "";

    @Override
    public String toString() {
      return "worst forward %.2g, worst gradient %.2g of the bound (%s)"
          .formatted(forward, gradient, tensor);
    }
  }

  /** What the numbers of dropout layers begin at. */
  private static final int DROPOUT = 1 << 21;

  private final TwinNetworks twins;

  /** Null where the network has no encoder. */
  private final ValidSteps source;

  private final ValidSteps valid;
  private final int sourceSteps;
  private final SequenceProblem problem;
  private final double[] p;
  private final MaskedRun run;
  private final Map<String, double[]> weights;
  private final SplittableRandom random;

  TwinRun(TwinNetworks twins, ValidSteps source, ValidSteps valid, long seed, Mode mode) {
    this.twins = twins;
    this.source = source;
    this.valid = valid;
    sourceSteps = source == null ? 0 : source.steps();
    random = new SplittableRandom(seed);
    SequenceProblem.Builder b = problem(twins, source, valid);
    int[] in = tokens(twins, seed, valid);
    int[] read = source == null ? new int[0] : tokens(twins.encoder, seed + 3, source);
    weights = b.results().split(b.results().random(seed + 1, 1));
    ignoreEmptyRows(weights.get("y"));
    SequenceProblem unmasked = b.tokens(in).sourceTokens(read).weights(weights).build();
    p = unmasked.layout().random(seed + 2, 0.5);
    Map<String, double[]> parameters = unmasked.layout().split(p);
    run = MaskedRun.ragged(network(parameters), mode.withInputGradient(), source, valid);
    start(parameters);
    begin(read, parameters);
    forward(in, parameters);
    masks("", twins, run, b, mode);
    if (source != null) {
      masks("encoder.", twins.encoder, run.encoder, b, mode);
    }
    problem = b.build();
  }

  private static SequenceProblem.Builder problem(
      TwinNetworks twins, ValidSteps source, ValidSteps valid) {
    return source == null
        ? SequenceProblem.of(twins.theirs, valid)
        : SequenceProblem.of(twins.theirs, source, valid);
  }

  private static boolean readsTokens(TwinNetworks twins) {
    return !(twins.ours.input() instanceof Architecture.Features);
  }

  private static int[] tokens(TwinNetworks twins, long seed, ValidSteps valid) {
    int count = readsTokens(twins) ? valid.toArray().length : 0;
    return Nets.tokens(seed, count, twins.ours.input().size());
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

  private void start(Map<String, double[]> parameters) {
    if (twins.start == InitialState.GIVEN) {
      run.start(parameters);
    }
    if (source != null && twins.encoder.start == InitialState.GIVEN) {
      run.encoder.start(parameters);
    }
  }

  /** What stands at masked steps would spoil everything; likewise below. */
  private void begin(int[] read, Map<String, double[]> parameters) {
    if (parameters.containsKey("source")) {
      run.unrolled.vectors(exact(parameters.get("source")), 0);
    } else if (source != null && readsTokens(twins.encoder)) {
      run.encode(marked(read, source));
    } else if (source != null) {
      run.encode(marked(exact(parameters.get("encoder.x")), source));
    }
  }

  private void forward(int[] in, Map<String, double[]> parameters) {
    if (readsTokens(twins)) {
      run.forward(marked(in, valid));
    } else {
      run.forward(marked(exact(parameters.get("x")), valid));
    }
  }

  private static int[] marked(int[] in, ValidSteps valid) {
    boolean[] is = valid.toArray();
    int[] marked = in.clone();
    for (int i = 0; i < is.length; i++) {
      marked[i] = is[i] ? marked[i] : -1;
    }
    return marked;
  }

  private static float[] marked(float[] x, ValidSteps valid) {
    boolean[] is = valid.toArray();
    for (int i = 0; i < x.length; i++) {
      x[i] = is[i * is.length / x.length] ? x[i] : Float.NaN;
    }
    return x;
  }

  /** Masks of dropout layers that were drawn, where the reference takes them. */
  private static void masks(
      String prefix, TwinNetworks twins, MaskedRun run, SequenceProblem.Builder b, Mode mode) {
    int first = DROPOUT + (prefix.isEmpty() ? 0 : Windows.ENCODER);
    for (int i = 0; i < twins.layers.dropped.size() && mode.training(); i++) {
      Region region = run.unrolled.tape().layout().region("l" + (first + i) + ".mask");
      int size = twins.layers.dropped.get(i);
      b.mask(prefix + "dropout" + i, mask(run, region, size, twins.layers.droppedLast.get(i)));
    }
  }

  private static double[] mask(MaskedRun run, Region region, int size, boolean last) {
    int rows = run.valid.rows();
    double[] mask = new double[(last ? 1 : run.valid.steps()) * rows * size];
    for (int n = 0; n < rows; n++) {
      int[] times = last ? new int[] {0} : run.valid.ofRow(n);
      for (int k = 0; k < times.length; k++) {
        int at = last ? n : run.unrolled.packing().at(k, n);
        for (int u = 0; u < size; u++) {
          int from = region.offset() + at * region.shape().get(1) + u;
          mask[(times[k] * rows + n) * size + u] = run.unrolled.tape().data()[from];
        }
      }
    }
    return mask;
  }

  /** A row of no steps has an output of zeros that go up here, and there none. */
  private void ignoreEmptyRows(double[] y) {
    int rows = valid.rows();
    int size = y.length / rows;
    for (int n = 0; n < rows && twins.ours.last(); n++) {
      for (int k = 0; k < size && valid.counts()[n] == 0; k++) {
        y[n * size + k] = 0;
      }
    }
  }

  /**
   * Compares all there is.
   *
   * @param budget multiplications that may be spent on the complex step, if they are enough for a
   *     few elements of each tensor
   */
  void check(Worst worst, double budget) {
    SequenceTrace trace = problem.forward(p);
    double[] y = Floats.widen(run.outputs());
    ignoreEmptyRows(y);
    forward("y", trace.y(), y, worst);
    Map<String, float[]> finals = run.finals();
    assertEquals(problem.results().tensors().size(), finals.size() + 1);
    finals.forEach((name, all) -> forward(name, trace.get(name), Floats.widen(all), worst));
    Map<String, float[]> attention = run.attention();
    assertEquals(problem.attention().tensors().size(), attention.size());
    attention.forEach(
        (name, all) -> forward(name, trace.attention(name), Floats.widen(all), worst));
    if (source != null) {
      encoded(trace.encoder(), worst);
    }
    gradients(run.backward(weights), expected(budget), worst);
  }

  private void encoded(SequenceTrace trace, Worst worst) {
    forward("encoder.y", trace.y(), Floats.widen(run.encoder.outputs()), worst);
    Map<String, float[]> finals = run.encoder.finals();
    assertEquals(trace.results().tensors().size(), finals.size() + 1);
    finals.forEach(
        (name, all) ->
            forward(name, trace.get(name.replace("encoder.", "")), Floats.widen(all), worst));
  }

  private void forward(String what, double[] expected, double[] actual, Worst worst) {
    double bound = Bounds.forward(4, twins.depth(sourceSteps, valid.steps()));
    double error = Bounds.relativeL2(expected, actual);
    worst.forward = Math.max(worst.forward, error / bound);
    assertTrue(error <= bound, () -> what + ": error " + error + ", bound " + bound + ", " + twins);
  }

  private void gradients(
      Map<String, float[]> actual, Map<String, SampledGradient> expected, Worst worst) {
    int depth = twins.depth(sourceSteps, valid.steps());
    double bound = Bounds.backward(4, twins.widest(), valid.rows(), depth);
    double squares = 0;
    for (Layout.Tensor tensor : problem.layout().tensors()) {
      squares += tensor.size() * expected.get(tensor.name()).meanSquare();
    }
    double usual = Math.sqrt(squares / p.length);
    for (Layout.Tensor tensor : problem.layout().tensors()) {
      String name = tensor.name();
      assertTrue(actual.containsKey(name), name);
      double least = mayCancel(tensor) ? usual : 0;
      double[] whole = Floats.widen(actual.get(name));
      double ratio = expected.get(name).error(whole, least) / bound;
      if (ratio > worst.gradient) {
        worst.gradient = ratio;
        worst.tensor = name + " of " + twins;
      }
      assertTrue(ratio <= 1, () -> name + ": error " + ratio + " of " + bound + ", " + twins);
    }
  }

  /**
   * What is one sum of terms may cancel: what is left says nothing of their rounding. So does what
   * goes through the scores of attention, the more, the more alike is what is read: the gradients
   * of a query's scores sum to 0.
   */
  private static boolean mayCancel(Layout.Tensor tensor) {
    return tensor.size() == 1 || tensor.name().startsWith("attention");
  }

  /** Of each tensor as many elements as can be had. */
  private Map<String, SampledGradient> expected(double budget) {
    ComplexArray z = ComplexArray.ofReal(p);
    double forward = (double) p.length * (sourceSteps + valid.steps()) * valid.rows();
    int samples = (int) Math.max(5, budget / forward / problem.layout().tensors().size());
    Map<String, SampledGradient> expected = new LinkedHashMap<>();
    for (Layout.Tensor tensor : problem.layout().tensors()) {
      expected.put(tensor.name(), SampledGradient.of(problem, z, tensor, samples, random));
    }
    return expected;
  }
}
