package dev.cellwise.examples.handwriting;

import dev.cellwise.examples.lesson.CellOption;
import dev.cellwise.examples.lesson.Findings;
import dev.cellwise.examples.lesson.Fit;
import dev.cellwise.examples.lesson.FitOptions;
import dev.cellwise.examples.lesson.Fitted;
import dev.cellwise.examples.lesson.Outputs;
import dev.cellwise.kernels.Activation;
import dev.cellwise.rnn.data.LengthBatches;
import dev.cellwise.rnn.net.Architecture;
import dev.cellwise.rnn.net.Merge;
import dev.cellwise.rnn.net.Network;
import dev.cellwise.rnn.train.BatchSource;
import dev.cellwise.rnn.train.Evaluation;
import dev.cellwise.rnn.train.Loss;
import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * A network that gives each image of a word a letter.
 *
 * @param name for the table
 * @param key for the report
 * @param fitted trained
 * @param said the letters that it read in all test words, one after the other
 */
record Reader(String name, String key, Fitted fitted, int[] said) {
  private static final int POOL = 20;

  /** How much of a word a network sees when it reads a letter. */
  enum Sight {
    /** The letter alone. */
    LETTER("each letter alone", 8) {
      /** On sequences of one step a simple cell is a dense layer: there is nothing before it. */
      @Override
      Architecture.Builder over(Architecture.Builder builder, String cell, int units) {
        return builder.rnn(units);
      }

      @Override
      Written words(Written of) {
        return of.apart();
      }
    },

    /** And those before it. */
    BEFORE("%s, forward", 1) {
      @Override
      Architecture.Builder over(Architecture.Builder builder, String cell, int units) {
        return CellOption.layer(builder, cell, units);
      }
    },

    /** All of the word. */
    WORD("%s, both directions", 1) {
      @Override
      Architecture.Builder over(Architecture.Builder builder, String cell, int units) {
        return builder.bidirectional(CellOption.cell(cell, units), Merge.CONCAT);
      }
    };

    private final String title;
    private final int rows;

    Sight(String title, int rows) {
      this.title = title;
      this.rows = rows;
    }

    abstract Architecture.Builder over(Architecture.Builder builder, String cell, int units);

    Written words(Written of) {
      return of;
    }

    String key(String cell) {
      return this == LETTER ? "alone" : cell + (this == BEFORE ? "_forward" : "_both");
    }
  }

  /**
   * Trains a network and lets it read.
   *
   * @param sight what it sees
   * @param cell of its recurrent layer
   * @param symbols number of letters
   * @param training to learn from
   * @param validation to choose by
   * @param test to be read
   */
  static Reader learn(
      Sight sight,
      String cell,
      int symbols,
      Written training,
      Written validation,
      Written test,
      FitOptions fit,
      long seed,
      Findings findings) {
    Architecture.Builder image =
        Architecture.builder()
            .features(training.pixels())
            .hidden(fit.hidden(), Activation.relu())
            .dropout(0.2f);
    Architecture architecture =
        sight.over(image, cell, fit.hidden()).dropout(0.2f).dense(symbols).build();
    Network start = Network.initialise(architecture, seed);
    int rows = fit.batch() * sight.rows;
    Loss loss = Loss.crossEntropy();
    Evaluation held =
        new Evaluation(start.layers(), source(sight.words(validation), rows, seed), loss);
    String name = sight.title.formatted(cell);
    Fitted fitted =
        new Fit(fit, seed)
            .run(
                sight.key(cell),
                start,
                source(sight.words(training), rows, seed),
                loss,
                held,
                findings);
    return new Reader(name, sight.key(cell), fitted, read(fitted.network(), sight.words(test)));
  }

  private static BatchSource source(Written words, int rows, long seed) {
    Function<int[], LengthBatches> plan =
        lengths -> LengthBatches.ofRows(lengths, rows, POOL * rows, seed);
    return BatchSource.tagged(words.images(), words.pixels(), words.letters(), plan);
  }

  private static int[] read(Network network, Written words) {
    int symbols = network.architecture().outputSize();
    return Arrays.stream(Outputs.ofFeatures(network, words.images(), words.pixels()))
        .flatMapToInt(
            logits ->
                IntStream.range(0, logits.length / symbols)
                    .map(t -> Outputs.largest(logits, t * symbols, symbols)))
        .toArray();
  }
}
