package dev.cellwise.examples.serve;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.cellwise.examples.BadInput;
import dev.cellwise.examples.StepTimes;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Clients of a service, a virtual thread and a stream each. */
final class LoadRun implements AutoCloseable {
  /** How long a client waits for a connection, and for an answer, to its last byte. */
  static final Duration PATIENCE = Duration.ofSeconds(30);

  /** The longest answer; one of a step is a row of numbers. */
  private static final long MOST_BYTES = 1 << 28;

  /** Lines of progress in a run, at most; and at most one a second. */
  private static final int LINES = 20;

  /** Requests that differ, asked in turn. */
  private static final int BODIES = 16;

  /**
   * The most numbers that a service may want a step: a row of more would be no load but a flood.
   */
  private static final int MOST_INPUTS = 1 << 20;

  private final URI service;
  private final PrintWriter err;
  private final Time time;
  private final Duration patience;
  private final HttpClient http;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final String model;
  private final List<String> bodies;

  /** When things happen. */
  interface Time {
    /** The machine's. */
    Time MACHINE =
        new Time() {
          @Override
          public long now() {
            return System.nanoTime();
          }

          @Override
          public void sleep(long nanos) throws InterruptedException {
            Thread.sleep(Duration.ofNanos(nanos));
          }
        };

    /** Nanoseconds, as {@link System#nanoTime()}. */
    long now();

    /**
     * Waits.
     *
     * @param nanos how long, at least 0
     */
    void sleep(long nanos) throws InterruptedException;
  }

  /**
   * What came out.
   *
   * @param model what was served, in the service's words
   * @param times of requests that were answered, at least one
   * @param seconds in which they began
   * @param refused requests that were answered with another status than they should
   * @param refusal why the first of them was; null where there is none
   * @param failed requests that were not answered at all
   * @param longestFailure nanoseconds until one of them was given up; 0 where there is none
   * @param failure why the first of them was; null where there is none
   * @param alive clients that had a stream at the end
   */
  record Figures(
      String model,
      StepTimes times,
      double seconds,
      long refused,
      String refusal,
      long failed,
      long longestFailure,
      String failure,
      int alive) {
    double requestsPerSecond() {
      return times.count() / seconds;
    }
  }

  /**
   * Looks at what is served.
   *
   * @param service its address
   * @param steps of a request
   * @param err for progress
   * @param time when things happen
   * @param patience how long a client waits for an answer, to its last byte
   * @throws BadInput if no service answers there
   */
  LoadRun(URI service, int steps, PrintWriter err, Time time, Duration patience)
      throws InterruptedException {
    this.service = service;
    this.err = err;
    this.time = time;
    this.patience = patience;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .executor(threads)
            .build();
    try {
      HttpResponse<String> answer = send(request("/").GET(), PATIENCE);
      Object served = JSON.std.anyFrom(answer.body());
      Map<?, ?> fields = served instanceof Map<?, ?> map ? map : Map.of();
      if (!(fields.get("inputs") instanceof Integer inputs
          && inputs >= 1
          && inputs <= MOST_INPUTS)) {
        throw new IOException("its answer does not say what it takes");
      }
      model = String.valueOf(fields.get("model"));
      bodies = bodies(String.valueOf(fields.get("input")), (Integer) fields.get("inputs"), steps);
    } catch (IOException | IllegalArgumentException e) {
      close();
      throw noService(e.getMessage() == null ? e.toString() : e.getMessage());
    }
  }

  /** What is thrown where something else answers. */
  BadInput noService(String why) {
    return new BadInput("URL: %s is no service of 'cellwise serve': %s".formatted(service, why));
  }

  /** Requests that are right for the network; what they ask is all the same. */
  private static List<String> bodies(String input, int inputs, int steps) throws IOException {
    List<String> bodies = new ArrayList<>();
    for (int b = 0; b < BODIES; b++) {
      List<Object> asked = new ArrayList<>();
      for (int t = 0; t < steps; t++) {
        asked.add(input.equals("tokens") ? (Object) ((b + t) % inputs) : row(b + t, inputs));
      }
      bodies.add(JSON.std.asString(Map.of(input, asked)));
    }
    return bodies;
  }

  private static float[] row(int t, int size) {
    float[] row = new float[size];
    for (int i = 0; i < size; i++) {
      row[i] = (t + i) % 8 / 8f;
    }
    return row;
  }

  /**
   * Asks until the time is over.
   *
   * @param clients how many ask at once
   * @param warmUp for how long nothing is counted
   * @param measured for how long after that
   * @throws BadInput if no request was answered, or not as a service answers
   */
  Figures run(int clients, Duration warmUp, Duration measured) throws InterruptedException {
    LoadTally tally = new LoadTally(time.now() + warmUp.toNanos());
    long to = tally.from() + measured.toNanos();
    CountDownLatch done = new CountDownLatch(clients);
    List<Future<LoadClient>> running = new ArrayList<>();
    for (int i = 0; i < clients; i++) {
      LoadClient client = new LoadClient(this, tally, to);
      running.add(threads.submit(() -> client.run(done)));
    }
    progress(done, tally, to, warmUp.plus(measured));
    StepTimes times = new StepTimes();
    int alive = 0;
    for (Future<LoadClient> future : running) {
      LoadClient client = result(future);
      times.add(client.times());
      alive += client.alive() ? 1 : 0;
    }
    if (times.count() == 0) {
      throw new BadInput("URL: no request was answered; the first: " + tally.reason());
    }
    // Not until the last one is back: one that hangs for long would make all others seem slower.
    return tally.figures(model, times, measured.toNanos() / 1e9, alive);
  }

  /**
   * A body to step a stream with.
   *
   * @param i any number from 0
   */
  String body(int i) {
    return bodies.get(i % BODIES);
  }

  /** When things happen. */
  Time time() {
    return time;
  }

  /**
   * A request that is not sent yet.
   *
   * @param path of the service
   * @throws IllegalArgumentException if it is none
   */
  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(service.resolve(path));
  }

  /**
   * Sends one.
   *
   * @throws IOException if no answer comes, not all of it in time, or more than an answer has
   */
  HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return send(request, patience);
  }

  /** The limit is ours: that of a request ends with the headers of its answer. */
  private HttpResponse<String> send(HttpRequest.Builder request, Duration most)
      throws IOException, InterruptedException {
    CompletableFuture<HttpResponse<String>> answer =
        http.sendAsync(request.build(), BodyHandlers.limiting(BodyHandlers.ofString(), MOST_BYTES));
    try {
      return answer.get(most.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new HttpTimeoutException("no whole answer within " + most.toMillis() + " ms");
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
    } finally {
      // Of one that is there already this does nothing.
      answer.cancel(true);
    }
  }

  private void progress(CountDownLatch done, LoadTally tally, long to, Duration all)
      throws InterruptedException {
    long interval = Math.max(1_000_000_000L, all.toNanos() / LINES);
    boolean over;
    do {
      over = done.await(interval, TimeUnit.NANOSECONDS);
      double passed = (all.toNanos() - Math.max(0, to - time.now())) / 1e9;
      err.printf(Locale.ROOT, "load  %.0f of %d s  %s%n", passed, all.toSeconds(), tally);
      err.flush();
    } while (!over);
  }

  private static LoadClient result(Future<LoadClient> client) throws InterruptedException {
    try {
      return client.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof BadInput bad) {
        throw bad;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  /** Breaks off what still runs. */
  @Override
  public void close() {
    http.shutdownNow();
    threads.shutdownNow();
  }
}
