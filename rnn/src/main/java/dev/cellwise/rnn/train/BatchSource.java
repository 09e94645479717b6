package dev.cellwise.rnn.train;

import dev.cellwise.rnn.cell.Packing;
import dev.cellwise.rnn.data.LengthBatches;
import dev.cellwise.rnn.data.TokenStreams;
import dev.cellwise.rnn.data.Windows;
import java.util.function.Function;

/**
 * Where a {@link Trainer} has its batches from: it fills arrays that are always the same, tells in
 * which rows a new sequence begins, and has a position that can be read and set, so that a run that
 * was stopped goes on with the batches that would have come.
 *
 * <p>Each batch must be a function of the source's {@linkplain #signature making} and position
 * alone. For training steps that make no garbage, {@link #next} must make none. Not thread-safe.
 *
 * <p>The factories take their data as they are: arrays are not copied and must not change.
 */
public interface BatchSource {
  /**
   * The shape of the batches, changed by {@link #next} where their rows have different lengths: the
   * {@link Training} must be made over it.
   *
   * @return always the same one
   */
  Packing packing();

  /**
   * The shape of the rows that an encoder reads, changed by {@link #next} too.
   *
   * @return always the same one; null where batches have no such rows
   */
  default Packing sourcePacking() {
    return null;
  }

  /**
   * What comes in, as the last {@link #next} filled it.
   *
   * @return always the same one
   */
  Training.Input input();

  /**
   * What outputs are held against, as the last {@link #next} filled it.
   *
   * @return always the same one
   */
  Training.Target target();

  /**
   * Fills input and targets with the next batch, and sets the lengths of its rows. There is always
   * a next one: behind an epoch comes another.
   *
   * @param begins [N] — all false; true is to be set where a row does not continue that of the
   *     batch before, so that its state begins anew. Modified.
   */
  void next(boolean[] begins);

  /**
   * The epoch of the batch that comes next.
   *
   * @return from 0, never falling from batch to batch
   */
  long epoch();

  /**
   * The place of the batch that comes next.
   *
   * @return some numbers, always as many; a copy
   */
  long[] position();

  /**
   * Goes to a place.
   *
   * @param position what {@link #position} gave, of a source made alike
   * @throws IllegalArgumentException if there is no such place; the source is then as it was
   */
  void position(long... position);

  /**
   * What the source was made of: kind, sizes, seed, and a hash of the data or so. A checkpoint is
   * taken for one of this source if this text is the same.
   *
   * @return a line of text, the same in every process
   */
  String signature();

  /**
   * One long text as N rows that are read on and on: the state is carried from batch to batch and
   * begins anew with each epoch.
   *
   * @param streams the text; the source moves its position
   * @return tokens in, the token after each as its class
   */
  static BatchSource streams(TokenStreams streams) {
    return new StreamBatches(streams);
  }

  /**
   * Windows of series, shuffled anew each epoch; each of their rows begins a sequence.
   *
   * <p>Where the number of windows is no multiple of the rows, the last batch of an epoch has fewer
   * rows.
   *
   * @param windows the windows; those {@linkplain Windows#withSequence with a target at each step}
   *     are for networks that give an output at each, others for those that give the last one
   * @param rows N, at least 1
   * @param seed the orders are the same for the same seed
   * @return features in, numbers as targets
   */
  static BatchSource windows(Windows windows, int rows, long seed) {
    return WindowBatches.shuffled(windows, rows, seed);
  }

  /**
   * The same in their own order each epoch, such as for validation.
   *
   * @param windows the windows
   * @param rows N, at least 1
   * @return features in, numbers as targets
   */
  static BatchSource windows(Windows windows, int rows) {
    return WindowBatches.inOrder(windows, rows);
  }

  /**
   * Sentences: at each token of a sequence but its last the next one is foretold.
   *
   * @param sequences of at least 2 tokens each
   * @param plan makes the batches of given lengths: {@code lengths -> LengthBatches.ofRows(lengths,
   *     32, 3200, seed)}; the source moves its position
   * @return tokens in, the token after each as its class
   * @throws IllegalArgumentException if a sequence is too short
   */
  static BatchSource nextTokens(int[][] sequences, Function<int[], LengthBatches> plan) {
    return SequenceBatches.nextTokens(sequences, plan);
  }

  /**
   * Sequences of tokens with a class for each token.
   *
   * @param sequences of at least 1 token each
   * @param classes of each token its class
   * @param plan as above
   * @return tokens in, classes at each step
   * @throws IllegalArgumentException if a sequence is empty, or has not as many classes
   */
  static BatchSource tagged(
      int[][] sequences, int[][] classes, Function<int[], LengthBatches> plan) {
    return SequenceBatches.tagged(sequences, classes, plan);
  }

