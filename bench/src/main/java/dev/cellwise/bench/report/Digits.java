package dev.cellwise.bench.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/** Numbers of so many significant digits: what a measurement of some per cent is good for. */
final class Digits {
  private Digits() {}

  /**
   * The number rounded to significant digits, and to a tenth where those would be finer.
   *
   * @param value finite
   */
  static BigDecimal tenthOr(int digits, double value) {
    BigDecimal rounded = BigDecimal.valueOf(value).round(new MathContext(digits));
    return plain(rounded.scale() > 1 ? tenth(value) : rounded);
  }

  /** The number rounded to significant digits. */
  static BigDecimal significant(int digits, double value) {
    return plain(BigDecimal.valueOf(value).round(new MathContext(digits)));
  }

  private static BigDecimal tenth(double value) {
    return BigDecimal.valueOf(value).setScale(1, RoundingMode.HALF_EVEN);
  }

  /** Without zeros at the end and without an exponent of tens. */
  private static BigDecimal plain(BigDecimal value) {
    BigDecimal stripped = value.stripTrailingZeros();
    return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
  }

  /** Three digits, zeros at the end kept: 0.371, 22.0, 1040; a dash if it is no number. */
  static String three(double value) {
    if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
      return value == 0 ? "0" : "–";
    }
    BigDecimal rounded = BigDecimal.valueOf(value).round(new MathContext(3));
    int exponent = rounded.precision() - rounded.scale() - 1;
    return rounded.setScale(Math.max(0, 2 - exponent)).toPlainString();
  }

  /** Two places: 1.31. */
  static String ratio(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }

  /** Whole per cent. */
  static String percent(double part) {
    return String.format(Locale.ROOT, "%.0f %%", 100 * part);
  }
}
