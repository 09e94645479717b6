package dev.cellwise.rnn.train;

import dev.cellwise.rnn.file.ModelFileException;
import dev.cellwise.rnn.file.SafetensorsFile;
import dev.cellwise.rnn.net.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.CRC32C;

/**
 * The content of a checkpoint file by names: texts, counts, numbers, arrays; each exactly as it was
 * put in. A safetensors file whose tensors are the arrays; its metadata hold the rest, doubles in
 * hexadecimal, and a check sum of it all.
 */
final class Checkpoint {
  /** Writes a file atomically; tests write half of it. */
  @FunctionalInterface
  interface Writer {
    void write(Path path, Map<String, Tensor> tensors, Map<String, String> metadata)
        throws IOException;
  }

  private static final String FORMAT = "cellwise.checkpoint";
  private static final String VERSION = "1";
  private static final String SUM = "cellwise.sum";

  /** Characters of a text in a message: those of an architecture of some layers. */
  private static final int SHOWN = 500;

  private final String source;
  private final Map<String, Tensor> arrays;
  private final Map<String, String> texts;

  /** An empty one, to be filled and written. */
  Checkpoint() {
    this("checkpoint", new LinkedHashMap<>(), new LinkedHashMap<>());
    texts.put(FORMAT, VERSION);
  }

  private Checkpoint(String source, Map<String, Tensor> arrays, Map<String, String> texts) {
    this.source = source;
    this.arrays = arrays;
    this.texts = texts;
  }

  /**
   * Reads a file.
   *
   * @throws IOException if it cannot be read
   * @throws CheckpointException if it is no checkpoint, or a damaged one
   */
  static Checkpoint read(Path path) throws IOException {
    SafetensorsFile file;
    try {
      file = SafetensorsFile.read(path);
    } catch (ModelFileException e) {
      throw new CheckpointException(e.getMessage(), e);
    }
    Map<String, String> texts = new LinkedHashMap<>(file.metadata());
    Checkpoint read = new Checkpoint(path.toString(), tensors(path, file), texts);
    read.expect(FORMAT, VERSION);
    String sum = texts.remove(SUM);
    if (!read.sum().equals(sum)) {
      throw read.refuse("the check sum " + read.sum() + " of what is in it", sum);
    }
    return read;
  }

  private static Map<String, Tensor> tensors(Path path, SafetensorsFile file) {
    try {
      return file.tensors();
    } catch (ModelFileException e) {
      throw new CheckpointException(path + ": " + e.getMessage(), e);
    }
  }

  void write(Path path, Writer writer) throws IOException {
    Map<String, String> metadata = new LinkedHashMap<>(texts);
    metadata.put(SUM, sum());
    writer.write(path, arrays, metadata);
  }

  /** Of all names and contents. Against bad luck, not malice. */
  private String sum() {
    CRC32C crc = new CRC32C();
    texts.forEach((name, text) -> update(crc, name + "\n" + text + "\n"));
    ByteBuffer chunk = ByteBuffer.allocate(1 << 16);
    arrays.forEach(
        (name, tensor) -> {
          update(crc, name + Arrays.toString(tensor.shape()) + "\n");
          update(crc, tensor.values(), chunk);
        });
    return HexFormat.of().toHexDigits(crc.getValue(), 8);
  }

  private static void update(CRC32C crc, String text) {
    crc.update(text.getBytes(StandardCharsets.UTF_8));
  }

  private static void update(CRC32C crc, float[] values, ByteBuffer chunk) {
    int most = chunk.capacity() / Float.BYTES;
    for (int at = 0; at < values.length; at += Math.min(most, values.length - at)) {
      int count = Math.min(most, values.length - at);
      chunk.clear().limit(count * Float.BYTES);
      chunk.asFloatBuffer().put(values, at, count);
      crc.update(chunk);
    }
  }

