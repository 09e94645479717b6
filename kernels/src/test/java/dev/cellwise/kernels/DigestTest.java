package dev.cellwise.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The bits of every kernel, as committed in {@code digests.txt}: the same for either twin, at every
 * width, cold and compiled ({@link CompiledTest}), on every machine. Run in each mode of the JVM,
 * this is the strongest cheap evidence that nobody, the compiler included, changed the arithmetic.
 *
 * <p>After a deliberate change, {@code -Dcellwise.digests=write} writes the file anew, provided
 * that the twins agree; the diff then shows which kernels have changed.
 */
class DigestTest {
  private static final String FILE = "digests.txt";
  private static final boolean WRITE = "write".equals(System.getProperty("cellwise.digests"));
  private static final Map<String, String> EXPECTED = WRITE ? written() : committed();

  @Test
  @Tag("cold")
  void theFileHasALineForEachCaseAndNoOther() {
    TreeMap<String, String> cases = new TreeMap<>();
    for (KernelCase kernel : KernelCases.ALL) {
      assertNull(cases.put(kernel.name(), ""), kernel.name() + " is there twice");
    }
    assertEquals(List.copyOf(cases.keySet()), List.copyOf(EXPECTED.keySet()));
  }

  @TestFactory
  @Tag("cold")
  List<DynamicTest> cold() {
    List<DynamicTest> tests = new ArrayList<>();
    for (KernelCase kernel : KernelCases.ALL) {
      for (Twin twin : Twins.available()) {
        tests.add(DynamicTest.dynamicTest(kernel.name() + " " + twin, () -> check(kernel, twin)));
      }
    }
    return tests;
  }

  private static void check(KernelCase kernel, Twin twin) {
    KernelCase.Call call = kernel.setUp().apply(twin);
    call.body().run();
    assertEquals(expected(kernel), call.digest(), kernel.name() + ", " + twin);
  }

  static String expected(KernelCase kernel) {
    String expected = EXPECTED.get(kernel.name());
    assertNotNull(expected, "no line for " + kernel.name());
    return expected;
  }

  private static Map<String, String> committed() {
    TreeMap<String, String> lines = new TreeMap<>();
    try (InputStream in = DigestTest.class.getResourceAsStream(FILE)) {
      assertNotNull(in, FILE + " is missing");
      for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
        int space = line.indexOf(' ');
        assertNull(
            lines.put(line.substring(0, space), line.substring(space + 1)), "twice: " + line);
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return lines;
  }

  private static Map<String, String> written() {
    TreeMap<String, String> lines = new TreeMap<>();
    for (KernelCase kernel : KernelCases.ALL) {
      KernelCase.Call call = kernel.setUp().apply(Twin.SCALAR);
      call.body().run();
      lines.put(kernel.name(), call.digest());
    }
    for (KernelCase kernel : KernelCases.ALL) {
      for (Twin twin : Twins.available()) {
        KernelCase.Call call = kernel.setUp().apply(twin);
        call.body().run();
        assertEquals(lines.get(kernel.name()), call.digest(), kernel.name() + ", " + twin);
      }
    }
    StringBuilder text = new StringBuilder();
    lines.forEach((name, digest) -> text.append(name).append(' ').append(digest).append('\n'));
    try {
      // The tests of a Maven module run in its folder.
      Files.writeString(Path.of("src/test/resources/dev/cellwise/kernels", FILE), text);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return lines;
  }
}
