package dev.cellwise.rnn.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.rnn.file.NpyFile;
import dev.cellwise.rnn.file.NpzFile;
import dev.cellwise.rnn.file.TypedArray;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples of {@code docs/data.md} are this test's code, and do what the page says. */
@Tag("reference")
class DataPageTest {
  @TempDir Path folder;

  @Test
  void seriesToWindowsAndBack() throws IOException {
    Path path = folder.resolve("load.npy");
    Path beside = folder.resolve("scale.npz");
    double[] measured = new double[300];
    Arrays.setAll(measured, i -> i / 3 * (1 + i % 3));
    NpyFile.write(path, TypedArray.of(measured, 100, 3));

    Series load = Series.of("load", NpyFile.read(path).floats(), 3);
    Series.Split parts = load.split(0.7, 0.15);
    StandardScaler scaler = StandardScaler.fit(parts.training());
    scaler.transform(load);

    Windows training = Windows.of(24, parts.training()).withHorizon(6).withTargets(0);
    Shuffle shuffle = Shuffle.of(training.count(), 42);
    int[] chosen = new int[32];
    float[] x = new float[training.inputSize(32)];
    float[] y = new float[training.targetSize(32)];
    int rows = shuffle.fill(chosen);
    training.fill(chosen, 0, rows, x, y);

    assertEquals(70 - 24 - 6 + 1, training.count());
    assertEquals(32, rows);
    scaler.select(0).inverse(rows * 6, y, 0, y, 0);
    for (int n = 0; n < rows; n++) {
      for (int k = 0; k < 6; k++) {
        assertEquals(chosen[n] + 24 + k, y[n * 6 + k], 1e-5f);
      }
    }

    Map<String, TypedArray> numbers = new LinkedHashMap<>();
    numbers.put("mean", TypedArray.of(scaler.mean(), scaler.columns()));
    numbers.put("deviation", TypedArray.of(scaler.deviation(), scaler.columns()));
    NpzFile.write(beside, numbers);

    Map<String, TypedArray> kept = NpzFile.read(beside);
    StandardScaler again =
        StandardScaler.of(kept.get("mean").floats(), kept.get("deviation").floats());
    assertEquals(scaler, again);
  }

  @Test
  void words() {
    WordVocabulary words =
        WordVocabulary.of(
            "the cat saw the dog",
            WordVocabulary.Options.standard().withPadding("<pad>").withUnknown("<unk>"));
    int[] tokens = words.encode("the dog saw a cat");
    assertArrayEquals(new int[] {2, 4, 5, 1, 3}, tokens);
  }

  @Test
  void sequencesOfDifferentLength() {
    int[][] sequences = new int[200][];
    for (int i = 0; i < sequences.length; i++) {
      sequences[i] = new int[2 + i * 7 % 90];
      Arrays.fill(sequences[i], 1 + i);
    }
    int[] lengths = Arrays.stream(sequences).mapToInt(s -> s.length).toArray();
    LengthBatches batches = LengthBatches.ofRowSteps(lengths, 4096, 10_000, 42);
    int[] chosen = new int[batches.maxRows()];
    for (int i = batches.batches(); i > 0; i--) {
      int rows = batches.fill(chosen);
      int steps = batches.steps() - 1;
      int[] x = new int[steps * rows];
      int[] y = new int[steps * rows];
      Batches.pad(sequences, chosen, rows, 0, steps, 0, x);
      Batches.pad(sequences, chosen, rows, 1, steps, 0, y);
      train(steps, rows, x, y);
    }
    assertEquals(200, trained);
  }

  private int trained;

  private void train(int steps, int rows, int[] x, int[] y) {
    assertTrue(rows * (steps + 1) <= 4096);
    assertTrue(x[0] > 0);
    assertEquals(x[0], y[(steps - 1) * rows], "the longest has a target at each step");
    trained += rows;
  }

  @Test
  void theExamplesOfThePageAreThisCode() throws IOException {
    String page = Files.readString(Path.of("../docs/data.md"));
    String code =
        plain(Files.readString(Path.of("src/test/java/dev/cellwise/rnn/data/DataPageTest.java")));
    Matcher blocks =
        Pattern.compile("```java\n(.*?)```", Pattern.DOTALL).matcher(page.replace("\r", ""));
    int found = 0;
    while (blocks.find()) {
      String block = blocks.group(1);
      assertTrue(code.contains(plain(block)), "docs/data.md differs:\n" + block);
      found++;
    }
    assertEquals(5, found);
  }

  /** Without indentation and empty lines. */
  private static String plain(String code) {
    return code.replaceAll("\\s*\\n\\s*", "\n").strip();
  }
}
