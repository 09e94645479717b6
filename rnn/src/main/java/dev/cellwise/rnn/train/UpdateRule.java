package dev.cellwise.rnn.train;

import dev.cellwise.kernels.Floats;
import dev.cellwise.rnn.tape.Layout;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An optimizer over one flat array of parameters: its options and its state. Subclasses name their
 * equations; those are of {@link dev.cellwise.kernels.Optimizer}, so an update is one pass over
 * memory, allocates nothing and has the same bits on every machine. Not thread-safe.
 */
public abstract sealed class UpdateRule permits Sgd, RmsProp, AdaGrad, Adam, NAdam {
  /** The first step of Adam is ten times the rate, and a float. */
  static final double MAX_RATE = 1e37;

  final int length;
  private final Map<String, float[]> arrays = new LinkedHashMap<>();
  private final Map<String, double[]> numbers = new LinkedHashMap<>();

  /** The largest value of each number; the smallest is 0. */
  private final Map<String, Double> most = new LinkedHashMap<>();

  UpdateRule(Layout parameters) {
    length = parameters.length();
  }

  /** Adds an array of the parameters' layout to the state. */
  final float[] array(String name, Layout parameters) {
    float[] a = parameters.allocate();
    arrays.put(name, a);
    return a;
  }

  /** Adds a running product to the state, 1 at first, in an array of one. */
  final double[] product(String name) {
    return number(name, 1, 1);
  }

  /** Adds a count to the state, 0 at first, in an array of one. */
  final double[] count(String name) {
    return number(name, 0, Double.MAX_VALUE);
  }

  private double[] number(String name, double start, double largest) {
    double[] cell = {start};
    numbers.put(name, cell);
    most.put(name, largest);
    return cell;
  }

  /**
   * One update.
   *
   * @param learningRate at least 0, at most 10^37
   * @param g gradients [at least the layout's length]. Not modified.
   * @param p parameters [at least the layout's length]. Modified.
   * @throws IllegalArgumentException if there is no such rate; nothing is changed then
   * @throws IndexOutOfBoundsException if an array is too short; nothing is changed then
   */
  public final void update(double learningRate, float[] g, float[] p) {
    checkRate("learningRate", learningRate, maxRate());
    apply(learningRate, g, p);
  }

  abstract void apply(double learningRate, float[] g, float[] p);

  double maxRate() {
    return MAX_RATE;
  }

  /**
   * The state, to be saved.
   *
   * @return copies
   */
  public final UpdateState state() {
    Map<String, float[]> a = new LinkedHashMap<>();
    arrays.forEach((name, m) -> a.put(name, Arrays.copyOfRange(m, Floats.BASE, length)));
    Map<String, Double> n = new LinkedHashMap<>();
    numbers.forEach((name, cell) -> n.put(name, cell[0]));
    return new UpdateState(a, n);
  }

  /**
   * Goes on from a state that was saved.
   *
   * @param state of the same rule over the same layout; copied
   * @throws IllegalArgumentException if its names or lengths are others, or there is NaN in it, or
   *     a number out of its range; nothing is changed then
   */
  public final void restore(UpdateState state) {
    checkNames("arrays", arrays.keySet(), state.arrays().keySet());
    checkNames("numbers", numbers.keySet(), state.numbers().keySet());
    state.arrays().forEach(this::checkArray);
    state.numbers().forEach(this::checkNumber);
    state.arrays().forEach((name, a) -> copy(a, arrays.get(name)));
    state.numbers().forEach((name, v) -> numbers.get(name)[0] = v);
  }

  private static void copy(float[] from, float[] to) {
    System.arraycopy(from, 0, to, Floats.BASE, from.length);
  }

  private static void checkNames(String what, Set<String> own, Set<String> given) {
    if (!own.equals(given)) {
      throw new IllegalArgumentException(
          what + ": expected " + List.copyOf(own) + ", got " + List.copyOf(given));
    }
  }

  private void checkArray(String name, float[] a) {
    if (a == null || a.length != length - Floats.BASE) {
      throw new IllegalArgumentException(
          "%s: expected %d elements, got %s"
              .formatted(name, length - Floats.BASE, a == null ? "null" : a.length));
    }
    // Sums of squares have a root: v of Adam and the like, s of AdaGrad.
    boolean squares = name.equals("v") || name.equals("s");
    for (int i = 0; i < a.length; i++) {
      if (Float.isNaN(a[i]) || squares && a[i] < 0) {
        throw new IllegalArgumentException(
            "%s[%d]: expected a number%s, got %s"
                .formatted(name, i, squares ? " of at least 0" : "", a[i]));
      }
    }
  }

  private void checkNumber(String name, Double value) {
    if (value == null || !(value >= 0 && value <= most.get(name))) {
      throw new IllegalArgumentException(
          name + ": expected a number from 0 to " + most.get(name) + ", got " + value);
    }
  }

  /** Refuses a rate that is none, or whose step is infinite as a float. */
  static void checkRate(String name, double rate, double most) {
    if (!(rate >= 0 && rate <= most)) {
      throw new IllegalArgumentException(
          name + ": expected a number from 0 to " + most + ", got " + rate);
    }
  }

  /** Refuses a factor that does not make a rate smaller, or makes it 0. */
  static void checkFall(String name, double factor) {
    if (!(factor > 0 && factor <= 1)) {
      throw new IllegalArgumentException(name + ": expected above 0 and at most 1, got " + factor);
    }
  }

  /** The largest rate whose first corrected step is a finite float. */
  static double maxRate(double beta1) {
    return Math.min(MAX_RATE, 3e38 * (1 - beta1));
  }

  /** Refuses what is not in [0, 1) as a float. */
  static void checkShare(String name, double share) {
    if (!(share >= 0 && (float) share < 1)) {
      throw new IllegalArgumentException(
          name + ": expected at least 0 and less than 1, got " + share);
    }
  }

  /** Refuses what is negative or no finite float. */
  static void checkFactor(String name, double factor) {
    if (!(factor >= 0 && factor <= Float.MAX_VALUE)) {
      throw new IllegalArgumentException(name + ": expected a number of at least 0, got " + factor);
    }
  }

  /** Refuses an epsilon of 0 as a float: the floats between parameters would become 0/0. */
  static void checkEpsilon(double epsilon) {
    if (!((float) epsilon > 0 && epsilon <= Float.MAX_VALUE)) {
      throw new IllegalArgumentException("epsilon: expected a float above 0, got " + epsilon);
    }
  }
}
