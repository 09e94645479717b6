package dev.cellwise.examples.classify;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PartsTest {
  @Test
  void eachSampleIsInOnePartAndThoseOfOneKeyTogether() {
    List<String> keys = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      keys.add("key " + i % 20);
    }
    Parts parts = Parts.of(keys, 0.1, 0.2, 3);
    assertEquals(6, parts.validation().length);
    assertEquals(12, parts.test().length);
    int[] all =
        IntStream.concat(
                Arrays.stream(parts.training()),
                IntStream.concat(Arrays.stream(parts.validation()), Arrays.stream(parts.test())))
            .sorted()
            .toArray();
    assertArrayEquals(IntStream.range(0, 60).toArray(), all);
    assertEquals(
        20,
        keys(keys, parts.training()).size()
            + keys(keys, parts.validation()).size()
            + keys(keys, parts.test()).size());
  }

  private static Set<String> keys(List<String> keys, int[] samples) {
    return Arrays.stream(samples).mapToObj(keys::get).collect(Collectors.toSet());
  }
}
