package dev.cellwise.bench.jmh;

import dev.cellwise.bench.cases.Case;
import dev.cellwise.bench.cases.Cellwise;
import dev.cellwise.bench.cases.Layer;
import dev.cellwise.bench.cases.Problem;
import dev.cellwise.bench.cases.Setting;
import dev.cellwise.bench.cases.Workload;
import dev.cellwise.bench.limit.Limits;
import dev.cellwise.rnn.net.Team;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A case by JMH, with the numbers that every library gets; it refuses a wrong result at the end.
 */
public abstract class CaseBenchmark extends JmhDefaults {
  private Team team;
  private Workload workload;

  /** For the benchmarks. */
  protected CaseBenchmark() {}

  /** Makes the workload; of one thread it is the caller's alone. */
  final void start(Setting setting, int threads) {
    team = threads == 1 ? null : Team.of(threads);
    workload = Cellwise.workload(Problem.of(setting), team);
  }

  /** Takes a workload of the caller's alone. */
  final void start(Workload made) {
    workload = made;
  }

  /** One call. */
  final void call() {
    workload.run();
  }

  /** Ends the team's threads, and refuses a wrong result. */
  @TearDown
  public final void finish() {
    if (team != null) {
      team.close();
    }
    if (!workload.fault().isEmpty()) {
      throw new IllegalStateException(workload.fault());
    }
  }

  /** What the limits allow a case at the parameters of a call, an LSTM where it names no cell. */
  static double limit(Case kind, BenchmarkCall call, Limits limits) {
    Layer layer = Layer.of(call.parameters().getOrDefault("cell", Layer.LSTM.cell()));
    return shared(kind.setting(layer, call.number("hidden")).limit(limits), call);
  }

  /** The limits are one core's: as many threads as the call names have as many. */
  static double shared(double nanos, BenchmarkCall call) {
    return nanos / threads(call.parameters().getOrDefault("threads", "1"));
  }

  /**
   * The value of the parameter.
   *
   * @throws IllegalArgumentException if no team has so many
   */
  static int threads(String value) {
    if (!value.matches("[1-9]\\d{0,2}")) {
      throw new IllegalArgumentException("threads: expected 1 to 999, got " + value);
    }
    return Integer.parseInt(value);
  }
}
