package dev.cellwise.bench.cases;

/**
 * What case E has beside the recurrent layer, all row-major.
 *
 * @param embedding [V, I]; empty where the symbols come in by index, or one-hot
 * @param headWeight [V, H] of the dense layer
 * @param headBias [V]
 * @param tokens [T, N], symbols of the input
 * @param targets [T, N], symbols that are asked for
 */
public record Text(
    float[] embedding, float[] headWeight, float[] headBias, int[] tokens, int[] targets) {
  /** No text: that of the other cases. */
  static Text none() {
    return new Text(new float[0], new float[0], new float[0], new int[0], new int[0]);
  }

  static Text of(Setting s) {
    int symbols = Case.VOCABULARY;
    float scale = (float) (1 / Math.sqrt(s.hidden()));
    int n = s.steps() * s.batch();
    return new Text(
        s.embedded() ? Data.uniform(symbols * s.input(), 0.5f, 31) : new float[0],
        Data.uniform(symbols * s.hidden(), scale, 32),
        Data.uniform(symbols, scale, 35),
        Data.tokens(n, symbols, 33),
        Data.tokens(n, symbols, 34));
  }
}
