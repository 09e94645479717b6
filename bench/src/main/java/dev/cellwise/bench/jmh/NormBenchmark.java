package dev.cellwise.bench.jmh;

import static dev.cellwise.kernels.Floats.BASE;

import dev.cellwise.bench.cases.Data;
import dev.cellwise.bench.limit.Limits;
import dev.cellwise.kernels.Norm;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * Sums, norms and clipping of all gradients: time of one pass. The sizes are those of LSTM layers
 * with H inputs and units: 33 thousand at H = 64, half a million at 256.
 */
public class NormBenchmark extends JmhDefaults {
  /** A threshold that the norm never reaches, as in most steps of a training. */
  private static final float THRESHOLD = 1e6f;

  /** Elements. */
  @Param({"33024", "525312"})
  public int parameters;

  private float[] g;
  private int[] sizes;
  private float[][] ranges;
  private int[] offsets;

  /** Allocates and fills; a third of the elements is a range of its own. */
  @Setup
  public void setUp() {
    g = Data.uniform(BASE + parameters, 1e-3f, 1);
    int third = parameters / 3;
    sizes = new int[] {third, parameters - third};
    ranges = new float[][] {g, g};
    offsets = new int[] {BASE, BASE + third};
  }

  /**
   * The sum.
   *
   * @return it
   */
  @Benchmark
  public double sum() {
    return Norm.sum(parameters, g, BASE);
  }

  /**
   * The sum of squares.
   *
   * @return it
   */
  @Benchmark
  public double sumOfSquares() {
    return Norm.sumOfSquares(parameters, g, BASE);
  }

  /**
   * The global norm.
   *
   * @return it
   */
  @Benchmark
  public double norm() {
    return Norm.norm(parameters, g, BASE);
  }

  /**
   * The global norm of two ranges.
   *
   * @return it
   */
  @Benchmark
  public double normOfRanges() {
    return Norm.norm(sizes, ranges, offsets);
  }

  /**
   * The largest magnitude.
   *
   * @return it
   */
  @Benchmark
  public float maxAbs() {
    return Norm.maxAbs(parameters, g, BASE);
  }

  /**
   * Looks for an element that is not finite; there is none.
   *
   * @return -1
   */
  @Benchmark
  public int firstNonFinite() {
    return Norm.firstNonFinite(parameters, g, BASE);
  }

  /**
   * The other sign for each element.
   *
   * @return the elements
   */
  @Benchmark
  public float[] scale() {
    Norm.scale(parameters, -1, g, BASE);
    return g;
  }

  /**
   * Clipping by a threshold that is not reached; where it is, {@link #scale} comes on top.
   *
   * @return the norm
   */
  @Benchmark
  public double clip() {
    return Norm.clip(parameters, THRESHOLD, g, BASE);
  }

  /**
   * The same of two ranges.
   *
   * @return the norm
   */
  @Benchmark
  public double clipOfRanges() {
    return Norm.clip(sizes, THRESHOLD, ranges, offsets);
  }

  /** To go through the elements once. */
  static double limit(BenchmarkCall call, Limits limits) {
    return limits.read((double) Float.BYTES * call.number("parameters"));
  }
}
