package dev.cellwise.examples.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Asks a service. */
final class Client implements AutoCloseable {
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI service;

  /** What came back: the status, the body as an object, and headers, null where one is missing. */
  record Answer(int status, Map<String, Object> json, String retryAfter, String connection) {}

  Client(InetSocketAddress address) {
    String host = address.getAddress().getHostAddress();
    service = URI.create("http://" + host + ":" + address.getPort());
  }

  Answer ask(String method, String path, String body) throws IOException, InterruptedException {
    return answer(send(method, path, BodyPublishers.ofString(body)));
  }

  /** Sends bytes. */
  Answer put(String path, byte[] body) throws IOException, InterruptedException {
    return answer(send("PUT", path, BodyPublishers.ofByteArray(body)));
  }

  /** What came back, byte for byte. */
  HttpResponse<byte[]> send(String method, String path, BodyPublisher body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(service.resolve(path))
            .timeout(Duration.ofSeconds(60))
            .method(method, body)
            .build();
    return http.send(request, BodyHandlers.ofByteArray());
  }

  private static Answer answer(HttpResponse<byte[]> answer) throws IOException {
    byte[] body = answer.body();
    return new Answer(
        answer.statusCode(),
        body.length == 0 ? Map.of() : JSON.std.mapFrom(body),
        answer.headers().firstValue("Retry-After").orElse(null),
        answer.headers().firstValue("Connection").orElse(null));
  }

  /** Opens a stream; its path. */
  String open() throws IOException, InterruptedException {
    Answer answer = ask("POST", "/streams", "");
    assertEquals(201, answer.status(), answer::toString);
    return "/streams/" + answer.json().get("stream");
  }

  /** Steps a stream; the rows of outputs that it is answered. */
  float[][] step(String stream, String body) throws IOException, InterruptedException {
    Answer answer = ask("POST", stream, body);
    assertEquals(200, answer.status(), answer::toString);
    List<?> rows = (List<?>) answer.json().get("outputs");
    float[][] outputs = new float[rows.size()][];
    for (int t = 0; t < outputs.length; t++) {
      List<?> row = (List<?>) rows.get(t);
      outputs[t] = new float[row.size()];
      for (int i = 0; i < row.size(); i++) {
        outputs[t][i] = ((Number) row.get(i)).floatValue();
      }
    }
    return outputs;
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
