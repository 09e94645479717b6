package dev.cellwise.examples.serve;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.examples.serve.Client.Answer;
import dev.cellwise.rnn.data.CharVocabulary;
import dev.cellwise.rnn.net.Architecture;
import dev.cellwise.rnn.net.Network;
import dev.cellwise.rnn.net.Sampler;
import dev.cellwise.rnn.net.Session;
import dev.cellwise.rnn.net.Stepper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
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
    InetSocketAddress free = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    Limits limits = new Limits(8, 400, 40, IDLE, wait);
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
          PUT    | ID           | {"tokens":[1]}               | 405 | POST, DELETE
          POST   | ID           |                              | 400 | body:
          POST   | ID           | [1]                          | 400 | body:
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
    String at = path.equals("ID") ? stream : path;
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

  private static void refused(Answer answer, int status, String why) {
    assertEquals(status, answer.status(), answer::toString);
    String error = (String) answer.json().get("error");
    assertTrue(error.contains(why), error);
    assertEquals(1, error.lines().count(), error);
  }
}
