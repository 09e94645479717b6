package dev.cellwise.bench.jmh;

import dev.cellwise.bench.limit.Limits;
import java.io.File;
import java.util.Collection;
import java.util.List;
import java.util.OptionalDouble;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.profile.ExternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;

/**
 * Sets JMH's scores beside the limits of the machine. It runs in JMH's own JVM after each fork and
 * leaves the forks as they are: a profiler only because those may add results.
 */
public final class LimitProfiler implements ExternalProfiler {
  private final Limits limits;

  /**
   * For JMH.
   *
   * @param limits as {@link #argument} wrote them
   */
  public LimitProfiler(String limits) {
    this.limits = Limits.of(limits.lines().toList());
  }

  /** The limits as text: JMH makes profilers itself, from a class name and a text. */
  static String argument(Limits limits) {
    return String.join("\n", limits.toLines());
  }

  /** The limits are one core's, so a score of several threads has none. */
  @Override
  public Collection<? extends Result<?>> afterTrial(
      BenchmarkResult result, long pid, File stdOut, File stdErr) {
    BenchmarkParams params = result.getParams();
    OptionalDouble call = BenchmarkCall.of(params).limit(limits);
    if (call.isEmpty() || params.getThreads() > 1) {
      return List.of();
    }
    double operation =
        call.getAsDouble() * params.getMeasurement().getBatchSize() / params.getOpsPerInvocation();
    double time = operation / params.getTimeUnit().toNanos(1);
    boolean rate = params.getMode() == Mode.Throughput;
    double limit = rate ? 1 / time : time;
    return List.of(
        // The same in every fork; a mean would be printed with an error.
        new ScalarResult("limit", limit, result.getScoreUnit(), AggregationPolicy.MAX),
        new OfLimit(limit, result.getPrimaryResult().getScore(), rate));
  }

  @Override
  public Collection<String> addJVMInvokeOptions(BenchmarkParams params) {
    return List.of();
  }

  @Override
  public Collection<String> addJVMOptions(BenchmarkParams params) {
    return List.of();
  }

  @Override
  public void beforeTrial(BenchmarkParams params) {}

  @Override
  public boolean allowPrintOut() {
    return true;
  }

  @Override
  public boolean allowPrintErr() {
    return true;
  }

  @Override
  public String getDescription() {
    return "the fraction of this machine's limits";
  }
}
