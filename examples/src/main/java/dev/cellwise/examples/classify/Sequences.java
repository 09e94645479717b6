package dev.cellwise.examples.classify;

import dev.cellwise.examples.lesson.Outputs;
import dev.cellwise.rnn.data.LengthBatches;
import dev.cellwise.rnn.net.Network;
import dev.cellwise.rnn.train.BatchSource;
import java.util.function.Function;

/** Sequences with a class each: one part of the data. */
sealed interface Sequences {
  /** Of each sequence its class; not a copy. */
  int[] classes();

  /** Batches of them, for a network that gives the last output alone. */
  BatchSource batches(Function<int[], LengthBatches> plan);

  /** Of each sequence what a network gives, [classes]. */
  float[][] outputs(Network network);

  /** A sequence in words. */
  String shown(int sequence);

  /**
   * Texts.
   *
   * @param texts as they are read
   * @param tokens of each text its characters' numbers
   * @param classes of each text
   */
  record Texts(String[] texts, int[][] tokens, int[] classes) implements Sequences {
    @Override
    public BatchSource batches(Function<int[], LengthBatches> plan) {
      return BatchSource.classified(tokens, classes, plan);
    }

    @Override
    public float[][] outputs(Network network) {
      return Outputs.ofTokens(network, tokens);
    }

    @Override
    public String shown(int sequence) {
      return texts[sequence];
    }
  }

  /**
   * Measurements.
   *
   * @param steps of each sequence, [length, channels], scaled
   * @param channels measurements a step
   * @param classes of each sequence
   */
  record Measured(float[][] steps, int channels, int[] classes) implements Sequences {
    @Override
    public BatchSource batches(Function<int[], LengthBatches> plan) {
      return BatchSource.classified(steps, channels, classes, plan);
    }

    @Override
    public float[][] outputs(Network network) {
      return Outputs.ofFeatures(network, steps, channels);
    }

    @Override
    public String shown(int sequence) {
      return "sequence %,d, %d steps".formatted(sequence + 1, steps[sequence].length / channels);
    }
  }
}
