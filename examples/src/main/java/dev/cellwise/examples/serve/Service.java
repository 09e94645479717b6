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
 *   <tr><td>{@code GET /streams/ID}</td><td>how many steps it has taken</td></tr>
 *   <tr><td>{@code POST /streams/ID}</td><td>steps it: {@link Question}</td></tr>
 *   <tr><td>{@code DELETE /streams/ID}</td><td>ends it</td></tr>
 *   <tr><td>{@code GET /streams/ID/state}</td><td>its state, as bytes</td></tr>
 *   <tr><td>{@code PUT /streams/ID/state}</td><td>goes on from such bytes</td></tr>
 * </table>
 */
final class Service implements AutoCloseable {
  private static final Logger LOG = System.getLogger("dev.cellwise.examples.serve");
  private static final String STREAM = "/streams/";
  private static final String STATE = "/state";
  private static final String CLOSING = "service: expected one that is open, got one that closes";

  /** Bytes that a byte of JSON may become once it is read: a list of one number has four bytes. */
  private static final int PARSED = 32;

  /** Connections that may come at once before one of them is accepted. */
  private static final int BACKLOG = 1024;

  private final Served model;
  private final Limits limits;
  private final LongSupplier clock;
  private final Streams streams;
  private final Steppers steppers;
  private final Room room;

  /** Of requests that are taken. */
  private final Door door = new Door();

  /** Bytes of a state, the same for all of a network. */
  private final int stateBytes;

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
    this.room = new Room(limits.inFlight());
    this.stateBytes = model.network().toBytes(model.network().newState()).length;
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

  /** The memory for requests. */
  Room room() {
    return room;
  }

  /** Whether it takes no more requests. */
  boolean closing() {
    return door.isShut();
  }

  private void handle(HttpExchange exchange) throws IOException {
    boolean taken = door.enter();
    try {
      handle(exchange, taken);
    } finally {
      // Its answer has been handed to the network by then.
      if (taken) {
        door.leave();
      }
    }
  }

  private void handle(HttpExchange exchange, boolean taken) throws IOException {
    try (exchange;
        Room.Share share = room.share()) {
      try {
        if (!taken) {
          // A client that keeps its connection would ask here until it is cut.
          exchange.getResponseHeaders().set("Connection", "close");
          throw new Refusal(503, CLOSING);
        }
        answer(exchange, share);
      } catch (Refusal e) {
        if (e.status() == 503) {
          exchange.getResponseHeaders().set("Retry-After", "1");
        }
        send(exchange, e.status(), Map.of("error", e.getMessage()));
      } catch (RuntimeException | Error e) {
        // An error too, such as too little memory: the client is told, and the next one answered.
        LOG.log(Level.ERROR, "a request failed", e);
        send(exchange, 500, Map.of("error", "the service failed; its log says why"));
      }
    }
  }

