package dev.cellwise.examples.forecast;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.examples.BadInput;
import dev.cellwise.rnn.data.Series;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GeneratedTest {
  @Test
  void orbitsFollowTheRuleAndShareNoNumber() {
    Measurements collatz = Generated.of("collatz", 3, 1, 1);
    Set<Float> met = new HashSet<>();
    List<Series> all =
        Stream.of(collatz.training(), collatz.validation(), collatz.test())
            .flatMap(List::stream)
            .toList();
    assertTrue(all.size() > 200, () -> "orbits: " + all.size());
    for (Series orbit : all) {
      assertTrue(orbit.rows() >= 4);
      float[] x = orbit.values();
      for (int t = 0; t < orbit.rows(); t++) {
        float n = x[2 * t];
        assertTrue(met.add(n), () -> "twice: " + n);
        assertEquals(n % 2, x[2 * t + 1]);
        if (t + 1 < orbit.rows()) {
          assertEquals(n % 2 == 0 ? n / 2 : 3 * n + 1, x[2 * t + 2]);
        }
      }
    }
  }

  @Test
  void orbitsThatAreTooShortAreRefused() {
    assertThrows(BadInput.class, () -> Generated.of("collatz", 200, 1, 1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"sine", "mackey-glass"})
  void onlyTheSeedDecides(String name) {
    Series one = Generated.of(name, 28, 1, 1).training().getFirst();
    Series again = Generated.of(name, 10, 5, 1).training().getFirst();
    Series other = Generated.of(name, 28, 1, 2).training().getFirst();
    assertArrayEquals(one.values(), again.values());
    assertTrue(one.values()[99] != other.values()[99]);
    assertEquals(2100, one.rows());
  }
}
