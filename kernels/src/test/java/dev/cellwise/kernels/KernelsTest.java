package dev.cellwise.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.kernels.Kernels.Backend;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The choice of twins: as a function, in this JVM, and in JVMs started with other flags. */
class KernelsTest {
  private static final Machine.Compiler C2 = Machine.Compiler.C2;
  private static final String ADD = "--add-modules=jdk.incubator.vector";

  @Test
  @Tag("cold")
  void autoTakesVectorsWhereAllIsThere() {
    for (String mode : new String[] {null, "auto", "vector"}) {
      BackendChoice choice = BackendChoice.choose(mode, new Machine(true, C2, "VM", true));
      assertEquals(Backend.VECTOR, choice.backend());
      assertNull(choice.warning());
    }
  }

  @Test
  @Tag("cold")
  void autoFallsBackWithAdviceAndVectorRefuses() {
    fallsBack(new Machine(false, C2, "VM", true), "--add-modules jdk.incubator.vector");
    fallsBack(new Machine(true, Machine.Compiler.NO_C2, "VM", true), "-Xint");
    fallsBack(new Machine(true, C2, "VM", false), "UseFMA");
  }

  private static void fallsBack(Machine machine, String advice) {
    BackendChoice choice = BackendChoice.choose("auto", machine);
    assertEquals(Backend.SCALAR, choice.backend());
    assertTrue(choice.warning().contains(advice), choice.warning());
    Exception refusal =
        assertThrows(
            UnsupportedOperationException.class, () -> BackendChoice.choose("vector", machine));
    assertTrue(refusal.getMessage().contains(advice), refusal.getMessage());
    assertTrue(refusal.getMessage().contains(Kernels.PROPERTY), refusal.getMessage());
  }

  @Test
  @Tag("cold")
  void anUnknownCompilerIsTakenOnlyWhenAsked() {
    Machine machine = new Machine(true, Machine.Compiler.UNKNOWN, "Some VM", true);
    BackendChoice choice = BackendChoice.choose("auto", machine);
    assertEquals(Backend.SCALAR, choice.backend());
    assertTrue(choice.warning().contains("Some VM"), choice.warning());
    assertEquals(Backend.VECTOR, BackendChoice.choose("vector", machine).backend());
  }

  @Test
  @Tag("cold")
  void scalarIsTakenWithoutAWord() {
    BackendChoice choice = BackendChoice.choose("scalar", new Machine(false, C2, "VM", true));
    assertEquals(Backend.SCALAR, choice.backend());
    assertNull(choice.warning());
  }

  @Test
  @Tag("cold")
  void anyOtherValueIsRefused() {
    for (String mode : new String[] {"", "Vector", "simd"}) {
      Exception refusal =
          assertThrows(
              IllegalArgumentException.class,
              () -> BackendChoice.choose(mode, new Machine(true, C2, "VM", true)));
      assertEquals(
          "system property cellwise.kernels must be auto, vector or scalar, but is \"" + mode + '"',
          refusal.getMessage());
    }
  }

  @Test
  @Tag("cold")
  void theAccessorsAgree() {
    boolean vector = Kernels.active() == Backend.VECTOR;
    assertEquals(vector, Kernels.VECTOR);
    assertTrue(vector ? List.of(128, 256, 512).contains(Kernels.bits()) : Kernels.bits() == 32);
    assertTrue(
        Kernels.describe().startsWith(vector ? "vector kernels, " : "scalar kernels ("),
        Kernels.describe());
  }

  @Test
  void withoutTheModuleItWorksAndSaysSoOnce() {
    Run run = run();
    assertEquals(0, run.exit, run.text());
    assertEquals(1, run.count("WARNING"), run.text());
    assertEquals(1, run.count("--add-modules jdk.incubator.vector"), run.text());
    assertEquals(1, run.count("sum 10.0 on SCALAR"), run.text());
  }

  @Test
  void withTheModuleItTakesVectorsAndSaysNothing() {
    if (!Machine.HERE.fma()) {
      return;
    }
    Run run = run(ADD);
    assertEquals(1, run.count("sum 10.0 on VECTOR"), run.text());
    assertEquals(1, run.count("WARNING"), "only the JVM's own line: " + run.text());
  }

