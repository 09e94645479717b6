package dev.cellwise.bench.jmh;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How every benchmark runs unless JMH's options say otherwise: the mean time of a call in
 * nanoseconds, two forks, each of three seconds that count after five of warm-up.
 *
 * <p>The collector is G1, whatever the JVM would choose: one that sees a single core takes the
 * serial one, which does not put large arrays on cache lines.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
    value = 2,
    jvmArgsAppend = {JmhDefaults.VECTORS, JmhDefaults.COLLECTOR})
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 3, time = 1)
public abstract class JmhDefaults {
  static final String VECTORS = "--add-modules=jdk.incubator.vector";
  static final String COLLECTOR = "-XX:+UseG1GC";

  /** The flags above, for a command line that has others to append. */
  static final List<String> JVM_ARGUMENTS = List.of(VECTORS, COLLECTOR);

  /** For the benchmarks. */
  protected JmhDefaults() {}

  /**
   * Refuses kernels of another width than this fork was started for.
   *
   * @throws IllegalStateException with both widths
   */
  @Setup
  public final void checkKernels() {
    KernelMode.check();
  }
}
