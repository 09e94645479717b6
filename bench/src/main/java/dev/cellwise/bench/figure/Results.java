package dev.cellwise.bench.figure;

import dev.cellwise.bench.cases.Cellwise;
import dev.cellwise.bench.cases.Setting;
import dev.cellwise.bench.limit.Limits;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;

/**
 * All figures of one run of {@code bench report}.
 *
 * @param date when it began, ISO 8601 with the zone's offset, to the second
 * @param revision of the source, such as {@code 1a2b3c4}, with {@code +} if there were changes that
 *     were not committed; empty if not known
 * @param command as it can be given again
 * @param machine what it ran on
 * @param limits what one core of the machine allows
 * @param figures of every setting, number of threads and library
 */
public record Results(
    String date,
    String revision,
    String command,
    Machine machine,
    Limits limits,
    List<Figure> figures) {

  /** The same with other figures. */
  public Results with(List<Figure> others) {
    return new Results(date, revision, command, machine, limits, others);
  }

  /** Figures of a setting at so many threads, Cellwise and others. */
  public List<Figure> at(Setting setting, int threads) {
    return figures.stream()
        .filter(f -> f.setting().equals(setting) && f.threads() == threads)
        .toList();
  }

  /** The figure of Cellwise as it runs by default. */
  public Optional<Figure> ours(Setting setting, int threads) {
    return at(setting, threads).stream()
        .filter(f -> f.library().equals(Cellwise.NAME) && f.sound())
        .findFirst();
  }

  /** Sound figures of other libraries. */
  public List<Figure> others(Setting setting, int threads) {
    return at(setting, threads).stream()
        .filter(f -> !f.library().startsWith(Cellwise.NAME) && f.sound())
        .toList();
  }

  /** The other library that is the fastest by its median; empty if there is none. */
  public Optional<Figure> best(Setting setting, int threads) {
    return others(setting, threads).stream().min(Comparator.comparingDouble(Figure::median));
  }

  /**
   * How many times as fast as the best other Cellwise is, in each round: the fastest other library
   * of that round over ours. Empty if one of both is missing.
   */
  public double[] ratios(Setting setting, int threads) {
    List<Figure> others = others(setting, threads);
    Optional<Figure> ours = ours(setting, threads);
    if (others.isEmpty() || ours.isEmpty()) {
      return new double[0];
    }
    int most = others.stream().mapToInt(f -> f.rounds().size()).max().orElse(0);
    double[] ratios = new double[Math.min(most, ours.get().rounds().size())];
    for (int r = 0; r < ratios.length; r++) {
      int round = r;
      DoubleStream times =
          others.stream()
              .filter(f -> f.rounds().size() > round)
              .mapToDouble(f -> f.rounds().get(round).median());
      ratios[r] = times.min().orElseThrow() / ours.get().rounds().get(r).median();
    }
    return ratios;
  }
}
