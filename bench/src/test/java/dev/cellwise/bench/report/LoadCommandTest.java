package dev.cellwise.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.cellwise.bench.Bench;
import dev.cellwise.bench.load.Closed;
import dev.cellwise.bench.load.Collector;
import dev.cellwise.bench.load.LoadFigure;
import dev.cellwise.bench.load.LoadResults;
import dev.cellwise.bench.load.Loaded;
import dev.cellwise.bench.load.StepCount;
import dev.cellwise.bench.report.chart.Chart;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoadCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int bench(String... args) {
    return Bench.commandLine()
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(args);
  }

  /** A step of {@code micros}; latencies from that up to a hundred times as long. */
  private static LoadFigure figure(String library, Collector gc, int states, double micros) {
    List<Double> quantiles = new ArrayList<>();
    for (double part : Loaded.QUANTILES) {
      quantiles.add(1e3 * micros * (part == 1 ? 100 : 1 + part));
    }
    double bytes = library.equals("cellwise") ? 0 : 437.25;
    Closed closed =
        new Closed(1e3 * micros, 2e3 * micros, 2, 556.2, library.equals("cellwise") ? 0 : 512);
    long missed = states == 1 ? 0 : 7;
    long events = 1_000_000;
    long sure = missed == 0 ? events : 995_000;
    Loaded loaded = new Loaded(2.5e5, events, 12_345, missed, sure, bytes, quantiles);
    return new LoadFigure(library, "1.2.3", gc, 1, states, closed, loaded);
  }

  private static LoadResults results(String... faults) {
    return new LoadResults(
        "2026-11-22T05:17:00+01:00",
        "0c10500",
        "bench load --states 1,100000",
        ResultsFixture.MACHINE,
        "LSTM 64",
        4,
        List.of(
            figure("cellwise", Collector.G1, 1, 1),
            figure("cellwise", Collector.Z, 1, 1.6),
            figure("onnxruntime", Collector.G1, 1, 4),
            figure("cellwise", Collector.G1, 100_000, 2)),
        List.of(new StepCount("cellwise", Collector.G1, 10_000_000, 0)),
        List.of(faults));
  }

  private static final LoadResults RESULTS = results("onnxruntime, Z: <its JVM ended>");

  private static List<String> lines(Table table) {
    return table.toMarkdown().lines().toList();
  }

  @Test
  void everyLoadHasItsRow() {
    List<String> rows = lines(new LoadTables(RESULTS).latency());
    assertEquals(2 + 4, rows.size());
    assertEquals(
        "| network | library | gc | threads | states | rate, 1/s | events | p50, µs | p99, µs | p99.9, µs"
            + " | max, µs | garbage, bytes a step | missed |",
        rows.getFirst());
    assertEquals("|---|---|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|", rows.get(1));
    assertEquals(
        "| LSTM 64 | Cellwise | G1 | 1 | 1 | 250,000 | 1,000,000 | 1.50 | 1.99 | 2.00 | 100 | 0"
            + " | 0 |",
        rows.get(2));
    assertEquals(
        "| LSTM 64 | ONNX Runtime | G1 | 1 | 1 | 250,000 | 1,000,000 | 6.00 | 7.96 | 8.00 | 400"
            + " | 437 | 0 |",
        rows.get(4));
    assertEquals(
        "| LSTM 64 | Cellwise | G1 | 1 | 100,000 | 250,000 | 1,000,000 | 3.00 | 3.98 | ≥ 4.00"
            + " | ≥ 200 | 0 | 7 |",
        rows.get(5));
  }

  /** What is not known is not printed as if it were, and of few events there is no small part. */
  @Test
  void aLatencyIsABoundOrThereIsNone() {
    List<Double> quantiles = Loaded.QUANTILES.stream().map(p -> 2e3).toList();
    Loaded few = new Loaded(1, 999, 0, 0, 999, 0, quantiles);
    assertEquals("2.00", LoadTables.latency(few, 0.99));
    assertEquals("–", LoadTables.latency(few, 0.999));
    assertEquals("2.00", LoadTables.latency(few, 1));
    Loaded missed = new Loaded(1, 999, 0, 500, 400, 0, quantiles);
    assertEquals("≥ 2.00", LoadTables.latency(missed, 0.5));
    assertEquals("–", LoadTables.latency(missed, 0.999));
  }

  @Test
  void aCurveEndsWhereLatenciesAreBounds() {
    List<Chart> charts = LoadText.charts(RESULTS);
    assertEquals(1, charts.getFirst().curves().getFirst().points().lastKey());
    assertEquals(0.995, charts.get(1).curves().getFirst().points().lastKey());
  }

  @Test
  void aLoadIsMeasuredOnce() {
    assertEquals(
        List.of(
            new LoadCommand.Load(1, 1),
            new LoadCommand.Load(1, 2),
            new LoadCommand.Load(2, 2),
            new LoadCommand.Load(4, 4)),
        LoadCommand.loads(List.of(1, 2, 4, 2), List.of(1, 2)));
  }

  /** Before anything is measured. */
  @Test
  void whereNoFileCanBeIsToldFirst(@TempDir Path folder) throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    String arguments = "load --hidden 3 --library spoiled-answer --out " + file;
    assertEquals(2, bench(arguments.split(" ")));
    assertTrue(err.toString().startsWith("--out: expected a folder, got "), err::toString);
  }

  @Test
  void aStepAndAStateHaveTheirTables() {
    LoadTables tables = new LoadTables(RESULTS);
    assertEquals(
        "| LSTM 64 | Cellwise | Z | 1 | 1 | 1.60 | 3.20 | 2.00 | 312,500 |",
        lines(tables.closed()).get(3));
    List<String> bytes = lines(tables.bytes());
    assertEquals(2 + 1, bytes.size(), "a few states say nothing");
    assertEquals("| LSTM 64 | Cellwise | G1 | 1 | 100,000 | 556 | 0 |", bytes.getLast());
    assertEquals(
        "| LSTM 64 | Cellwise | G1 | 10,000,000 | 0 | 0 |", lines(tables.counts()).getLast());
    assertEquals(5, tables.all().size());
    assertEquals(4, new LoadTables(results()).all().size(), "nothing failed");
  }

  @Test
  void thePageHasAPlotForEachNumberOfStatesAndRunsNothing() {
    String page = LoadText.html(RESULTS);
    assertEquals(2, Pattern.compile("<svg class=\"chart\"").matcher(page).results().count());
    assertTrue(page.contains("LSTM 64, 1 thread, 1 state</figcaption>"));
    assertTrue(page.contains("LSTM 64, 1 thread, 100,000 states</figcaption>"));
    for (String curve : List.of("Cellwise, G1", "Cellwise, Z", "ONNX Runtime, G1")) {
      assertTrue(page.contains("</svg>" + curve + "</li>"), curve);
    }
    assertTrue(page.contains("prefers-color-scheme: dark"));
    assertTrue(page.contains("&lt;its JVM ended&gt;"));
    assertTrue(page.contains("<title>Latency under load, 2026-11-22</title>"));
    String lower = page.toLowerCase(Locale.ROOT);
    for (String none : List.of("http", "//", "<script", "@import", "<img", " src=", "<link")) {
      assertFalse(lower.contains(none), none);
    }
    assertFalse(Pattern.compile("@[a-z]+@").matcher(page).find());
  }

  @Test
  void withoutAFigureThereIsNoPlot() {
    LoadResults none =
        new LoadResults(
            "2026-11-22T05:17:00+01:00",
            "",
            "bench load",
            ResultsFixture.MACHINE,
            "GRU 8",
            4,
            List.of(),
            List.of(),
            List.of("cellwise, G1: out of order"));
    String page = LoadText.html(none);
    assertFalse(page.contains("<figure>"));
    assertTrue(page.contains("out of order"));
    assertTrue(LoadText.markdown(none).contains("| cellwise, G1: out of order |"));
  }

  @Test
  void allFilesAreWritten(@TempDir Path folder) throws IOException {
    LoadFiles.write(RESULTS, folder.resolve("a/b"));
    assertEquals(LoadText.html(RESULTS), Files.readString(folder.resolve("a/b/load.html")));
    String markdown = Files.readString(folder.resolve("a/b/load.md"));
    for (Page.Titled titled : new LoadTables(RESULTS).all()) {
      assertTrue(markdown.contains(titled.table().toMarkdown()), titled::title);
    }
    Map<String, Object> json = JSON.std.mapFrom(Files.readString(folder.resolve("a/b/load.json")));
    assertEquals(LoadFiles.FORMAT, json.get("format"));
    assertEquals(Loaded.QUANTILES, json.get("quantiles"));
    List<?> figures = (List<?>) json.get("figures");
    assertEquals(4, figures.size());
    Map<?, ?> last = (Map<?, ?>) figures.getLast();
    assertEquals(100_000, last.get("states"));
    assertEquals(12_345, last.get("late"));
    assertEquals(7, last.get("missed"));
    assertEquals(995_000, last.get("sure"));
    assertEquals(Loaded.QUANTILES.size(), ((List<?>) last.get("latencies")).size());
    assertEquals(200_000, ((List<?>) last.get("latencies")).getLast());
  }

  /** A run in miniature: one library, one collector, two numbers of states. */
  @Test
  void aRunMeasuresWhatItWasAskedFor(@TempDir Path folder) throws IOException {
    int code =
        bench(
            ("load --cell gru --hidden 5 --states 1,20000 --threads 1 --gc serial --library cellwise"
                    + " --rate 10000 --seconds 0.02 --turn 0.001 --steps 1000 --out "
                    + folder)
                .split(" "));
    assertEquals(0, code, err::toString);
    String number = "[0-9.,]+";
    String place = "(?m)^\\| GRU 5 \\| Cellwise \\| Serial \\| 1 \\| ";
    for (String states : List.of("1", "20,000")) {
      String latency =
          place
              + states
              + " \\| 10,000 \\| 200 \\|( "
              + number
              + " \\|){2} – \\|( "
              + number
              + " \\|){3}$";
      assertEquals(1, Pattern.compile(latency).matcher(out.toString()).results().count(), latency);
    }
    String count = "(?m)^\\| GRU 5 \\| Cellwise \\| Serial \\| 1,000 \\| " + number + " \\| ";
    assertTrue(Pattern.compile(count).matcher(out.toString()).find(), out::toString);
    Map<String, Object> json = JSON.std.mapFrom(Files.readString(folder.resolve("load.json")));
    assertEquals(List.of(), json.get("faults"));
    assertEquals(200, ((Map<?, ?>) ((List<?>) json.get("figures")).getFirst()).get("events"));
    // 16 floats, the headers of array and state, a reference: with what a heap has room for.
    Object bytes = ((Map<?, ?>) ((List<?>) json.get("figures")).getLast()).get("heapBytes");
    double each = ((Number) bytes).doubleValue();
    assertTrue(each >= 16 * 4 + 16 + 12 + 4 && each < 200, () -> "" + bytes);
    String command = (String) json.get("command");
    assertTrue(command.startsWith("bench load --cell gru ") && !command.contains("--out"), command);
  }

  /** One differs at once, one cannot be understood behind all loads: what was measured is there. */
  @Test
  void whoIsWrongIsToldAndTheOthersGoOn(@TempDir Path folder) throws IOException {
    int code =
        bench(
            ("load --hidden 3 --states 1 --threads 1 --gc serial"
                    + " --library spoiled-streams,spoiled-answer,cellwise"
                    + " --rate 10000 --seconds 0.02 --turn 0.001 --steps 100 --out "
                    + folder)
                .split(" "));
    assertEquals(1, code, err::toString);
    assertTrue(out.toString().contains("| spoiled-streams, Serial: y differs by "), out::toString);
    Map<String, Object> json = JSON.std.mapFrom(Files.readString(folder.resolve("load.json")));
    List<?> faults = (List<?>) json.get("faults");
    assertEquals(2, faults.size(), faults::toString);
    assertTrue(faults.contains("spoiled-answer, Serial: not a number"), faults::toString);
    List<?> figures = (List<?>) json.get("figures");
    assertEquals(
        List.of("cellwise", "spoiled-answer"),
        figures.stream().map(f -> (String) ((Map<?, ?>) f).get("library")).sorted().toList());
    assertEquals(1, ((List<?>) json.get("counts")).size());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--cell lstmm",
        "--hidden 0",
        "--rate fast",
        "--rate 0",
        "--rate 0%",
        "--rate 1001%",
        "--rate 0.4",
        "--states 0",
        "--states 1,1000001",
        "--states many",
        "--threads 0",
        "--threads 1,-2",
        "--gc epsilon",
        "--library no-such",
        "--library onednn",
        "--seconds 0",
        "--seconds NaN",
        "--turn 61",
        "--steps -1",
        "--no-such-option",
        "something"
      })
  void wrongArgumentsAreRefusedInOneLine(String arguments) {
    assertEquals(2, bench(("load " + arguments).split(" ")));
    List<String> lines = err.toString().lines().toList();
    assertEquals(2, lines.size(), err::toString);
    assertEquals("See: bench load --help", lines.getLast());
    assertEquals("", out.toString());
  }

  /** What a reader of the figures has to know. */
  @Test
  void theHelpSaysFromWhenALatencyCounts() {
    assertEquals(0, bench("load", "--help"));
    String help = out.toString().replaceAll("\\s+", " ");
    assertTrue(help.startsWith("Usage: bench load"), help);
    assertTrue(help.contains("from the time at which it was due"), help);
    assertTrue(help.contains("(default: 50%)"), help);
    assertTrue(help.contains("of G1, Z, PARALLEL, SERIAL (default: G1,Z)"), help);
  }
}
