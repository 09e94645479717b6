package dev.cellwise.rnn.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cellwise.rnn.net.Garbage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Going through data allocates nothing, over the ends of epochs too. */
@Tag("reference")
class DataGarbageTest {
  @Test
  void goingThroughDataMakesNoGarbage() {
    assumeTrue(Garbage.isCounted(), "this JVM does not count bytes");
    Series series = Series.of("s", new float[60], 2);
    Windows windows = Windows.of(3, series, series).withSequence(2).withTargets(1);
    StandardScaler scaler = StandardScaler.fit(series);
    Shuffle shuffle = Shuffle.of(windows.count(), 1);
    int[] chosen = new int[16];
    float[] x = new float[windows.inputSize(16)];
    float[] y = new float[windows.targetSize(16)];
    int[] lengths = IntStream.range(1, 40).toArray();
    LengthBatches batches = LengthBatches.ofRowSteps(lengths, 100, 20, 1);
    int[] rows = new int[batches.maxRows()];
    int[][] sequences = IntStream.of(lengths).mapToObj(int[]::new).toArray(int[][]::new);
    int[] tokens = new int[100];
    float[] hot = new float[300];
    assertEquals(
        0,
        Garbage.leastBytes(
            () -> {
              windows.fill(chosen, 0, shuffle.fill(chosen), x, y);
              scaler.transform(series);
              int n = batches.fill(rows);
              Batches.pad(sequences, rows, n, 0, batches.steps(), 0, tokens);
              Batches.oneHot(tokens, 0, 100, 3, hot, 0);
            }));
  }
}
