package dev.cellwise.examples.memory;

import dev.cellwise.rnn.cell.Packing;
import dev.cellwise.rnn.data.Shuffle;
import dev.cellwise.rnn.net.Network;
import dev.cellwise.rnn.train.Loss;
import dev.cellwise.rnn.train.Training;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * After each symbol of a Reber string the set of symbols that may come next is to be told: seven
 * answers of yes or no. Rows of a batch are as long as their strings.
 */
final class ReberTask implements Task {
  private static final int V = ReberGrammar.SYMBOLS.length();

  private final ReberStrings strings;
  private final Packing packing;
  private final Shuffle shuffle;
  private final int[] chosen;
  private final int[] lengths;
  private final int[] tokens;
  private final float[] legal;
  private final Training.Input input;
  private final Training.Target target;

  /**
   * Batches without end.
   *
   * @param strings training strings go round, in another order each time
   * @param rows N
   * @param seed of the order
   */
  ReberTask(ReberStrings strings, int rows, long seed) {
    this.strings = strings;
    int steps = strings.longest() - 1;
    packing = Packing.ragged(steps, rows, steps * rows);
    shuffle = Shuffle.of(strings.training().size(), seed);
    chosen = new int[rows];
    lengths = new int[rows];
    tokens = new int[steps * rows];
    legal = new float[steps * rows * V];
    input = Training.Input.tokens(tokens);
    target = Training.Target.numbers(legal);
  }

  @Override
  public Packing packing() {
    return packing;
  }

  @Override
  public Loss loss() {
    return Loss.binary();
  }

  @Override
  public Training.Input input() {
    return input;
  }

  @Override
  public Training.Target target() {
    return target;
  }

  /** The batch, packed; not a copy. */
  int[] tokens() {
    return tokens;
  }

  /** What is legal behind each symbol of the batch: packed rows of seven, 0 or 1; not a copy. */
  float[] legal() {
    return legal;
  }

  @Override
  public void fill() {
    int filled = shuffle.fill(chosen);
    List<String> batch = new ArrayList<>();
    for (int n = 0; n < filled; n++) {
      batch.add(strings.training().get(chosen[n]));
    }
    pack(batch);
  }

  /** A row without a string has no steps. */
  private void pack(List<String> batch) {
    Arrays.fill(lengths, 0);
    for (int n = 0; n < batch.size(); n++) {
      lengths[n] = batch.get(n).length() - 1;
    }
    packing.lengths(lengths);
    for (int n = 0; n < batch.size(); n++) {
      int[] symbols = ReberGrammar.encode(batch.get(n));
      int[] sets = ReberGrammar.legalAfter(batch.get(n));
      for (int t = 0; t < lengths[n]; t++) {
        int at = packing.at(t, n);
        tokens[at] = symbols[t];
        for (int symbol = 0; symbol < V; symbol++) {
          legal[at * V + symbol] = sets[t] >> symbol & 1;
        }
      }
    }
  }

  /** The share of strings that are not right. */
  @Override
  public double validate(Network network) {
    return 1 - judge(network, strings.validation()).share();
  }

  /** Never: one string of a thousand may still be wrong when no validation string is. */
  @Override
  public boolean enough(double validation) {
    return false;
  }

  /**
   * Judges a network.
   *
   * @param network seven tokens in, seven logits out: above 0 says legal
   * @param judged the strings
   */
  Judged judge(Network network, List<String> judged) {
    Forward forward = new Forward(network, packing);
    float[] logits = new float[V];
    int rows = packing.rows();
    Judged all = Judged.none();
    for (int from = 0; from < judged.size(); from += rows) {
      List<String> batch = judged.subList(from, Math.min(judged.size(), from + rows));
      pack(batch);
      forward.run(tokens);
      all =
          all.and(
              batch,
              (n, t) -> {
                forward.output(packing.at(t, n), logits);
                return aboveZero(logits);
              });
    }
    return all;
  }

  private static int aboveZero(float[] logits) {
    int set = 0;
    for (int symbol = 0; symbol < logits.length; symbol++) {
      set |= logits[symbol] > 0 ? 1 << symbol : 0;
    }
    return set;
  }
}
