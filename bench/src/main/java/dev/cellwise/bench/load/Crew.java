package dev.cellwise.bench.load;

import com.sun.management.ThreadMXBean;
import dev.cellwise.bench.cases.Data;
import dev.cellwise.bench.cases.Streams;
import dev.cellwise.bench.figure.Round;
import dev.cellwise.bench.race.Turns;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongSupplier;
import org.HdrHistogram.Histogram;

/** Threads that step streams, each its own share of them. */
final class Crew implements AutoCloseable {
  private static final ThreadMXBean THREADS =
      ManagementFactory.getPlatformMXBean(ThreadMXBean.class);

  /** Nanoseconds in which all threads get to where they wait for the start. */
  private static final long LEAD = 20_000_000;

  /**
   * Runs that warm up a load. Several: a method that is compiled while it runs is entered anew by
   * the next one.
   */
  private static final int WARM_UPS = 10;

  /** A thread's streams and whose turn it is. */
  private record Place(Streams.Share share, RoundRobin all, RoundRobin one) {}

  private final List<Place> places;
  private final ExecutorService pool;
  private final LongSupplier clock;

  /**
   * Starts the threads.
   *
   * @param shares of each
   * @param clock in nanoseconds
   */
  Crew(List<Streams.Share> shares, LongSupplier clock) {
    this.clock = clock;
    places =
        shares.stream()
            .map(s -> new Place(s, new RoundRobin(s.streams()), new RoundRobin(1)))
            .toList();
    pool = Executors.newFixedThreadPool(places.size());
  }

  /**
   * Streams for threads, as many for each as for the others or one more.
   *
   * @param states of all threads; each gets one at least
   */
  static List<Streams.Share> shares(Streams streams, int threads, int states) throws Exception {
    List<Streams.Share> shares = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      shares.add(streams.share(Math.max(1, states / threads + (i < states % threads ? 1 : 0))));
    }
    return shares;
  }

  /** What a thread does. */
  private interface Task<T> {
    T run(int thread, Place place);
  }

  private <T> List<T> all(Task<T> task) throws InterruptedException, ExecutionException {
    List<Future<T>> futures = new ArrayList<>();
    for (int i = 0; i < places.size(); i++) {
      int thread = i;
      Callable<T> call = () -> task.run(thread, places.get(thread));
      futures.add(pool.submit(call));
    }
    List<T> results = new ArrayList<>();
    for (Future<T> future : futures) {
      results.add(future.get());
    }
    return results;
  }

  /**
   * Steps without a pause: in turns one stream a thread, and all of them. The first half of the
   * turns warms up.
   *
   * @param turns at least 2
   * @param seconds of each
   * @return [2][turns kept] — nanoseconds a step of one stream, and of all; means of the threads
   */
  double[][] closed(int turns, double seconds) throws InterruptedException, ExecutionException {
    int kept = turns / 2;
    double[][] nanos = new double[2][kept];
    for (int turn = 0; turn < turns; turn++) {
      double one = closed(true, seconds);
      double all = closed(false, seconds);
      int at = turn - (turns - kept);
      if (at >= 0) {
        nanos[0][at] = one;
        nanos[1][at] = all;
      }
    }
    return nanos;
  }

  private double closed(boolean one, double seconds)
      throws InterruptedException, ExecutionException {
    long start = clock.getAsLong() + LEAD;
    long nanos = (long) (1e9 * seconds);
    List<Double> times =
        all((i, p) -> ClosedLoop.time(p.share(), one ? p.one() : p.all(), clock, start, nanos));
    return times.stream().mapToDouble(t -> t).average().orElseThrow();
  }

  /** What {@link #closed} found, with the bytes of a state. */
  static Closed closed(double[][] nanos, double heapBytes, double nativeBytes) {
    return new Closed(
        Round.middle(nanos[0]),
        Round.middle(nanos[1]),
        Turns.ratio(nanos[1], nanos[0]),
        heapBytes,
        nativeBytes);
  }

  /** Runs a load for a while and leaves it out of account. */
  void warmUp(double rate, double seconds) throws InterruptedException, ExecutionException {
    for (int i = 0; i < WARM_UPS; i++) {
      load(rate, seconds / WARM_UPS);
    }
  }

  /**
   * Runs a load.
   *
   * @param rate events a second, of all threads
   * @param seconds from the first event to the last; after twice as long it is broken off
   */
  Loaded load(double rate, double seconds) throws InterruptedException, ExecutionException {
    int threads = places.size();
    long events = Math.max(1, Math.round(rate * seconds / threads));
    double interval = threads * 1e9 / rate;
    long start = clock.getAsLong() + LEAD;
    // Never before the last event is due, however few there are.
    long end = start + (long) (2 * Math.max(1e9 * seconds, events * interval));
    List<OpenLoop> loops =
        places.stream().map(p -> new OpenLoop(p.share(), p.all(), clock)).toList();
    List<Long> bytes =
        all(
            (i, p) -> {
              // The threads' events fall between each other.
              long first = start + (long) (i * interval / threads);
              long before = THREADS.getCurrentThreadAllocatedBytes();
              loops.get(i).run(first, interval, events, end);
              return THREADS.getCurrentThreadAllocatedBytes() - before;
            });
    Histogram latencies = OpenLoop.histogram();
    loops.forEach(l -> latencies.add(l.latencies()));
    long missed = loops.stream().mapToLong(OpenLoop::missed).sum();
    long stepped = Math.max(1, latencies.getTotalCount() - missed);
    return Loaded.of(
        rate,
        latencies,
        loops.stream().mapToLong(OpenLoop::late).sum(),
        missed,
        loops.stream().mapToLong(OpenLoop::leastMissed).min().orElseThrow(),
        (double) bytes.stream().mapToLong(b -> b).sum() / stepped);
  }

  /** Bytes that the first thread allocates in so many steps of its streams in turn. */
  long bytes(long steps) throws InterruptedException, ExecutionException {
    Callable<Long> call =
        () -> {
          Place place = places.getFirst();
          long before = THREADS.getCurrentThreadAllocatedBytes();
          ClosedLoop.run(place.share(), place.all(), steps);
          return THREADS.getCurrentThreadAllocatedBytes() - before;
        };
    return pool.submit(call).get();
  }

  /** What is wrong with the threads' last outputs, or an empty string. */
  String fault() {
    for (Place place : places) {
      float[] h = place.share().output();
      String fault = Data.faultOfHidden(h.length, h, 0);
      if (!fault.isEmpty()) {
        return fault;
      }
    }
    return "";
  }

  /** Ends the threads, and gives the shares back. */
  @Override
  public void close() {
    pool.close();
    places.forEach(p -> p.share().close());
  }
}
