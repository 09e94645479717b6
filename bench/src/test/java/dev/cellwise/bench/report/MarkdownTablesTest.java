package dev.cellwise.bench.report;

import static dev.cellwise.bench.report.ResultsFixture.figure;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.bench.cases.Case;
import dev.cellwise.bench.cases.Layer;
import dev.cellwise.bench.cases.Setting;
import dev.cellwise.bench.figure.Figure;
import dev.cellwise.bench.figure.Results;
import dev.cellwise.bench.figure.Round;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class MarkdownTablesTest {
  private static final Setting A64 = Case.A.setting(Layer.LSTM, 64);
  private static final Setting C64 = Case.C.setting(Layer.LSTM, 64);

  private static String lastLine(String block, Figure... figures) {
    Results results = ResultsFixture.of(List.of(figures));
    return Block.of(block).orElseThrow().markdown(results).lines().toList().getLast();
  }

  @Test
  void theFasterIsBoldAndLevelIsPlain() {
    assertEquals(
        "| 64 | **1.00** | 2.00 |  |  |  |  |",
        lastLine("lstm", figure(A64, 1, "cellwise", 1000), figure(A64, 1, "onednn", 2000)));
    assertEquals(
        "| 64 | 2.00 | **1.00** |  |  |  |  |",
        lastLine("lstm", figure(A64, 1, "cellwise", 2000), figure(A64, 1, "onednn", 1000)));
    assertEquals(
        "| 64 | 1.00 | 1.02 |  |  |  |  |",
        lastLine("lstm", figure(A64, 1, "cellwise", 1000), figure(A64, 1, "onednn", 1020)));
    assertEquals(
        "| 64 |  |  | 1.00 | – |  |  |", lastLine("lstm", figure(C64, 1, "cellwise", 1e6)));
  }

  @Test
  void theRatioIsTheMedianOfTheRoundsRatios() {
    Figure ours = figure(A64, 1, "cellwise", 1000, 1000, 2000);
    Figure slow = figure(A64, 1, "libtorch", 9000, 9000, 9000);
    Figure fast = figure(A64, 1, "onnxruntime", 1500, 3000, 3000);
    double limit = A64.limit(ResultsFixture.LIMITS);
    String expected =
        "| A, µs | 64 | **1.00** | 3.00 | ONNX Runtime | 1.50 [1.50, 3.00] | 2.10, missed | %d %% |"
            .formatted(Math.round(limit / 10));
    assertEquals(expected, lastLine("spread-lstm", ours, slow, fast));
    assertTrue(lastLine("ratios", ours, slow, fast).startsWith("| 64 | **1.50** |  |  |  |"));
  }

  @Test
  void threadsShareTheLimitAndAreSetAgainstOneThread() {
    double limit = C64.limit(ResultsFixture.LIMITS);
    String line =
        lastLine(
            "threads",
            figure(C64, 1, "cellwise", 2e6),
            figure(C64, 2, "cellwise", 1e6),
            figure(C64, 1, "onednn", 3e6),
            figure(C64, 2, "onednn", 2e6));
    String percent = Digits.percent(limit / 2 / 1e6);
    assertEquals(
        "| C, ms | LSTM | 64 | 2 | **1.00** | 2.00 | oneDNN | 2.00 [2.00, 2.00] | "
            + percent
            + " | 2.00 | 1.50 |",
        line);
  }

  @Test
  void whatIsNotSoundIsListedAndDoesNotCount() {
    Results results = ResultsFixture.results(s -> s.kind() == Case.A && s.hidden() == 64);
    String faults = Block.FAULTS.markdown(results);
    assertEquals(4, faults.lines().count(), faults);
    assertTrue(faults.contains("| A | LSTM | 64 | 1 | oneDNN | results differ"), faults);
    assertTrue(faults.contains("core dumped"), faults);
    assertTrue(!Block.LSTM.markdown(results).contains("oneDNN"));
    // 0.25 of the faulty one is no error of a result that counts.
    assertTrue(
        Block.ERRORS.markdown(results).contains("| oneDNN | 4"), Block.ERRORS.markdown(results));
  }

  @Test
  void garbageIsTheMostOfACase() {
    assertEquals(
        "| oneDNN | 456 |  | 16 |  |  |  |",
        lastLine(
            "garbage",
            allocating(A64, 456),
            allocating(Case.A.setting(Layer.LSTM, 128), 400),
            allocating(C64, 16)));
  }

  private static Figure allocating(Setting setting, double bytes) {
    Round timed = figure(setting, 1, "onednn", 1000).rounds().getFirst();
    Round round = new Round(timed.turns(), timed.quantiles(), timed.calls(), bytes, true);
    return new Figure(setting, 1, "onednn", "1.0", List.of(round), 0, "");
  }

  @Test
  void otherShapesHaveATableOfTheirOwn() {
    Results scaling = ResultsFixture.scaling();
    String shapes = Block.SHAPES.markdown(scaling);
    assertTrue(shapes.startsWith("| case | cell | H | N | T |"), shapes);
    assertTrue(shapes.contains("| B, µs | LSTM | 128 | 1 | 1000 |"), shapes);
    // 16 and 64 rows, 10 and 1000 steps; no case has them.
    assertEquals("None.", Block.SHAPES.markdown(ResultsFixture.results()));
    assertEquals("None.", Block.TEXT_MODEL.markdown(scaling));
  }

  @Test
  void theMachineIsToldInOneParagraph() {
    String text = Block.MACHINE.markdown(ResultsFixture.results(s -> s.kind() == Case.A));
    assertEquals(1, text.lines().count());
    for (String part :
        List.of(
            "AMD EPYC",
            "25.0.3",
            "-XX:+UseG1GC",
            "2026-11-22",
            "0c10500",
            "5 rounds",
            "ONNX Runtime 1.29.0",
            "`bench report --rounds 5`",
            "core 1")) {
      assertTrue(text.contains(part), part + ": " + text);
    }
  }

  @ParameterizedTest
  @EnumSource(Block.class)
  void everyRowHasAllItsCells(Block block) {
    List<String> lines = block.markdown(ResultsFixture.results()).lines().toList();
    long cells = lines.getFirst().chars().filter(c -> c == '|').count();
    lines.forEach(l -> assertEquals(cells, l.chars().filter(c -> c == '|').count(), l));
    assertTrue(lines.stream().noneMatch(l -> l.contains("NaN") || l.contains("null")));
  }

  @ParameterizedTest
  @CsvSource({"0.3712, 0.371", "91, 91.0", "9.996, 10.0", "1041.7, 1040", "0, 0", "NaN, –"})
  void timesHaveThreeDigits(double value, String text) {
    assertEquals(text, Digits.three(value));
  }
}
