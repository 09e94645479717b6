package dev.cellwise.bench.limit;

import dev.cellwise.kernels.Floats;
import java.util.Arrays;
import java.util.NavigableMap;
import java.util.TreeMap;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Measures what one core of this machine allows, through the Vector API at the width that this JVM
 * prefers: the peak of multiply-adds on registers, the faster of 12 and 24 chains, and the
 * bandwidth of reading by working set, the faster of one place and two.
 */
public final class LimitProbe {
  private static final VectorSpecies<Float> F =
      FloatVector.SPECIES_PREFERRED.length() > 16
          ? FloatVector.SPECIES_512
          : FloatVector.SPECIES_PREFERRED;
  private static final int L = F.length();

  /** Width of the vectors. */
  public static final int BITS = L * Float.SIZE;

  private static final int[] KIB = {
    16, 24, 32, 48, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768, 65536, 131072
  };

  /** Bytes to read between two looks at the clock. */
  private static final long BATCH = 16L << 20;

  private static final int SAMPLES = 31;

  /** Takes every result, so that none is left out of the program. */
  @SuppressWarnings("unused")
  private static volatile float sink;

  private LimitProbe() {}

  /**
   * Measures.
   *
   * @param seconds of warm-up for each figure
   */
  static Limits measure(double seconds) {
    int iterations = 100_000;
    double few = fmaOperations(12, iterations) / fastest(seconds, () -> sink = fma12(iterations));
    double many = fmaOperations(24, iterations) / fastest(seconds, () -> sink = fma24(iterations));
    double peak = Math.max(few, many);
    NavigableMap<Long, Double> bandwidth = new TreeMap<>();
    float[] a = allocate(largest() * 1024L);
    for (int kib : KIB) {
      if (kib <= largest()) {
        long bytes = kib * 1024L;
        int times = (int) Math.max(1, BATCH / bytes);
        int n = kib * 256;
        double one = fastest(seconds / 2, () -> read(times, n, a));
        double two = fastest(seconds / 2, () -> readHalves(times, n, a));
        bandwidth.put(bytes, bytes * times / Math.min(one, two));
      }
    }
    return new Limits(BITS, peak, bandwidth);
  }

  /** The largest working set that the heap has room for, in KiB. */
  private static int largest() {
    long room = Runtime.getRuntime().maxMemory() / 2 / 1024;
    return Arrays.stream(KIB).filter(kib -> kib <= room).max().orElse(KIB[0]);
  }

  /** The fastest of some calls: what disturbs a call only makes it slower. */
  private static double fastest(double seconds, Runnable call) {
    long length = (long) (seconds * 1e9);
    long begin = System.nanoTime();
    do {
      call.run();
    } while (System.nanoTime() - begin < length);
    long fastest = Long.MAX_VALUE;
    for (int i = 0; i < SAMPLES; i++) {
      long start = System.nanoTime();
      call.run();
      fastest = Math.min(fastest, System.nanoTime() - start);
    }
    return fastest;
  }

  /** An array with room for a working set from {@link Floats#BASE} on. */
  public static float[] allocate(long bytes) {
    return Floats.allocate(Math.toIntExact(Floats.BASE + bytes / Float.BYTES));
  }

  /** Floating-point operations of {@link #fma12} and {@link #fma24}. */
  public static double fmaOperations(int chains, int iterations) {
    return 2.0 * chains * L * iterations;
  }

  /**
   * Multiply-adds in 12 independent chains, nothing read: with the two operands, 14 of the 16
   * registers of x86 without AVX-512.
   */
  public static float fma12(int iterations) {
    FloatVector m = FloatVector.broadcast(F, 0.999f);
    FloatVector c = FloatVector.broadcast(F, 0.001f);
    FloatVector a0 = m;
    FloatVector a1 = c;
    FloatVector a2 = m;
    FloatVector a3 = c;
    FloatVector a4 = m;
    FloatVector a5 = c;
    FloatVector a6 = m;
    FloatVector a7 = c;
    FloatVector a8 = m;
    FloatVector a9 = c;
    FloatVector a10 = m;
    FloatVector a11 = c;
    for (int i = 0; i < iterations; i++) {
      a0 = a0.fma(m, c);
      a1 = a1.fma(m, c);
      a2 = a2.fma(m, c);
      a3 = a3.fma(m, c);
      a4 = a4.fma(m, c);
      a5 = a5.fma(m, c);
      a6 = a6.fma(m, c);
      a7 = a7.fma(m, c);
      a8 = a8.fma(m, c);
      a9 = a9.fma(m, c);
      a10 = a10.fma(m, c);
      a11 = a11.fma(m, c);
    }
    FloatVector left = a0.add(a1).add(a2).add(a3).add(a4).add(a5);
    FloatVector right = a6.add(a7).add(a8).add(a9).add(a10).add(a11);
    return left.add(right).lane(0);
  }

