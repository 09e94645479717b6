package dev.cellwise.bench;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Figures of other libraries. */
record Peers(List<Measurement> lines) {
  private static final String LEFT_OUT = "cellwise.*|limits.*|.*-(?!0*1t)\\d+t";

  /** Our lines, limits, and runs on two or more threads (names that end in -2t) are left out. */
  Peers {
    lines = lines.stream().filter(m -> !m.peer().matches(LEFT_OUT)).toList();
  }

  /** The fastest at the same setting, each peer by the median of its rounds, as ours is. */
  Optional<Measurement> best(Setting s) {
    return lines.stream()
        .filter(m -> m.kind().equals(s.kind().name()) && m.cell().equals(s.cell()))
        .filter(m -> m.input() == s.input() && m.hidden() == s.hidden())
        .filter(m -> m.batch() == s.batch() && m.steps() == s.steps())
        .collect(groupingBy(Measurement::peer, TreeMap::new, toList()))
        .values()
        .stream()
        .map(Measurement::median)
        .min(Comparator.comparingDouble(Measurement::median));
  }
}