  @Test
  void withoutC2OrFmaItTakesScalars() {
    List<String[]> flags =
        List.of(
            new String[] {ADD, "-Xint"},
            new String[] {ADD, "-XX:TieredStopAtLevel=1"},
            new String[] {ADD, "-XX:TieredStopAtLevel=3"},
            new String[] {ADD, "-XX:CompilationMode=quick-only"},
            new String[] {ADD, "-XX:+UnlockDiagnosticVMOptions", "-XX:-UseFMA"});
    for (String[] flag : flags) {
      Run run = run(flag);
      assertEquals(1, run.count("sum 10.0 on SCALAR"), run.text());
      assertEquals(1, run.count("Cellwise runs its scalar kernels"), run.text());
    }
  }

  @Test
  void vectorFailsLoudlyAndScalarIsQuiet() {
    Run refused = run("-Dcellwise.kernels=vector");
    assertNotEquals(0, refused.exit, refused.text());
    assertEquals(1, refused.count("is vector, but the module jdk.incubator.vector is missing"));
    Run unknown = run("-Dcellwise.kernels=fast");
    assertNotEquals(0, unknown.exit, unknown.text());
    assertEquals(1, unknown.count("must be auto, vector or scalar, but is \"fast\""));
    Run scalar = run("-Dcellwise.kernels=scalar");
    assertEquals(List.of("sum 10.0 on SCALAR"), scalar.lines);
  }

  @Test
  void aJvmThatCannotBeAskedIsProbed() {
    Run run = run(ADD, "--limit-modules=java.base,java.logging,jdk.incubator.vector");
    assertEquals(1, run.count("sum 10.0 on " + (Machine.HERE.fma() ? "VECTOR" : "SCALAR")));
  }

  /** Once, however many kernels are called; and nothing where that level is off, as above. */
  @Test
  void atDebugTheChoiceIsInTheLogOnce(@TempDir Path folder) throws IOException {
    Path config = folder.resolve("logging.properties");
    Files.writeString(
        config,
        """
        handlers = java.util.logging.ConsoleHandler
        java.util.logging.ConsoleHandler.level = FINE
        dev.cellwise.kernels.level = FINE
        """);
    String log = "-Djava.util.logging.config.file=" + config;
    Run scalar = run(log, "-Dcellwise.kernels=scalar");
    assertEquals(0, scalar.exit, scalar.text());
    assertEquals(1, scalar.count("scalar kernels (as asked); Java "), scalar.text());
    assertEquals(0, scalar.count("WARNING"), scalar.text());
    Run missing = run(log);
    assertEquals(1, missing.count("WARNING"), missing.text());
    assertEquals(1, missing.count("scalar kernels (the module jdk.incubator.vector is missing"));
    Run vector = run(log, ADD, "-Dcellwise.kernels=auto");
    String expected = Machine.HERE.fma() ? "vector kernels, " : "scalar kernels (";
    assertEquals(1, vector.count(expected), vector.text());
  }

  /** The program that the other JVMs run. */
  static final class Main {
    public static void main(String[] args) {
      double sum = Norm.sum(4, new float[] {1, 2, 3, 4}, 0);
      Norm.sum(4, new float[] {1, 2, 3, 4}, 0);
      System.out.println("sum " + sum + " on " + Kernels.active());
    }
  }

  private record Run(int exit, List<String> lines) {
    long count(String part) {
      return lines.stream().filter(line -> line.contains(part)).count();
    }

    String text() {
      return String.join("\n", lines);
    }
  }

  /** Runs {@link Main} from the class path in a JVM of its own. */
  private static Run run(String... flags) {
    try {
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(List.of(flags));
      command.add("-cp");
      command.add(folder(Kernels.class) + File.pathSeparator + folder(KernelsTest.class));
      command.add(Main.class.getName());
      ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder.environment().remove("JDK_JAVA_OPTIONS");
      builder.environment().remove("JAVA_TOOL_OPTIONS");
      Process process = builder.start();
      String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Run(process.waitFor(), out.lines().toList());
    } catch (IOException | URISyntaxException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** The root folder of the class file, also where test classes are patched into a module. */
  private static Path folder(Class<?> type) throws URISyntaxException {
    String name = type.getName().replace('.', '/') + ".class";
    String url = type.getResource(type.getSimpleName() + ".class").toString();
    return Path.of(new URI(url.substring(0, url.length() - name.length())));
  }
}
