package dev.cellwise.examples.forecast;

import dev.cellwise.examples.BadInput;
import dev.cellwise.examples.forecast.Column.Kind;
import dev.cellwise.rnn.data.Series;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;

/** Series that are made up, the same for the same seed. */
final class Generated {
  /** Their names. */
  static final List<String> NAMES = List.of("sine", "mackey-glass", "collatz");

  private static final int ROWS = 3000;
  private static final int MOST_STARTS = 20_000;
  private static final int ORBITS = 600;
  private static final int PEAK = 10_000;

  private Generated() {}

  /**
   * Makes one.
   *
   * @param name of {@link #NAMES}
   * @param window T
   * @param horizon n
   * @param seed decides what chance decides
   */
  static Measurements of(String name, int window, int horizon, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return switch (name) {
      case "sine" -> one(name, sine(random), window, horizon);
      case "mackey-glass" -> one(name, mackeyGlass(random), window, horizon);
      case "collatz" -> collatz(random, window, horizon);
      default -> throw new IllegalArgumentException("name: expected one of " + NAMES);
    };
  }

  private static Measurements one(String name, float[] x, int window, int horizon) {
    Series all = Series.of(name, x, 1);
    int first = x.length * 7 / 10;
    int second = x.length * 85 / 100;
    if (x.length - second < horizon || first < window + horizon) {
      throw new BadInput("--window, --horizon: too long for %d rows".formatted(x.length));
    }
    return new Measurements(
        name,
        List.of(new Column("value", Kind.TARGET)),
        List.of(),
        List.of(all.part(0, first)),
        List.of(all.part(first - window, second)),
        List.of(all.part(second - window, x.length)),
        List.of());
  }

  /** Two waves, the one of the other's amplitude, and noise: sin(2πt/25) (1 + sin(2πt/190)/2). */
  private static float[] sine(SplittableRandom random) {
    float[] x = new float[ROWS];
    for (int t = 0; t < ROWS; t++) {
      double slow = 1 + StrictMath.sin(2 * Math.PI * t / 190) / 2;
      double noise = (random.nextDouble() + random.nextDouble() - 1) / 10;
      x[t] = (float) (StrictMath.sin(2 * Math.PI * t / 25) * slow + noise);
    }
    return x;
  }

  /**
   * Chaos without chance: dx/dt = 0.2 x(t-17) / (1 + x(t-17)¹⁰) - 0.1 x (Mackey and Glass 1977), by
   * Euler's steps of 0.1, a row a unit of time.
   */
  private static float[] mackeyGlass(SplittableRandom random) {
    int steps = 10;
    int delay = 17 * steps;
    double[] x = new double[delay + ROWS * steps + 1];
    for (int t = 0; t <= delay; t++) {
      x[t] = 1.1 + random.nextDouble() / 10;
    }
    for (int t = delay; t + 1 < x.length; t++) {
      double late = x[t - delay];
      x[t + 1] = x[t] + 0.1 * (0.2 * late / (1 + StrictMath.pow(late, 10)) - 0.1 * x[t]);
    }
    float[] rows = new float[ROWS];
    for (int t = 0; t < ROWS; t++) {
      rows[t] = (float) x[delay + (t + 1) * steps];
    }
    return rows;
  }

  /**
   * Orbits n → n/2 where n is even, 3n + 1 where it is odd, each until it meets a number that one
   * before it has had: so none is in two parts. The second column says whether n is odd.
   */
  private static Measurements collatz(SplittableRandom random, int window, int horizon) {
    Set<Integer> met = new TreeSet<>();
    List<Series> orbits = new ArrayList<>();
    for (int i = 0; i < MOST_STARTS && orbits.size() < ORBITS; i++) {
      List<Integer> orbit = new ArrayList<>();
      int n = random.nextInt(2, PEAK);
      while (n < PEAK && met.add(n)) {
        orbit.add(n);
        n = n % 2 == 0 ? n / 2 : 3 * n + 1;
      }
      if (orbit.size() >= window + horizon) {
        float[] rows = new float[2 * orbit.size()];
        for (int t = 0; t < orbit.size(); t++) {
          rows[2 * t] = orbit.get(t);
          rows[2 * t + 1] = orbit.get(t) % 2;
        }
        orbits.add(Series.of("orbit of " + orbit.getFirst(), rows, 2));
      }
    }
    int first = orbits.size() * 7 / 10;
    int second = orbits.size() * 85 / 100;
    if (first < 1 || second == first || second == orbits.size()) {
      throw new BadInput("--window %d: too few orbits are so long; try 3".formatted(window));
    }
    return new Measurements(
        "collatz",
        List.of(new Column("number", Kind.TARGET), new Column("odd", Kind.FEATURE)),
        List.of(),
        orbits.subList(0, first),
        orbits.subList(first, second),
        orbits.subList(second, orbits.size()),
        List.of());
  }
}
