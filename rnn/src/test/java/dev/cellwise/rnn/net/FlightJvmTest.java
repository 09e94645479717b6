package dev.cellwise.rnn.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.kernels.Floats;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** JVMs with and without Flight Recorder, on the class path and on the module path. */
@Tag("reference")
class FlightJvmTest {
  private static final String VERBOSE = "-Xlog:class+load=info:stdout:none";

  @Test
  void withoutTheModuleTheClassPathSteps() throws Exception {
    List<String> lines = run(classPath(), VERBOSE, "--limit-modules=java.base,java.logging");
    assertSteps(false, lines);
    assertNothingLoaded(lines);
    assertFalse(has(lines, "jdk.jfr.FlightRecorder"), "the recorder");
  }

  @Test
  void withoutTheModuleTheModulePathSteps() throws Exception {
    String limit = "--limit-modules=dev.cellwise.kernels";
    List<String> lines = run(modulePath(), VERBOSE, limit);
    assertSteps(false, lines);
    assertNothingLoaded(lines);
  }

  @Test
  void withoutARecorderNoClassOfEventsIsLoaded() throws Exception {
    for (List<String> path : List.of(classPath(), with(modulePath(), "--add-modules=jdk.jfr"))) {
      List<String> lines = run(path, VERBOSE);
      assertSteps(true, lines);
      assertNothingLoaded(lines);
      assertTrue(has(lines, "jdk.jfr.FlightRecorder"), "it was asked: " + lines.size());
    }
  }

  /** Recording from the start, and what the command line says of the events. */
  @Test
  void theCommandLineRecordsSteps(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("steps.jfr");
    String start =
        "-XX:StartFlightRecording:filename="
            + file
            + ",+dev.cellwise.Step#enabled=true,+dev.cellwise.Step#threshold=0s";
    for (List<String> path : List.of(classPath(), with(modulePath(), "--add-modules=jdk.jfr"))) {
      assertSteps(true, run(path, start));
      List<RecordedEvent> events =
          RecordingFile.readAllEvents(file).stream()
              .filter(e -> e.getEventType().getName().equals("dev.cellwise.Step"))
              .toList();
      assertEquals(Main.STEPS, events.size());
      assertEquals("index(3), lstm(5), dense(3)", events.getFirst().getString("network"));
    }
  }

  private static void assertSteps(boolean module, List<String> lines) {
    String expected = "module " + module + ", " + Main.steps();
    assertTrue(lines.contains(expected), () -> expected + ": " + tail(lines));
  }

  private static void assertNothingLoaded(List<String> lines) {
    assertTrue(has(lines, Network.class.getName() + " "), "classes are told");
    for (String name : List.of("StepEvent", "WarmUpEvent", "NetworkEvent")) {
      assertFalse(has(lines, name), name);
    }
    assertFalse(has(lines, "jdk.jfr.internal.MetadataRepository"), "its events");
  }

  private static boolean has(List<String> lines, String part) {
    return lines.stream().anyMatch(line -> line.contains(part));
  }

  private static String tail(List<String> lines) {
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
  }

  private static List<String> with(List<String> path, String flag) {
    List<String> all = new ArrayList<>(List.of(flag));
    all.addAll(path);
    return all;
  }

  private static List<String> classPath() throws URISyntaxException {
    String[] places = {place(Network.class), place(Floats.class), tests()};
    return List.of("-cp", String.join(File.pathSeparator, places), Main.class.getName());
  }

  private static List<String> modulePath() throws URISyntaxException {
    return List.of(
        "-p",
        place(Network.class) + File.pathSeparator + place(Floats.class),
        "--patch-module",
        "dev.cellwise.rnn=" + tests(),
        "-m",
        "dev.cellwise.rnn/" + Main.class.getName());
  }

  private static String place(Class<?> type) throws URISyntaxException {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
  }

  private static String tests() {
    return Path.of("target", "test-classes").toAbsolutePath().toString();
  }

  /** What it printed, with exit code 0. */
  private static List<String> run(List<String> path, String... flags)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Dcellwise.kernels=scalar");
    command.addAll(List.of(flags));
    command.addAll(path);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().remove("JDK_JAVA_OPTIONS");
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    Process process = builder.start();
    List<String> lines;
    try (var out = process.inputReader()) {
      lines = out.lines().toList();
    }
    assertEquals(0, process.waitFor(), () -> tail(lines));
    return lines;
  }

  /** What each JVM runs. */
  public static final class Main {
    static final int STEPS = 30;

    private Main() {}

    /** Single steps, and a hash of their outputs. */
    static String steps() {
      Architecture a = Architecture.builder().index(3).lstm(5).dense(3).build();
      Session session = Network.initialise(a, 1).newSession();
      float[] out = new float[3];
      int hash = 1;
      for (int t = 0; t < STEPS; t++) {
        session.step(t % 3, out);
        hash = 31 * hash + Arrays.hashCode(out);
      }
      return STEPS + " steps, " + hash;
    }

    /**
     * Prints whether the module is there, and what the steps came to.
     *
     * @param args none
     */
    public static void main(String[] args) {
      boolean module = ModuleLayer.boot().findModule("jdk.jfr").isPresent();
      System.out.println("module " + module + ", " + steps());
    }
  }
}
