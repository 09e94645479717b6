package dev.cellwise.rnn.net;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * SHA-256 of bits, a line a case, in a file {@code digests.txt} in the package of the test that
 * owns them.
 */
public final class Digests {
  private static final String FILE = "digests.txt";

  private Digests() {}

  /**
   * The committed lines; with {@code -Dcellwise.digests=write} those of the cases, written anew.
   */
  public static Map<String, String> expected(Class<?> test, Map<String, Supplier<float[]>> cases) {
    boolean write = "write".equals(System.getProperty("cellwise.digests"));
    return write ? written(test, cases) : committed(test);
  }

  /** SHA-256 over the bits, big-endian. */
  public static String of(float[] values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length);
    for (float v : values) {
      bytes.putInt(Float.floatToIntBits(v));
    }
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes.array());
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  /** The committed lines by the names of their cases. */
  public static Map<String, String> committed(Class<?> test) {
    Map<String, String> lines = new TreeMap<>();
    try (InputStream in = test.getResourceAsStream(FILE)) {
      assertNotNull(in, FILE + " is missing");
      for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
        int space = line.lastIndexOf(' ');
        assertNull(lines.put(line.substring(0, space), line.substring(space + 1)), line);
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return lines;
  }

  private static Map<String, String> written(Class<?> test, Map<String, Supplier<float[]>> cases) {
    Map<String, String> lines = new TreeMap<>();
    StringBuilder text = new StringBuilder();
    cases.forEach(
        (name, run) -> {
          lines.put(name, of(run.get()));
          text.append(name).append(' ').append(lines.get(name)).append('\n');
        });
    try {
      // The tests of a Maven module run in its folder.
      Path folder = Path.of("src/test/resources", test.getPackageName().split("\\."));
      Files.createDirectories(folder);
      Files.writeString(folder.resolve(FILE), text);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return lines;
  }
}
