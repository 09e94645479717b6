package dev.cellwise.bench.jmh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cellwise.bench.Bench;
import dev.cellwise.bench.command.FreshJvm;
import dev.cellwise.bench.limit.LimitProbe;
import dev.cellwise.kernels.Kernels;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.options.Options;
import picocli.CommandLine;

class ModesTest {
  private final StringWriter err = new StringWriter();

  private int bench(String... arguments) {
    CommandLine command = Bench.commandLine().setErr(new PrintWriter(err));
    System.setProperty("jmh.ignoreLock", "true");
    try {
      return command.execute(arguments);
    } finally {
      System.clearProperty("jmh.ignoreLock");
    }
  }

  /** Forks of two modes; each holds its kernels against what was promised for it. */
  @Test
  void theTableIsAllThatIsPrinted() throws IOException, InterruptedException {
    List<String> command = FreshJvm.command();
    command.add(1, "-Djmh.ignoreLock=true");
    command.addAll(List.of("modes", "Random.*mask", "--modes", "128,scalar"));
    command.addAll(List.of("-wi", "0", "-i", "1", "-r", "50ms", "-f", "1"));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    List<String> lines = process.inputReader().lines().toList();
    assertEquals(0, process.waitFor());
    assertEquals(3, lines.size(), lines::toString);
    assertEquals("| benchmark | unit | 128 | scalar |", lines.getFirst());
    assertEquals("|---|---|---:|---:|", lines.get(1));
    assertTrue(
        lines.getLast().matches("\\| Random.mask \\| ns/op \\|( [0-9.]+ \\|){2}"), lines::getLast);
  }

  @Test
  void aForkWithOtherKernelsThanPromisedFails() {
    assumeTrue(LimitProbe.BITS > 128);
    String flags = String.join(" ", JmhDefaults.JVM_ARGUMENTS) + " -XX:MaxVectorSize=16";
    assertEquals(
        1,
        bench(
            "modes",
            "Random.*mask",
            "--modes",
            "vector",
            "-f",
            "1",
            "-wi",
            "0",
            "-i",
            "1",
            "-r",
            "50ms",
            "-jvmArgsAppend",
            flags));
    int promised = Math.min(512, LimitProbe.BITS);
    String message =
        "kernels: expected " + promised + " bits in this fork, got vector kernels, 128 ";
    assertTrue(err.toString().contains(message), err::toString);
  }

  @Test
  void aPromiseIsHeldAgainstTheKernelsOfThisJvm() {
    KernelMode.check();
    try {
      System.setProperty(KernelMode.PROMISE, "" + Kernels.bits());
      KernelMode.check();
      System.setProperty(KernelMode.PROMISE, "7");
      assertThrows(IllegalStateException.class, KernelMode::check);
    } finally {
      System.clearProperty(KernelMode.PROMISE);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "VECTOR, 512, -Dcellwise.kernels=vector -Dcellwise.bench.bits=512",
    "VECTOR, 128, -Dcellwise.kernels=vector -Dcellwise.bench.bits=128",
    "VECTOR, 1024, -Dcellwise.kernels=vector -Dcellwise.bench.bits=512",
    "BITS_256, 512, -XX:MaxVectorSize=32 -Dcellwise.kernels=vector -Dcellwise.bench.bits=256",
    "BITS_128, 512, -XX:MaxVectorSize=16 -Dcellwise.kernels=vector -Dcellwise.bench.bits=128",
    "SCALAR, 512, -Dcellwise.kernels=scalar -Dcellwise.bench.bits=32"
  })
  void flagsSayWhatToRunAndWhatIsPromised(KernelMode mode, int preferred, String flags) {
    assertEquals(List.of(flags.split(" ")), mode.flags(preferred));
  }

  @Test
  void widerVectorsThanTheMachinesDoNotRun() {
    assertFalse(KernelMode.BITS_256.runs(128));
    assertTrue(KernelMode.BITS_256.runs(256));
    assertTrue(KernelMode.VECTOR.runs(128));
    assertTrue(KernelMode.SCALAR.runs(128));
  }

  private static ModeTable.Row row(String name, Map<KernelMode, Double> scores) {
    return new ModeTable.Row(
        BenchmarkCall.of("Any." + name, Map.of("hidden", "128")), "ns/op", scores);
  }

  @Test
  void theGateNamesWhatIsTooSlow() {
    List<String> failures =
        GateCommand.failures(
            List.of(
                row("twice", Map.of(KernelMode.VECTOR, 5.0, KernelMode.SCALAR, 10.0)),
                row("less", Map.of(KernelMode.VECTOR, 5.0, KernelMode.SCALAR, 9.95)),
                row("none", Map.of(KernelMode.VECTOR, 5.0))));
    String expected = ": expected vectors at least 2 times as fast as scalars, got ";
    assertEquals(
        List.of(
            "gate: Any.less (hidden=128)" + expected + "1.99",
            "gate: Any.none (hidden=128)" + expected + "NaN"),
        failures);
    assertEquals(
        List.of(),
        GateCommand.failures(
            List.of(row("fast", Map.of(KernelMode.VECTOR, 1.0, KernelMode.SCALAR, 80.0)))));
  }

  @Test
  void theGateRunsTheCellsAndTheProducts() {
    assertEquals(3 * 3 * 2 + 3 * 2, Plan.runs(GateCommand.options()));
    assertTrue(2 * Plan.seconds(GateCommand.options()) < 150);
  }

  @Test
  void whatIsTooSlowIsMeasuredOnceMoreAlone() {
    String step = StepBenchmark.class.getName() + ".step";
    Map<String, String> parameters = Map.of("cell", "gru", "hidden", "256", "precision", "F32");
    Options again = GateCommand.again(BenchmarkCall.of(step, parameters));
    assertEquals(1, Plan.runs(again));
    assertEquals(
        List.of(step),
        JmhArguments.benchmarks(again).stream().map(BenchmarkListEntry::getUsername).toList());
    assertEquals(10, again.getWarmupIterations().get());
  }

  @Test
  void theGateIsRefusedWithoutVectors() throws IOException, InterruptedException {
    List<String> command = FreshJvm.command();
    command.add(1, "-Dcellwise.kernels=scalar");
    command.add("gate");
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes());
    assertEquals(2, process.waitFor(), said);
    assertTrue(
        said.contains("gate: expected vector kernels in this JVM, got scalar kernels"), said);
  }
}
