package dev.cellwise.bench.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.bench.cases.Case;
import dev.cellwise.bench.cases.Cellwise;
import dev.cellwise.bench.cases.Library;
import dev.cellwise.bench.cases.Problem;
import dev.cellwise.bench.cases.Setting;
import dev.cellwise.bench.cases.Workload;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Holds a library to Cellwise's results. */
final class Agreement {
  private static final int CALLS = 3;

  /** Of the largest element. */
  private static final float OUTPUTS = 1e-5f;

  static final float GRADIENTS = 1e-5f;

  /**
   * Where both biases of a layer are trained, each by a whole step, while ours are one: later
   * gradients come from other weights.
   */
  static final float TWO_BIASES = 0.02f;

  private Agreement() {}

  /** All settings that a library runs, small, with few steps. */
  static List<Setting> settings(Library library) {
    return Stream.of(Case.values())
        .flatMap(kind -> Stream.of(5, 16, 32).flatMap(h -> kind.settings(h).stream()))
        .map(Agreement::fewSteps)
        .filter(s -> library.runs(s, 1))
        .toList();
  }

  private static Setting fewSteps(Setting s) {
    int steps = s.kind() == Case.A ? 1 : 7;
    return new Setting(s.kind(), s.cell(), s.input(), s.hidden(), Math.min(3, s.batch()), steps);
  }

  /**
   * The first call and, with the state carried or the weights updated, a later one.
   *
   * @param later largest error of gradients after updates
   */
  static void assertAgrees(Library library, Setting s, float later) throws Exception {
    Problem problem = Problem.of(s);
    Workload ours = Cellwise.workload(problem, null);
    Workload theirs = library.workload(problem, 1);
    assertFalse(theirs.fault().isEmpty(), () -> s + ": nothing ran, and it does not say so");
    for (int call = 0; call < CALLS; call++) {
      ours.run();
      theirs.run();
      if (call == 0) {
        assertAgree(s + " first", OUTPUTS, GRADIENTS, ours.results(), theirs.results());
      }
    }
    boolean updated = s.kind().compareTo(Case.D) >= 0;
    float outputs = updated ? Math.max(later, OUTPUTS) : OUTPUTS;
    assertAgree(s + " later", outputs, later, ours.results(), theirs.results());
    assertEquals("", theirs.fault(), s::toString);
  }

  /** The jars, without versions, that the process has a file named libopenblas.so.0 from. */
  static List<String> productsOf(Library library) throws Exception {
    library.workload(Problem.of(Case.C.settings(16).getFirst()), 1).run();
    Pattern file = Pattern.compile("/([a-z]+)-[^/]*[.]jar/.*/libopenblas[.]so[.]0$");
    return Files.readAllLines(Path.of("/proc/self/maps")).stream()
        .flatMap(line -> file.matcher(line).results())
        .map(jar -> jar.group(1))
        .distinct()
        .toList();
  }

  private static void assertAgree(
      String what,
      float outputs,
      float gradients,
      Map<String, float[]> expected,
      Map<String, float[]> actual) {
    expected.forEach(
        (name, values) -> {
          if (actual.containsKey(name)) {
            float error = error(what + ": " + name, values, actual.get(name));
            float most = name.startsWith("grad") ? gradients : outputs;
            assertTrue(error <= most, () -> what + ": " + name + " is off by " + error);
          } else {
            assertFalse(required(name, actual), () -> what + ": no " + name);
          }
        });
  }

  /** Hidden states are there, but not those of every training step. */
  private static boolean required(String name, Map<String, float[]> results) {
    return name.equals("y") ? !results.containsKey("loss") : !name.startsWith("grad.bias");
  }

  /** The largest difference over the largest element. */
  private static float error(String what, float[] expected, float[] actual) {
    assertEquals(expected.length, actual.length, what);
    float largest = 0;
    float error = 0;
    for (int i = 0; i < expected.length; i++) {
      largest = Math.max(largest, Math.abs(expected[i]));

      error = Math.max(error, Math.abs(actual[i] - expected[i]));
    }
    return error / largest;
  }
}
