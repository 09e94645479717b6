package dev.cellwise.bench;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Figures of other libraries. */
record Peers(List<Measurement> lines) {
  /** Our lines, limits, and runs on two or more threads (names that end in -2t) are left out. */
  Peers {
    lines = lines.stream().filter(m -> !m.peer().matches("cellwise.*|limits.*|.*-\\d+t")).toList();
  }

  /** The fastest at the same setting. */
  Optional<Measurement> best(Setting s) {
    return lines.stream()
        .filter(m -> m.kind().equals(s.kind().name()) && m.cell().equals(s.cell()))
        .filter(m -> m.input() == s.input() && m.hidden() == s.hidden())
        .filter(m -> m.batch() == s.batch() && m.steps() == s.steps())
        .min(Comparator.comparingDouble(Measurement::median));
  }
}
