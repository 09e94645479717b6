package dev.cellwise.bench.cases;

/**
 * Weights of a recurrent layer in PyTorch's layout and gate order: i, f, g, o of an LSTM, r, z, n
 * of a GRU.
 *
 * @param weightIh [G·H, I], row-major
 * @param weightHh [G·H, H]
 * @param biasIh [G·H]
 * @param biasHh [G·H]
 */
public record Weights(float[] weightIh, float[] weightHh, float[] biasIh, float[] biasHh) {
  /** Uniform within the root of 1/H, as PyTorch starts. */
  static Weights of(int gates, int input, int hidden, long seed) {
    float scale = (float) (1 / Math.sqrt(hidden));
    int rows = gates * hidden;
    return new Weights(
        Data.uniform(rows * input, scale, seed),
        Data.uniform(rows * hidden, scale, seed + 1),
        Data.uniform(rows, scale, seed + 2),
        Data.uniform(rows, scale, seed + 3));
  }
}
