package dev.cellwise.examples.classify;

import dev.cellwise.rnn.data.Shuffle;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Numbers of samples in three parts, at random.
 *
 * @param training numbers of samples, ascending as they are drawn
 * @param validation the same
 * @param test the same
 */
record Parts(int[] training, int[] validation, int[] test) {
  /**
   * Divides samples so that those of one key come into one part.
   *
   * @param keys of each sample
   * @param validation share of the keys
   * @param test share of the keys
   * @param seed decides the order
   */
  static Parts of(List<String> keys, double validation, double test, long seed) {
    Map<String, List<Integer>> samples = new LinkedHashMap<>();
    for (int i = 0; i < keys.size(); i++) {
      samples.computeIfAbsent(keys.get(i), key -> new ArrayList<>()).add(i);
    }
    List<List<Integer>> groups = List.copyOf(samples.values());
    int[] order = new int[groups.size()];
    Shuffle.order(seed, 0, order);
    int tested = (int) Math.round(order.length * test);
    int validated = tested + (int) Math.round(order.length * validation);
    return new Parts(
        samples(groups, order, validated, order.length),
        samples(groups, order, tested, validated),
        samples(groups, order, 0, tested));
  }

  private static int[] samples(List<List<Integer>> groups, int[] order, int from, int to) {
    List<Integer> all = new ArrayList<>();
    for (int i = from; i < to; i++) {
      all.addAll(groups.get(order[i]));
    }
    return all.stream().mapToInt(Integer::intValue).toArray();
  }
}
