package dev.cellwise.bench.race;

import dev.cellwise.bench.figure.Round;
import java.util.Arrays;
import java.util.List;

/**
 * Workloads that take turns in one JVM, so that a minute which the machine spends on others hits
 * each of them. The first half of the turns warms up.
 */
public final class Turns {
  private static final int LEAST_CALLS = 3;

  private Turns() {}

  /**
   * Medians of the calls of each turn, of the second half of the turns.
   *
   * @param workloads one after the other in each turn
   * @param turns at least 2
   * @param seconds of each workload's turn
   * @return [workload][turn] in nanoseconds
   */
  public static double[][] medians(List<? extends Runnable> workloads, int turns, double seconds) {
    int kept = turns / 2;
    double[][] medians = new double[workloads.size()][kept];
    for (int turn = 0; turn < turns; turn++) {
      for (int w = 0; w < workloads.size(); w++) {
        double median = turn(workloads.get(w), (long) (seconds * 1e9));
        if (turn >= turns - kept) {
          medians[w][turn - (turns - kept)] = median;
        }
      }
    }
    return medians;
  }

  private static double turn(Runnable workload, long length) {
    long[] nanos = new long[100_000];
    int n = 0;
    long start = System.nanoTime();
    for (long now = start; n < LEAST_CALLS || now - start < length && n < nanos.length; ) {
      workload.run();
      long end = System.nanoTime();
      nanos[n++] = end - now;
      now = end;
    }
    Arrays.sort(nanos, 0, n);
    return nanos[n / 2];
  }

  /** The median of one over the other, turn by turn. */
  public static double ratio(double[] slow, double[] fast) {
    double[] ratios = new double[slow.length];
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] = slow[i] / fast[i];
    }
    return Round.middle(ratios);
  }
}
