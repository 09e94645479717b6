package dev.cellwise.rnn.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.cellwise.rnn.net.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files made to do harm. Whatever a file holds, reading it ends: with its content or with {@link
 * ModelFileException}, in less than a second, and with at most 16 times its size and 1 MiB
 * allocated (garbage counted too, so a bound on the peak).
 */
@Tag("reference")
class SafetensorsHostileTest {
  private static final int MUTANTS = 10_000;
  private static final byte[] SYNTAX = "\"\\{}[],:0-9.eE \u0000".getBytes(StandardCharsets.UTF_8);
  private static final int MARGIN = 1 << 20;

  @TempDir Path folder;

  private byte[] valid;

  @BeforeEach
  void writeAValidFile() throws IOException {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("lstm.weight_ih_l0", Tensor.of(new float[] {1, 2, 3, 4, 5, 6, 7, 8}, 4, 2));
    tensors.put("lstm.bias_ih_l0", Tensor.of(new float[] {-1, 0, 1, Float.NaN}, 4));
    tensors.put("empty", Tensor.of(new float[0], 3, 0));
    tensors.put("é\n", Tensor.of(new float[] {0.5f}));
    Path path = folder.resolve("valid.safetensors");
    SafetensorsFile.write(path, tensors, Map.of("format", "pt\u0000é\uD83D\uDE00"));
    valid = Files.readAllBytes(path);
  }

