package dev.cellwise.bench.load;

import dev.cellwise.bench.cases.Layer;
import dev.cellwise.bench.cases.StreamLibrary;
import dev.cellwise.bench.command.ToldJvm;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Libraries under the same load, each with each collector in a JVM of its own: one works while the
 * others wait. One that fails is out, and the others go on.
 */
public final class LoadRun implements AutoCloseable {
  /** Turns of a closed loop, of which the first half warms up. */
  private static final int TURNS = 10;

  private final Rate rate;
  private final double turn;
  private final double seconds;
  private final List<LoadJvm> running = new ArrayList<>();
  private final List<String> faults = new ArrayList<>();

  /**
   * Of no library yet.
   *
   * @param rate of the events
   * @param turn seconds of a turn of the closed loop
   * @param seconds from the first event of a load to the last
   */
  public LoadRun(Rate rate, double turn, double seconds) {
    this.rate = rate;
    this.turn = turn;
    this.seconds = seconds;
  }

  private interface Order {
    void give(LoadJvm jvm) throws IOException;
  }

  /**
   * Gives all an order, one after the other; who fails is out, by an answer that nobody can read
   * too: what the others did before is not to be lost.
   */
  private void all(Order order) {
    for (LoadJvm jvm : List.copyOf(running)) {
      try {
        order.give(jvm);
      } catch (IOException | RuntimeException e) {
        fail(jvm.library(), jvm.collector(), e);
        running.remove(jvm);
        jvm.close();
      }
    }
  }

  private void fail(StreamLibrary library, Collector collector, Exception e) {
    faults.add(library.name() + ", " + collector.text() + ": " + ToldJvm.said(e));
  }

  /** Starts a library with a collector, and gets its network ready. */
  public void start(StreamLibrary library, Collector collector, Layer layer, int hidden) {
    LoadJvm started;
    try {
      started = new LoadJvm(library, collector, layer, hidden);
    } catch (IOException e) {
      fail(library, collector, e);
      return;
    }
    running.add(started);
    all(
        jvm -> {
          if (jvm == started) {
            jvm.open();
          }
        });
  }

  /**
   * Puts all under the same load.
   *
   * @param threads of each
   * @param states of all threads, at least as many
   */
  public List<LoadFigure> measure(int threads, int states) {
    Map<LoadJvm, Closed> closed = new LinkedHashMap<>();
    all(jvm -> closed.put(jvm, jvm.prepare(threads, states, TURNS, turn)));
    List<LoadFigure> figures = new ArrayList<>();
    if (!closed.isEmpty()) {
      double perSecond = rate.perSecond(closed.values(), threads);
      all(
          jvm -> {
            Loaded loaded = jvm.load(perSecond, seconds);
            figures.add(
                new LoadFigure(
                    jvm.library().name(),
                    jvm.version(),
                    jvm.collector(),
                    threads,
                    states,
                    closed.get(jvm),
                    loaded));
          });
    }
    return figures;
  }

  /**
   * Counts what many steps leave on the heap, of the libraries that mean to leave nothing; over the
   * states that were measured last.
   */
  public List<StepCount> count(long steps) {
    List<StepCount> counts = new ArrayList<>();
    all(
        jvm -> {
          if (jvm.library().garbageFree()) {
            long bytes = jvm.bytes(steps);
            counts.add(new StepCount(jvm.library().name(), jvm.collector(), steps, bytes));
          }
        });
    return counts;
  }

  /** Who failed so far, with what was wrong. */
  public List<String> faults() {
    return List.copyOf(faults);
  }

  @Override
  public void close() {
    running.forEach(LoadJvm::close);
    running.clear();
  }
}
