package dev.cellwise.examples.serve;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.cellwise.examples.BadInput;
import dev.cellwise.examples.StepTimes;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;

/** Clients of a service, a virtual thread and a stream each. */
final class LoadRun implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Lines of progress in a run, at most; and at most one a second. */
  private static final int LINES = 20;

  /** Requests that differ, asked in turn. */
  private static final int BODIES = 16;

  private final URI service;
  private final PrintWriter err;
  private final HttpClient http;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final String model;
  private final List<String> bodies;
  private final LongAdder answered = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final AtomicReference<String> refusal = new AtomicReference<>();

  /**
   * What came out.
   *
   * @param model what was served, in the service's words
   * @param times of requests that were answered, at least one
   * @param seconds in which they were
   * @param refused requests that were not
   * @param refusal why the first of them was not; null where there is none
   */
  record Figures(String model, StepTimes times, double seconds, long refused, String refusal) {
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
   * @throws BadInput if no service answers there
   */
  LoadRun(URI service, int steps, PrintWriter err) throws InterruptedException {
    this.service = service;
    this.err = err;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .executor(threads)
            .build();
    try {
      HttpResponse<String> answer = send(request("/").GET());
      Map<String, Object> served = JSON.std.mapFrom(answer.body());
      if (!(served.get("inputs") instanceof Integer inputs)) {
        throw new IOException("its answer does not say what it takes");
      }
      model = String.valueOf(served.get("model"));
      bodies = bodies(String.valueOf(served.get("input")), inputs, steps);
    } catch (IOException | IllegalArgumentException e) {
      close();
      throw new BadInput("URL: %s is no service of 'cellwise serve': %s".formatted(service, e));
    }
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
   * @throws BadInput if no request was answered
   */
  Figures run(int clients, Duration warmUp, Duration measured) throws InterruptedException {
    long from = System.nanoTime() + warmUp.toNanos();
    long to = from + measured.toNanos();
    List<Future<StepTimes>> running = new ArrayList<>();
    for (int i = 0; i < clients; i++) {
      running.add(threads.submit(() -> client(from, to)));
    }
    progress(to, warmUp.plus(measured));
    StepTimes times = new StepTimes();
    for (Future<StepTimes> client : running) {
      times.add(result(client));
    }
    double seconds = (System.nanoTime() - from) / 1e9;
    if (times.count() == 0) {
      throw new BadInput("URL: no request was answered; the first: " + refusal.get());
    }
    return new Figures(model, times, seconds, refused.sum(), refusal.get());
  }

  /** One client: its stream from the beginning to the end of the run. */
  private StepTimes client(long from, long to) throws InterruptedException {
    StepTimes times = new StepTimes();
    try {
      HttpResponse<String> opened = send(request("/streams").POST(BodyPublishers.noBody()));
      if (opened.statusCode() != 201) {
        refuse(opened.body());
        return times;
      }
      String stream = opened.headers().firstValue("Location").orElseThrow();
      for (int i = 0; i == 0 || System.nanoTime() - to < 0; i++) {
        BodyPublisher body = BodyPublishers.ofString(bodies.get(i % BODIES));
        long start = System.nanoTime();
        HttpResponse<String> answer = send(request(stream).POST(body));
        long time = System.nanoTime() - start;
        if (answer.statusCode() != 200) {
          refuse(answer.body());
        } else if (start - from >= 0) {
          times.record(time);
          answered.increment();
        }
      }
      send(request(stream).DELETE());
    } catch (IOException e) {
      refuse(e.toString());
    }
    return times;
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(service.resolve(path)).timeout(PATIENCE);
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return http.send(request.build(), BodyHandlers.ofString());
  }

  private void refuse(String why) {
    refused.increment();
    refusal.compareAndSet(null, why);
  }

  private void progress(long to, Duration all) throws InterruptedException {
    long interval = Math.max(1_000_000_000L, all.toNanos() / LINES);
    for (long left = to - System.nanoTime(); left > 0; left = to - System.nanoTime()) {
      Thread.sleep(Duration.ofNanos(Math.min(left, interval)));
      double done = (all.toNanos() - Math.max(0, to - System.nanoTime())) / 1e9;
      err.printf(
          Locale.ROOT,
          "load  %.0f of %d s  %,d requests counted  %,d refused%n",
          done,
          all.toSeconds(),
          answered.sum(),
          refused.sum());
      err.flush();
    }
  }

  private static StepTimes result(Future<StepTimes> client) throws InterruptedException {
    try {
      return client.get();
    } catch (ExecutionException e) {
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