  /**
   * Multiply-adds in 24 independent chains, which take 26 of 32 registers and are spilled where
   * there are 16. With 12, the instructions of the loop itself take 5 % of the issue slots.
   */
  public static float fma24(int iterations) {
    FloatVector m = FloatVector.broadcast(F, 0.999f);
    FloatVector c = FloatVector.broadcast(F, 0.001f);
    FloatVector a0 = m;
    FloatVector a1 = c;
    FloatVector a2 = m;
    FloatVector a3 = c;
    FloatVector a4 = m;
    FloatVector a5 = c;
    FloatVector a6 = m;
    FloatVector a7 = c;
    FloatVector a8 = m;
    FloatVector a9 = c;
    FloatVector a10 = m;
    FloatVector a11 = c;
    FloatVector a12 = m;
    FloatVector a13 = c;
    FloatVector a14 = m;
    FloatVector a15 = c;
    FloatVector a16 = m;
    FloatVector a17 = c;
    FloatVector a18 = m;
    FloatVector a19 = c;
    FloatVector a20 = m;
    FloatVector a21 = c;
    FloatVector a22 = m;
    FloatVector a23 = c;
    for (int i = 0; i < iterations; i++) {
      a0 = a0.fma(m, c);
      a1 = a1.fma(m, c);
      a2 = a2.fma(m, c);
      a3 = a3.fma(m, c);
      a4 = a4.fma(m, c);
      a5 = a5.fma(m, c);
      a6 = a6.fma(m, c);
      a7 = a7.fma(m, c);
      a8 = a8.fma(m, c);
      a9 = a9.fma(m, c);
      a10 = a10.fma(m, c);
      a11 = a11.fma(m, c);
      a12 = a12.fma(m, c);
      a13 = a13.fma(m, c);
      a14 = a14.fma(m, c);
      a15 = a15.fma(m, c);
      a16 = a16.fma(m, c);
      a17 = a17.fma(m, c);
      a18 = a18.fma(m, c);
      a19 = a19.fma(m, c);
      a20 = a20.fma(m, c);
      a21 = a21.fma(m, c);
      a22 = a22.fma(m, c);
      a23 = a23.fma(m, c);
    }
    FloatVector left = a0.add(a1).add(a2).add(a3).add(a4).add(a5).add(a6).add(a7);
    FloatVector middle = a8.add(a9).add(a10).add(a11).add(a12).add(a13).add(a14).add(a15);
    FloatVector right = a16.add(a17).add(a18).add(a19).add(a20).add(a21).add(a22).add(a23);
    return left.add(middle).add(right).lane(0);
  }

  private static void read(int times, int n, float[] a) {
    for (int i = 0; i < times; i++) {
      sink = read(n, a);
    }
  }

  private static void readHalves(int times, int n, float[] a) {
    for (int i = 0; i < times; i++) {
      sink = readHalves(n, a);
    }
  }

  /** Reads {@code n} floats from {@link Floats#BASE} on; n is a multiple of 128. */
  public static float read(int n, float[] a) {
    FloatVector x = FloatVector.broadcast(F, 1f);
    FloatVector a0 = FloatVector.zero(F);
    FloatVector a1 = a0;
    FloatVector a2 = a0;
    FloatVector a3 = a0;
    FloatVector a4 = a0;
    FloatVector a5 = a0;
    FloatVector a6 = a0;
    FloatVector a7 = a0;
    int end = Floats.BASE + n;
    for (int i = Floats.BASE; i < end; i += 8 * L) {
      a0 = FloatVector.fromArray(F, a, i).fma(x, a0);
      a1 = FloatVector.fromArray(F, a, i + L).fma(x, a1);
      a2 = FloatVector.fromArray(F, a, i + 2 * L).fma(x, a2);
      a3 = FloatVector.fromArray(F, a, i + 3 * L).fma(x, a3);
      a4 = FloatVector.fromArray(F, a, i + 4 * L).fma(x, a4);
      a5 = FloatVector.fromArray(F, a, i + 5 * L).fma(x, a5);
      a6 = FloatVector.fromArray(F, a, i + 6 * L).fma(x, a6);
      a7 = FloatVector.fromArray(F, a, i + 7 * L).fma(x, a7);
    }
    return a0.add(a1).add(a2).add(a3).add(a4).add(a5).add(a6).add(a7).lane(0);
  }

  /**
   * Reads {@code n} floats from {@link Floats#BASE} on, both halves at once: memory is read faster
   * in two places than in one. n is a multiple of 128.
   */
  public static float readHalves(int n, float[] a) {
    FloatVector x = FloatVector.broadcast(F, 1f);
    FloatVector a0 = FloatVector.zero(F);
    FloatVector a1 = a0;
    FloatVector a2 = a0;
    FloatVector a3 = a0;
    FloatVector b0 = a0;
    FloatVector b1 = a0;
    FloatVector b2 = a0;
    FloatVector b3 = a0;
    int half = Floats.BASE + n / 2;
    for (int i = Floats.BASE, j = half; i < half; i += 4 * L, j += 4 * L) {
      a0 = FloatVector.fromArray(F, a, i).fma(x, a0);
      a1 = FloatVector.fromArray(F, a, i + L).fma(x, a1);
      a2 = FloatVector.fromArray(F, a, i + 2 * L).fma(x, a2);
      a3 = FloatVector.fromArray(F, a, i + 3 * L).fma(x, a3);
      b0 = FloatVector.fromArray(F, a, j).fma(x, b0);
      b1 = FloatVector.fromArray(F, a, j + L).fma(x, b1);
      b2 = FloatVector.fromArray(F, a, j + 2 * L).fma(x, b2);
      b3 = FloatVector.fromArray(F, a, j + 3 * L).fma(x, b3);
    }
    return a0.add(a1).add(a2).add(a3).add(b0).add(b1).add(b2).add(b3).lane(0);
  }
}
