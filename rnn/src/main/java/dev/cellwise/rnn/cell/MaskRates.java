package dev.cellwise.rnn.cell;

/**
 * Rates of the random masks inside a cell; 0 for none.
 *
 * <p>Sources: D. Krueger and others, Zoneout: regularizing RNNs by randomly preserving hidden
 * activations, 2017; Y. Gal and Z. Ghahramani, A theoretically grounded application of dropout in
 * recurrent neural networks, 2016 (recurrent, input).
 *
 * @param zoneoutHidden share of the units of h that keep their value of the step before, 0 to 1
 * @param zoneoutCell that of c, where the cell has one
 * @param recurrent share of the units of h that the recurrent weights do not see for a whole
 *     sequence, at least 0 and less than 1
 * @param input that of the cell's input
 */
public record MaskRates(float zoneoutHidden, float zoneoutCell, float recurrent, float input) {
  /** No masks. */
  public static final MaskRates NONE = new MaskRates(0, 0, 0, 0);

  /** Checks. */
  public MaskRates {
    checkZoneout("zoneoutHidden", zoneoutHidden);
    checkZoneout("zoneoutCell", zoneoutCell);
    checkDropout("recurrent", recurrent);
    checkDropout("input", input);
  }

  /** At 1 the state never changes, and nothing is divided by 0. */
  static void checkZoneout(String name, float rate) {
    if (!(rate >= 0 && rate <= 1)) {
      throw new IllegalArgumentException(name + ": expected 0 to 1, got " + rate);
    }
  }

  static void checkDropout(String name, float rate) {
    if (!(rate >= 0 && rate < 1)) {
      throw new IllegalArgumentException(
          name + ": expected at least 0 and less than 1, got " + rate);
    }
  }

  /** For a cell whose state is h alone. */
  MaskRates withoutCell() {
    if (zoneoutCell > 0) {
      throw new IllegalArgumentException(
          "zoneoutCell: expected 0, the cell has no c, got " + zoneoutCell);
    }
    return this;
  }

  /**
   * With zoneout.
   *
   * @param hidden of h
   * @param cell of c
   * @return a copy
   */
  public MaskRates withZoneout(float hidden, float cell) {
    return new MaskRates(hidden, cell, recurrent, input);
  }

  /**
   * With dropout of what the recurrent weights see.
   *
   * @param rate share dropped
   * @return a copy
   */
  public MaskRates withRecurrent(float rate) {
    return new MaskRates(zoneoutHidden, zoneoutCell, rate, input);
  }

  /**
   * With dropout of the cell's input.
   *
   * @param rate share dropped
   * @return a copy
   */
  public MaskRates withInput(float rate) {
    return new MaskRates(zoneoutHidden, zoneoutCell, recurrent, rate);
  }
}
