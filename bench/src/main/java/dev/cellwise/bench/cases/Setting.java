package dev.cellwise.bench.cases;

import dev.cellwise.bench.limit.Limits;

/**
 * A case at a size.
 *
 * @param kind the case
 * @param cell lstm, gru or rnn; in case E lstm or lstm_emb
 * @param input I
 * @param hidden H
 * @param batch N
 * @param steps T
 */
public record Setting(Case kind, String cell, int input, int hidden, int batch, int steps) {
  /** The recurrent layer. */
  public Layer layer() {
    // In E the name also says how the symbols come in: lstm_emb.
    return kind == Case.E ? Layer.LSTM : Layer.of(cell);
  }

  /** Time steps that a call's time is divided by. */
  public int divisor() {
    return kind == Case.B ? steps : 1;
  }

  /** Whether its batch and length are those of its case, not of a row of others. */
  public boolean isMain() {
    return kind.settings(hidden).contains(this);
  }

  /** Whether it updates its weights in every call. */
  public boolean training() {
    return kind == Case.D || kind == Case.E || kind == Case.F;
  }

  /** Whether symbols come in through an embedding. */
  public boolean embedded() {
    return cell.equals("lstm_emb");
  }

  /**
   * The time that the limits allow, in nanoseconds of a time step in A and B, of a call in the
   * others. Products with weights are counted, nothing else.
   */
  public double limit(Limits limits) {
    return switch (kind) {
      case A -> step(limits, Float.BYTES);
      case B ->
          limits.compute(operations(input) / (batch * steps)) + stream(hidden, limits, Float.BYTES);
      case C -> limits.compute(operations(input + hidden));
      // The first layer's input gradient is not asked for.
      case D -> limits.compute(2 * operations(input + hidden) + operations(hidden));
      case E -> limits.compute(3 * (operations(hidden) + embedding() + head()));
      case F -> limits.compute(5 * operations(input + hidden) + operations(hidden));
    };
  }

  /** A step of one stream over weights of so many bytes each, in nanoseconds. */
  public double step(Limits limits, int bytes) {
    return stream(input + hidden, limits, bytes);
  }

  /** One step over weights of {@code k} inputs that are read once: reading or computing. */
  private double stream(int k, Limits limits, int bytes) {
    double weights = (double) layer().gates() * hidden * k;
    return Math.max(limits.read(bytes * weights), limits.compute(2 * weights));
  }

  /** Floating-point operations of all gates' products with {@code k} inputs, the whole call. */
  private double operations(int k) {
    return 2.0 * batch * steps * layer().gates() * hidden * k;
  }

  /** An index is looked up, not multiplied. */
  private double embedding() {
    return embedded() ? operations(input) : 0;
  }

  private double head() {
    return 2.0 * batch * steps * hidden * Case.VOCABULARY;
  }
}