  CheckpointException refuse(String expected, String got) {
    return new CheckpointException(source + ": expected " + expected + ", got " + visible(got));
  }

  /** Text from a file, fit for a message: cut short, and nothing but visible text. */
  private static String visible(String text) {
    if (text == null) {
      return "none";
    }
    String cut = text.length() > SHOWN ? text.substring(0, SHOWN) + "..." : text;
    return cut.replaceAll("\\p{C}", "?");
  }

  /** One exception for whatever restoring refuses. */
  CheckpointException refuse(IllegalArgumentException e) {
    return new CheckpointException(source + ": " + e.getMessage(), e);
  }

  void putText(String name, String text) {
    texts.put(name, text);
  }

  void putNumber(String name, double number) {
    texts.put(name, Double.toHexString(number));
  }

  void putCounts(String name, long... counts) {
    texts.put(
        name, Arrays.stream(counts).mapToObj(Long::toString).collect(Collectors.joining(" ")));
  }

  void putInts(String name, int... counts) {
    putCounts(name, Arrays.stream(counts).asLongStream().toArray());
  }

  void putArray(String name, float[] array) {
    arrays.put(name, Tensor.of(array, array.length));
  }

  /** Refuses another text than the one expected. */
  void expect(String name, String text) {
    String got = texts.get(name);
    if (!text.equals(got)) {
      throw refuse(name + " " + text, got);
    }
  }

  boolean has(String name) {
    return texts.containsKey(name) || arrays.containsKey(name);
  }

  private String text(String name) {
    String text = texts.get(name);
    if (text == null) {
      throw refuse(name, "none");
    }
    return text;
  }

  double number(String name) {
    String text = text(name);
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw refuse(name + " as a number", text);
    }
  }

  long count(String name, long least) {
    long[] counts = counts(name);
    if (counts.length != 1 || counts[0] < least) {
      throw refuse(name + " as a count of at least " + least, text(name));
    }
    return counts[0];
  }

  long[] counts(String name) {
    String text = text(name);
    try {
      return text.isEmpty()
          ? new long[0]
          : Arrays.stream(text.split(" ", -1)).mapToLong(Long::parseLong).toArray();
    } catch (NumberFormatException e) {
      throw refuse(name + " as counts", text);
    }
  }

  int[] ints(String name) {
    long[] counts = counts(name);
    int[] ints = new int[counts.length];
    for (int i = 0; i < ints.length; i++) {
      ints[i] = (int) counts[i];
      if (ints[i] != counts[i]) {
        throw refuse(name + " as ints", text(name));
      }
    }
    return ints;
  }

  /** An array of finite numbers. */
  float[] finite(String name, int length) {
    float[] values = array(name, length);
    for (int i = 0; i < length; i++) {
      if (!Float.isFinite(values[i])) {
        throw refuse("a finite number at " + i + " of " + name, Float.toString(values[i]));
      }
    }
    return values;
  }

  float[] array(String name, int length) {
    Tensor tensor = arrays.get(name);
    if (tensor == null) {
      throw refuse("a tensor " + name, "none");
    }
    if (tensor.values().length != length) {
      throw refuse(length + " numbers of " + name, Integer.toString(tensor.values().length));
    }
    return tensor.values();
  }

  /** Names of the arrays with this front, without it, to the arrays. */
  Map<String, float[]> arrays(String front) {
    Map<String, float[]> found = new LinkedHashMap<>();
    arrays.forEach(
        (name, tensor) -> {
          if (name.startsWith(front)) {
            found.put(name.substring(front.length()), tensor.values());
          }
        });
    return found;
  }

  /** Names of the numbers with this front, without it, to the numbers. */
  Map<String, Double> numbers(String front) {
    Map<String, Double> found = new LinkedHashMap<>();
    for (String name : texts.keySet()) {
      if (name.startsWith(front)) {
        found.put(name.substring(front.length()), number(name));
      }
    }
    return found;
  }
}
