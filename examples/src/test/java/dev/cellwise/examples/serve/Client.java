package dev.cellwise.examples.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
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

  /** What came back: the status, the body as an object, and a header, null where it is missing. */
  record Answer(int status, Map<String, Object> json, String retryAfter) {}

  Client(InetSocketAddress address) {
    String host = address.getAddress().getHostAddress();
    service = URI.create("http://" + host + ":" + address.getPort());
  }

  Answer ask(String method, String path, String body) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(service.resolve(path))
            .timeout(Duration.ofSeconds(60))
            .method(method, BodyPublishers.ofString(body))
            .build();
    HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
    Map<String, Object> json = answer.body().isEmpty() ? Map.of() : JSON.std.mapFrom(answer.body());
    return new Answer(
        answer.statusCode(), json, answer.headers().firstValue("Retry-After").orElse(null));
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
