package dev.cellwise.bench.jmh;

import dev.cellwise.bench.limit.LimitProbe;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * What the machine allows, through the Vector API: {@code fma12} and {@code fma24} count {@link
 * LimitProbe#fmaOperations} floating-point operations a call, {@code read} and {@code readHalves}
 * go once through a working set. {@code bench limits} gives the same as rates.
 */
public class LimitBenchmark {
  private LimitBenchmark() {}

  /** Multiply-adds on registers alone; the faster of the two is the peak. */
  public static class Peak extends JmhDefaults {
    private static final int ITERATIONS = 10_000;

    /**
     * 12 chains, for 16 registers.
     *
     * @return their sum
     */
    @Benchmark
    public float fma12() {
      return LimitProbe.fma12(ITERATIONS);
    }

    /**
     * 24 chains, for 32 registers.
     *
     * @return their sum
     */
    @Benchmark
    public float fma24() {
      return LimitProbe.fma24(ITERATIONS);
    }
  }

  /** Reads of a working set, each vector into one multiply-add. */
  public static class Bandwidth extends JmhDefaults {
    /** Working set. */
    @Param({"16", "256", "4096", "131072"})
    public int kib;

    private float[] a;

    /** Allocates. */
    @Setup
    public void setUp() {
      a = LimitProbe.allocate(kib * 1024L);
    }

    /**
     * All of it once.
     *
     * @return a sum
     */
    @Benchmark
    public float read() {
      return LimitProbe.read(kib * 256, a);
    }

    /**
     * Both halves at once.
     *
     * @return a sum
     */
    @Benchmark
    public float readHalves() {
      return LimitProbe.readHalves(kib * 256, a);
    }
  }
}
