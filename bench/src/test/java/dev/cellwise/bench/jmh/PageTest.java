package dev.cellwise.bench.jmh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.runner.options.CommandLineOptions;

/** What {@code docs/benchmarks.md} says of the suite is what the suite has. */
class PageTest {
  private static final Path PAGE = Path.of("..", "docs", "benchmarks.md");
  private static final Pattern NAME = Pattern.compile("`([A-Z]\\w+)`");

  /** The first cell of each row of the table under a head. */
  private static List<String> cells(String head) throws IOException {
    List<String> lines = Files.readAllLines(PAGE);
    int at = lines.indexOf(head);
    assertTrue(at >= 0, head);
    return lines.subList(at + 2, lines.size()).stream()
        .takeWhile(line -> line.startsWith("|"))
        .toList();
  }

  private static Set<String> names(List<String> texts) {
    return texts.stream()
        .flatMap(text -> NAME.matcher(text).results())
        .map((MatchResult name) -> name.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> families() {
    Set<String> families = new TreeSet<>(Set.of(family(LimitBenchmark.class)));
    EveryBenchmarkTest.types().forEach(type -> families.add(family(type)));
    return families;
  }

  private static String family(Class<?> type) {
    return type.getSimpleName().replaceFirst("Benchmark$", "");
  }

  @Test
  void everyFamilyHasItsRow() throws IOException {
    List<String> rows = cells("| family | measures | a score is of |");
    List<String> first = rows.stream().map(row -> row.split("\\|")[1]).toList();
    assertEquals(families(), names(first));
    assertEquals(rows.size(), names(first).size(), "a family has one row");
  }

  @Test
  void everyFamilyHasItsLimit() throws IOException {
    Set<String> told = names(cells("| family | limit of a call |"));
    told.retainAll(families());
    assertEquals(families(), told);
  }

  /** A parameter that multiplies the rows of a family is told in its row. */
  @Test
  void aStepTellsItsPrecision() throws IOException {
    String row =
        cells("| family | measures | a score is of |").stream()
            .filter(line -> line.startsWith("| `Step` |"))
            .findFirst()
            .orElseThrow();
    Arrays.stream(StepBenchmark.class.getFields())
        .filter(field -> field.isAnnotationPresent(Param.class))
        .filter(field -> field.getType() == String.class)
        .forEach(field -> assertTrue(row.contains("`" + field.getName() + "`"), field::getName));
  }

  /** "some 4.7 hours": within a tenth of the plan. */
  @Test
  void aFullRunTakesTheHoursThatAreTold() throws Exception {
    MatchResult told =
        Pattern.compile("all parameters, some ([0-9.]+) hours")
            .matcher(Files.readString(PAGE))
            .results()
            .findFirst()
            .orElseThrow();
    double hours = Plan.seconds(Plan.full(new CommandLineOptions())) / 3600;
    assertEquals(hours, Double.parseDouble(told.group(1)), hours / 10);
  }
}
