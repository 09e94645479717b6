package dev.cellwise.bench.cases;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StreamsTest {
  private static StreamLibrary library(String name) {
    return (StreamLibrary)
        Cellwise.all().stream().filter(l -> l.name().equals(name)).findFirst().orElseThrow();
  }

  /** Each of three streams goes on from its own state, whichever was stepped before. */
  @ParameterizedTest
  @CsvSource({"cellwise, LSTM", "cellwise, GRU", "cellwise, RNN", "cellwise-bf16, LSTM"})
  void aStreamHasTheBitsOfOneAlone(String name, Layer layer) throws Exception {
    StreamLibrary library = library(name);
    Problem problem = Problem.of(Case.A.setting(layer, 17));
    Workload[] alone = new Workload[3];
    for (int i = 0; i < alone.length; i++) {
      alone[i] = library.workload(problem, 1);
    }
    try (Streams streams = library.streams(problem);
        Streams.Share share = streams.share(3)) {
      assertEquals(3, share.streams());
      assertEquals(0, share.nativeBytes());
      for (int stream : new int[] {2, 0, 2, 2, 0, 1}) {
        share.step(stream);
        alone[stream].run();
        assertArrayEquals(alone[stream].results().get("y"), share.output());
      }
    }
  }

  @Test
  void halvesAreRead() throws Exception {
    Problem problem = Problem.of(Case.A.setting(Layer.LSTM, 17));
    Streams.Share whole = library(Cellwise.NAME).streams(problem).share(1);
    Streams.Share halves = library(Cellwise.BF16).streams(problem).share(1);
    whole.step(0);
    halves.step(0);
    assertFalse(Arrays.equals(whole.output(), halves.output()));
  }
}
