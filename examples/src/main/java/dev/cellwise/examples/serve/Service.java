package dev.cellwise.examples.serve;

import com.fasterxml.jackson.jr.ob.JSON;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.cellwise.rnn.net.State;
import dev.cellwise.rnn.net.Stepper;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.LongSupplier;

/**
 * A network behind HTTP. Each request has a virtual thread, each stream a {@link State}; a request
 * that steps borrows one of a few {@link Stepper}s.
 *
 * <table>
 *   <caption>Requests</caption>
 *   <tr><td>{@code GET /}</td><td>what is served</td></tr>
 *   <tr><td>{@code POST /streams}</td><td>opens a stream at its start</td></tr>
 *   <tr><td>{@code POST /streams/ID}</td><td>steps it: {@link Question}</td></tr>
 *   <tr><td>{@code DELETE /streams/ID}</td><td>ends it</td></tr>
 * </table>
 */
final class Service implements AutoCloseable {
  private static final Logger LOG = System.getLogger("dev.cellwise.examples.serve");
  private static final String STREAM = "/streams/";

  /** Connections that may come at once before one of them is accepted. */
  private static final int BACKLOG = 1024;

  /** How long requests have to end when the service is closed. */
  private static final int GRACE_SECONDS = 2;

  private final Served model;
  private final Limits limits;
  private final LongSupplier clock;
  private final Streams streams;
  private final Steppers steppers;
  private final HttpServer server;
  private final InetSocketAddress address;
  private final ExecutorService requests;
  private final Thread sweeper;
  private boolean closed;

  /**
   * A service that has its address, and takes no requests before {@link #start}: clients wait.
   *
   * @param model what is served
   * @param asked where to listen; port 0 picks one that is free
   * @param limits of what requests can take
   * @param processors how many requests compute at once
   * @param clock nanoseconds, as {@link System#nanoTime()}: how long streams are idle
   * @throws IOException if the address is taken, or not this machine's
   */
  Service(Served model, InetSocketAddress asked, Limits limits, int processors, LongSupplier clock)
      throws IOException {
    this.model = model;
    this.limits = limits;
    this.clock = clock;
    this.streams = new Streams(model.network()::newState, limits, clock);
    this.steppers = new Steppers(model.network(), processors, limits.patience());
    this.requests = Executors.newVirtualThreadPerTaskExecutor();
    this.server = HttpServer.create(asked, BACKLOG);
    this.address = server.getAddress();
    this.sweeper = Thread.ofVirtual().name("idle streams").unstarted(this::sweep);
    server.setExecutor(requests);
    server.createContext("/", this::handle);
  }

  /** Begins to answer. */
  void start() {
    sweeper.start();
    server.start();
  }

  /** Where it listens, or did. */
  InetSocketAddress address() {
    return address;
  }

  /** The streams that are open. */
  Streams streams() {
    return streams;
  }

  /** What steps them. */
  Steppers steppers() {
    return steppers;
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      try {
        answer(exchange);
      } catch (Refusal e) {
        if (e.status() == 503) {
          exchange.getResponseHeaders().set("Retry-After", "1");
        }
        send(exchange, e.status(), Map.of("error", e.getMessage()));
      } catch (RuntimeException e) {
        LOG.log(Level.ERROR, "a request failed", e);
        send(exchange, 500, Map.of("error", "the service failed; its log says why"));
      }
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    if (path.equals("/")) {
      allow(exchange, "GET");
      send(exchange, 200, describe());
    } else if (path.equals("/streams")) {
      allow(exchange, "POST");
      open(exchange);
    } else if (path.startsWith(STREAM)) {
      allow(exchange, "POST", "DELETE");
      String id = path.substring(STREAM.length());
      if (exchange.getRequestMethod().equals("DELETE")) {
        streams.close(id);
        exchange.sendResponseHeaders(204, -1);
      } else {
        // The whole body first: a client that sends slowly must not keep its stream or a stepper.
        LiveStream stream = streams.get(id);
        Question question = Question.of(body(exchange), model, limits.steps());
        send(exchange, 200, step(stream, question));
      }
    } else {
      throw new Refusal(404, "path: expected /, /streams or /streams/ID, got " + path);
    }
  }

