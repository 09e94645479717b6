package dev.cellwise.examples.forecast;

import dev.cellwise.examples.BadInput;
import java.util.Locale;

/**
 * What a model ARIMA(p,d,q)(P,D,Q)s is made of.
 *
 * @param p autoregressive terms
 * @param d differences
 * @param q moving average terms
 * @param seasonalP the same, over seasons
 * @param seasonalD the same
 * @param seasonalQ the same
 * @param season s, rows of a season; 1 where there is none
 */
record ArimaOrder(int p, int d, int q, int seasonalP, int seasonalD, int seasonalQ, int season) {
  private static final int MOST_TERMS = 20;

  /** The filter's matrices have the square of the lags. */
  private static final int MOST_LAGS = 128;

  /**
   * Reads three or seven numbers.
   *
   * @param option the option's name, for messages
   * @param text p,d,q or p,d,q,P,D,Q,s
   * @throws BadInput if they are none, or too many for the filter
   */
  static ArimaOrder parse(String option, String text) {
    if (!text.matches("\\d{1,3}(,\\d{1,3}){2}(,\\d{1,3}){4}|\\d{1,3}(,\\d{1,3}){2}")) {
      throw new BadInput("%s must be p,d,q or p,d,q,P,D,Q,s, but is %s".formatted(option, text));
    }
    String[] n = (text + ",0,0,0,1").split(",");
    int[] o = new int[7];
    for (int i = 0; i < o.length; i++) {
      o[i] = Integer.parseInt(n[i]);
    }
    ArimaOrder order = new ArimaOrder(o[0], o[1], o[2], o[3], o[4], o[5], o[6]);
    int terms = order.p + order.q + order.seasonalP + order.seasonalQ;
    int lags = Math.max(order.arLags(), order.maLags() + 1) + order.differenced();
    boolean season = order.season > 1 || order.seasonalP + order.seasonalD + order.seasonalQ == 0;
    if (order.season < 1 || !season || terms > MOST_TERMS || lags > MOST_LAGS) {
      throw new BadInput(
          "%s %s: a season is of 2 rows or more; at most %d terms and %d lags"
              .formatted(option, text, MOST_TERMS, MOST_LAGS));
    }
    return order;
  }

  /** The longest lag of the autoregressive part. */
  int arLags() {
    return p + seasonalP * season;
  }

  /** The longest lag of the moving average. */
  int maLags() {
    return q + seasonalQ * season;
  }

  /** Rows that are lost to differences. */
  int differenced() {
    return d + seasonalD * season;
  }

  /** Whether a mean is fitted: differences have none. */
  boolean hasMean() {
    return d + seasonalD == 0;
  }

  /** How many numbers are fitted. */
  int parameters() {
    return p + q + seasonalP + seasonalQ + (hasMean() ? 1 : 0);
  }

  @Override
  public String toString() {
    String plain = String.format(Locale.ROOT, "ARIMA(%d,%d,%d)", p, d, q);
    return season == 1
        ? plain
        : plain
            + String.format(Locale.ROOT, "(%d,%d,%d)%d", seasonalP, seasonalD, seasonalQ, season);
  }
}
