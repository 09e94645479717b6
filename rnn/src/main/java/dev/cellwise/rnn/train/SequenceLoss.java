package dev.cellwise.rnn.train;

import dev.cellwise.rnn.cell.Packing;
import dev.cellwise.rnn.net.Layers;
import dev.cellwise.rnn.net.SegmentLoss;
import dev.cellwise.rnn.net.Unrolled;
import java.util.Objects;

/**
 * A {@link Loss} with its targets for a sequence that is gone through window by window: by {@link
 * dev.cellwise.rnn.net.Checkpointed}, {@link dev.cellwise.rnn.net.GradientFlow}, or, each chunk a
 * sequence, by {@link dev.cellwise.rnn.net.Truncated}.
 *
 * <p>It is divided by what {@link Training} divides the loss of the whole sequence by, so gradients
 * have the bits of {@link Training#gradient}. What the windows return are parts of it: their sum is
 * that loss but for the rounding of sums in float. Nothing is refused for not being finite.
 *
 * <p>Everything is allocated at construction. Not thread-safe.
 */
public final class SequenceLoss implements SegmentLoss {
  private final Packing sequence;
  private final boolean last;

  /** The rows that come out. */
  private final Packing out;

  private final WindowLoss loss;

  private boolean taken;

  /** Which shape the targets are of. */
  private int shape;

  /**
   * A loss without targets.
   *
   * @param layers the layers
   * @param sequence the shape of the sequences, or of the chunks of {@link
   *     dev.cellwise.rnn.net.Truncated}. Kept: the caller may change it between two of them.
   * @param loss what outputs are held against
   * @throws IllegalArgumentException if the loss does not fit the outputs
   */
  public SequenceLoss(Layers layers, Packing sequence, Loss loss) {
    this.sequence = sequence;
    this.last = layers.architecture().last();
    this.out = last ? Packing.dense(1, sequence.rows()) : sequence;
    this.loss = new WindowLoss(out, loss, layers.architecture().outputSize());
  }

  /**
   * Takes the targets of a sequence, of the shape that its packing has now. Needed again when they,
   * their weights or the shape have changed.
   *
   * @param target of each packed row, or sequence; not copied
   * @return this
   * @throws IllegalArgumentException if they are not such as the loss has, or not as many as rows
   * @throws IndexOutOfBoundsException if a class is out of its range
   */
  public SequenceLoss against(Training.Target target) {
    taken = false;
    loss.check(target.classes, target.numbers, target.weights);
    loss.take(target.classes, target.numbers, target.weights);
    shape = sequence.changes();
    taken = true;
    return this;
  }

  /**
   * The part of the loss that a window has, and its gradient.
   *
   * @param window the network over the window
   * @param from the first step of the window that counts
   * @param first which step of the sequence that is
   * @return the part
   * @throws IllegalStateException if there are no targets, or those of another shape
   * @throws IndexOutOfBoundsException if the window goes beyond the end of the sequence
   */
  @Override
  public double apply(Unrolled window, int from, int first) {
    if (!taken || shape != sequence.changes()) {
      throw new IllegalStateException(
          "target: expected those of a sequence of this shape, got none: call against first");
    }
    int step = last ? 0 : from;
    int row = last ? 0 : sequence.at(first);
    int n = window.outputPacking().total() - window.outputPacking().at(step);
    Objects.checkFromIndexSize(row, n, out.total());
    loss.apply(window, step, row);
    return loss.mean(row, n);
  }
}