  /** Reads, and holds the bounds; whether the file was accepted. */
  private static boolean accepted(byte[] file) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long bytes = threads.getCurrentThreadAllocatedBytes();
    long start = threads.getCurrentThreadCpuTime();
    boolean accepted = true;
    try {
      SafetensorsFile.parse("f", file);
    } catch (ModelFileException e) {
      accepted = false;
    }
    long nanos = threads.getCurrentThreadCpuTime() - start;
    bytes = threads.getCurrentThreadAllocatedBytes() - bytes;
    assertTrue(nanos < TimeUnit.SECONDS.toNanos(1) + 200L * file.length, () -> nanos + " ns");
    assertTrue(bytes <= 16L * file.length + MARGIN, bytes + " bytes for a file of " + file.length);
    return accepted;
  }

  @Test
  void refusesEachTruncation() {
    assertTrue(accepted(valid));
    for (int length = 0; length < valid.length; length++) {
      byte[] cut = Arrays.copyOf(valid, length);
      assertFalse(accepted(cut), "" + length);
    }
    assertFalse(accepted(Arrays.copyOf(valid, valid.length + 1)), "one byte more");
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

  @Test
  void survivesMutants() {
    SplittableRandom random = new SplittableRandom(20_261_121);
    int accepted = 0;
    for (int i = 0; i < MUTANTS; i++) {
      byte[] mutant = valid.clone();
      int changes = 1 + random.nextInt(3);
      for (int k = 0; k < changes; k++) {
        mutant = mutate(mutant, random);
      }
      if (accepted(mutant)) {
        accepted++;
      }
    }
    // Most flips of a bit in the data or in a name leave a valid file; most others do not.
    assertTrue(accepted > MUTANTS / 100 && accepted < MUTANTS / 2, accepted + " accepted");
  }

  private byte[] mutate(byte[] file, SplittableRandom random) {
    if (file.length == 0) {
      return file;
    }
    byte[] copy = file.clone();
    int at = random.nextInt(file.length);
    int length = random.nextInt(Math.min(40, file.length - at)) + 1;
    switch (random.nextInt(8)) {
      case 0 -> copy[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> copy[random.nextInt(Math.min(8, file.length))] = (byte) random.nextInt(256);
      case 2 -> copy[at] = SYNTAX[random.nextInt(SYNTAX.length)];
      case 3 -> copy = splice(file, at, at, Arrays.copyOfRange(file, at, at + length));
      case 4 -> copy = splice(file, at, at + length, new byte[0]);
      case 5 -> copy = number(file, at, random);
      case 6 -> {
        // A chunk of the header more or less, and the length field that goes with it.
        boolean more = random.nextBoolean();
        byte[] chunk = Arrays.copyOfRange(file, at, at + length);
        copy = more ? splice(file, at, at, chunk) : splice(file, at, at + length, new byte[0]);
        if (copy.length >= 2) {
          int header = (copy[0] & 255 | (copy[1] & 255) << 8) + (more ? length : -length);
          copy[0] = (byte) header;
          copy[1] = (byte) (header >> 8);
        }
      }
      default -> copy = Arrays.copyOf(file, at);
    }
    return copy;
  }

  /** Another number in the place of the next one, the header keeping its length if it can. */
  private static byte[] number(byte[] file, int at, SplittableRandom random) {
    String[] numbers = {
      "0", "-1", "1e9", "4294967296", "2147483647", "9223372036854775807", "18446744073709551615"
    };
    int begin = at;
    while (begin < file.length && (file[begin] < '0' || file[begin] > '9')) {
      begin++;
    }
    int end = begin;
    while (end < file.length && file[end] >= '0' && file[end] <= '9') {
      end++;
    }
    byte[] number = numbers[random.nextInt(numbers.length)].getBytes(StandardCharsets.US_ASCII);
    byte[] copy = splice(file, begin, end, number);
    if (copy.length >= 2) {
      int header = (copy[0] & 255 | (copy[1] & 255) << 8) + number.length - (end - begin);
      copy[0] = (byte) header;
      copy[1] = (byte) (header >> 8);
    }
    return copy;
  }

  private static byte[] splice(byte[] file, int from, int to, byte[] with) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(file, 0, from);
    out.writeBytes(with);
    out.write(file, to, file.length - to);
    return out.toByteArray();
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
    assertFalse(accepted(repeated("{" + tensor, "," + tensor, 300_000, "}")));
    String deep = tensor.replace("[0]", "[" + "1,".repeat(63) + "0]");
    assertTrue(accepted(repeated("{" + deep, "," + deep, 60_000, "}")));
  }

  @Test
  void boundsTheMemoryOfWhatIsRefused() {
    for (String unit :
        new String[] {
          "[", "[],", "{},", "0,", "\"#\",", "{\"#\":", "\"#\":0,", "\"#\":{},", "1", " "
        }) {
      assertFalse(accepted(repeated("{\"t\":{\"shape\":[", unit, 500_000, "")));
      assertFalse(accepted(repeated("{\"t\":{", unit, 500_000, "")));
      assertFalse(accepted(repeated("{", unit, 500_000, "")));
      assertFalse(accepted(repeated("{\"__metadata__\":{", unit, 500_000, "")));
      assertFalse(accepted(repeated("{\"__metadata__\":{\"", unit, 500_000, "")));
    }
  }

  @Test
  void boundsTheMemoryOfMetadata() {
    assertFalse(accepted(repeated("{\"__metadata__\":{\"\":\"\"", ",\"#\":\"\"", 500_000, "}}")));
    for (String unit : new String[] {"x", "é", "€", "\uD83D\uDE00", "\\n", "\\u0000", "\\u20ac"}) {
      assertTrue(accepted(repeated("{\"__metadata__\":{\"k\":\"", unit, 500_000, "\"}}")), unit);
      assertTrue(
          accepted(repeated("{\"__metadata__\":{\"k\":\"€\\n", unit, 500_000, "\"}}")), unit);
    }
    assertFalse(accepted(repeated("{\"__metadata__\":{\"k\":\"", "x", (1 << 24) + 1, "\"}}")));
  }

  /** Names that all have the same hash code: the reader's sets must not become lists. */
  @Test
  void isNotSlowedByNamesOfOneHash() {
    StringBuilder header = new StringBuilder("{");
    for (int i = 0; i < 1 << 15; i++) {
      StringBuilder name = new StringBuilder();
      for (int bit = 0; bit < 15; bit++) {
        name.append((i >> bit & 1) == 0 ? "Aa" : "BB");
      }
      header
          .append(i == 0 ? "\"" : ",\"")
          .append(name)
          .append("\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}");
    }
    assertTrue(accepted(Bytes.file(header.append('}').toString(), 0)));
  }

  @Test
  void readsAFileAsItReadsItsBytes() throws IOException {
    Path path = folder.resolve("mutant.safetensors");
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < 300; i++) {
      byte[] mutant = mutate(valid, random);
      Files.write(path, mutant);
      Object fromBytes = outcome(() -> SafetensorsFile.parse(path.toString(), mutant));
      assertEquals(fromBytes, outcome(() -> SafetensorsFile.read(path)));
    }
  }

  private interface Reading {
    SafetensorsFile read() throws IOException;
  }

  private static Object outcome(Reading reading) throws IOException {
    try {
      return reading.read();
    } catch (ModelFileException e) {
      return e.getMessage();
    }
  }
}
