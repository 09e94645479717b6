package dev.cellwise.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.bench.Bench;
import dev.cellwise.bench.cases.Case;
import dev.cellwise.bench.cases.Layer;
import dev.cellwise.bench.figure.Figure;
import dev.cellwise.bench.figure.Results;
import dev.cellwise.bench.limit.Limits;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReportCommandTest {
  private static final Limits LIMITS = new Limits(512, 100, new TreeMap<>(Map.of(32768L, 200.0)));

  @TempDir private Path folder;
  private final StringWriter err = new StringWriter();

  private int report(String arguments) throws Exception {
    Path limits = Files.write(folder.resolve("limits.tsv"), LIMITS.toLines());
    return report(arguments, "--limits " + limits + " --out " + folder.resolve("out"));
  }

  private int report(String arguments, String files) {
    String all = "report %s --turns 2 --seconds 0.001 --warm 0 %s".formatted(arguments, files);
    return Bench.commandLine().setErr(new PrintWriter(err)).execute(all.split(" "));
  }

  @Test
  void everyRoundOfEveryLibraryIsWritten() throws Exception {
    int code =
        report(
            "A --sizes 3 --cell rnn --libraries cellwise,cellwise-scalar --rounds 2 --threads 1");
    assertEquals(0, code, err::toString);
    Results results = ResultsFile.read(folder.resolve("out").resolve("report.json"));
    assertEquals(2, results.figures().size());
    Figure ours = results.ours(Case.A.setting(Layer.RNN, 3), 1).orElseThrow();
    assertEquals(2, ours.rounds().size());
    assertEquals(2, ours.rounds().getFirst().turns().size());
    assertTrue(ours.median() > 0);
    assertEquals(LIMITS, results.limits());
    assertTrue(results.machine().processors() > 0);
    assertTrue(results.machine().flags().stream().anyMatch(f -> f.matches("-XX:\\+Use.*GC")));
    assertEquals(
        "bench report A --sizes 3 --cell rnn --libraries cellwise,cellwise-scalar --rounds 2"
            + " --threads 1 --turns 2 --seconds 0.001 --warm 0 --limits limits.tsv",
        results.command());
    for (String file : List.of("report.md", "report.html")) {
      assertTrue(Files.size(folder.resolve("out").resolve(file)) > 500, file);
    }
    assertTrue(err.toString().contains("2/2, 0:00 left: A rnn H=3"), err::toString);
  }

  /** Limits of a file are told of, and no folder of this machine is. */
  @Test
  void filesAreGivenByAnEqualsSignToo() throws Exception {
    Path limits = Files.write(folder.resolve("limits.tsv"), LIMITS.toLines());
    Path out = folder.resolve("out");
    String arguments = "A --sizes 3 --cell rnn --libraries cellwise --threads 1";
    assertEquals(0, report(arguments, "--limits=" + limits + " --out=" + out), err::toString);
    assertEquals(
        "bench report " + arguments + " --turns 2 --seconds 0.001 --warm 0 --limits=limits.tsv",
        ResultsFile.read(out.resolve("report.json")).command());
  }

  @Test
  void twoThreadsAreAFigureOfTheirOwn() throws Exception {
    assertEquals(0, report("D --sizes 3 --cell rnn --libraries cellwise --threads 2"));
    Results results = ResultsFile.read(folder.resolve("out").resolve("report.json"));
    assertTrue(results.ours(Case.D.setting(Layer.RNN, 3), 1).isEmpty());
    assertTrue(results.ours(Case.D.setting(Layer.RNN, 3), 2).isPresent());
  }

  @Test
  void aLibraryThatIsWrongHasNoTimesAndIsTold() throws Exception {
    int code = report("A --sizes 3 --cell lstm --threads 1 --libraries cellwise,spoiled-wrong");
    assertEquals(1, code);
    assertTrue(err.toString().contains("spoiled-wrong FAILED (y differs by"), err::toString);
    Results results = ResultsFile.read(folder.resolve("out").resolve("report.json"));
    assertTrue(results.others(Case.A.setting(Layer.LSTM, 3), 1).isEmpty());
    assertTrue(
        results.figures().stream().anyMatch(f -> f.fault().startsWith("y differs by")),
        () -> "" + results.figures());
  }

  @Test
  void otherLengthsAndBatchesComeWithTheUsualSizes() {
    assertEquals(4, Case.B.scaling().size());
    assertEquals(7, Case.C.scaling().size());
    for (Case kind : Case.values()) {
      kind.scaling().forEach(s -> assertFalse(s.isMain(), s::toString));
      kind.settings().forEach(s -> assertTrue(s.isMain(), s::toString));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "G",
        "F --cell gru",
        "--cell mlp",
        "--sizes 0",
        "--sizes 64,x",
        "--seconds 0",
        "--warm -1",
        "--warm NaN",
        "--rounds 0",
        "--turns 0",
        "--turns 1001",
        "--threads 0",
        "--libraries tensorflow",
        "E --cell gru",
        "A --cell lstm_emb"
      })
  void wrongArgumentsAreRefusedInOneLine(String arguments) {
    int code =
        Bench.commandLine()
            .setErr(new PrintWriter(err))
            .execute(("report " + arguments).split(" "));
    List<String> lines = err.toString().lines().toList();
    assertEquals(2, code, err::toString);
    assertEquals(2, lines.size(), err::toString);
    assertEquals("See: bench report --help", lines.getLast());
  }
}
