package dev.cellwise.examples.memory;

import dev.cellwise.examples.Draws;
import dev.cellwise.examples.Draws.Purpose;
import dev.cellwise.rnn.cell.Packing;
import dev.cellwise.rnn.net.Network;
import dev.cellwise.rnn.net.Scoring;
import dev.cellwise.rnn.train.Loss;
import dev.cellwise.rnn.train.Training;
import java.util.Arrays;

/**
 * Sequences of T + 20 steps: ten symbols of eight, T - 1 blanks, a delimiter, ten blanks. Wanted
 * are blanks until the delimiter, then at it and behind it the ten symbols in their order.
 *
 * <pre>
 * in      3 1 7 0 2 2 5 6 1 4 _ _ … _ _ : _ _ _ _ _ _ _ _ _ _
 * wanted  _ _ _ _ _ _ _ _ _ _ _ _ … _ _ _ 3 1 7 0 2 2 5 6 1 4
 * </pre>
 *
 * <p>Who keeps time but remembers nothing has a loss of 10 ln 8 / (T + 20) nats a step.
 */
final class CopyMemory implements Task {
  static final int SYMBOLS = 8;
  static final int REMEMBERED = 10;

  /** Of the input; the output has no delimiter. */
  static final int VOCABULARY = SYMBOLS + 2;

  private static final int BLANK = SYMBOLS;
  private static final int DELIMITER = SYMBOLS + 1;
  private static final int VALIDATED = 200;

  /** Share of the loss of who remembers nothing. */
  private static final double ENOUGH = 0.01;

  private final int blanks;
  private final int length;
  private final int rows;
  private final long seed;
  private final Draws training;
  private final Packing packing;

  /** tokens [T + 20, N]. */
  private final int[] tokens;

  /** wanted [T + 20, N]. */
  private final int[] wanted;

  private final Training.Input input;
  private final Training.Target target;

  /**
   * What a network does on sequences.
   *
   * @param loss nats a step
   * @param recalled share of the ten symbols of all sequences that it has right
   */
  record Score(double loss, double recalled) {}

  /**
   * Batches without end.
   *
   * @param blanks T, at least 1
   * @param rows N
   * @param seed of the sequences
   */
  CopyMemory(int blanks, int rows, long seed) {
    this.blanks = blanks;
    this.length = length(blanks);
    this.rows = rows;
    this.seed = seed;
    training = new Draws(seed, Purpose.TRAINING);
    packing = Packing.dense(length, rows);
    tokens = new int[length * rows];
    wanted = new int[length * rows];
    input = Training.Input.tokens(tokens);
    target = Training.Target.classes(wanted);
  }

  /** Steps of a sequence. */
  static int length(int blanks) {
    return blanks + 2 * REMEMBERED;
  }

  /** The loss of who remembers nothing, in nats a step. */
  static double memoryless(int blanks) {
    return REMEMBERED * StrictMath.log(SYMBOLS) / length(blanks);
  }

  @Override
  public Packing packing() {
    return packing;
  }

  @Override
  public Loss loss() {
    return Loss.crossEntropy();
  }

  @Override
  public Training.Input input() {
    return input;
  }

  @Override
  public Training.Target target() {
    return target;
  }

  /** The batch: [T + 20, N]; not a copy. */
  int[] tokens() {
    return tokens;
  }

  /** What is wanted of the batch: [T + 20, N]; not a copy. */
  int[] wanted() {
    return wanted;
  }

  @Override
  public void fill() {
    fill(training);
  }

  private void fill(Draws draws) {
    Arrays.fill(tokens, BLANK);
    Arrays.fill(wanted, BLANK);
    int recall = length - REMEMBERED;
    for (int n = 0; n < rows; n++) {
      for (int t = 0; t < REMEMBERED; t++) {
        int symbol = draws.below(SYMBOLS);
        tokens[t * rows + n] = symbol;
        wanted[(recall + t) * rows + n] = symbol;
      }
      tokens[(recall - 1) * rows + n] = DELIMITER;
    }
  }

  @Override
  public double validate(Network network) {
    return score(network, Purpose.VALIDATION, VALIDATED).loss();
  }

  @Override
  public boolean enough(double validation) {
    return validation <= ENOUGH * memoryless(blanks);
  }

  /**
   * Measures a network.
   *
   * @param network ten tokens in, logits of nine out
   * @param purpose which sequences: the same each time
   * @param sequences how many of them
   */
  Score score(Network network, Purpose purpose, int sequences) {
    Forward forward = new Forward(network, packing);
    Draws draws = new Draws(seed, purpose);
    float[] logits = new float[SYMBOLS + 1];
    double loss = 0;
    long right = 0;
    for (int done = 0; done < sequences; done += rows) {
      fill(draws);
      forward.run(tokens);
      for (int at = 0; at < tokens.length; at++) {
        if (at % rows < sequences - done) {
          forward.output(at, logits);
          loss -= Scoring.logSoftmax(logits, wanted[at]);
          right += wanted[at] != BLANK && largest(logits) == wanted[at] ? 1 : 0;
        }
      }
    }
    return new Score(
        loss / ((double) sequences * length), right / ((double) sequences * REMEMBERED));
  }

  private static int largest(float[] logits) {
    int best = 0;
    for (int i = 1; i < logits.length; i++) {
      best = logits[i] > logits[best] ? i : best;
    }
    return best;
  }
}
