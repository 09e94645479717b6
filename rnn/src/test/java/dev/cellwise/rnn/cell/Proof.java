package dev.cellwise.rnn.cell;

import dev.cellwise.rnn.net.Digests;
import dev.cellwise.rnn.net.Garbage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * What is known of a kind of cell: a row of the table in {@code docs/proofs.md}.
 *
 * @param name of the kind
 * @param forward the worst error of a part of the state, in parts of the bound
 * @param backward the worst error of a gradient, against the complex step, in parts of the bound
 * @param differences the worst relative error of the complex step's gradient against central
 *     differences
 * @param digest SHA-256 of what the kind computes, as the running twins do
 * @param pyTorch what PyTorch says of it
 * @param step nanoseconds of a step, I = H = {@value #TIMED}
 * @param stepBytes allocated by some steps
 * @param windowBytes allocated by some windows forward and backward
 */
record Proof(
    String name,
    double forward,
    double backward,
    double differences,
    String digest,
    String pyTorch,
    double step,
    long stepBytes,
    long windowBytes) {
  private static final int TIMED = 128;

  /**
   * I, H, rows, time steps: H on both sides of a vector, two, and a panel. So many inputs that a
   * mask does not leave a row only one of them: layer normalisation makes its sign of that, and the
   * gradient's terms cancel.
   */
  private static final int[][] SIZES = {
    {17, 15, 2, 5}, {20, 16, 1, 9}, {18, 17, 3, 7}, {19, 33, 7, 12}, {23, 64, 3, 4}, {18, 70, 2, 3}
  };

  /** For finite differences, two passes forward for each number. */
  private static final int[] FEW = {12, 6, 2, 4};

  private static final int SEEDS = 2;

  static final String HEAD =
      """
      | cell | forward | backward: complex step | finite differences | twins | PyTorch | step, ns | bytes, step | bytes, window |
      |---|---|---|---|---|---|---|---|---|
      """;

  /** Finds out, in some seconds. */
  static Proof of(Cells.Kind kind) {
    double forward = 0;
    double backward = 0;
    double differences = 0;
    for (Draw draw : draws(kind)) {
      for (int[] s : SIZES) {
        CellCheck check = draw.check(s);
        forward = Math.max(forward, check.forward().ratio());
        backward = Math.max(backward, check.gradients(check.backward()).ratio());
      }
      differences = Math.max(differences, draw.check(FEW).differences());
    }
    Runnable step = CellCalls.step(kind, TIMED, TIMED);
    double median = median(step);
    return new Proof(
        kind.name(),
        forward,
        backward,
        differences,
        Digests.of(CellDigestTest.results(kind, false)),
        CellGoldenTest.evidence(kind.name()),
        median,
        Garbage.leastBytes(step),
        Garbage.leastBytes(CellCalls.window(kind, 5, 33, 3, 6, true)));
  }

  /** Random numbers for a form of a kind; with loud inputs clips clip. */
  private record Draw(Cells.Kind kind, boolean masks, int seed, int loudness) {
    CellCheck check(int[] s) {
      return new CellCheck(kind, s[0], s[1], s[2], s[3], seed, masks, loudness);
    }
  }

  /** Quiet and loud; a kind with masks in both its forms. */
  private static List<Draw> draws(Cells.Kind kind) {
    List<Draw> draws = new ArrayList<>();
    for (int seed = 1; seed <= SEEDS; seed++) {
      for (int loudness : new int[] {1, 8}) {
        draws.add(new Draw(kind, false, seed, loudness));
        for (Cells.Kind training : MaskedCells.training()) {
          if (training.name().equals(kind.name())) {
            draws.add(new Draw(training, true, seed, loudness));
          }
        }
      }
    }
    return draws;
  }

  /** The median of groups of steps, after a warm-up. */
  private static double median(Runnable step) {
    long warm = System.nanoTime();
    while (System.nanoTime() - warm < TimeUnit.MILLISECONDS.toNanos(700)) {
      step.run();
    }
    int group = 20;
    double[] times = new double[501];
    for (int i = 0; i < times.length; i++) {
      long start = System.nanoTime();
      for (int k = 0; k < group; k++) {
        step.run();
      }
      times[i] = (System.nanoTime() - start) / (double) group;
    }
    Arrays.sort(times);
    return times[times.length / 2];
  }

  /** What of it is not as it must be; nothing if all is well. */
  List<String> faults() {
    List<String> faults = new ArrayList<>();
    if (!(forward <= 1)) {
      faults.add(name + ": forward " + forward + " of the bound");
    }
    if (!(backward <= 1)) {
      faults.add(name + ": backward " + backward + " of the bound");
    }
    if (!(differences <= ProofsPageTest.DIFFERENCES)) {
      faults.add(name + ": finite differences differ by " + differences);
    }
    if (stepBytes != 0 || windowBytes != 0) {
      faults.add(name + ": " + stepBytes + " bytes in steps, " + windowBytes + " in windows");
    }
    return faults;
  }

  /** The row in Markdown. */
  String row() {
    return String.format(
        Locale.ROOT,
        "| %s | %.3f | %.3f | %.0e | `%s` | %s | %.0f | %d | %d |\n",
        name,
        forward,
        backward,
        differences,
        digest.substring(0, 8),
        pyTorch,
        step,
        stepBytes,
        windowBytes);
  }
}
