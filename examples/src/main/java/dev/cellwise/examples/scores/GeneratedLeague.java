package dev.cellwise.examples.scores;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A league that is made up. Each team has a strength of attack and one of defence, which change a
 * little from round to round and tend back to 0; a team's goals are of Poisson's distribution with
 * the mean exp(0.2 + attack - the other's defence), times exp(0.3) at home.
 */
final class GeneratedLeague {
  private static final int TEAMS = 16;
  private static final double DEVIATION = 0.4;
  private static final double KEPT = 0.985;
  private static final double GOALS = 0.2;
  private static final double AT_HOME = 0.3;

  private final SplittableRandom random;
  private final double[] attack = new double[TEAMS];
  private final double[] defence = new double[TEAMS];
  private final List<Game> games = new ArrayList<>();

  /** Of each game the means of both scores. */
  private final List<double[]> means = new ArrayList<>();

  /**
   * Plays.
   *
   * @param seasons how many, of 240 games
   * @param seed decides everything
   */
  GeneratedLeague(int seasons, long seed) {
    random = new SplittableRandom(seed);
    for (int i = 0; i < TEAMS; i++) {
      attack[i] = DEVIATION * normal();
      defence[i] = DEVIATION * normal();
    }
    for (int s = 0; s < seasons; s++) {
      for (int round = 0; round < 2 * (TEAMS - 1); round++) {
        play(round);
      }
    }
  }

  /** Games in the order of play. */
  List<Game> games() {
    return games;
  }

  /** What who knows the strengths would expect of each game: home and away. */
  List<double[]> means() {
    return means;
  }

  /** Everybody against everybody: the last team stays, the others go round it. */
  private void play(int round) {
    int moving = TEAMS - 1;
    boolean again = round >= moving;
    for (int i = 0; i < TEAMS / 2; i++) {
      int one = i == 0 ? moving : (round + i) % moving;
      int other = (round + moving - i) % moving;
      boolean first = (round % moving + i) % 2 == 0;
      play(first != again ? one : other, first != again ? other : one);
    }
    double step = DEVIATION * StrictMath.sqrt(1 - KEPT * KEPT);
    for (int i = 0; i < TEAMS; i++) {
      attack[i] = KEPT * attack[i] + step * normal();
      defence[i] = KEPT * defence[i] + step * normal();
    }
  }

  private void play(int home, int away) {
    double h = StrictMath.exp(GOALS + AT_HOME + attack[home] - defence[away]);
    double a = StrictMath.exp(GOALS + attack[away] - defence[home]);
    means.add(new double[] {h, a});
    games.add(new Game(name(home), name(away), poisson(h), poisson(a)));
  }

  private static String name(int team) {
    return "team " + (char) ('A' + team);
  }

  /** By products of uniform numbers (Knuth). */
  private int poisson(double mean) {
    double end = StrictMath.exp(-mean);
    int goals = 0;
    for (double p = random.nextDouble(); p > end; p *= random.nextDouble()) {
      goals++;
    }
    return goals;
  }

  /** By Box and Muller. */
  private double normal() {
    double r = StrictMath.sqrt(-2 * StrictMath.log(1 - random.nextDouble()));
    return r * StrictMath.cos(2 * Math.PI * random.nextDouble());
  }
}
