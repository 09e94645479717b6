package dev.cellwise.bench.report;

import static dev.cellwise.bench.report.ResultsFixture.figure;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.bench.Bench;
import dev.cellwise.bench.cases.Case;
import dev.cellwise.bench.cases.Layer;
import dev.cellwise.bench.cases.Setting;
import dev.cellwise.bench.figure.Figure;
import dev.cellwise.bench.figure.Machine;
import dev.cellwise.bench.figure.Results;
import dev.cellwise.bench.figure.Round;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompareTest {
  private static final Setting A64 = Case.A.setting(Layer.LSTM, 64);
  private static final Setting A128 = Case.A.setting(Layer.LSTM, 128);

  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int compare(Results before, Results after, String... options) throws IOException {
    Path a = folder.resolve("a.json");
    Path b = folder.resolve("b.json");
    ResultsFile.write(a, before);
    ResultsFile.write(b, after);
    return compare(a, b, options);
  }

  private int compare(Path a, Path b, String... options) {
    List<String> args = new ArrayList<>(List.of("compare", a.toString(), b.toString()));
    args.addAll(List.of(options));
    return Bench.commandLine()
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(args.toArray(String[]::new));
  }

  private static double[] times(String times) {
    return Arrays.stream(times.split(" ")).mapToDouble(Double::parseDouble).toArray();
  }

  private static Results of(Figure... figures) {
    return ResultsFixture.of(List.of(figures));
  }

  @ParameterizedTest
  @CsvSource({
    "1000 1010 1020, 1100 1110 1120, '0 faster, 1 slower, 0 unchanged'",
    "1100 1110 1120, 1000 1010 1020, '1 faster, 0 slower, 0 unchanged'",
    // The ranges overlap.
    "1000 1010 1200, 1100 1110 1120, '0 faster, 0 slower, 1 unchanged'",
    // Less than 3 %.
    "1000 1001 1002, 1020 1021 1022, '0 faster, 0 slower, 1 unchanged'"
  })
  void whatMovedBeyondTheNoise(String before, String after, String counts) throws IOException {
    Results then = of(figure(A64, 1, "cellwise", times(before)));
    Results now = of(figure(A64, 1, "cellwise", times(after)));
    assertEquals(0, compare(then, now));
    assertTrue(out.toString().contains("Cellwise: " + counts), out::toString);
    assertEquals(counts.contains("1 slower") ? 1 : 0, compare(then, now, "--fail-on-slower"));
  }

  @Test
  void turnsStandInForTheRangeOfASingleRound() throws IOException {
    Round wide = new Round(List.of(900.0, 1000.0, 1300.0), quantiles(1000), 10, 0, true);
    Figure one = new Figure(A64, 1, "cellwise", "1", List.of(wide), 0, "");
    Results then = of(one);
    assertEquals(0, compare(then, of(figure(A64, 1, "cellwise", 1200, 1200))));
    assertTrue(out.toString().contains("0 faster, 0 slower, 1 unchanged"), out::toString);
    assertTrue(out.toString().contains("1 of them have one round on a side"), out::toString);
    assertEquals(0, compare(then, of(figure(A64, 1, "cellwise", 1400, 1400))));
    assertTrue(out.toString().contains("0 faster, 1 slower, 0 unchanged"), out::toString);
  }

  private static List<Double> quantiles(double time) {
    return Round.QUANTILES.stream().map(q -> time).toList();
  }

  @Test
  void oursComeFirstWithTheirRatiosAndOthersDoNotFail() throws IOException {
    Results then = of(figure(A64, 1, "cellwise", 1000, 1001), figure(A64, 1, "onednn", 2000, 2001));
    Results now = of(figure(A64, 1, "cellwise", 800, 801), figure(A64, 1, "onednn", 3000, 3001));
    assertEquals(0, compare(then, now, "--fail-on-slower"));
    List<String> lines = out.toString().lines().toList();
    assertEquals("Cellwise: 1 faster, 0 slower, 0 unchanged", lines.get(3));
    assertEquals(
        "  faster cellwise A lstm H=64: 1.00 -> 0.801 us, 0.80 times the time;"
            + " times as fast as the best other: 2.00 -> 3.75",
        lines.get(4));
    assertEquals("other libraries: 0 faster, 1 slower, 0 unchanged", lines.get(6));
  }

  @Test
  void whatIsSoundInOneOnlyIsListed() throws IOException {
    Figure bad = new Figure(A128, 1, "cellwise", "1", List.of(), Double.NaN, "crashed");
    Results then = of(figure(A64, 1, "cellwise", 1, 1), figure(A128, 1, "cellwise", 1, 1));
    assertEquals(0, compare(then, of(figure(A64, 1, "cellwise", 1, 1), bad)));
    String told = out.toString();
    assertTrue(told.contains("1 sound only before"), told);
    String last = "  cellwise A lstm H=128, then: crashed" + System.lineSeparator();
    assertTrue(told.endsWith(last), told);
  }

  /** A figure that is gone because it was not asked for has not become worse. */
  @ParameterizedTest
  @CsvSource({
    "cellwise, crashed, 1",
    "cellwise-256, y differs by 0.5, 1",
    "cellwise, '', 1",
    "cellwise, not run, 0",
    "onednn, crashed, 0"
  })
  void whatBecameFaultyFails(String library, String fault, int code) throws IOException {
    Results then = of(figure(A64, 1, "cellwise", 1, 1), figure(A128, 1, library, 1, 1));
    Figure sound = figure(A64, 1, "cellwise", 1, 1);
    Figure bad = new Figure(A128, 1, library, "1", List.of(), Double.NaN, fault);
    Results now = fault.equals("not run") ? of(sound) : of(sound, bad);
    assertEquals(0, compare(then, now));
    assertEquals(code, compare(then, now, "--fail-on-slower"));
    // It was faulty before too.
    assertEquals(0, compare(now, now, "--fail-on-slower"));
  }

  @Test
  void anotherMachineIsToldOf() throws IOException {
    Results then = of(figure(A64, 1, "cellwise", 1, 1));
    Machine m = then.machine();
    List<String> flags = List.of("-XX:+UseParallelGC");
    Machine other =
        new Machine("Other CPU", m.processors(), m.caches(), m.os(), "JDK 26", flags, m.core());
    Results now = new Results(then.date(), "", "bench", other, then.limits(), then.figures());
    assertEquals(0, compare(then, now));
    List<String> warned =
        out.toString()
            .lines()
            .filter(l -> l.startsWith("warning: "))
            .map(l -> l.split("[ :]+")[1])
            .toList();
    assertEquals(List.of("CPU", "JDK", "command", "flags"), warned);
  }

  @Test
  void helpSaysWhatNoiseIs() {
    int code = Bench.commandLine().setOut(new PrintWriter(out)).execute("compare", "--help");
    assertEquals(0, code);
    assertTrue(out.toString().contains("3 %."), out::toString);
  }

  @Test
  void badInputIsOneLine() throws IOException {
    Path bad = Files.writeString(folder.resolve("bad.json"), "{}");
    assertEquals(2, compare(bad, bad));
    assertEquals(2, err.toString().lines().count(), err::toString);
    assertTrue(err.toString().startsWith(bad + ": format: expected a string"), err::toString);
    assertEquals(2, compare(folder.resolve("none.json"), bad));
  }
}
