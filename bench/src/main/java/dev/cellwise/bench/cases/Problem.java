package dev.cellwise.bench.cases;

import java.util.List;
import java.util.stream.IntStream;

/**
 * The numbers of a setting, the same for every library and in every run: nobody writes to them.
 *
 * @param setting the setting
 * @param layers weights of the recurrent layers, the first first
 * @param x [T, N, I], row-major; empty in case E
 * @param target [T, N, H] of cases D and F, else empty
 * @param text symbols, embedding and dense layer of case E, else of empty arrays
 */
public record Problem(Setting setting, List<Weights> layers, float[] x, float[] target, Text text) {
  /** The learning rate of plain SGD in cases D and F. */
  public static final float LEARNING_RATE = 0.01f;

  /** The learning rate of plain SGD in case E. */
  public static final float TEXT_LEARNING_RATE = 0.1f;

  /** The numbers of a setting. */
  public static Problem of(Setting s) {
    int gates = s.layer().gates();
    List<Weights> layers =
        IntStream.range(0, s.kind() == Case.F ? 2 : 1)
            .mapToObj(
                l -> Weights.of(gates, l == 0 ? s.input() : s.hidden(), s.hidden(), 1 + 10L * l))
            .toList();
    boolean text = s.kind() == Case.E;
    boolean training = s.kind() == Case.D || s.kind() == Case.F;
    int n = s.steps() * s.batch();
    return new Problem(
        s,
        layers,
        Data.uniform(text ? 0 : n * s.input(), 1f, 7),
        Data.uniform(training ? n * s.hidden() : 0, 0.5f, 8),
        text ? Text.of(s) : Text.none());
  }
}
