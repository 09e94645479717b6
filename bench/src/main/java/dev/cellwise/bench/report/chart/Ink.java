package dev.cellwise.bench.report.chart;

import java.awt.Color;

/**
 * A colour of the page.
 *
 * @param variable of the style sheet, such as {@code --onednn}
 * @param light its RGB on a light ground, which no other ink has
 * @param dark its RGB on a dark ground
 */
public record Ink(String variable, int light, int dark) {
  /** The one that XChart draws with. */
  Color color() {
    return new Color(light);
  }

  /** As it stands in XChart's SVG. */
  String drawn() {
    return "rgb(%d,%d,%d)".formatted(light >> 16, light >> 8 & 0xFF, light & 0xFF);
  }

  /** As it stands in the page. */
  String used() {
    return "var(" + variable + ")";
  }
}
