package dev.cellwise.bench.report.chart;

import java.awt.BasicStroke;
import org.knowm.xchart.style.lines.SeriesLines;

/** How a curve's points are joined. */
public enum Stroke {
  SOLID(),
  DASHED(7f, 4f),
  DOTTED(2f, 3f),
  /** Not at all. */
  NONE();

  private final float[] dashes;

  Stroke(float... dashes) {
    this.dashes = dashes;
  }

  BasicStroke line() {
    if (this == NONE) {
      return SeriesLines.NONE;
    }
    float[] pattern = dashes.length == 0 ? null : dashes;
    return new BasicStroke(2f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10f, pattern, 0f);
  }
}
