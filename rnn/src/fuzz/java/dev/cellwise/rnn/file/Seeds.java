package dev.cellwise.rnn.file;

import dev.cellwise.rnn.net.Architecture;
import dev.cellwise.rnn.net.Network;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Small files to begin from, and what may come of any. */
public final class Seeds {
  private Seeds() {}

  /** Writes a file. */
  public interface Writing {
    void to(Path path) throws IOException;
  }

  /** What is written. */
  public static byte[] bytes(Writing writing) throws IOException {
    Path folder = Files.createTempDirectory("fuzz");
    Path path = folder.resolve("seed");
    writing.to(path);
    byte[] bytes = Files.readAllBytes(path);
    Files.delete(path);
    Files.delete(folder);
    return bytes;
  }

  /** Reads: with a result, or refused. */
  public static void read(Runnable reading) {
    try {
      reading.run();
    } catch (ModelFileException e) {
      if (e.getMessage() == null || e.getMessage().isEmpty()) {
        throw new AssertionError("a message expected", e);
      }
    }
  }

  /** Arrays of some types. */
  static List<TypedArray> arrays() {
    return List.of(
        TypedArray.of(new float[] {1, -2, 0.5f, 4}, 2, 2),
        TypedArray.of(new long[] {3}),
        TypedArray.of(new boolean[] {true, false}, 2),
        TypedArray.roundedToFloat16(new float[] {1, 2, 3}, 3));
  }

  static Map<String, TypedArray> named() {
    return Map.of("a", arrays().get(0), "é", arrays().get(1), "c", arrays().get(2));
  }

  /** A network of several layers. */
  public static Network network() {
    Architecture small =
        Architecture.builder().embedding(3, 2).lstm(2).norm().gru(1).dense(2).build();
    return Network.initialise(small, 1);
  }
}
