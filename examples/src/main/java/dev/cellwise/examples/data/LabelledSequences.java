package dev.cellwise.examples.data;

import java.util.Arrays;
import java.util.List;

/**
 * Sequences of measurements of different length, each with a class: what {@link
 * dev.cellwise.rnn.data.LengthBatches} and {@link dev.cellwise.rnn.data.Batches} take. The arrays
 * are not copied.
 *
 * @param name what they are called
 * @param channels I, measurements a time step
 * @param labels the classes' names, in the order of the file's header
 * @param sequences each [length, I], at least one step
 * @param classes of each sequence its class, the number of its label
 */
public record LabelledSequences(
    String name, int channels, List<String> labels, float[][] sequences, int[] classes) {
  /**
   * Time steps of each sequence.
   *
   * @return a new array
   */
  public int[] lengths() {
    return Arrays.stream(sequences).mapToInt(s -> s.length / channels).toArray();
  }
}
