package dev.cellwise.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.bench.cases.Case;
import dev.cellwise.bench.cases.Layer;
import dev.cellwise.bench.figure.Figure;
import dev.cellwise.bench.figure.Results;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HtmlReportTest {
  private static final String PAGE = HtmlReport.of(ResultsFixture.results());

  private static List<String> found(String regex, String text) {
    return Pattern.compile(regex).matcher(text).results().map(m -> m.group(1)).toList();
  }

  @Test
  void nothingComesFromElsewhereAndNothingRuns() {
    String page = PAGE.toLowerCase(Locale.ROOT);
    for (String none : List.of("http:", "https:", "//", "<script", "@import", "url(#", "<img")) {
      boolean allowed = none.equals("url(#");
      assertEquals(allowed, page.contains(none), none);
    }
    assertFalse(page.contains(" src="));
    assertFalse(page.contains("<link"));
    assertFalse(Pattern.compile(" on[a-z]+=").matcher(page).find());
    assertFalse(Pattern.compile("url\\((?!#)").matcher(page).find());
    assertTrue(found("href=\"([^\"]*)\"", page).stream().allMatch(h -> h.startsWith("#")));
  }

  @Test
  void everyNameIsGivenOnceAndEveryReferenceHasOne() {
    List<String> ids = found(" id=\"([^\"]*)\"", PAGE);
    assertEquals(ids.size(), Set.copyOf(ids).size());
    TreeSet<String> references = new TreeSet<>(found("href=\"#([^\"]*)\"", PAGE));
    references.addAll(found("url\\(#([^)]*)\\)", PAGE));
    assertTrue(ids.containsAll(references), references::toString);
    Set<String> colours = Set.copyOf(found("var\\((--[^)]*)\\)", PAGE));
    Set<String> given = Set.copyOf(found("(--[a-z0-9_-]+):", PAGE));
    assertTrue(given.containsAll(colours), colours::toString);
  }

  @Test
  void allCurvesAreInThePagesColours() {
    List<String> left = found("((?:fill|stroke):rgb[^;]*)", PAGE);
    assertTrue(
        left.stream().allMatch("fill:rgb(0,0,0)"::equals), () -> Set.copyOf(left).toString());
    for (String library :
        List.of("cellwise", "onnxruntime", "onednn", "libtorch", "libtorch-mkl")) {
      assertTrue(PAGE.contains("stroke:var(--" + library + ")"), library);
    }
  }

  @Test
  void aPictureIsSmall() {
    assertTrue(PAGE.length() < 1_000_000, "" + PAGE.length());
  }

  @Test
  void everyChartHasItsLegendAndNumbers() {
    int charts = found("(<svg class=\"chart\")", PAGE).size();
    // Ratios 4, limits 4, roofs 3, calls 2, times 12, threads 6, sequences 3, widths 2.
    assertEquals(36, charts);
    assertEquals(charts, found("(<details>)", PAGE).size());
    assertEquals(charts, found("(<ul class=\"legend\">)", PAGE).size());
  }

  @Test
  void whatWasNotMeasuredIsLeftOut() {
    Results few = ResultsFixture.results(s -> s.equals(Case.A.setting(Layer.LSTM, 64)));
    String page = HtmlReport.of(few);
    assertFalse(page.contains("id=\"threads\""));
    assertFalse(page.contains("id=\"shapes\""));
    assertFalse(page.contains("id=\"gru\""));
    assertTrue(page.contains("id=\"calls\""));
    assertFalse(page.contains("NaN"));
    String none = HtmlReport.of(ResultsFixture.of(List.of()));
    assertFalse(none.contains("<figure>"));
  }

  /** Without Cellwise in the run nothing is. */
  @Test
  void onlyWhatWasComparedIsSaidToBe() {
    String compared = "results are compared with those of Cellwise";
    assertTrue(PAGE.contains(compared));
    Figure f = ResultsFixture.figure(Case.A.setting(Layer.LSTM, 64), 1, "onednn", 1000, 1100);
    Figure alone = new Figure(f.setting(), 1, f.library(), f.version(), f.rounds(), Double.NaN, "");
    String page = HtmlReport.of(ResultsFixture.of(List.of(alone)));
    assertTrue(page.contains("id=\"checks\""));
    assertFalse(page.contains(compared));
    assertFalse(page.contains("<p></p>"));
  }

  @Test
  void severalBatchesAndLengthsHaveTheirCharts() {
    String page = HtmlReport.of(ResultsFixture.scaling());
    assertTrue(page.contains("rows N of a batch</text>"));
    assertTrue(page.contains("time steps T</text>"));
    List<String> ticks = found(">(\\d+)</text>", page);
    assertTrue(ticks.containsAll(List.of("1", "4", "16", "64", "100", "1000")), ticks::toString);
  }

  @Test
  void textsOfTheResultsAreNoMarkup() {
    Figure named =
        new Figure(
            Case.A.setting(Layer.LSTM, 64),
            1,
            "<i>",
            "&",
            List.of(),
            0,
            "<script>alert(1)</script>");
    String page = HtmlReport.of(ResultsFixture.of(List.of(named)));
    assertFalse(page.contains("<script>"));
    assertFalse(page.contains("<i>"));
    assertTrue(page.contains("&lt;script&gt;alert(1)"));
  }

  @Test
  void allFilesOfAReportSayTheSame(@TempDir Path folder) throws IOException {
    Path made = folder.resolve("a/b");
    ReportFiles.write(ResultsFixture.scaling(), made);
    ReportFiles.write(ResultsFixture.results(s -> s.kind() == Case.A), made);
    try (var files = Files.list(made)) {
      assertEquals(
          Set.of("report.json", "report.md", "report.html"),
          files.map(f -> f.getFileName().toString()).collect(Collectors.toSet()));
    }
    Results read = ResultsFile.read(made.resolve("report.json"));
    assertEquals(MarkdownReport.of(read), Files.readString(made.resolve("report.md")));
    assertEquals(HtmlReport.of(read), Files.readString(made.resolve("report.html")));
    String markdown = MarkdownReport.of(read);
    for (Block block : Block.values()) {
      assertTrue(markdown.contains("## " + block.sentence() + "\n"), block::sentence);
      assertTrue(markdown.contains(block.markdown(read)), block::sentence);
    }
  }
}
