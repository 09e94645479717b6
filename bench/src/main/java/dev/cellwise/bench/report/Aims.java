package dev.cellwise.bench.report;

import dev.cellwise.bench.cases.Setting;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * How many times as fast as the best other library Cellwise means to be on one thread: {@code
 * aims.tsv}, case, cell, H and aim.
 */
final class Aims {
  /** An aim is met by a ratio that is less by this much: the spread of the measurement. */
  private static final double SPREAD = 0.03;

  private record Place(String kind, String cell, int hidden) {}

  private static final Map<Place, Double> ALL = read();

  private Aims() {}

  private static Map<Place, Double> read() {
    Map<Place, Double> all = new HashMap<>();
    try (InputStream in = Aims.class.getResourceAsStream("aims.tsv")) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      for (String line : text.lines().toList()) {
        String[] f = line.split("\t", -1);
        all.put(new Place(f[0], f[1], Integer.parseInt(f[2])), Double.parseDouble(f[3]));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("aims.tsv", e);
    }
    return all;
  }

  /** The aim of a setting; empty if there is none. */
  static OptionalDouble of(Setting setting, int threads) {
    Place place = new Place(setting.kind().name(), setting.cell(), setting.hidden());
    boolean stated = threads == 1 && setting.isMain() && ALL.containsKey(place);
    return stated ? OptionalDouble.of(ALL.get(place)) : OptionalDouble.empty();
  }

  /** Whether the median of the rounds' ratios reaches an aim. */
  static boolean met(double aim, double ratio) {
    return ratio >= aim - SPREAD;
  }
}
