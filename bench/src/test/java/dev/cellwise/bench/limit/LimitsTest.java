package dev.cellwise.bench.limit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.bench.Bench;
import dev.cellwise.bench.cases.Case;
import dev.cellwise.bench.command.FreshJvm;
import dev.cellwise.kernels.Floats;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LimitsTest {
  /** 100 GFLOP/s; 200 GB/s up to 32 KiB, 100 GB/s at 128 KiB and above. */
  private static final Limits LIMITS =
      new Limits(512, 100, new TreeMap<>(java.util.Map.of(32768L, 200.0, 131072L, 100.0)));

  private static double limit(Case kind, int index, int hidden) {
    return kind.settings(hidden).get(index).limit(LIMITS);
  }

  @Test
  void readingTakesTheBandwidthOfTheWorkingSet() {
    assertEquals(16384 / 200.0, LIMITS.read(16384), 1e-9);
    assertEquals(32768 / 200.0, LIMITS.read(32768), 1e-9);
    assertEquals(65536 / 150.0, LIMITS.read(65536), 1e-9);
    assertEquals(1e6 / 100.0, LIMITS.read(1e6), 1e-9);
  }

  @Test
  void aStepReadsItsWeights() {
    assertEquals(4 * 4 * 256 * 512 / 100.0, limit(Case.A, 0, 256), 1e-6);
  }

  @Test
  void aStepMayComputeLongerThanItReads() {
    assertEquals(2 * 4 * 32 * 64 / 100.0, limit(Case.A, 0, 32), 1e-9);
  }

  @Test
  void aSequenceReadsOnlyTheRecurrentWeights() {
    double half = 2.0 * 4 * 256 * 256 / 100;
    assertEquals(half + 4.0 * 4 * 256 * 256 / 100, limit(Case.B, 0, 256), 1e-6);
  }

  @Test
  void aBatchComputes() {
    double forward = 2.0 * 4 * 64 * 128 * 50 * 32 / 100;
    assertEquals(forward, limit(Case.C, 0, 64), 1e-6);
    assertEquals(2.5 * forward, limit(Case.D, 0, 64), 1e-6);
    double longer = 2 * forward;
    assertEquals((2.5 + 3) * longer, limit(Case.F, 0, 64), 1e-6);
  }

  @Test
  void aCharacterModelComputesWhatIsMultiplied() {
    double recurrent = 2.0 * 32 * 100 * 4 * 256 * 256;
    double head = 2.0 * 32 * 100 * 256 * 65;
    assertEquals(3 * (recurrent + head) / 100, limit(Case.E, 0, 256), 1e-3);
    assertEquals(3 * (2 * recurrent + head) / 100, limit(Case.E, 1, 256), 1e-3);
  }

  @Test
  void linesHoldThemAll() {
    assertEquals(LIMITS, Limits.of(LIMITS.toLines()));
    List<String> others = List.of("WARNING: none", "", "ort\tA\tlstm");
    assertThrows(IllegalArgumentException.class, () -> Limits.of(others));
  }

  @ParameterizedTest
  @CsvSource({
    "fma512, Infinity, read_KiB16, 1",
    "fma512, NaN, read_KiB16, 1",
    "fma512, 0, read_KiB16, 1",
    "fma0, 1, read_KiB16, 1",
    "fmax, 1, read_KiB16, 1",
    "fma512, 1, read_KiB16, 0",
    "fma512, 1, read_KiB16, -1",
    "fma512, 1, read_KiB16, NaN",
    "fma512, one, read_KiB16, 1",
    "fma512, 1, read_KiB0, 1",
    "fma512, 1, read_KiBx, 1",
    "fma512, 1, read_KiB9999999999999999, 1"
  })
  void linesThatAreNoLimitsAreRefused(String peak, String flops, String read, String rate) {
    List<String> lines = List.of(peak + "\t" + flops, read + "\t" + rate);
    String message =
        assertThrows(IllegalArgumentException.class, () -> Limits.of(lines)).getMessage();
    assertTrue(message.startsWith("limits: ") && message.contains("expected"), message);
  }

  /** The mean of the two chains after 100 steps. */
  private static double chain() {
    double start = (0.999 + 0.001) / 2;
    return 1 + (start - 1) * Math.pow(0.999, 100);
  }

  /** Its JVM's flags: G1, unless this JVM was given a collector. */
  @Test
  void limitsAreMeasuredInAJvmOfTheirOwn() {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        Bench.commandLine()
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute("limits", "--warm", "0");
    assertEquals(0, code, err::toString);
    assertTrue(Limits.of(out.toString().lines().toList()).peak() > 0);
    assertTrue(FreshJvm.command().stream().anyMatch(f -> f.matches("-XX:\\+Use.*GC")));
  }

  @Test
  void theProbeFindsSome() {
    float[] a = LimitProbe.allocate(16384);
    double sum = 0;
    for (int i = 0; i < 4096; i++) {
      a[Floats.BASE + i] = i;
      sum += i % (LimitProbe.BITS / Float.SIZE) == 0 ? i : 0;
    }
    // The first lane of each vector, every vector once: exact in floats.
    assertEquals(sum, LimitProbe.read(4096, a));
    assertEquals(sum, LimitProbe.readHalves(4096, a));
    // Every chain is one of two, each going from its start towards 1 = 0.001 / (1 - 0.999).
    assertEquals(12 * chain(), LimitProbe.fma12(100), 1e-2);
    assertEquals(24 * chain(), LimitProbe.fma24(100), 1e-2);
  }
}