  private Map<String, Object> describe() {
    Map<String, Object> all = model.describe();
    all.put("streams", streams.size());
    all.put("most_streams", limits.streams());
    all.put("most_steps", limits.steps());
    all.put("most_bytes", limits.bodyBytes());
    return all;
  }

  private void open(HttpExchange exchange) throws IOException {
    String id = streams.open().id();
    exchange.getResponseHeaders().set("Location", STREAM + id);
    send(exchange, 201, Map.of("stream", id, "model", model.origin()));
  }

  /** Here the library is used: the stream's state, a borrowed stepper, arrays of the request's. */
  private Map<String, Object> step(LiveStream stream, Question question) {
    State state = stream.begin();
    try {
      Stepper stepper = steppers.take();
      try {
        Map<String, Object> answer = run(stepper, state, question);
        stream.steps += question.steps() + question.invent();
        answer.put("steps", stream.steps);
        return answer;
      } finally {
        steppers.give(stepper);
      }
    } finally {
      stream.end(clock.getAsLong());
    }
  }

  private Map<String, Object> run(Stepper stepper, State state, Question question) {
    int steps = question.steps();
    int size = model.outputs();
    float[] y = new float[steps * size];
    if (model.tokens()) {
      stepper.run(state, question.tokens(), steps, y);
    } else {
      stepper.run(state, question.features(), steps, y);
    }
    int first = question.every() ? 0 : steps - 1;
    float[][] rows = new float[steps - first][];
    for (int t = first; t < steps; t++) {
      rows[t - first] = Arrays.copyOfRange(y, t * size, (t + 1) * size);
    }
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("outputs", rows);
    if (question.invent() > 0) {
      float[] last = Arrays.copyOfRange(y, (steps - 1) * size, steps * size);
      answer.put("text", invent(stepper, state, last, question));
    }
    return answer;
  }

  /** What the network says is what it reads next. */
  private String invent(Stepper stepper, State state, float[] logits, Question question) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < question.invent(); i++) {
      int next = question.sampler().next(logits, logits.length);
      text.append(model.vocabulary().symbol(next));
      stepper.step(state, next, logits);
    }
    return text.toString();
  }

  private static void allow(HttpExchange exchange, String... methods) {
    String method = exchange.getRequestMethod();
    if (!List.of(methods).contains(method)) {
      String allowed = String.join(", ", methods);
      exchange.getResponseHeaders().set("Allow", allowed);
      throw new Refusal(405, "method: expected " + allowed + ", got " + method);
    }
  }

  private byte[] body(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readNBytes(limits.bodyBytes() + 1);
    if (body.length > limits.bodyBytes()) {
      throw new Refusal(413, "body: expected at most " + limits.bodyBytes() + " bytes, got more");
    }
    return body;
  }

  private static void send(HttpExchange exchange, int status, Map<String, Object> answer)
      throws IOException {
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.sendResponseHeaders(status, -1);
      return;
    }
    byte[] body = JSON.std.asBytes(answer);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }

  /** Frees the memory of idle streams; that they are gone is seen without it. */
  private void sweep() {
    Duration pause = limits.idle().dividedBy(4);
    try {
      while (true) {
        Thread.sleep(pause.compareTo(Duration.ofSeconds(1)) < 0 ? Duration.ofSeconds(1) : pause);
        streams.dropIdle();
      }
    } catch (InterruptedException e) {
      // Closed: all streams go with the service.
    }
  }

  /** Takes no more requests, lets those end that run, and then closes all connections. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    server.stop(GRACE_SECONDS);
    requests.shutdownNow();
    sweeper.interrupt();
  }
}
