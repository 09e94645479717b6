package dev.cellwise.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class BenchTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int bench(String... args) {
    CommandLine command = Bench.commandLine();
    command.setOut(new PrintWriter(out));
    command.setErr(new PrintWriter(err));
    return command.execute(args);
  }

  @Test
  void casesRunInJvmsOfTheirOwn(@TempDir Path folder) throws IOException {
    Path limits = limits(folder, 512);
    Path peers = Files.writeString(folder.resolve("p.tsv"), "ort\tA\tlstm\t3\t3\t1\t1\t1e9\t2e9\n");
    int code =
        bench(
            ("cases A --cell lstm --sizes 3 --rounds 2 --warm 0 --seconds 0 --limits " + limits)
                .concat(" --peers " + peers)
                .split(" "));
    List<String> lines = out.toString().lines().toList();
    List<Measurement> figures = Measurement.parse(lines);
    assertEquals(0, code, err::toString);
    assertEquals(2, figures.size(), out::toString);
    assertTrue(figures.getFirst().median() > 0);
    assertTrue(lines.stream().anyMatch(l -> l.startsWith("| A | lstm | 3 | ")), out::toString);
    assertTrue(lines.getLast().contains("| ort | "), out::toString);
  }

  private static Path limits(Path folder, int bits) throws IOException {
    return Files.write(
        folder.resolve("limits.tsv"),
        new Limits(bits, 100, new TreeMap<>(Map.of(32768L, 200.0)))
            .toMeasurements().stream().map(Measurement::toLine).toList());
  }

  /** Without a class path a child does not start; so may any fail. */
  @Test
  void aChildThatFailsLeavesTheOthers(@TempDir Path folder) throws IOException {
    String path = System.setProperty("java.class.path", folder.toString());
    int code;
    try {
      code =
          bench(
              ("cases A --cell lstm,gru --sizes 3 --warm 0 --seconds 0 --limits "
                      + limits(folder, 8))
                  .split(" "));
    } finally {
      System.setProperty("java.class.path", path);
    }
    List<String> bad = out.toString().lines().filter(l -> l.startsWith("#BAD\tcellwise")).toList();
    assertEquals(1, code);
    assertEquals(2, bad.size(), () -> out + "\n" + err);
    assertTrue(bad.getLast().startsWith("#BAD\tcellwise\tA\tgru\t3\t3\t1\t1\tbench measure"));
    assertTrue(bad.getLast().contains("exit code 1: Error: "), bad::getLast);
    assertTrue(err.toString().contains("vectors of 8 bits"), err::toString);
  }

  @Test
  void peersThatMatchNothingAreTold(@TempDir Path folder) throws IOException {
    Path peers = Files.writeString(folder.resolve("p.tsv"), "ort\tA\tlstm\t9\t9\t1\t1\t1e9\t2e9\n");
    bench(
        ("cases A --cell lstm --sizes 3 --warm 0 --seconds 0 --limits " + limits(folder, 512))
            .concat(" --peers " + peers)
            .split(" "));
    assertTrue(err.toString().contains("no line is another library's"), err::toString);
  }

  @Test
  void everyOptionHasItsRow() {
    assertEquals(0, bench("options", "--hidden", "5", "--turns", "2", "--turn-millis", "2"));
    List<String> lines = out.toString().lines().toList();
    assertEquals(2 + OptionsBenchmark.options().size(), lines.size());
    assertTrue(lines.get(2).matches("\\| lstm \\|( [0-9.]+ \\| 1.00 \\|){3}"), lines.get(2));
    assertEquals(2, bench("options", "--turns", "1"));
    assertEquals(2, bench("options", "--hidden", "1"));
    assertEquals(2, bench("options", "--turn-millis", "0"));
  }

  @Test
  void oneLineIsMeasuredHere() {
    assertEquals(0, bench("measure", "E", "lstm", "1", "--warm", "0", "--seconds", "0"));
    Measurement m = Measurement.parse(out.toString().lines().toList()).getFirst();
    assertEquals(
        "cellwise E lstm 65 1 32 100",
        String.join(
            " ",
            m.peer(),
            m.kind(),
            m.cell(),
            "" + m.input(),
            "" + m.hidden(),
            "" + m.batch(),
            "" + m.steps()));
    assertFalse(out.toString().contains("#BAD"), out::toString);
    assertTrue(
        Pattern.compile("\\d\\.\\d bytes/call").matcher(out.toString()).find(), out::toString);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nothing",
        "cases G",
        "cases F --cell gru",
        "cases --cell mlp",
        "cases --sizes 0",
        "cases --sizes 64,x",
        "cases --seconds -1",
        "cases --warm NaN",
        "cases --rounds 0",
        "cases E --cell gru",
        "cases A --cell lstm_emb",
        "cases --limits no-such-file",
        "cases --peers no-such-file",
        "cases --peers .",
        "limits --warm -1",
        "limits --warm NaN",
        "limits --warm 1e10",
        "jmh --limits no-such-file",
        "jmh NoSuchBenchmark",
        "jmh --no-such-option",
        "jmh Step -p cell=lstm,gruu",
        "jmh CharModel -p embedding=-1",
        "measure A gruu 4",
        "measure A lstm_emb 4",
        "jmh -prof no-such-profiler"
      })
  void wrongArgumentsAreRefusedInOneLine(String arguments) {
    assertEquals(2, bench(arguments.isEmpty() ? new String[0] : arguments.split(" ")));
    List<String> lines = err.toString().lines().toList();
    assertEquals(2, lines.size(), err::toString);
    assertTrue(lines.getLast().startsWith("See: bench"), err::toString);
    assertEquals("", out.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"--help", "cases --help", "limits -h", "help jmh", "jmh --help"})
  void helpIsPrinted(String arguments) {
    assertEquals(0, bench(arguments.split(" ")));
    assertTrue(out.toString().startsWith("Usage: bench"), out::toString);
  }
}
