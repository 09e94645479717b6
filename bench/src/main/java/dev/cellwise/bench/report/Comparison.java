package dev.cellwise.bench.report;

import dev.cellwise.bench.cases.Cellwise;
import dev.cellwise.bench.cases.Setting;
import dev.cellwise.bench.figure.Figure;
import dev.cellwise.bench.figure.Results;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What moved from one run to another beyond the noise of both, figure by figure. */
final class Comparison {
  /** Medians closer than this have not moved, however narrow their rounds lie. */
  private static final double LEVEL = 1.03;

  /** What is the same figure in two runs. */
  private record Key(Setting setting, int threads, String library) {
    static Key of(Figure f) {
      return new Key(f.setting(), f.threads(), f.library());
    }
  }

  /** A figure in both. */
  record Pair(Figure before, Figure after) {
    /** How many times the time it takes now. */
    double ratio() {
      return after.median() / before.median();
    }

    boolean faster() {
      return ratio() < 1 / LEVEL && high(after) < low(before);
    }

    boolean slower() {
      return ratio() > LEVEL && low(after) > high(before);
    }

    boolean ours() {
      return Comparison.ours(before);
    }

    /** Whether turns stand in for the rounds of a side that has only one. */
    boolean byTurns() {
      return before.rounds().size() == 1 || after.rounds().size() == 1;
    }
  }

  private final List<Pair> pairs = new ArrayList<>();
  private final Map<Key, Figure> onlyBefore = new LinkedHashMap<>();
  private final Map<Key, Figure> onlyAfter = new LinkedHashMap<>();
  private final Map<Key, Figure> faultyAfter = new LinkedHashMap<>();

  Comparison(Results before, Results after) {
    before.figures().stream().filter(Figure::sound).forEach(f -> onlyBefore.put(Key.of(f), f));
    for (Figure now : after.figures().stream().filter(Figure::sound).toList()) {
      Optional<Figure> then = Optional.ofNullable(onlyBefore.remove(Key.of(now)));
      then.ifPresentOrElse(f -> pairs.add(new Pair(f, now)), () -> onlyAfter.put(Key.of(now), now));
    }
    after.figures().stream().filter(f -> !f.sound()).forEach(f -> faultyAfter.put(Key.of(f), f));
  }

  private static boolean ours(Figure f) {
    return f.library().startsWith(Cellwise.NAME);
  }

  /** Figures in both. */
  List<Pair> pairs(boolean ours) {
    return pairs.stream().filter(p -> p.ours() == ours).toList();
  }

  /** Figures that count in the first run only. */
  List<Figure> onlyBefore() {
    return List.copyOf(onlyBefore.values());
  }

  /** The fault that the second run has for a figure; empty if it has none, or no such figure. */
  Optional<String> faultAfter(Figure before) {
    return Optional.ofNullable(faultyAfter.get(Key.of(before)))
        .map(f -> f.fault().isEmpty() ? "no round" : f.fault().lines().findFirst().orElse(""));
  }

  /** Whether one of ours counts in the first run and failed, or was wrong, in the second. */
  boolean failed() {
    return onlyBefore.values().stream().anyMatch(f -> ours(f) && faultAfter(f).isPresent());
  }

  /** Figures that count in the second run only. */
  List<Figure> onlyAfter() {
    return List.copyOf(onlyAfter.values());
  }

  private static double low(Figure f) {
    return f.rounds().size() > 1
        ? f.fastest()
        : f.rounds().getFirst().turns().stream().mapToDouble(t -> t).min().orElseThrow();
  }

  private static double high(Figure f) {
    return f.rounds().size() > 1
        ? f.slowest()
        : f.rounds().getFirst().turns().stream().mapToDouble(t -> t).max().orElseThrow();
  }
}
