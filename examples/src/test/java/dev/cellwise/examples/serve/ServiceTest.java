package dev.cellwise.examples.serve;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.examples.serve.Client.Answer;
import dev.cellwise.kernels.Activation;
import dev.cellwise.rnn.data.CharVocabulary;
import dev.cellwise.rnn.net.Architecture;
import dev.cellwise.rnn.net.Network;
import dev.cellwise.rnn.net.Sampler;
import dev.cellwise.rnn.net.Session;
import dev.cellwise.rnn.net.State;
import dev.cellwise.rnn.net.Stepper;
import dev.cellwise.rnn.net.Tensor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServiceTest {
  private static final CharVocabulary SYMBOLS = CharVocabulary.of("abcdefgh ");
  private static final int V = SYMBOLS.size();
  private static final int I = 3;
  private static final Duration IDLE = Duration.ofSeconds(60);

  /** Who closes it and waits for nothing takes longer than any test may. */
  private static final Limits PATIENT =
      new Limits(8, 400, 40, 1 << 20, IDLE, IDLE, Duration.ofMinutes(5));

  private final Network characters =
      Network.initialise(
          Architecture.builder().embedding(V, 6).lstm(20).gru(17).dense(V).build(), 5);
  private final Network numbers =
      Network.initialise(Architecture.builder().features(I).lstm(9).dense(2).build(), 6);
  private final AtomicLong clock = new AtomicLong();
  private final List<Service> started = new ArrayList<>();
  private Service service;
  private Client client;

  @BeforeEach
  void start() throws IOException {
    service = start(new Served(characters, SYMBOLS, "a test's"), Duration.ofSeconds(60));
    client = new Client(service.address());
  }

  @AfterEach
  void stop() {
    started.forEach(Service::close);
    client.close();
  }

  /** Two steppers, eight streams, requests of at most 400 bytes and 40 steps. */
  private Service start(Served model, Duration wait) throws IOException {
    return start(model, limits(wait, 1 << 20));
  }

  private static Limits limits(Duration wait, long inFlight) {
    return new Limits(8, 400, 40, inFlight, IDLE, wait, Duration.ofSeconds(1));
  }

  private Service start(Served model, Limits limits) throws IOException {
    InetSocketAddress free = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    Service made = new Service(model, free, limits, 2, clock::get);
    made.start();
    started.add(made);
    return made;
  }

  @Test
  void tellsWhatItServes() throws Exception {
    Answer answer = client.ask("GET", "/", "");
    assertEquals(200, answer.status());
    assertEquals("a test's", answer.json().get("model"));
    assertEquals("tokens", answer.json().get("input"));
    assertEquals(V, answer.json().get("inputs"));
    assertEquals(V, answer.json().get("outputs"));
    assertEquals(0, answer.json().get("streams"));
    client.open();
    assertEquals(1, client.ask("GET", "/", "").json().get("streams"));
  }

  @Test
  void streamsInterleavedGiveTheBitsOfASessionAlone() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<List<float[]>>> streams = new ArrayList<>();
      for (int s = 0; s < 8; s++) {
        int seed = s;
        streams.add(threads.submit(() -> overHttp(seed)));
      }
      for (int s = 0; s < 8; s++) {
        List<float[]> alone = alone(s);
        List<float[]> served = streams.get(s).get();
        assertEquals(alone.size(), served.size());
        for (int i = 0; i < alone.size(); i++) {
          assertArrayEquals(alone.get(i), served.get(i), "stream " + s + ", request " + i);
        }
      }
    }
  }

  private List<float[]> overHttp(int seed) throws Exception {
    String stream = client.open();
    List<float[]> outputs = new ArrayList<>();
    for (int i = 0; i < 25; i++) {
      outputs.add(client.step(stream, "{\"tokens\":" + List.of(token(seed, i), seed) + "}")[0]);
    }
    assertEquals(204, client.ask("DELETE", stream, "").status());
    return outputs;
  }

  private List<float[]> alone(int seed) {
    Session session = characters.newSession();
    List<float[]> outputs = new ArrayList<>();
    for (int i = 0; i < 25; i++) {
      float[] out = new float[V];
      session.step(token(seed, i), out);
      session.step(seed, out);
      outputs.add(out);
    }
    return outputs;
  }

  private static int token(int seed, int i) {
    return (i * i + 3 * seed) % V;
  }

  @Test
  void textIsReadAndEveryStepAnswered() throws Exception {
    float[][] rows = client.step(client.open(), "{\"text\":\"bad cafe\",\"every\":true}");
    Session session = characters.newSession();
    int[] tokens = SYMBOLS.encode("bad cafe");
    assertEquals(tokens.length, rows.length);
    float[] out = new float[V];
    for (int t = 0; t < tokens.length; t++) {
      session.step(tokens[t], out);
      assertArrayEquals(out, rows[t]);
    }
  }

  @Test
  void featuresAreRead() throws Exception {
    Service other = start(new Served(numbers, null, "numbers"), IDLE);
    try (Client toOther = new Client(other.address())) {
      String stream = toOther.open();
      String asked = "{\"features\":[[0.1,-2,3e-7],[1,0,1.5]],\"every\":true}";
      float[][] rows = toOther.step(stream, asked);
      float[] y = new float[4];
      numbers.newSession().run(new float[] {0.1f, -2, 3e-7f, 1, 0, 1.5f}, 2, y);
      assertArrayEquals(y, new float[] {rows[0][0], rows[0][1], rows[1][0], rows[1][1]});
      refused(toOther.ask("POST", stream, "{\"text\":\"a\"}"), 400, "body: expected features");
      refused(toOther.ask("POST", stream, "{\"features\":[[1,2]]}"), 400, "features[0]:");
      refused(toOther.ask("POST", stream, "{\"features\":[[1,2,1e60]]}"), 400, "[0][2]:");
      refused(toOther.ask("POST", stream, "{\"features\":[[1,2,\"3\"]]}"), 400, "[0][2]:");
      refused(toOther.ask("POST", stream, "{\"features\":[3]}"), 400, "features[0]:");
    }
  }

  @Test
  void inventsWhatASamplerInvents() throws Exception {
    String body = "{\"text\":\"ab\",\"invent\":20,\"temperature\":0.8,\"seed\":7}";
    String stream = client.open();
    Answer answer = client.ask("POST", stream, body);
    Session session = characters.newSession();
    Sampler sampler = Sampler.temperature(0.8f, 7);
    float[] out = new float[V];
    StringBuilder text = new StringBuilder();
    for (int token : SYMBOLS.encode("ab")) {
      session.step(token, out);
    }
    for (int i = 0; i < 20; i++) {
      int next = sampler.next(out, V);
      text.append(SYMBOLS.symbol(next));
      session.step(next, out);
    }
    assertEquals(text.toString(), answer.json().get("text"));
    assertEquals(22, answer.json().get("steps"));
    session.step(0, out);
    assertArrayEquals(out, client.step(stream, "{\"tokens\":[0]}")[0]);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          GET    | /nowhere     |                              | 404 | path:
          POST   | /streams/    | {"tokens":[1]}               | 404 | stream:
          POST   | /streams/abc | {"tokens":[1]}               | 404 | stream:
          DELETE | /streams/abc |                              | 404 | stream:
          POST   | /            |                              | 405 | GET
          GET    | /streams     |                              | 405 | POST
          PUT    | ID           | {"tokens":[1]}               | 405 | GET, POST, DELETE
          POST   | ID/state     |                              | 405 | GET, PUT
          GET    | /streams/abc |                              | 404 | stream:
          GET    | /streams/state |                            | 404 | stream:
          GET    | /streams//state |                           | 404 | stream:
          GET    | /streams/abc/state |                        | 404 | stream:
          GET    | /streams/a%0Ab |                            | 404 | got "a\\u000ab"
          GET    | /a%0Ab       |                              | 404 | got "/a\\u000ab"
          POST   | ID           |                              | 400 | body:
          POST   | ID           | [1]                          | 400 | body:
          POST   | ID           | null                         | 400 | body: expected a JSON object
          POST   | ID           | {"tokens":[1]}{"tokens":[2]} | 400 | body: expected one JSON object
          POST   | ID           | {"tokens":[1]} 7             | 400 | body: expected one JSON object
          POST   | ID           | {"tokens":[1]} x             | 400 | body:
          POST   | ID           | {"tokens":[1]}]              | 400 | body:
          POST   | ID           | {"tokens":"a\\nb"}           | 400 | got "a\\u000ab"
          POST   | ID           | {"a\\nb":1}                  | 400 | got "a\\u000ab"
          POST   | ID           | {"tokens":[1],"after":-1}    | 400 | after:
          POST   | ID           | {"tokens":[1],"after":null}  | 400 | after:
          POST   | ID           | {"tokens":[1],"after":1}     | 409 | after: expected 0
          POST   | ID           | {"tokens":[1]                | 400 | body:
          POST   | ID           | {"tokens":[1],"tokens":[2]}  | 400 | body:
          POST   | ID           | {}                           | 400 | body:
          POST   | ID           | {"tokens":[1],"text":"a"}    | 400 | body:
          POST   | ID           | {"tokens":[1],"colour":1}    | 400 | colour
          POST   | ID           | {"features":[[1]]}           | 400 | features:
          POST   | ID           | {"tokens":1}                 | 400 | tokens:
          POST   | ID           | {"tokens":null}              | 400 | tokens:
          POST   | ID           | {"tokens":[]}                | 400 | tokens:
          POST   | ID           | {"tokens":[1,9]}             | 400 | tokens[1]:
          POST   | ID           | {"tokens":[-1]}              | 400 | tokens[0]:
          POST   | ID           | {"tokens":[0.5]}             | 400 | tokens[0]:
          POST   | ID           | {"tokens":[99999999999]}     | 400 | tokens[0]:
          POST   | ID           | {"text":"xyz"}               | 400 | text:
          POST   | ID           | {"text":7}                   | 400 | text:
          POST   | ID           | {"text":"a","every":1}       | 400 | every:
          POST   | ID           | {"text":"a","invent":40}     | 400 | invent:
          POST   | ID           | {"text":"a","invent":-1}     | 400 | invent:
          POST   | ID           | {"text":"a","temperature":-1}| 400 | temperature:
          POST   | ID           | {"text":"a","seed":"x"}      | 400 | seed:
          """)
  void wrongRequestsAreRefused(String method, String path, String body, int status, String why)
      throws Exception {
    String stream = client.open();
    String at = path.replace("ID", stream);
    refused(client.ask(method, at, body == null ? "" : body), status, why);
    // And the stream is as it was.
    float[] out = new float[V];
    characters.newSession().step(4, out);
    assertArrayEquals(out, client.step(stream, "{\"tokens\":[4]}")[0]);
  }

  @Test
  void whatIsTooLongIsRefused() throws Exception {
    String stream = client.open();
    refused(client.ask("POST", stream, "{\"text\":\"" + "a".repeat(41) + "\"}"), 400, "text:");
    refused(client.ask("POST", stream, " ".repeat(401)), 413, "body: expected at most 400");
    assertEquals(1, client.step(stream, "{\"text\":\"" + "a".repeat(40) + "\"}").length);
  }

  @Test
  void aSecondRequestAtAStreamIsRefusedWhileTheFirstRuns() throws Exception {
    String stream = client.open();
    LiveStream live = service.streams().get(stream.substring("/streams/".length()));
    live.begin();
    refused(client.ask("POST", stream, "{\"tokens\":[1]}"), 409, "stream:");
    refused(client.ask("DELETE", stream, ""), 409, "stream:");
    live.end(clock.get());
    assertEquals(1, client.step(stream, "{\"tokens\":[1]}").length);
  }

  @Test
  void idleStreamsGo() throws Exception {
    String early = client.open();
    clock.addAndGet(IDLE.toNanos() / 2);
    String late = client.open();
    clock.addAndGet(IDLE.toNanos() / 2);
    refused(client.ask("POST", early, "{\"tokens\":[1]}"), 404, "stream:");
    client.step(late, "{\"tokens\":[1]}");
    clock.addAndGet(IDLE.toNanos() - 1);
    client.step(late, "{\"tokens\":[1]}");
  }

  @Test
  void moreStreamsThanThereMayBeAreRefused() throws Exception {
    List<String> streams = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      streams.add(client.open());
    }
    Answer full = client.ask("POST", "/streams", "");
    refused(full, 503, "streams: expected at most 8");
    assertEquals("1", full.retryAfter());
    assertEquals(204, client.ask("DELETE", streams.get(3), "").status());
    client.open();
  }

  @Test
  void withoutAFreeStepperARequestIsRefusedAndItsStreamKept() throws Exception {
    Service busy = start(new Served(characters, SYMBOLS, "busy"), Duration.ZERO);
    try (Client toBusy = new Client(busy.address())) {
      String stream = toBusy.open();
      Stepper first = busy.steppers().take();
      Stepper second = busy.steppers().take();
      Answer overload = toBusy.ask("POST", stream, "{\"tokens\":[1]}");
      refused(overload, 503, "steppers:");
      assertEquals("1", overload.retryAfter());
      busy.steppers().give(first);
      busy.steppers().give(second);
      float[] out = new float[V];
      characters.newSession().step(1, out);
      assertArrayEquals(out, toBusy.step(stream, "{\"tokens\":[1]}")[0]);
    }
  }

  @Test
  void aClosedServiceAnswersNobody() throws Exception {
    client.open();
    service.close();
    assertThrows(IOException.class, () -> client.ask("GET", "/", ""));
    try (Client another = new Client(service.address())) {
      assertThrows(IOException.class, () -> another.ask("GET", "/", ""));
    }
    service.close();
  }

  @Test
  void aRefusalRepeatsLittleOfWhatCame() throws Exception {
    String asked = "{\"tokens\":\"" + "a".repeat(300) + "\"}";
    Answer answer = client.ask("POST", client.open(), asked);
    refused(answer, 400, "tokens: expected a list, got \"aaa");
    String error = (String) answer.json().get("error");
    assertTrue(error.endsWith("a…\" (300 characters)"), error);
    assertTrue(error.length() < 150, error);
  }

  @Test
  void aRetryIsTold() throws Exception {
    String stream = client.open();
    String asked = "{\"tokens\":[1,2],\"after\":0}";
    client.step(stream, asked);
    refused(client.ask("POST", stream, asked), 409, "after: expected 2, the steps");
    assertEquals(2, client.ask("GET", stream, "").json().get("steps"));
    float[] out = new float[V];
    Session session = characters.newSession();
    for (int token : new int[] {1, 2, 3}) {
      session.step(token, out);
    }
    assertArrayEquals(out, client.step(stream, "{\"tokens\":[3],\"after\":2}")[0]);
  }

  @Test
  void stepsInChunksGiveTheSameBits() throws Exception {
    int steps = 150; // two chunks and a part of one
    Limits many = new Limits(8, 4000, 200, 1 << 20, IDLE, IDLE, Duration.ZERO);
    Service other = start(new Served(numbers, null, "numbers"), many);
    Service third = start(new Served(characters, SYMBOLS, "characters"), many);
    float[] y = new float[2 * steps];
    float[] x = new float[I * steps];
    StringBuilder rows = new StringBuilder("{\"features\":[");
    StringBuilder text = new StringBuilder("{\"every\":true,\"text\":\"");
    for (int t = 0; t < steps; t++) {
      x[I * t] = t % 7;
      x[I * t + 2] = 1;
      rows.append(t == 0 ? "" : ",").append("[%d,0,1]".formatted(t % 7));
      text.append((char) ('a' + t % 8));
    }
    numbers.newSession().run(x, steps, y);
    try (Client toOther = new Client(other.address());
        Client toThird = new Client(third.address())) {
      float[][] last = toOther.step(toOther.open(), rows + "]}");
      assertEquals(1, last.length);
      assertArrayEquals(new float[] {y[2 * steps - 2], y[2 * steps - 1]}, last[0]);
      float[][] all = toThird.step(toThird.open(), text + "\"}");
      assertEquals(steps, all.length);
      Session session = characters.newSession();
      float[] out = new float[V];
      for (int t = 0; t < steps; t++) {
        session.step(t % 8 + 1, out);
        assertArrayEquals(out, all[t], "step " + t);
      }
    }
  }

  @Test
  void whatIsNotFiniteIsRefusedAndTheStreamIsAsItWas() throws Exception {
    Service other = start(new Served(overflowing(), null, "overflows"), IDLE);
    try (Client toOther = new Client(other.address())) {
      String stream = toOther.open();
      float[] before = toOther.step(stream, "{\"features\":[[1]]}")[0];
      Answer answer = toOther.ask("POST", stream, "{\"features\":[[1],[3e38],[0]]}");
      refused(answer, 422, "outputs: expected finite numbers, got Infinity at step 2");
      assertEquals(1, toOther.ask("GET", stream, "").json().get("steps"));
      assertArrayEquals(before, toOther.step(stream, "{\"features\":[[0]]}")[0]);
    }
  }

  /** Adds up its inputs, and gives ten times the sum. */
  private static Network overflowing() {
    Architecture sum =
        Architecture.builder().features(1).rnn(1, Activation.relu()).dense(1).build();
    Map<String, Tensor> weights = new LinkedHashMap<>(Network.initialise(sum, 1).tensors());
    weights.replaceAll((name, tensor) -> Tensor.of(new float[] {weight(name)}, tensor.shape()));
    return Network.of(sum, weights);
  }

  private static float weight(String name) {
    return name.startsWith("head.weight") ? 10 : name.contains("bias") ? 0 : 1;
  }

  @Test
  void anInventionThatFailsLeavesTheStreamAsItWas() throws Exception {
    Map<String, Tensor> weights = new LinkedHashMap<>(characters.tensors());
    weights.computeIfPresent("embedding.weight", (name, tensor) -> endless(tensor));
    Network broken = Network.of(characters.architecture(), weights);
    Service other = start(new Served(broken, SYMBOLS, "broken"), IDLE);
    try (Client toOther = new Client(other.address())) {
      String stream = toOther.open();
      // Drawn evenly among nine symbols, one of which breaks it: forty draws meet it.
      String asked = "{\"text\":\"a\",\"invent\":39,\"temperature\":1e6}";
      refused(toOther.ask("POST", stream, asked), 422, "outputs: expected finite numbers, got NaN");
      assertEquals(0, toOther.ask("GET", stream, "").json().get("steps"));
      float[] out = new float[V];
      broken.newSession().step(1, out);
      assertArrayEquals(out, toOther.step(stream, "{\"text\":\"a\"}")[0]);
    }
  }

  /** The last symbol's row becomes NaN. */
  private static Tensor endless(Tensor tensor) {
    float[] values = tensor.values().clone();
    Arrays.fill(values, (V - 1) * 6, V * 6, Float.NaN);
    return Tensor.of(values, tensor.shape());
  }

  @Test
  void aStateIsKeptAndGoesOnInAnotherStream() throws Exception {
    String first = client.open();
    client.step(first, "{\"text\":\"cafe\"}");
    HttpResponse<byte[]> kept = client.send("GET", first + "/state", BodyPublishers.noBody());
    assertEquals(200, kept.statusCode());
    assertEquals(
        "application/octet-stream", kept.headers().firstValue("Content-Type").orElseThrow());
    assertEquals("4", kept.headers().firstValue("Stream-Steps").orElseThrow());
    State state = characters.newState();
    characters.newStepper().run(state, SYMBOLS.encode("cafe"), 4, new float[4 * V]);
    assertArrayEquals(characters.toBytes(state), kept.body());

    String second = client.open();
    client.step(second, "{\"text\":\"h\"}");
    Answer put = client.put(second + "/state", kept.body());
    assertEquals(200, put.status(), put::toString);
    assertEquals(1, put.json().get("steps"));
    float[] goesOn = client.step(first, "{\"text\":\"bed\"}")[0];
    assertArrayEquals(goesOn, client.step(second, "{\"text\":\"bed\"}")[0]);
  }

  @Test
  void bytesThatAreNoStateOfTheNetworkAreRefusedAndTheStreamIsAsItWas() throws Exception {
    String stream = client.open();
    client.step(stream, "{\"text\":\"a\"}");
    byte[] right = characters.toBytes(characters.newState());
    byte[] damaged = right.clone();
    damaged[60] ^= 1;
    State lost = characters.newState();
    lost.set(0, "h", nans(20));
    Network sibling = Network.initialise(characters.architecture(), 99);
    Network larger =
        Network.initialise(Architecture.builder().index(V).lstm(64).dense(V).build(), 1);
    String at = stream + "/state";
    refused(client.put(at, sibling.toBytes(sibling.newState())), 400, "state: bytes: expected a");
    refused(client.put(at, numbers.toBytes(numbers.newState())), 400, "state: bytes: expected a");
    refused(client.put(at, larger.toBytes(larger.newState())), 400, "state: expected");
    refused(client.put(at, damaged), 400, "state: bytes: expected the check sum");
    refused(client.put(at, new byte[0]), 400, "state: bytes: expected at least");
    refused(client.put(at, characters.toBytes(lost)), 400, "state: expected finite numbers");
    Session session = characters.newSession();
    float[] out = new float[V];
    session.step(1, out);
    session.step(2, out);
    assertArrayEquals(out, client.step(stream, "{\"text\":\"b\"}")[0]);
  }

  private static float[] nans(int count) {
    float[] all = new float[count];
    Arrays.fill(all, Float.NaN);
    return all;
  }

  @Test
  void aStateIsNotTakenWhileARequestRuns() throws Exception {
    String stream = client.open();
    LiveStream live = service.streams().get(stream.substring("/streams/".length()));
    live.begin();
    byte[] right = characters.toBytes(characters.newState());
    refused(client.put(stream + "/state", right), 409, "stream:");
    refused(client.ask("GET", stream + "/state", ""), 409, "stream:");
    live.end(clock.get());
    assertEquals(200, client.put(stream + "/state", right).status());
  }

  @Test
  void requestsHoldNoMoreMemoryThanTheyMay() throws Exception {
    long room = 20_000;
    Service small = start(new Served(characters, SYMBOLS, "small"), limits(IDLE, room));
    String much = "{\"text\":\"%s\",\"every\":true}".formatted("a".repeat(40));
    String little = "{\"text\":\"a\"}";
    try (Client toSmall = new Client(small.address())) {
      String stream = toSmall.open();
      assertEquals(40, toSmall.step(stream, much).length);
      untilFree(small, room);
      try (Room.Share others = small.room().share()) {
        others.take(room - 1000);
        Answer full = toSmall.ask("POST", stream, much);
        refused(full, 503, "memory:");
        assertEquals("1", full.retryAfter());
        untilFree(small, 1000);
        toSmall.step(stream, little);
      }
      untilFree(small, room);
      refused(toSmall.ask("POST", stream, "{\"text\":\"z\"}"), 400, "text:");
      untilFree(small, room);
    }
  }

  @Test
  void aRequestThatNeverFitsIsTooLarge() throws Exception {
    Service small = start(new Served(characters, SYMBOLS, "small"), limits(IDLE, 10_000));
    String asked = "{\"text\":\"%s\",\"every\":%s}";
    try (Client toSmall = new Client(small.address())) {
      String stream = toSmall.open();
      String text = "a".repeat(40);
      refused(toSmall.ask("POST", stream, asked.formatted(text, true)), 413, "memory:");
      untilFree(small, 10_000);
      assertEquals(1, toSmall.step(stream, asked.formatted(text, false)).length);
    }
  }

  /** A client may have its answer a moment before its memory is given back. */
  private static void untilFree(Service service, long bytes) {
    await(() -> service.room().free() == bytes);
  }

  @Test
  void whileItClosesRunningRequestsEndAndOthersAreRefused() throws Exception {
    Service service = start(new Served(characters, SYMBOLS, "patient"), PATIENT);
    Stepper first = service.steppers().take();
    Stepper second = service.steppers().take();
    try (Client asks = new Client(service.address());
        Client other = new Client(service.address());
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      assertEquals(200, other.ask("GET", "/", "").status()); // its connection stays open
      String stream = asks.open();
      Future<float[][]> running = threads.submit(() -> asks.step(stream, "{\"tokens\":[1]}"));
      untilBusy(service, stream);
      Future<?> closing = threads.submit(service::close);
      await(service::closing);
      Answer refused = other.ask("GET", "/", "");
      refused(refused, 503, "service:");
      assertEquals("close", refused.connection());
      service.steppers().give(first);
      service.steppers().give(second);
      float[] out = new float[V];
      characters.newSession().step(1, out);
      assertArrayEquals(out, running.get()[0]);
      closing.get();
    }
  }

  /** A connection that waits, one on which half a request has come, and one that is closed. */
  @Test
  void whoAsksNothingIsNotWaitedFor() throws Exception {
    Service service = start(new Served(characters, SYMBOLS, "patient"), PATIENT);
    InetSocketAddress at = service.address();
    try (Client waits = new Client(at);
        Socket half = new Socket(at.getAddress(), at.getPort())) {
      half.getOutputStream().write("GET / HT".getBytes(StandardCharsets.US_ASCII));
      assertEquals(200, waits.ask("GET", "/", "").status());
      try (Client leaves = new Client(at)) {
        assertEquals(200, leaves.ask("GET", "/", "").status());
      }
      assertTimeoutPreemptively(Duration.ofSeconds(60), service::close);
    }
  }

  @Test
  void aServiceThatWasNotStartedIsClosedAtOnce() throws Exception {
    InetSocketAddress free = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    Served model = new Served(characters, SYMBOLS, "a test's");
    Service never = new Service(model, free, PATIENT, 2, clock::get);
    assertTimeoutPreemptively(Duration.ofSeconds(60), never::close);
  }

  /** Such as too little memory: whoever asked is told, the log why, and the next is answered. */
  @Test
  void anErrorIsAnswered() throws Exception {
    AtomicBoolean broken = new AtomicBoolean();
    LongSupplier time =
        () -> {
          if (broken.get()) {
            throw new OutOfMemoryError("a test's");
          }
          return 0;
        };
    InetSocketAddress free = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    Served model = new Served(characters, SYMBOLS, "breaks");
    try (Service breaks = new Service(model, free, PATIENT, 2, time)) {
      breaks.start();
      try (Client toIt = new Client(breaks.address())) {
        String stream = toIt.open();
        broken.set(true);
        List<Answer> answer = new ArrayList<>();
        List<LogRecord> log =
            logged(() -> answer.add(toIt.ask("POST", stream, "{\"tokens\":[1]}")));
        broken.set(false);
        refused(answer.getFirst(), 500, "the service failed");
        assertEquals(1, log.size());
        assertInstanceOf(OutOfMemoryError.class, log.getFirst().getThrown());
        assertEquals(1, toIt.step(stream, "{\"tokens\":[1]}").length);
      }
    }
  }

  /** What the service logs meanwhile, which goes nowhere else. */
  private static List<LogRecord> logged(Callable<?> work) throws Exception {
    List<LogRecord> all = new CopyOnWriteArrayList<>();
    Logger logger = Logger.getLogger("dev.cellwise.examples.serve");
    logger.setFilter(
        record -> {
          all.add(record);
          return false;
        });
    try {
      work.call();
    } finally {
      logger.setFilter(null);
    }
    return all;
  }

  /** Asked without taking the stream: the request that is waited for would be refused. */
  private static void untilBusy(Service service, String stream) {
    LiveStream live = service.streams().get(stream.substring("/streams/".length()));
    await(live::isBusy);
  }

  /** Waits for what will be: the time is what a test that hangs may take. */
  private static void await(BooleanSupplier condition) {
    assertTimeoutPreemptively(
        Duration.ofSeconds(60),
        () -> {
          while (!condition.getAsBoolean()) {
            Thread.sleep(1);
          }
        });
  }

  private static void refused(Answer answer, int status, String why) {
    assertEquals(status, answer.status(), answer::toString);
    String error = (String) answer.json().get("error");
    assertTrue(error.contains(why), error);
    assertEquals(1, error.lines().count(), error);
  }
}
