package dev.cellwise.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The reference optimizers against what PyTorch computed in double precision. */
@Tag("reference")
class GoldenOptimizersTest {
  private static final Golden GOLDEN = Golden.load("optimizers");

  static List<String> names() {
    return GOLDEN.doublesBelow("").keySet().stream()
        .filter(name -> name.endsWith(".w"))
        .map(name -> name.substring(0, name.length() - 2))
        .toList();
  }

  @Test
  void allAreThere() {
    assertEquals(15, names().size(), () -> names().toString());
  }

  @ParameterizedTest
  @MethodSource("names")
  void everyUpdateAgrees(String name) {
    double[] w = GOLDEN.doubles("w0");
    int n = w.length;
    double[] g = GOLDEN.doubles("g");
    double[] expected = GOLDEN.doubles(name + ".w");
    ReferenceOptimizer optimizer = ReferenceOptimizer.of(GOLDEN, name);
    for (int t = 0; t < expected.length / n; t++) {
      optimizer.step(GOLDEN.scalar(name + ".rate"), Arrays.copyOfRange(g, t * n, (t + 1) * n), w);
      for (int i = 0; i < n; i++) {
        assertEquals(expected[t * n + i], w[i], 1e-14, name + ", update " + t + ", element " + i);
      }
    }
    int k = 0;
    for (String part : List.of("b", "s", "m", "v")) {
      if (GOLDEN.has(name + "." + part)) {
        double error = Bounds.relativeL2(GOLDEN.doubles(name + "." + part), optimizer.state(k));
        assertTrue(error <= 1e-14, name + "." + part + " differs by " + error);
        k++;
      }
    }
  }
}
