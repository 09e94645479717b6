package dev.cellwise.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.bench.cases.Case;
import dev.cellwise.bench.figure.Figure;
import dev.cellwise.bench.figure.Results;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResultsFileTest {
  @TempDir private Path folder;

  private static Results small() {
    return ResultsFixture.results(s -> s.kind() == Case.A && s.hidden() == 64);
  }

  @Test
  void whatWasWrittenIsReadButForTheirDigits() throws IOException {
    Path file = folder.resolve("a.json");
    Results results = ResultsFixture.results();
    ResultsFile.write(file, results);
    Results read = ResultsFile.read(file);
    assertEquals(results.machine(), read.machine());
    assertEquals(results.limits(), read.limits());
    assertEquals(results.figures().size(), read.figures().size());
    for (int i = 0; i < read.figures().size(); i++) {
      Figure before = results.figures().get(i);
      Figure after = read.figures().get(i);
      assertEquals(before.setting(), after.setting());
      assertEquals(before.fault(), after.fault());
      assertEquals(before.error(), after.error(), 2e-9);
      assertEquals(before.rounds().size(), after.rounds().size());
      if (!before.rounds().isEmpty()) {
        assertEquals(before.median(), after.median(), 1e-3 * before.median());
      }
    }
    // Rounded once, they stay as they are.
    assertEquals(Files.readString(file), ResultsFile.toJson(read));
  }

  @Test
  void aRoundIsALineOfShortNumbers() throws IOException {
    Results one =
        ResultsFixture.of(
            List.of(
                ResultsFixture.figure(
                    small().figures().getFirst().setting(), 1, "cellwise", 123.456, 1234567.8)));
    List<String> lines = ResultsFile.toJson(one).lines().toList();
    assertEquals(14, lines.size());
    assertTrue(lines.get(8).startsWith("    {\"case\":\"A\",\"cell\":\"lstm\""), lines.get(8));
    assertTrue(lines.get(9).startsWith("      {\"turns\":[123.5],"), lines.get(9));
    assertTrue(lines.get(10).startsWith("      {\"turns\":[1235000],"), lines.get(10));
  }

  @Test
  void noErrorIsNull() throws IOException {
    String json = ResultsFile.toJson(small());
    assertTrue(json.contains("\"error\":null"), json);
    assertTrue(Double.isNaN(ResultsReader.read("x", json).figures().getLast().error()));
  }

  @ParameterizedTest
  @CsvSource({
    "'\"case\":\"A\"', '\"case\":\"Z\"', figures[0].case",
    "'\"case\":\"A\"', '\"case\":7', figures[0].case",
    "'\"cell\":\"lstm\"', '\"cell\":\"lstm_emb\"', figures[0].cell",
    "'\"hidden\":64', '\"hidden\":0', figures[0].hidden",
    "'\"hidden\":64', '\"hidden\":64.5', figures[0].hidden",
    "'\"hidden\":64,', '', figures[0].hidden",
    "'\"turns\":[', '\"turns\":[-1,', figures[0].rounds[0].turns",
    "'\"quantiles\":[', '\"quantiles\":[1,', figures[0].rounds[0].quantiles",
    "'\"steady\":true', '\"steady\":1', figures[0].rounds[0].steady",
    "'\"steady\":true', '\"steady\":true,\"more\":1', figures[0].rounds[0].more",
    "'2026-11-22T05', '2026-11-32T05', date",
    "'report 1', 'report 2', format",
    "'\"bits\":512', '\"bits\":0', limits.bits",
    "'\"16384\":', '\"x\":', limits.bandwidth.x",
    "'\"peak\":118', '\"peak\":null', limits.peak",
    "'\"flags\":[', '\"flags\":[1,', machine.flags"
  })
  void whatIsNotSuchAFileIsRefusedByItsField(String from, String to, String field)
      throws IOException {
    String json = ResultsFile.toJson(small());
    assertTrue(json.contains(from), from);
    int at = json.indexOf(from);
    String spoilt = json.substring(0, at) + to + json.substring(at + from.length());
    Exception e = assertThrows(IOException.class, () -> ResultsReader.read("f.json", spoilt));
    assertTrue(e.getMessage().startsWith("f.json: " + field + ": expected "), e.getMessage());
    assertEquals(1, e.getMessage().lines().count());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[]", "7", "{\"format\": {}}", "no JSON"})
  void otherFilesAreRefusedInOneLine(String text) throws IOException {
    Path file = Files.writeString(folder.resolve("other.json"), text);
    Exception e = assertThrows(IOException.class, () -> ResultsFile.read(file));
    assertTrue(e.getMessage().startsWith(file + ": "), e.getMessage());
    assertTrue(e.getMessage().contains("expected "), e.getMessage());
    assertEquals(1, e.getMessage().lines().count());
  }

  @Test
  void aMissingFileIsNamed() {
    Path file = folder.resolve("missing.json");
    Exception e = assertThrows(IOException.class, () -> ResultsFile.read(file));
    assertTrue(e.getMessage().startsWith(file + ": expected "), e.getMessage());
  }

  @Test
  void theNewestIsThatOfTheLatestDate() throws IOException {
    assertFalse(ResultsFile.newest(folder).isPresent());
    assertFalse(ResultsFile.newest(folder.resolve("none")).isPresent());
    String json = ResultsFile.toJson(small());
    // 05:30 with an offset of two hours is before 05:17 with one.
    Files.writeString(folder.resolve("a.json"), json);
    Files.writeString(folder.resolve("z.json"), json.replace("05:17:00+01:00", "05:30:00+02:00"));
    Files.writeString(folder.resolve("notes.txt"), "no results");
    assertEquals(small().date(), ResultsFile.newest(folder).orElseThrow().date());
  }
}
