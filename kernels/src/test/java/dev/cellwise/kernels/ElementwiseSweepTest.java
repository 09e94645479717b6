package dev.cellwise.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every element function on every float: {@code mvn -Pexhaustive -pl kernels -am test}, some ten
 * minutes a function on two cores that have other work, too. Its output is what {@code
 * docs/element-functions.md} records.
 *
 * <p>The digest of a function is the SHA-256 over 4,096 SHA-256s, one for each run of 2^20 bit
 * patterns in ascending order (unsigned), each over the results' bits, big-endian, with one NaN.
 */
@Tag("exhaustive")
class ElementwiseSweepTest {
  private static final int CHUNKS = 4096;
  private static final int CHUNK = 1 << 20;

  /** Units in the last place. */
  private static final double BOUND = 1.0;

  /** What one chunk has shown. */
  private record Found(
      byte[] digest, double error, float worst, long differing, long falls, double deepestFall) {}

  @ParameterizedTest
  @EnumSource
  void sweep(ElementFunction f) {
    long start = System.nanoTime();
    Progress progress = new Progress(f.name());
    Found[] all = new Found[CHUNKS];
    IntStream.range(0, CHUNKS)
        .parallel()
        .forEach(
            chunk -> {
              all[chunk] = sweep(f, chunk);
              progress.advance();
            });

    MessageDigest sha = sha();
    Found worst = all[0];
    long differing = 0;
    long falls = 0;
    double deepestFall = 0;
    for (Found found : all) {
      sha.update(found.digest);
      worst = found.error > worst.error ? found : worst;
      differing += found.differing;
      falls += found.falls;
      deepestFall = Math.max(deepestFall, found.deepestFall);
    }
    System.out.printf(
        Locale.ROOT,
        "%s: largest error %.4f ulp at %s (%s), %d falls of at most %.2f ulp,"
            + " %d floats on which the twins differ, SHA-256 %s, JDK %s, %.1f minutes%n",
        f,
        worst.error,
        Float.toHexString(worst.worst),
        Float.toString(worst.worst),
        falls,
        deepestFall,
        differing,
        HexFormat.of().formatHex(sha.digest()),
        Runtime.version(),
        (System.nanoTime() - start) * 1e-9 / 60);
    assertEquals(0, differing);
    assertTrue(worst.error < BOUND);
    assertTrue(deepestFall <= 1);
  }

  private static Found sweep(ElementFunction f, int chunk) {
    int first = chunk * CHUNK;
    // The chunk and, to see a fall at its start, the float before it.
    float[] x = new float[CHUNK + 1];
    for (int i = 0; i <= CHUNK; i++) {
      x[i] = Float.intBitsToFloat(first - 1 + i);
    }
    float[] y = f.run(Twin.SCALAR, x);
    long differing = 0;
    if (Twins.available().contains(Twin.VECTOR)) {
      float[] other = f.run(Twin.VECTOR, x);
      for (int i = 0; i <= CHUNK; i++) {
        if (Float.floatToIntBits(y[i]) != Float.floatToIntBits(other[i])) {
          differing++;
        }
      }
    }
    ByteBuffer bytes = ByteBuffer.allocate(4 * CHUNK);
    double error = -1;
    float worst = 0;
    long falls = 0;
    double deepestFall = 0;
    boolean startsASign = (first & Integer.MAX_VALUE) == 0;
    for (int i = 1; i <= CHUNK; i++) {
      bytes.putInt(Float.floatToIntBits(y[i]));
      double e = f.error(x[i], y[i]);
      if (e > error) {
        error = e;
        worst = x[i];
      }
      // Bits ascend from zero outwards, so negative arguments descend.
      float rise = first < 0 ? y[i - 1] - y[i] : y[i] - y[i - 1];
      if (rise < 0 && !(i == 1 && startsASign)) {
        falls++;
        deepestFall = Math.max(deepestFall, -rise / Math.ulp(Math.max(y[i], y[i - 1])));
      }
    }
    return new Found(sha().digest(bytes.array()), error, worst, differing, falls, deepestFall);
  }

  private static MessageDigest sha() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  /** A bar, the rate and the time left, one line for each 1/64 of the work. */
  private static final class Progress {
    private final String name;
    private final long start = System.nanoTime();
    private final AtomicInteger done = new AtomicInteger();

    Progress(String name) {
      this.name = name;
    }

    void advance() {
      int chunks = done.incrementAndGet();
      if (chunks % (CHUNKS / 64) != 0) {
        return;
      }
      int marks = chunks * 32 / CHUNKS;
      double seconds = (System.nanoTime() - start) * 1e-9;
      System.out.printf(
          Locale.ROOT,
          "%-7s [%s%s] %3d %%, %.1f million floats a second, %.0f s left%n",
          name,
          "#".repeat(marks),
          ".".repeat(32 - marks),
          chunks * 100 / CHUNKS,
          (double) chunks * CHUNK / seconds * 1e-6,
          seconds * (CHUNKS - chunks) / chunks);
    }
  }
}
