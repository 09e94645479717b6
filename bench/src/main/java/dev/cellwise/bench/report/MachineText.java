package dev.cellwise.bench.report;

import dev.cellwise.bench.cases.Cellwise;
import dev.cellwise.bench.figure.Machine;
import dev.cellwise.bench.figure.Results;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A paragraph that says what results were measured on, with what and when. */
final class MachineText {
  private MachineText() {}

  static String of(Results results) {
    Machine m = results.machine();
    String core = m.core() < 0 ? "not pinned to a core" : "pinned to core " + m.core();
    return "%s; single threads %s. %s%s, %s. Others: %s. `%s`"
        .formatted(
            machine(m),
            core,
            results.date().substring(0, 10),
            revision(results.revision()),
            rounds(results),
            others(results),
            results.command());
  }

  /** CPU, system and JDK with its flags. */
  static String machine(Machine m) {
    String caches = m.caches().isEmpty() ? "" : " (" + m.caches() + ")";
    return "%s, %d processors%s, %s; JDK %s%s"
        .formatted(m.cpu(), m.processors(), caches, m.os(), m.jdk(), flags(m.flags()));
  }

  /** What stands behind a date, if the revision is known. */
  static String revision(String revision) {
    return revision.isEmpty() ? "" : ", revision " + revision;
  }

  private static String flags(List<String> flags) {
    return flags.isEmpty() ? "" : " with `" + String.join(" ", flags) + "`";
  }

  /** Rounds of the figures that have some: {@code 5 rounds} or {@code 3 to 5 rounds}. */
  static String rounds(Results results) {
    int[] rounds =
        results.figures().stream()
            .flatMapToInt(f -> IntStream.of(f.rounds().size()))
            .filter(r -> r > 0)
            .sorted()
            .toArray();
    if (rounds.length == 0) {
      return "no rounds";
    }
    int most = rounds[rounds.length - 1];
    String from = rounds[0] == most ? "" : rounds[0] + " to ";
    return from + most + (most == 1 ? " round" : " rounds");
  }

  private static String others(Results results) {
    TreeSet<String> names =
        results.figures().stream()
            .filter(f -> !f.library().startsWith(Cellwise.NAME))
            .map(f -> Names.library(f.library()) + " " + f.version())
            .collect(Collectors.toCollection(TreeSet::new));
    return names.isEmpty() ? "none" : String.join(", ", names);
  }
}
