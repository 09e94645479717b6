package dev.cellwise.rnn.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files made to do harm; {@link Hostile} says what must not come of it. */
@Tag("reference")
class SafetensorsHostileTest {
  private static final int MUTANTS = 10_000;

  private static final byte[] SYNTAX = "\"\\{}[],:0-9.eE \u0000".getBytes(StandardCharsets.UTF_8);

  @TempDir Path folder;

  private byte[] valid;
  private byte[] mixed;

  @BeforeEach
  void writeAValidFile() throws IOException {
    Map<String, TypedArray> tensors = new LinkedHashMap<>();
    tensors.put("lstm.weight_ih_l0", TypedArray.of(new float[] {1, 2, 3, 4, 5, 6, 7, 8}, 4, 2));
    tensors.put("lstm.bias_ih_l0", TypedArray.of(new float[] {-1, 0, 1, Float.NaN}, 4));
    tensors.put("empty", TypedArray.of(new float[0], 3, 0));
    tensors.put("é\n", TypedArray.of(new float[] {0.5f}));
    valid = written(tensors);
    tensors.put("f64", TypedArray.of(new double[] {0.1, -0.0}, 2));
    tensors.put("i64", TypedArray.of(new long[] {Long.MIN_VALUE, 7}, 2, 1));
    tensors.put("u16", TypedArray.ofUnsigned(new short[] {-1, 1, 2}, 3));
    tensors.put("bf16", TypedArray.roundedToBfloat16(new float[] {1, 2, 3}, 1, 3));
    tensors.put("f16", TypedArray.roundedToFloat16(new float[] {1, 2, 3}, 3));
    tensors.put("bool", TypedArray.of(new boolean[] {true, false, true}, 3));
    mixed = written(tensors);
  }

  private byte[] written(Map<String, TypedArray> tensors) throws IOException {
    Path path = folder.resolve("valid.safetensors");
    SafetensorsFile.writeArrays(path, tensors, Map.of("format", "pt\u0000é\uD83D\uDE00"));
    return Files.readAllBytes(path);
  }

  private static boolean accepted(byte[] file) {
    return Hostile.accepted(file, content -> SafetensorsFile.parse("f", content));
  }

  @Test
  void refusesEachTruncation() {
    for (byte[] whole : new byte[][] {valid, mixed}) {
      assertTrue(accepted(whole));
      for (int length = 0; length < whole.length; length++) {
        byte[] cut = Arrays.copyOf(whole, length);
        assertFalse(accepted(cut), "" + length);
      }
      assertFalse(accepted(Arrays.copyOf(whole, whole.length + 1)), "one byte more");
    }
  }

  @Test
  void refusesEachTruncationOfAMappedFile() throws IOException {
    Path path = folder.resolve("cut.safetensors");
    for (int length = 0; length < mixed.length; length++) {
      Files.write(path, Arrays.copyOf(mixed, length));
      assertThrows(ModelFileException.class, () -> MappedSafetensors.open(path), "" + length);
    }
  }

