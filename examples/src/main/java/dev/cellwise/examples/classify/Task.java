package dev.cellwise.examples.classify;

import dev.cellwise.rnn.net.Architecture;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/**
 * What is to be learned.
 *
 * @param what the data in a line
 * @param labels the classes' names
 * @param training to learn from
 * @param validation to choose by
 * @param test to judge by: never looked at before
 * @param input the lowest layer of a network, a new builder each time
 * @param baselines what the test sequences are taken for without a network
 */
record Task(
    String what,
    List<String> labels,
    Sequences training,
    Sequences validation,
    Sequences test,
    Supplier<Architecture.Builder> input,
    List<Baseline> baselines) {
  /**
   * A classifier that is no network.
   *
   * @param name for the table
   * @param key for the report
   * @param said of each test sequence its class
   */
  record Baseline(String name, String key, int[] said) {}

  /** The class that most training sequences have, for all of the test. */
  static Baseline majority(List<String> labels, Sequences training, Sequences test) {
    int[] counts = new int[labels.size()];
    int most = 0;
    for (int c : training.classes()) {
      counts[c]++;
    }
    for (int c = 0; c < counts.length; c++) {
      most = counts[c] > counts[most] ? c : most;
    }
    int[] said = new int[test.classes().length];
    Arrays.fill(said, most);
    return new Baseline("always " + labels.get(most), "majority", said);
  }
}
