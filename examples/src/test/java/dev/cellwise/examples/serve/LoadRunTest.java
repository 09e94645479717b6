package dev.cellwise.examples.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.cellwise.examples.BadInput;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against a service that does what a test says, by a clock that goes on 100 ms a request. */
class LoadRunTest {
  private static final long REQUEST = 100_000_000;

  /** No answer: the connection is cut. */
  private static final int CUT = 0;

  /** Headers and one byte of an answer, then nothing. */
  private static final int HALF = -1;

  private final AtomicLong clock = new AtomicLong();
  private final List<Long> slept = new ArrayList<>();

  /** The statuses of requests that step, in order; after them all are 200. */
  private final Deque<Integer> script = new ArrayDeque<>();

  private final List<String> asked = new ArrayList<>();
  private String about = "{\"model\":\"a test's\",\"input\":\"tokens\",\"inputs\":3}";
  private String location = "/streams/%d";
  private String retryAfter = "2";
  private Duration patience = LoadRun.PATIENCE;
  private HttpServer server;

  private final LoadRun.Time time =
      new LoadRun.Time() {
        @Override
        public long now() {
          return clock.get();
        }

        @Override
        public void sleep(long nanos) {
          slept.add(nanos);
          clock.addAndGet(nanos);
        }
      };

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::handle);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void handle(HttpExchange exchange) throws IOException {
    boolean step = exchange.getRequestURI().getPath().startsWith("/streams/");
    if (step && Integer.valueOf(HALF).equals(script.peek())) {
      clock.addAndGet(REQUEST);
      exchange.sendResponseHeaders(200, 100);
      exchange.getResponseBody().write('{');
      exchange.getResponseBody().flush();
      return; // not closed
    }
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      exchange.getRequestBody().readAllBytes();
      if (path.equals("/")) {
        answer(exchange, 200, about);
        return;
      }
      String method = exchange.getRequestMethod();
      asked.add(method + " " + path);
      if (path.equals("/streams")) {
        if (location != null) {
          long opened = asked.stream().filter("POST /streams"::equals).count();
          exchange.getResponseHeaders().set("Location", location.formatted(opened));
        }
        answer(exchange, 201, "{}");
      } else if (method.equals("POST")) {
        step(exchange);
      } else {
        exchange.sendResponseHeaders(204, -1);
      }
    }
  }

  private void step(HttpExchange exchange) throws IOException {
    clock.addAndGet(REQUEST);
    int status = script.isEmpty() ? 200 : script.remove();
    if (status == CUT) {
      return; // closed without an answer
    }
    if (status == 503 && retryAfter != null) {
      exchange.getResponseHeaders().set("Retry-After", retryAfter);
    }
    answer(exchange, status, "{\"error\":\"no\"}");
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  /** One client, for five seconds after a warm-up. */
  private LoadRun.Figures run(Duration warmUp) throws InterruptedException {
    String host = server.getAddress().getAddress().getHostAddress();
    URI url = URI.create("http://" + host + ":" + server.getAddress().getPort());
    PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
    try (LoadRun run = new LoadRun(url, 1, nowhere, time, patience)) {
      return run.run(1, warmUp, Duration.ofSeconds(5));
    }
  }

  @Test
  void allIsWell() throws Exception {
    LoadRun.Figures figures = run(Duration.ZERO);
    assertEquals(50, figures.times().count());
    assertEquals(REQUEST, figures.times().percentile(1));
    assertEquals(5, figures.seconds());
    assertEquals(10, figures.requestsPerSecond());
    assertEquals(0, figures.refused());
    assertEquals(0, figures.failed());
    assertEquals(0, figures.longestFailure());
    assertNull(figures.failure());
    assertEquals(1, figures.alive());
    assertEquals("DELETE /streams/1", asked.getLast());
  }

  @Test
  void aClientWhoseRequestFailsGoesOnWithAnotherStream() throws Exception {
    script.addAll(List.of(200, CUT, 200));
    LoadRun.Figures figures = run(Duration.ZERO);
    assertEquals(1, figures.failed());
    assertEquals(REQUEST, figures.longestFailure());
    assertTrue(figures.failure().contains("IOException"), figures::failure);
    // Five seconds are fifty requests; one failed, and the pause after it took the time of one.
    assertEquals(48, figures.times().count());
    assertEquals(1, figures.alive());
    assertEquals(2, asked.stream().filter("POST /streams"::equals).count());
    assertEquals("DELETE /streams/2", asked.getLast());
  }

  @Test
  void aRefusedClientWaitsAsLongAsItIsTold() throws Exception {
    script.addAll(List.of(200, 503, 200));
    LoadRun.Figures figures = run(Duration.ZERO);
    assertEquals(List.of(2_000_000_000L), slept);
    assertEquals(1, figures.refused());
    assertTrue(figures.refusal().startsWith("status 503"), figures::refusal);
    assertEquals(0, figures.failed());
    assertEquals(29, figures.times().count());
    assertEquals(1, asked.stream().filter("POST /streams"::equals).count());
  }

  @Test
  void aRefusedClientThatIsToldNothingWaitsAMoment() throws Exception {
    retryAfter = null;
    script.addAll(List.of(200, 503, 404));
    LoadRun.Figures figures = run(Duration.ZERO);
    assertEquals(List.of(REQUEST, REQUEST), slept);
    assertEquals(2, figures.refused());
    assertEquals(2, asked.stream().filter("POST /streams"::equals).count());
  }

  @Test
  void nobodyWaitsBeyondTheEnd() throws Exception {
    retryAfter = "500";
    script.addAll(List.of(200, 503));
    run(Duration.ZERO);
    assertEquals(List.of(5_000_000_000L - 2 * REQUEST), slept);
  }

  @Test
  void theWarmUpIsNotCounted() throws Exception {
    retryAfter = "0";
    script.addAll(List.of(503, CUT, 200));
    LoadRun.Figures figures = run(Duration.ofSeconds(1));
    assertEquals(50, figures.times().count());
    assertEquals(0, figures.refused());
    assertNull(figures.refusal());
    assertEquals(0, figures.failed());
    assertNull(figures.failure());
  }

  @Test
  void aClientWithoutAStreamAtTheEndIsNotAlive() throws Exception {
    for (int i = 0; i < 49; i++) {
      script.add(200);
    }
    script.add(CUT);
    assertEquals(0, run(Duration.ZERO).alive());
  }

  @Test
  void aRunWithoutAnAnswerSaysWhatCame() {
    for (int i = 0; i < 50; i++) {
      script.add(400);
    }
    BadInput none = assertThrows(BadInput.class, () -> run(Duration.ZERO));
    assertTrue(none.getMessage().contains("no request was answered; the first: status 400"));
  }

  /** However long the headers took, they are all that comes: each request is given up. */
  @Test
  void anAnswerThatDoesNotEndIsGivenUp() {
    script.add(HALF);
    patience = Duration.ofMillis(50);
    BadInput none = assertThrows(BadInput.class, () -> run(Duration.ZERO));
    assertTrue(none.getMessage().contains("no whole answer within 50 ms"), none::getMessage);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"inputs\":0,\"input\":\"tokens\"}",
        "{\"inputs\":-5,\"input\":\"tokens\"}",
        "{\"inputs\":2000000000,\"input\":\"features\"}",
        "{\"inputs\":\"3\"}",
        "{}",
        "null",
        "[1]",
        "<html>"
      })
  void whatDoesNotAnswerAsAServiceIsRefused(String answer) {
    about = answer;
    BadInput other = assertThrows(BadInput.class, () -> run(Duration.ZERO));
    assertTrue(other.getMessage().contains("is no service of 'cellwise serve'"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"NONE", "mailto:somebody", "a b"})
  void aStreamWithoutAPathIsRefused(String path) {
    location = path.equals("NONE") ? null : path;
    BadInput other = assertThrows(BadInput.class, () -> run(Duration.ZERO));
    assertTrue(other.getMessage().contains("is no service of 'cellwise serve'"));
  }
}
