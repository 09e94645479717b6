package dev.cellwise.examples.charlm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.examples.CommandRun;
import dev.cellwise.rnn.file.ModelFile;
import dev.cellwise.rnn.net.Network;
import dev.cellwise.rnn.net.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CharLmTest extends SmallRuns {
  private static final String[] KEYS = {
    "validation_nats_per_char",
    "validation_bits_per_char",
    "bf16_validation_nats_per_char",
    "bf16_cost_nats_per_char",
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

  @Test
  void learnsATextAndSavesSpeaksStreamsAndReports() throws IOException {
    CommandRun run = learn("a", "3", "--steps", "150", "--line", "the lazy fox");
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
    assertTrue(run.out().contains("LSTM, bfloat16"), run::out);

    assertTrue(run.out().contains("the line 'the lazy fox' as a whole"), run::out);
    for (String model : new String[] {"", "unigram_", "bigram_", "trigram_"}) {
      double p = number(report, model + "line_log_probability");
      assertEquals(Math.exp(-p / 13), number(report, model + "line_perplexity"), 1e-9);
    }
    assertTrue(Files.size(folder.resolve("a/surprise.png")) > 0);
  }

  /** What is reported of bfloat16 is what steps over such weights give. */
  @Test
  void whatRoundingCostsIsMeasured() throws IOException {
    CommandRun run = learn("a", "3", "--steps", "150", "--cell", "gru");
    assertTrue(run.out().contains("with weights rounded to bfloat16"), run::out);
    Map<String, Object> report = report("a");
    Network network = ModelFile.load(model("a")).network();
    Corpus corpus = TextCorpus.read(folder.resolve("text.txt"));
    int[] heldOut = Dataset.of(corpus).heldOut();
    StreamMeter half = new StreamMeter(network.to(Precision.BF16));
    double rounded = half.read(heldOut, heldOut.length - 1);
    assertEquals(rounded, number(report, "bf16_validation_nats_per_char"));
    double cost = rounded - number(report, "validation_nats_per_char");
    assertEquals(cost, number(report, "bf16_cost_nats_per_char"));
    assertTrue(cost != 0 && Math.abs(cost) < 0.02, "cost: " + cost);
    assertEquals("gru", report.get("cell"));
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
  void minutesEndARunEarlyAndLeaveTheScheduleAlone() throws IOException {
    CommandRun run = learn("a", "3", "--steps", "1000000", "--minutes", "0.001");
    assertEquals(0, run.code(), run::err);
    assertTrue(run.out().contains("stopped by --minutes"));
    assertEquals(1, number(report("a"), "steps_taken"));
  }
}
