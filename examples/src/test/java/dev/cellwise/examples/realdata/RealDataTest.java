package dev.cellwise.examples.realdata;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.cellwise.examples.Cellwise;
import dev.cellwise.examples.CommandRun;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class RealDataTest {
  private static final String TINY = " --hidden 4 --batch 2 --window 8 --steps 2";

  @TempDir private Path folder;

  /** One that reaches its aim and one that does not, one without data, one that fails. */
  private static List<Experiment> experiments() {
    return List.of(
        Experiment.of(
            "adds",
            "adding --length 6 --hidden 8 --batch 8 --steps 2 --cell gru",
            Aim.atMost("squared error", "gru_test_mse", 100)
                .withPublished(0.5)
                .beside("constant_test_mse"),
            Aim.atLeast("steps", "gru_steps_taken", 3)),
        Experiment.of("absent", "charlm --text @none/input.txt", Aim.atLeast("x", "x", 0)),
        Experiment.of("refused", "adding --length 0", Aim.atLeast("x", "x", 0)),
        Experiment.of(
            "reads", "charlm --text @text/input.txt" + TINY, Aim.atLeast("none", "no_such", 0)));
  }

  @Test
  void theTableHoldsFiguresAgainstWhatIsAsked() throws IOException {
    text();
    CommandRun run = run("--report", folder.resolve("r.json").toString());
    assertEquals(0, run.code(), run::err);
    List<String> rows = run.out().lines().map(line -> line.replaceAll(" +", " ")).toList();
    Map<String, Object> report = JSON.std.mapFrom(Files.readString(folder.resolve("r.json")));
    double error = ((Number) report.get("adds_gru_test_mse")).doubleValue();
    String first = "adds squared error %.4f at most 100.0000 0.5000 ".formatted(error);
    assertTrue(rows.stream().anyMatch(r -> r.startsWith(first) && r.endsWith(" yes")), run::out);
    assertTrue(rows.contains(" steps 2.0000 at least 3.0000 NO"), run::out);
    String where = folder.resolve("data/none/input.txt").toString();
    assertTrue(rows.contains("absent skipped: there is no " + where), run::out);
    assertTrue(run.out().contains("refused failed: cellwise adding: --length"), run::out);
    assertTrue(rows.stream().anyMatch(r -> r.startsWith("reads none none at least")), run::out);
    assertEquals(true, report.get("adds_gru_test_mse_reached"));
    assertEquals(false, report.get("adds_gru_steps_taken_reached"));
    assertEquals(false, report.get("absent_ran"));
    assertEquals(false, report.get("reached"));
    results();
  }

  private void results() throws IOException {
    String table = Files.readString(folder.resolve("out/realdata.md"));
    List<String> lines = table.lines().toList();
    assertEquals(
        "| experiment | figure | here | asked | published | baseline | seconds | reached |",
        lines.getFirst());
    assertEquals("|" + "---|".repeat(8), lines.get(1));
    assertTrue(table.contains("`reads`: `cellwise charlm --text DATA/text/input.txt"), table);
    assertTrue(Files.size(folder.resolve("out/adds/adding.png")) > 0);
    String printed = Files.readString(folder.resolve("out/adds/output.txt"));
    assertTrue(printed.contains("adding problem, 6 numbers"), printed);
  }

  private void text() throws IOException {
    Path file = folder.resolve("data/text/input.txt");
    Files.createDirectories(file.getParent());
    Files.writeString(file, "To be, or not to be, that is the question:\n".repeat(30));
  }

  @Test
  void onlySomeAreRunAndOthersAreRefused() throws IOException {
    Files.createDirectories(folder.resolve("data"));
    Path report = folder.resolve("none.json");
    CommandRun run = run("--only", "absent", "--report", report.toString());
    assertEquals(0, run.code(), run::err);
    assertEquals(false, JSON.std.mapFrom(Files.readString(report)).get("reached"), "nothing ran");
    assertTrue(!run.out().contains("adds") && run.out().contains("skipped"), run::out);
    CommandRun refused = run("--only", "absent,nobody");
    assertEquals(2, refused.code());
    assertTrue(refused.err().contains("--only"), refused::err);
    CommandRun nowhere = CommandRun.of("realdata", "--data", folder.resolve("nowhere").toString());
    assertEquals(2, nowhere.code());
    assertTrue(nowhere.err().contains("--data"), nowhere::err);
  }

  /** Options and paths are those of commands that there are. */
  @Test
  void eachExperimentIsACommandLineThatIsUnderstood() {
    Set<String> names = new HashSet<>();
    for (Experiment experiment : Experiments.all()) {
      assertTrue(names.add(experiment.name()), experiment.name());
      List<String> words = new ArrayList<>(experiment.words(Path.of("data")));
      words.addAll(List.of("--out", "out", "--report", "report.json"));
      Cellwise.commandLine().parseArgs(words.toArray(String[]::new));
      assertTrue(!experiment.aims().isEmpty(), experiment.name());
    }
    CommandRun list = CommandRun.of("realdata", "--list");
    assertEquals(0, list.code(), list::err);
    assertEquals(names.size(), list.out().lines().count(), list::out);
  }

  private CommandRun run(String... options) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line = Cellwise.commandLine();
    // The same command line, with experiments of the test.
    line.getCommandSpec().removeSubcommand("realdata");
    line.addSubcommand(new RealData(experiments()));
    line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    Stream<String> all =
        Stream.concat(
            Stream.of(
                "realdata",
                "--data",
                folder.resolve("data").toString(),
                "--out",
                folder.resolve("out").toString()),
            Stream.of(options));
    int code = line.execute(all.toArray(String[]::new));
    return new CommandRun(code, out.toString(), err.toString());
  }
}
