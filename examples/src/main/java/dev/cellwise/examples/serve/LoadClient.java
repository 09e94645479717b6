package dev.cellwise.examples.serve;

import dev.cellwise.examples.StepTimes;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/**
 * One client of a run. It has a stream, asks again as soon as it is answered, and goes on with
 * another stream where a request goes wrong: a run ends with as many clients as it began with, or
 * says how many there are.
 */
final class LoadClient {
  /** Before it asks again, where nobody says how long; a refusal is answered in no time. */
  private static final long PAUSE = Duration.ofMillis(100).toNanos();

  private final LoadRun run;
  private final LoadRun.Time time;
  private final LoadTally tally;
  private final long to;
  private final StepTimes times = new StepTimes();

  /** The path of its stream; null where it has none. */
  private String stream;

  /**
   * A client that has not asked yet.
   *
   * @param run whom it asks
   * @param tally of all clients
   * @param to when the run is over
   */
  LoadClient(LoadRun run, LoadTally tally, long to) {
    this.run = run;
    this.time = run.time();
    this.tally = tally;
    this.to = to;
  }

  /** Times of requests that were answered and count. */
  StepTimes times() {
    return times;
  }

  /** Whether it had a stream when it ended. */
  boolean alive() {
    return stream != null;
  }

  /**
   * Asks until the run is over, and once however late it is.
   *
   * @param done counted down at the end
   * @return this
   */
  LoadClient run(CountDownLatch done) throws InterruptedException {
    try {
      int i = 0;
      do {
        if (stream == null) {
          open();
        }
        if (stream != null) {
          step(i++);
        }
      } while (left() > 0 && !tally.stopped());
      end();
      return this;
    } catch (RuntimeException e) {
      tally.stop();
      throw e;
    } finally {
      done.countDown();
    }
  }

  private long left() {
    return Math.max(0, to - time.now());
  }

  private void open() throws InterruptedException {
    long start = time.now();
    HttpResponse<String> answer =
        ask(start, run.request("/streams").POST(BodyPublishers.noBody()), 201);
    if (answer == null) {
      return;
    }
    String path = answer.headers().firstValue("Location").orElse(null);
    try {
      if (path == null) {
        throw new IllegalArgumentException("POST /streams gave no Location");
      }
      run.request(path);
      stream = path;
    } catch (IllegalArgumentException e) {
      throw run.noService(e.getMessage());
    }
  }

  private void step(int i) throws InterruptedException {
    HttpRequest.Builder request = run.request(stream).POST(BodyPublishers.ofString(run.body(i)));
    long start = time.now();
    HttpResponse<String> answer = ask(start, request, 200);
    long end = time.now();
    if (answer != null && tally.answered(start)) {
      times.record(end - start);
    }
  }

  /** What the service does with it is no figure any more. */
  private void end() throws InterruptedException {
    try {
      if (stream != null) {
        run.send(run.request(stream).DELETE());
      }
    } catch (IOException e) {
      // It drops the stream by itself.
    }
  }

  /**
   * One request.
   *
   * @return the answer; null where it went wrong, which is counted and waited for by then
   */
  private HttpResponse<String> ask(long start, HttpRequest.Builder request, int expected)
      throws InterruptedException {
    try {
      HttpResponse<String> answer = run.send(request);
      if (answer.statusCode() == expected) {
        return answer;
      }
      tally.refused(start, "status " + answer.statusCode() + " " + Refusal.shown(answer.body()));
      if (answer.statusCode() == 503) {
        // Too much at the moment; the stream is as it was.
        pause(retryAfter(answer));
        return null;
      }
    } catch (IOException e) {
      tally.failed(start, time.now() - start, e.toString());
    }
    // Nobody knows what has become of the stream.
    stream = null;
    pause(PAUSE);
    return null;
  }

  private void pause(long nanos) throws InterruptedException {
    time.sleep(Math.min(nanos, left()));
  }

  private static long retryAfter(HttpResponse<String> answer) {
    try {
      String seconds = answer.headers().firstValue("Retry-After").orElse("");
      return Duration.ofSeconds(Math.clamp(Long.parseLong(seconds.strip()), 0, 600)).toNanos();
    } catch (NumberFormatException e) {
      return PAUSE; // there is none, or it is a date
    }
  }
}
