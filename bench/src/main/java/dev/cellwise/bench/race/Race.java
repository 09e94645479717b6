package dev.cellwise.bench.race;

import dev.cellwise.bench.cases.Cellwise;
import dev.cellwise.bench.cases.Library;
import dev.cellwise.bench.cases.Setting;
import dev.cellwise.bench.command.ToldJvm;
import dev.cellwise.bench.figure.Round;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Libraries at one setting, side by side: each in a JVM of its own, started together, warmed up one
 * after the other, then in turns on the same core, so that a minute that the machine spends on
 * others, or a clock that goes slower, hits all of them.
 *
 * @param turns of each
 * @param warm least seconds of warm-up
 * @param seconds of a turn
 * @param core for runs on one thread
 */
public record Race(int turns, double warm, double seconds, Core core) {
  /** Threads that still look for work after a call of several threads; they give up within it. */
  private static final long REST_MILLIS = 300;

  /**
   * What a library did.
   *
   * @param version its version, if it came so far
   * @param round its times; null if it failed
   * @param error its largest difference to our results; NaN if none was compared
   * @param fault what was wrong, or an empty string
   */
  public record Outcome(String version, Round round, double error, String fault) {}

  /** Runs it; an outcome by each library's name. */
  public Map<String, Outcome> run(
      Setting setting, int threads, List<Library> libraries, Stable stable)
      throws InterruptedException {
    List<Contender> all = new ArrayList<>();
    Map<String, Outcome> outcomes = new LinkedHashMap<>();
    boolean ended = false;
    try {
      for (Library library : libraries) {
        try {
          Contender contender = stable.take(library, threads);
          all.add(contender);
          contender.prepare(setting);
        } catch (IOException | RuntimeException e) {
          outcomes.put(library.name(), failed("", e));
        }
      }
      race(setting, threads, all, outcomes, libraries.stream().anyMatch(Race::isOurs));
      ended = true;
    } finally {
      for (Contender c : all) {
        Outcome outcome = outcomes.get(c.library().name());
        stable.giveBack(c, threads, !ended || outcome == null || outcome.round() == null);
      }
    }
    return outcomes;
  }

  private void race(
      Setting setting,
      int threads,
      List<Contender> all,
      Map<String, Outcome> outcomes,
      boolean withOurs)
      throws InterruptedException {
    Map<Contender, Agreement> running = compared(setting, all, outcomes, withOurs);
    drop(
        running,
        outcomes,
        c -> {
          c.warmUp(warm, core);
          rest(threads);
        });
    for (int turn = 0; turn < turns; turn++) {
      List<Contender> order = order(List.copyOf(running.keySet()), turn);
      for (Contender c : order) {
        drop(running, c, outcomes, o -> o.turn(seconds));
        rest(threads);
      }
    }
    Map<Contender, Agreement> ended = new LinkedHashMap<>(running);
    drop(
        running,
        outcomes,
        c -> {
          Agreement agreement = ended.get(c);
          outcomes.put(
              c.library().name(), new Outcome(c.version(), c.end(), agreement.error(), ""));
        });
  }

  private static void rest(int threads) throws InterruptedException {
    if (threads > 1) {
      Thread.sleep(REST_MILLIS);
    }
  }

  /** Waits for the first results and takes out who failed or differs. */
  private static Map<Contender, Agreement> compared(
      Setting setting, List<Contender> all, Map<String, Outcome> outcomes, boolean withOurs) {
    Map<Contender, Agreement> running = new LinkedHashMap<>();
    Map<String, float[]> ours = null;
    for (Contender c : all) {
      if (outcomes.containsKey(c.library().name())) {
        continue; // it was told nothing, and will not answer
      }
      try {
        Map<String, float[]> results = c.firstResults();
        ours = ours == null && isOurs(c.library()) ? results : ours;
        Agreement agreement =
            ours == null
                ? new Agreement(Double.NaN, withOurs ? "not compared: Cellwise failed" : "")
                : Agreement.of(setting, ours, results, c.library().allowed());
        if (agreement.fault().isEmpty()) {
          running.put(c, agreement);
        } else {
          outcomes.put(
              c.library().name(),
              new Outcome(c.version(), null, agreement.error(), agreement.fault()));
        }
      } catch (IOException | RuntimeException e) {
        outcomes.put(c.library().name(), failed(c.version(), e));
      }
    }
    return running;
  }

  /** What others are set beside: not the one that is rounded itself. */
  private static boolean isOurs(Library library) {
    return library.name().startsWith(Cellwise.NAME) && !library.name().equals(Cellwise.BF16);
  }

  @FunctionalInterface
  private interface Order {
    void give(Contender contender) throws IOException, InterruptedException;
  }

  private static void drop(
      Map<Contender, Agreement> running, Map<String, Outcome> outcomes, Order order)
      throws InterruptedException {
    for (Contender c : List.copyOf(running.keySet())) {
      drop(running, c, outcomes, order);
    }
  }

  /** Gives an order; who fails is out, by an answer that nobody can read too. */
  private static void drop(
      Map<Contender, Agreement> running,
      Contender contender,
      Map<String, Outcome> outcomes,
      Order order)
      throws InterruptedException {
    try {
      order.give(contender);
    } catch (IOException | RuntimeException e) {
      running.remove(contender);
      outcomes.put(contender.library().name(), failed(contender.version(), e));
    }
  }

  private static Outcome failed(String version, Exception e) {
    return new Outcome(version, null, Double.NaN, ToldJvm.said(e));
  }

  /** Another one begins in each turn, and in every other one who came before comes after. */
  static <T> List<T> order(List<T> list, int turn) {
    int step = turn % 2 == 0 ? 1 : -1;
    List<T> order = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      order.add(list.get(Math.floorMod(turn + step * i, list.size())));
    }
    return order;
  }
}
