package dev.cellwise.examples.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.cellwise.examples.Cellwise;
import dev.cellwise.examples.CommandRun;
import dev.cellwise.rnn.data.CharVocabulary;
import dev.cellwise.rnn.file.ModelFile;
import dev.cellwise.rnn.net.Architecture;
import dev.cellwise.rnn.net.Merge;
import dev.cellwise.rnn.net.Network;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PipedReader;
import java.io.PipedWriter;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class ServeTest {
  @TempDir private Path folder;

  @Test
  void servesAFileIsLoadedAndStopsWhenAsked() throws Exception {
    String model = model(Architecture.builder().index(4).gru(8).dense(4).build());
    PipedWriter written = new PipedWriter();
    BufferedReader lines = new BufferedReader(new PipedReader(written));
    AtomicInteger code = new AtomicInteger(-1);
    CommandLine line = Cellwise.commandLine().setOut(new PrintWriter(written));
    Thread command =
        Thread.ofPlatform().start(() -> code.set(line.execute("serve", model, "--port", "0")));
    assertEquals("serving file model.safetensors", lines.readLine());
    String url = lines.readLine().split(" ")[0];

    Path report = folder.resolve("report.json");
    CommandRun load =
        CommandRun.of(
            "load", url, "--clients=3", "--seconds=1", "--warm-up=0", "--report=" + report);
    assertEquals(0, load.code(), load::err);
    assertTrue(load.out().startsWith("file model.safetensors"), load::out);
    assertTrue(load.out().contains("p99.9"), load::out);
    assertTrue(load.err().contains("load"), "progress");
    Map<String, Object> figures = JSON.std.mapFrom(Files.readString(report));
    assertTrue((Integer) figures.get("requests") >= 3, figures::toString);
    assertEquals(0, figures.get("refused"), figures::toString);
    assertEquals(0, figures.get("failed"), figures::toString);
    assertEquals(3, figures.get("clients_at_end"), figures::toString);
    assertTrue(load.out().contains("clients at the end"), load::out);

    command.interrupt();
    command.join();
    assertEquals(0, code.get());
    CommandRun after = CommandRun.of("load", url);
    assertEquals(2, after.code());
    assertTrue(after.err().contains("URL: " + url), after::err);
  }

  @Test
  void withoutAFileTheWeightsAreRandomAndSaidToBe() {
    Served a = Served.random(3);
    assertTrue(a.speaks());
    assertTrue(a.describe().get("model").toString().contains("random weights of seed 3"));
    assertEquals(
        a.network().tensors().get("lstm.weight_hh_l0"),
        Served.random(3).network().tensors().get("lstm.weight_hh_l0"));
  }

  @Test
  void aConnectionIsNotCutWhileItsRequestMayWaitOrStep() {
    Served model = Served.random(1);
    assertTrue(Serve.answerSeconds(model, limits(1000, Duration.ofHours(1))) >= 3600 + 30);
    assertTrue(Serve.answerSeconds(model, limits(1_000_000, Duration.ZERO)) >= 1000 + 30);
    assertEquals(31, Serve.answerSeconds(model, limits(1, Duration.ZERO)));
  }

  private static Limits limits(int steps, Duration wait) {
    return new Limits(10, 1000, steps, 1 << 20, Duration.ofSeconds(1), wait, Duration.ZERO);
  }

  @ParameterizedTest
  @CsvSource({
    "--port, -1",
    "--port, 65536",
    "--address, [::zz]",
    "--steppers, 0",
    "--max-streams, 0",
    "--max-steps, 0",
    "--max-steps, 1000000",
    "--max-bytes, 15",
    "--max-in-flight, 0",
    "--max-in-flight, 1048577",
    "--idle, 0",
    "--wait, -1",
    "--seed, x"
  })
  void aBadValueIsRefusedByTheNameOfItsOption(String option, String value) {
    refused(option, CommandRun.of("serve", option, value));
  }

  @Test
  void aModelThatCannotBeServedIsRefused() throws IOException {
    refused("no file", CommandRun.of("serve", folder.resolve("none").toString()));
    String both =
        model(
            Architecture.builder()
                .index(4)
                .bidirectional(new Architecture.Gru(8), Merge.CONCAT)
                .dense(4)
                .build());
    refused("forward in time", CommandRun.of("serve", both));
  }

  @Test
  void aPortThatIsTakenIsRefused() throws IOException {
    String model = model(Architecture.builder().index(4).gru(2).dense(4).build());
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      String port = Integer.toString(taken.getLocalPort());
      CommandRun run = CommandRun.of("serve", model, "--port", port);
      assertEquals(2, run.code(), run::err);
      assertTrue(run.err().contains("--port: cannot listen"), run::err);
      assertFalse(run.out().contains("http"), run::out);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "--clients, 0",
    "--steps, 0",
    "--seconds, 0",
    "--seconds, 601",
    "--warm-up, -1",
  })
  void aBadLoadIsRefusedByTheNameOfItsOption(String option, String value) {
    refused(option, CommandRun.of("load", "http://127.0.0.1:9", option, value));
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1:8080", "https://127.0.0.1", "http:x", "no address"})
  void whatIsNoUrlIsRefused(String url) {
    refused("URL", CommandRun.of("load", url));
  }

  @Test
  void helpShowsARequest() {
    CommandRun help = CommandRun.of("serve", "--help");
    assertEquals(0, help.code());
    for (String word : new String[] {"\"tokens\"", "POST /streams", "default: 8080", "curl"}) {
      assertTrue(help.out().contains(word), word);
    }
    assertEquals(0, CommandRun.of("load", "--help").code());
  }

  private String model(Architecture architecture) throws IOException {
    Path file = folder.resolve("model.safetensors");
    ModelFile.save(file, Network.initialise(architecture, 1), CharVocabulary.of("abcd"));
    return file.toString();
  }

  private static void refused(String because, CommandRun run) {
    assertEquals(2, run.code(), run::err);
    assertEquals("", run.out());
    assertEquals(1, run.err().lines().count(), run::err);
    assertTrue(run.err().contains(because), run::err);
  }
}
