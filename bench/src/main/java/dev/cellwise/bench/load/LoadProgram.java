package dev.cellwise.bench.load;

import dev.cellwise.bench.cases.Case;
import dev.cellwise.bench.cases.Cellwise;
import dev.cellwise.bench.cases.Layer;
import dev.cellwise.bench.cases.Problem;
import dev.cellwise.bench.cases.Setting;
import dev.cellwise.bench.cases.StreamLibrary;
import dev.cellwise.bench.cases.Streams;
import dev.cellwise.bench.cases.Workload;
import dev.cellwise.bench.command.ToldJvm;
import dev.cellwise.bench.race.Agreement;
import dev.cellwise.bench.race.Libraries;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;

/**
 * The program of a JVM that puts one library under load, and does what another JVM tells it; see
 * {@link LoadJvm} for the other end.
 */
public final class LoadProgram {
  /** Steps before the results are looked at: the state has gone from step to step then. */
  private static final int FIRST_STEPS = 3;

  private static final int MOST_COLLECTIONS = 10;

  /** Bytes that a collection may still find. */
  private static final int SETTLED = 4096;

  private final StreamLibrary library;
  private final Problem problem;
  private Streams streams;
  private Crew crew;

  private LoadProgram(StreamLibrary library, Problem problem) {
    this.library = library;
    this.problem = problem;
  }

  /**
   * Serves until its input ends.
   *
   * @param args name of the library, cell, hidden size
   */
  public static void main(String[] args) throws IOException {
    StreamLibrary library = (StreamLibrary) Libraries.named(args[0]).orElseThrow();
    Setting setting = Case.A.setting(Layer.of(args[1]), Integer.parseInt(args[2]));
    LoadProgram program = new LoadProgram(library, Problem.of(setting));
    ToldJvm.serve(order -> program.answer(order.split(" ")));
  }

  private String answer(String[] order) throws Exception {
    return switch (order[0]) {
      case "open" -> open();
      case "prepare" ->
          prepare(
              Integer.parseInt(order[1]),
              Integer.parseInt(order[2]),
              Integer.parseInt(order[3]),
              Double.parseDouble(order[4]));
      case "load" -> load(Double.parseDouble(order[1]), Double.parseDouble(order[2]));
      case "steps" -> "" + crew.bytes(Long.parseLong(order[1]));
      default ->
          throw new IllegalArgumentException(
              "expected open, prepare, load or steps, got " + order[0]);
    };
  }

  /** Loads the network, compares its first outputs with those of Cellwise and warms up. */
  private String open() throws Exception {
    streams = library.streams(problem);
    Workload ours = Cellwise.workload(problem, null);
    try (Streams.Share share = streams.share(1)) {
      for (int i = 0; i < FIRST_STEPS; i++) {
        ours.run();
        share.step(0);
      }
      Map<String, float[]> theirs = Map.of("y", share.output());
      double allowed = library.allowed();
      String fault = Agreement.of(problem.setting(), ours.results(), theirs, allowed).fault();
      if (!fault.isEmpty()) {
        throw new IllegalStateException(fault);
      }
    }
    streams.warmUp();
    return library.version();
  }

  private String prepare(int threads, int states, int turns, double seconds) throws Exception {
    if (crew != null) {
      crew.close();
      crew = null;
    }
    long none = heap();
    List<Streams.Share> least = Crew.shares(streams, threads, threads);
    long few = heap();
    List<Streams.Share> shares = Crew.shares(streams, threads, states);
    long all = heap();
    long more = count(shares) - count(least);
    // What a thread needs beside its states is in both, and much more than a state.
    double heapBytes = more == 0 ? 0 : ((all - few) - (few - none)) / (double) more;
    double nativeBytes =
        shares.stream().mapToLong(Streams.Share::nativeBytes).sum() / (double) count(shares);
    least.forEach(Streams.Share::close);
    crew = new Crew(shares, System::nanoTime);
    return Crew.closed(crew.closed(turns, seconds), heapBytes, nativeBytes).toLine();
  }

  private static long count(List<Streams.Share> shares) {
    return shares.stream().mapToLong(Streams.Share::streams).sum();
  }

  /** Bytes in use after as many collections as find something: not all goes with the first. */
  private static long heap() {
    long used = Long.MAX_VALUE;
    for (int i = 0; i < MOST_COLLECTIONS; i++) {
      System.gc();
      long now = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
      if (now >= used - SETTLED) {
        return Math.min(now, used);
      }
      used = now;
    }
    return used;
  }

  private String load(double rate, double seconds) throws Exception {
    crew.warmUp(rate, Math.min(1, seconds));
    System.gc();
    Loaded loaded = crew.load(rate, seconds);
    if (!crew.fault().isEmpty()) {
      throw new IllegalStateException(crew.fault());
    }
    return loaded.toLine();
  }
}