  private void answer(HttpExchange exchange, Room.Share share) throws IOException {
    String path = exchange.getRequestURI().getPath();
    if (path.equals("/")) {
      allow(exchange, "GET");
      send(exchange, 200, describe());
    } else if (path.equals("/streams")) {
      allow(exchange, "POST");
      open(exchange);
    } else if (path.startsWith(STREAM) && path.substring(STREAM.length()).endsWith(STATE)) {
      allow(exchange, "GET", "PUT");
      String id = path.substring(STREAM.length(), path.length() - STATE.length());
      state(exchange, streams.get(id), share);
    } else if (path.startsWith(STREAM)) {
      allow(exchange, "GET", "POST", "DELETE");
      stream(exchange, path.substring(STREAM.length()), share);
    } else {
      throw new Refusal(
          404,
          "path: expected /, /streams, /streams/ID or /streams/ID/state, got "
              + Refusal.shown(path));
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

  private void stream(HttpExchange exchange, String id, Room.Share share) throws IOException {
    if (exchange.getRequestMethod().equals("DELETE")) {
      streams.close(id);
      exchange.sendResponseHeaders(204, -1);
      return;
    }
    LiveStream stream = streams.get(id);
    if (exchange.getRequestMethod().equals("GET")) {
      send(exchange, 200, Map.of("steps", at(stream, (state, taken) -> taken)));
      return;
    }
    // The whole body first: a client that sends slowly must not keep its stream or a stepper.
    int most = limits.bodyBytes();
    byte[] body =
        body(exchange, share, most, 413, "body: expected at most " + most + " bytes, got more");
    share.take((long) PARSED * body.length);
    Question question = Question.of(body, model, limits.steps());
    share.take(StepRun.bytes(question, model.outputs()));
    send(exchange, 200, step(stream, question));
  }

  private Map<String, Object> step(LiveStream stream, Question question) {
    return at(
        stream,
        (state, taken) -> {
          if (question.after() != Question.ANY && question.after() != taken) {
            throw new Refusal(
                409,
                "after: expected %d, the steps that the stream has taken, got %d"
                    .formatted(taken, question.after()));
          }
          return step(stream, state, question);
        });
  }

  /** On a copy: whatever goes wrong on the way, the stream is as it was. */
  private Map<String, Object> step(LiveStream stream, State state, Question question) {
    Stepper stepper = steppers.take();
    try {
      State next = state.copy();
      Map<String, Object> answer = new StepRun(model, stepper, next, question).answer();
      stream.keep(next, question.steps() + question.invent());
      answer.put("steps", stream.steps());
      return answer;
    } finally {
      steppers.give(stepper);
    }
  }

  private void state(HttpExchange exchange, LiveStream stream, Room.Share share)
      throws IOException {
    // The bytes, and the numbers they are made of or become.
    share.take(2L * stateBytes);
    if (exchange.getRequestMethod().equals("PUT")) {
      String longer = "state: expected " + stateBytes + " bytes for this network, got more";
      State next = state(body(exchange, share, stateBytes, 400, longer));
      send(exchange, 200, Map.of("steps", at(stream, (state, taken) -> put(stream, next))));
      return;
    }
    byte[] bytes = at(stream, (state, taken) -> get(exchange, state, taken));
    exchange.getResponseHeaders().set("Content-Type", "application/octet-stream");
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private byte[] get(HttpExchange exchange, State state, long taken) {
    exchange.getResponseHeaders().set("Stream-Steps", Long.toString(taken));
    return model.network().toBytes(state);
  }

  private static long put(LiveStream stream, State next) {
    stream.keep(next, 0);
    return stream.steps();
  }

  private State state(byte[] bytes) {
    try {
      State state = model.network().newState(bytes);
      if (StepRun.finite(state)) {
        return state;
      }
    } catch (IllegalArgumentException e) {
      throw new Refusal(400, "state: " + e.getMessage());
    }
    throw new Refusal(400, "state: expected finite numbers, got one that is not");
  }

  /** What is done while nobody else is at a stream. */
  private interface Work<T> {
    T with(State state, long taken);
  }

  private <T> T at(LiveStream stream, Work<T> work) {
    State state = stream.begin();
    try {
      return work.with(state, stream.steps());
    } finally {
      stream.end(clock.getAsLong());
    }
  }

  private static void allow(HttpExchange exchange, String... methods) {
    String method = exchange.getRequestMethod();
    if (!List.of(methods).contains(method)) {
      String allowed = String.join(", ", methods);
      exchange.getResponseHeaders().set("Allow", allowed);
      throw new Refusal(405, "method: expected " + allowed + ", got " + Refusal.shown(method));
    }
  }

  private static byte[] body(
      HttpExchange exchange, Room.Share share, int most, int status, String longer)
      throws IOException {
    String said = exchange.getRequestHeaders().getFirst("Content-Length");
    // Without a length, in chunks, it may get as long as a body may.
    long length = said == null ? most : Long.parseLong(said);
    if (length > most) {
      throw new Refusal(status, longer);
    }
    share.take(length);
    byte[] body = exchange.getRequestBody().readNBytes(most + 1);
    if (body.length > most) {
      throw new Refusal(status, longer);
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

  /**
   * Takes no more requests, lets those end that run, and then closes all connections. Who asks
   * meanwhile is refused.
   *
   * <p>The JDK's server is not told to wait: it also waits for connections on which nothing is
   * asked, such as one that its client closes at that moment, and then for all of the time.
   */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      door.shut(limits.grace());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    server.stop(0);
    requests.shutdownNow();
    sweeper.interrupt();
  }
}
