package dev.cellwise.examples.charlm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.cellwise.examples.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CharLmTest {
  private static final String[] KEYS = {
    "validation_nats_per_char",
    "validation_bits_per_char",
    "uniform_nats_per_char",
    "unigram_nats_per_char",
    "bigram_nats_per_char",
    "trigram_nats_per_char",
    "step_ns_p50",
    "step_ns_p99",
    "bytes_per_step",
    "train_chars_per_s",
    "steps_taken",
    "seconds",
    "seed"
  };

  @TempDir private Path folder;

  @Test
  void learnsATextAndSavesSpeaksStreamsAndReports() throws IOException {
    CommandRun run = learn("a", "3", "--steps", "150");
    assertEquals(0, run.code(), run::err);
    assertTrue(run.err().contains("loss"), "progress");
    assertTrue(run.out().contains("trigram (Kneser-Ney)"), "comparison");
    assertTrue(run.out().contains("500 characters, invented"), "speech");
    assertTrue(run.out().contains("the same bits as when read in chunks"), "stream");
    assertTrue(Files.size(folder.resolve("a/loss.png")) > 0);

    Map<String, Object> report = report("a");
    for (String key : KEYS) {
      assertTrue(Double.isFinite(((Number) report.get(key)).doubleValue()), key);
    }
    assertEquals(3, number(report, "seed"));
    assertEquals(150, number(report, "steps_taken"));
    assertEquals(true, report.get("streamed_equals_chunked"));
    double loss = number(report, "validation_nats_per_char");
    assertTrue(loss < number(report, "unigram_nats_per_char"), "learned nothing: " + loss);
  }

  @Test
  void theSameSeedAndStepsGiveTheSameModelAndSpeech() throws IOException {
    learn("a", "3", "--steps", "20");
    learn("b", "3", "--steps", "20");
    learn("c", "4", "--steps", "20");
    byte[] a = Files.readAllBytes(model("a"));
    assertArrayEquals(a, Files.readAllBytes(model("b")));
    assertTrue(!Arrays.equals(a, Files.readAllBytes(model("c"))));

    String[] speak = {"speak", model("a").toString(), "--prompt", "the ", "--characters", "80"};
    CommandRun first = CommandRun.of(speak);
    assertEquals(0, first.code(), first::err);
    assertTrue(first.out().startsWith("the "));
    assertEquals(first.out().substring(0, 84), CommandRun.of(speak).out().substring(0, 84));
  }

  @Test
  void otherCellsLearnToo() throws IOException {
    for (String cell : List.of("gru", "rnn")) {
      CommandRun run = learn(cell, "3", "--steps", "150", "--cell", cell);
      assertEquals(0, run.code(), run::err);
      Map<String, Object> report = report(cell);
      assertEquals(cell, report.get("cell"));
      double loss = number(report, "validation_nats_per_char");
      assertTrue(loss < number(report, "unigram_nats_per_char"), cell + ": " + loss);
      CommandRun spoken = CommandRun.of("speak", model(cell).toString(), "--prompt", "the ");
      assertEquals(0, spoken.code(), spoken::err);
    }
    CommandRun refused = learn("mlp", "3", "--cell", "mlp");
    assertEquals(2, refused.code());
    assertTrue(refused.err().contains("--cell must be lstm, gru or rnn, but is mlp"));
  }

  @Test
  void minutesEndARunEarlyAndLeaveTheScheduleAlone() throws IOException {
    CommandRun run = learn("a", "3", "--steps", "1000000", "--minutes", "0.001");
    assertEquals(0, run.code(), run::err);
    assertTrue(run.out().contains("stopped by --minutes"));
    assertEquals(1, number(report("a"), "steps_taken"));
  }

  private CommandRun learn(String name, String seed, String... more) throws IOException {
    Path text = folder.resolve("text.txt");
    Files.writeString(text, "the quick brown fox jumps over the lazy dog.\nand then?\n".repeat(60));
    String out = folder.resolve(name).toString();
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("charlm", "--text", text.toString(), "--seed", seed));
    arguments.addAll(List.of("--out", out, "--report", out + "/report.json"));
    arguments.addAll(List.of("--hidden", "12", "--layers", "2", "--embedding", "5"));
    arguments.addAll(List.of("--batch", "8", "--window", "16", "--learning-rate", "0.01"));
    arguments.addAll(List.of(more));
    return CommandRun.of(arguments.toArray(String[]::new));
  }

  private Path model(String name) {
    return folder.resolve(name).resolve("model.safetensors");
  }

  private Map<String, Object> report(String name) throws IOException {
    return JSON.std.mapFrom(Files.readString(folder.resolve(name).resolve("report.json")));
  }

  private static double number(Map<String, Object> report, String key) {
    return ((Number) report.get(key)).doubleValue();
  }
}