  @Test
  void refusesEachTruncationOfTheHeaderThatItsLengthAdmits() {
    int headerLength = valid[0] & 255 | (valid[1] & 255) << 8;
    for (int length = 0; length < headerLength; length++) {
      byte[] header = Arrays.copyOfRange(valid, 8, 8 + length);
      byte[] data = Arrays.copyOfRange(valid, 8 + headerLength, valid.length);
      boolean padding =
          new String(valid, 8 + length, headerLength - length, StandardCharsets.UTF_8).isBlank();
      assertEquals(padding, accepted(Bytes.file(header, data)), "" + length);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void survivesMutants(boolean ofAllTypes) {
    SplittableRandom random = new SplittableRandom(20_261_121);
    int accepted = 0;
    for (int i = 0; i < MUTANTS; i++) {
      if (accepted(Hostile.mutant(ofAllTypes ? mixed : valid, random))) {
        accepted++;
      }
    }
    // Most flips of a bit in the data or in a name leave a valid file; most others do not.
    assertTrue(accepted > MUTANTS / 100 && accepted < MUTANTS / 2, accepted + " accepted");
  }

  // Large headers, where 1 MiB hides nothing: one unit repeated, and what must come of it.

  private static byte[] repeated(String before, String unit, int times, String after) {
    StringBuilder header = new StringBuilder(before);
    for (int i = 0; i < times; i++) {
      header.append(unit.replace("#", Integer.toString(i, 36)));
    }
    return Bytes.file(header.append(after).toString(), 0);
  }

  @Test
  void boundsTheMemoryOfTensors() {
    String tensor = "\"#\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}";
    assertTrue(accepted(repeated("{" + tensor, "," + tensor, 60_000, "}")));
    assertFalse(accepted(repeated("{" + tensor, "," + tensor, 70_000, "}")));
    String deep = tensor.replace("[0]", "[" + "1,".repeat(63) + "0]");
    assertTrue(accepted(repeated("{" + deep, "," + deep, 60_000, "}")));
  }

  @Test
  void boundsTheMemoryOfWhatIsRefused() {
    for (String unit :
        new String[] {
          "[", "[],", "{},", "0,", "\"#\",", "{\"#\":", "\"#\":0,", "\"#\":{},", "1", " "
        }) {
      assertFalse(accepted(repeated("{\"t\":{\"shape\":[", unit, 100_000, "")));
      assertFalse(accepted(repeated("{\"t\":{", unit, 100_000, "")));
      assertFalse(accepted(repeated("{", unit, 100_000, "")));
      assertFalse(accepted(repeated("{\"__metadata__\":{", unit, 100_000, "")));
      assertFalse(accepted(repeated("{\"__metadata__\":{\"", unit, 100_000, "")));
    }
  }

  @Test
  void boundsTheMemoryOfMetadata() {
    assertFalse(accepted(repeated("{\"__metadata__\":{\"\":\"\"", ",\"#\":\"\"", 100_000, "}}")));
    for (String unit : new String[] {"x", "é", "€", "\uD83D\uDE00", "\\n", "\\u0000", "\\u20ac"}) {
      assertTrue(accepted(repeated("{\"__metadata__\":{\"k\":\"", unit, 100_000, "\"}}")), unit);
      assertTrue(
          accepted(repeated("{\"__metadata__\":{\"k\":\"€\\n", unit, 100_000, "\"}}")), unit);
    }
    assertFalse(accepted(repeated("{\"__metadata__\":{\"k\":\"", "x", (1 << 24) + 1, "\"}}")));
  }

  /** Names that all have the same hash code: the reader's sets must not become lists. */
  @Test
  void isNotSlowedByNamesOfOneHash() {
    StringBuilder header = new StringBuilder("{");
    for (int i = 0; i < 1 << 13; i++) {
      StringBuilder name = new StringBuilder();
      for (int bit = 0; bit < 13; bit++) {
        name.append((i >> bit & 1) == 0 ? "Aa" : "BB");
      }
      header
          .append(i == 0 ? "\"" : ",\"")
          .append(name)
          .append("\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}");
    }
    assertTrue(accepted(Bytes.file(header.append('}').toString(), 0)));
  }

  /** From a file, and mapped, the bounds of {@link Hostile} holding for the mapped one too. */
  @Test
  void readsAFileAsItReadsItsBytes() throws IOException {
    Path path = folder.resolve("mutant.safetensors");
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < MUTANTS; i++) {
      byte[] mutant = Hostile.mutant(mixed, random);
      Files.write(path, mutant);
      Object fromBytes = outcome(() -> SafetensorsFile.parse(path.toString(), mutant));
      Object[] mapped = new Object[1];
      Hostile.accepted(mutant, content -> mapped[0] = outcome(() -> mapped(path)));
      assertEquals(fromBytes, mapped[0]);
      if (i % 32 == 0) {
        assertEquals(fromBytes, outcome(() -> SafetensorsFile.read(path)));
      }
    }
  }

  private static SafetensorsFile mapped(Path path) throws IOException {
    try (MappedSafetensors file = MappedSafetensors.open(path)) {
      Map<String, TypedArray> arrays = new LinkedHashMap<>();
      for (String name : file.names()) {
        arrays.put(name, file.array(name));
      }
      return new SafetensorsFile(arrays, file.metadata());
    }
  }

  private interface Reading {
    SafetensorsFile read() throws IOException;
  }

  private static Object outcome(Reading reading) {
    try {
      return reading.read();
    } catch (ModelFileException e) {
      return e.getMessage();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
