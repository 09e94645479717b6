package dev.cellwise.rnn.train;

import dev.cellwise.rnn.cell.Packing;
import dev.cellwise.rnn.data.Series;
import dev.cellwise.rnn.data.Shuffle;
import dev.cellwise.rnn.data.Windows;
import java.util.Arrays;
import java.util.Locale;

/** Windows of series, each row a sequence of its own. */
final class WindowBatches implements BatchSource {
  private final Windows windows;

  /** Null where they come in their own order. */
  private final Shuffle shuffle;

  private final String order;
  private final int[] chosen;
  private final Packing packing;
  private final int[] lengths;
  private final float[] x;
  private final float[] y;

  /** Of rows: 0 where the last batch of an epoch has none. Null where all that is there counts. */
  private final float[] weights;

  private final Training.Input input;
  private final Training.Target target;

  /** Windows handed out in their own order. */
  private long passed;

  private WindowBatches(Windows windows, int rows, Shuffle shuffle, String order) {
    if (rows < 1 || rows > windows.count()) {
      throw new IllegalArgumentException(
          "rows: expected 1 to " + windows.count() + ", the windows, got " + rows);
    }
    this.windows = windows;
    this.shuffle = shuffle;
    this.order = order;
    boolean whole = windows.count() % rows == 0;
    int steps = windows.steps();
    // A shape of rows of one length has no batch with fewer of them.
    this.packing =
        whole
            ? Packing.dense(steps, rows)
            : Packing.ragged(steps, rows, Math.multiplyExact(steps, rows));
    this.chosen = new int[rows];
    this.lengths = new int[rows];
    this.x = new float[windows.inputSize(rows)];
    this.y = new float[windows.targetSize(rows)];
    // Targets of each step are packed as the steps are; one a row has a place for each row.
    boolean eachStep = windows.targetSize(1) > windows.outputs();
    this.weights = whole || eachStep ? null : new float[rows];
    this.input = Training.Input.features(x);
    Training.Target numbers = Training.Target.numbers(y);
    this.target = weights == null ? numbers : numbers.weighted(weights);
  }

  static WindowBatches shuffled(Windows windows, int rows, long seed) {
    Shuffle shuffle = Shuffle.of(windows.count(), seed);
    return new WindowBatches(windows, rows, shuffle, "seed " + seed);
  }

  static WindowBatches inOrder(Windows windows, int rows) {
    return new WindowBatches(windows, rows, null, "in order");
  }

  @Override
  public Packing packing() {
    return packing;
  }

  @Override
  public Training.Input input() {
    return input;
  }

  @Override
  public Training.Target target() {
    return target;
  }

  @Override
  public void next(boolean[] begins) {
    int filled = choose();
    windows.fill(chosen, 0, filled, x, y);
    for (int n = 0; n < chosen.length; n++) {
      boolean there = n < filled;
      lengths[n] = there ? windows.steps() : 0;
      if (weights != null) {
        weights[n] = there ? 1 : 0;
      }
    }
    if (!packing.isDense()) {
      packing.lengths(lengths);
    }
    Arrays.fill(begins, true);
  }

  private int choose() {
    if (shuffle != null) {
      return shuffle.fill(chosen);
    }
    int first = (int) (passed % windows.count());
    int filled = Math.min(chosen.length, windows.count() - first);
    for (int n = 0; n < filled; n++) {
      chosen[n] = first + n;
    }
    passed += filled;
    return filled;
  }

  @Override
  public long epoch() {
    return shuffle != null ? shuffle.epoch() : passed / windows.count();
  }

  @Override
  public long[] position() {
    return new long[] {shuffle != null ? shuffle.position() : passed};
  }

  @Override
  public void position(long... position) {
    BatchSource.checkPosition(1, position);
    if (shuffle != null) {
      shuffle.position(position[0]);
    } else {
      passed = position[0];
    }
  }

  @Override
  public String signature() {
    return String.format(
        Locale.ROOT, "%s of hash %08x, %d rows, %s", windows, hash(), chosen.length, order);
  }

  /** Of the series that the windows are of, and of the first and the last window. */
  private int hash() {
    int hash = 0;
    Series before = null;
    float[] one = new float[windows.inputSize(1)];
    float[] its = new float[windows.targetSize(1)];
    for (int k = 0; k < windows.count(); k++) {
      if (windows.series(k) != before || k == windows.count() - 1) {
        before = windows.series(k);
        windows.fill(k, 1, one, its);
        hash = 31 * (31 * hash + Arrays.hashCode(one)) + Arrays.hashCode(its);
        hash = 31 * hash + Arrays.hashCode(before.values());
      }
    }
    return hash;
  }
}
