package dev.cellwise.bench.jmh;

import dev.cellwise.bench.cases.Cellwise;
import dev.cellwise.bench.cases.Problem;
import dev.cellwise.bench.cases.Setting;
import dev.cellwise.bench.cases.Workload;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
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
    jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "-XX:+UseG1GC"})
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 3, time = 1)
public abstract class JmhDefaults {
  /** For the benchmarks. */
  protected JmhDefaults() {}

  /** A case on one thread, with the numbers that every library gets. */
  protected static Workload workload(Setting setting) {
    return Cellwise.workload(Problem.of(setting), null);
  }

  /**
   * Refuses a result that is wrong.
   *
   * @param workload that ran
   * @throws IllegalStateException with what is wrong
   */
  protected static void check(Workload workload) {
    if (!workload.fault().isEmpty()) {
      throw new IllegalStateException(workload.fault());
    }
  }
}