  /**
   * Sequences of features with a class for each step.
   *
   * @param sequences each [length, I], of at least one step
   * @param inputs I
   * @param classes of each step its class
   * @param plan as above
   * @return features in, classes at each step
   * @throws IllegalArgumentException if a sequence is empty or no whole steps, or has not as many
   *     classes
   */
  static BatchSource tagged(
      float[][] sequences, int inputs, int[][] classes, Function<int[], LengthBatches> plan) {
    return SequenceBatches.tagged(sequences, inputs, classes, plan);
  }

  /**
   * Sequences of tokens with a class each, for networks that give the last output alone.
   *
   * @param sequences of at least 1 token each
   * @param classes of each sequence its class
   * @param plan as above
   * @return tokens in, one class a row
   * @throws IllegalArgumentException if a sequence is empty, or there are not as many classes
   */
  static BatchSource classified(
      int[][] sequences, int[] classes, Function<int[], LengthBatches> plan) {
    return SequenceBatches.classified(sequences, classes, plan);
  }

  /**
   * Sequences of features with a class each, for networks that give the last output alone.
   *
   * @param sequences each [length, I], of at least one step
   * @param inputs I
   * @param classes of each sequence its class
   * @param plan as above
   * @return features in, one class a row
   * @throws IllegalArgumentException if a sequence is empty or no whole steps, or there are not as
   *     many classes
   */
  static BatchSource classified(
      float[][] sequences, int inputs, int[] classes, Function<int[], LengthBatches> plan) {
    return SequenceBatches.classified(sequences, inputs, classes, plan);
  }

  /**
   * Sequences of features with numbers for each step.
   *
   * @param sequences each [length, I], of at least one step
   * @param inputs I
   * @param numbers each [length, O]
   * @param outputs O
   * @param plan as above
   * @return features in, numbers at each step
   * @throws IllegalArgumentException if a sequence is empty or no whole steps, or has not as many
   *     steps of numbers
   */
  static BatchSource measured(
      float[][] sequences,
      int inputs,
      float[][] numbers,
      int outputs,
      Function<int[], LengthBatches> plan) {
    return SequenceBatches.measured(sequences, inputs, numbers, outputs, plan);
  }

  /**
   * Pairs of sequences for an encoder-decoder: the decoder sees what it should have said so far,
   * the begin token first, and is to say the target, the end token last (teacher forcing).
   *
   * @param sources tokens that the encoder reads; may be empty
   * @param targets tokens that the decoder is to say; may be empty
   * @param begin the token that stands before the first
   * @param end the token that ends a target
   * @param plan makes the batches of given lengths, those of the targets with their end
   * @return tokens in, with the sources; the token after each as its class
   * @throws IllegalArgumentException if there are not as many of both
   */
  static BatchSource translated(
      int[][] sources, int[][] targets, int begin, int end, Function<int[], LengthBatches> plan) {
    return TranslationBatches.ofTokens(sources, targets, begin, end, plan);
  }

  /**
   * The same where the encoder reads features.
   *
   * @param sources each [length, I]; may be empty
   * @param inputs I
   * @param targets tokens that the decoder is to say; may be empty
   * @param begin the token that stands before the first
   * @param end the token that ends a target
   * @param plan as above
   * @return tokens in, with the sources; the token after each as its class
   * @throws IllegalArgumentException if there are not as many of both, or a source is no whole
   *     steps
   */
  static BatchSource translated(
      float[][] sources,
      int inputs,
      int[][] targets,
      int begin,
      int end,
      Function<int[], LengthBatches> plan) {
    return TranslationBatches.ofFeatures(sources, inputs, targets, begin, end, plan);
  }

  /**
   * Vectors with a sequence each, for one-to-many.
   *
   * @param vectors each [size]
   * @param targets tokens to be said; may be empty
   * @param begin the token that stands before the first
   * @param end the token that ends a target
   * @param plan as above
   * @return tokens in, with the vectors; the token after each as its class
   * @throws IllegalArgumentException if there are not as many of both, or vectors of two sizes
   */
  static BatchSource captioned(
      float[][] vectors, int[][] targets, int begin, int end, Function<int[], LengthBatches> plan) {
    return TranslationBatches.ofVectors(vectors, targets, begin, end, plan);
  }

  /**
   * Refuses a position of another kind of source.
   *
   * @param expected how many numbers it has
   * @param position given
   * @throws IllegalArgumentException if it has not as many, or one is negative
   */
  static void checkPosition(int expected, long... position) {
    if (position.length != expected) {
      throw new IllegalArgumentException(
          "position: expected " + expected + " numbers, got " + position.length);
    }
    for (long number : position) {
      if (number < 0) {
        throw new IllegalArgumentException("position: expected at least 0, got " + number);
      }
    }
  }
}
