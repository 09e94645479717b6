package dev.cellwise.bench.report;

import dev.cellwise.bench.cases.Layer;
import dev.cellwise.bench.report.chart.Ink;
import dev.cellwise.bench.report.chart.Mark;
import dev.cellwise.bench.report.chart.Stroke;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * How a library or a cell is drawn, the same in all charts: hues after Okabe and Ito, which those
 * who see fewer colours tell apart, and a mark of its own each.
 */
enum Look {
  CELLWISE(0x0072B2, 0x56B4F5, Mark.CIRCLE, Stroke.SOLID),
  CELLWISE_256(0x3A7FB0, 0x7FBCE6, Mark.DIAMOND, Stroke.DASHED),
  CELLWISE_128(0x5C8FB5, 0xA3C9E4, Mark.UP, Stroke.DASHED),
  CELLWISE_SCALAR(0x7F9DB3, 0xC0D4E2, Mark.DOWN, Stroke.DOTTED),
  ONNXRUNTIME(0xC44F00, 0xFF8B4A, Mark.SQUARE, Stroke.SOLID),
  ONEDNN(0x008A64, 0x35D6A6, Mark.DIAMOND, Stroke.SOLID),
  LIBTORCH(0xAD4C8C, 0xEC9CCF, Mark.UP, Stroke.SOLID),
  LIBTORCH_MKL(0x977000, 0xF0C54C, Mark.DOWN, Stroke.SOLID),
  DL4J(0x59636E, 0xAEB8C3, Mark.CROSS, Stroke.SOLID),
  /** Any other library. */
  OTHER(0x7A5C48, 0xCDB09C, Mark.CROSS, Stroke.DOTTED),
  LSTM(0x5B3FA8, 0xB29CFF, Mark.CIRCLE, Stroke.SOLID),
  GRU(0x0B7A86, 0x55CFDD, Mark.SQUARE, Stroke.SOLID),
  RNN(0x9A4B16, 0xF0A36B, Mark.UP, Stroke.SOLID),
  /** What the machine allows. */
  ROOF(0x2F363E, 0xD5DBE1, Mark.NONE, Stroke.SOLID);

  private final int light;
  private final int dark;
  private final Mark mark;
  private final Stroke stroke;

  Look(int light, int dark, Mark mark, Stroke stroke) {
    this.light = light;
    this.dark = dark;
    this.mark = mark;
    this.stroke = stroke;
  }

  /** That of a library by its name. */
  static Look of(String library) {
    return Arrays.stream(values())
        .filter(l -> l.variable().equals("--" + library))
        .findFirst()
        .orElse(OTHER);
  }

  static Look of(Layer layer) {
    return valueOf(layer.name());
  }

  private String variable() {
    return "--" + name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  Ink ink() {
    return new Ink(variable(), light, dark);
  }

  Mark mark() {
    return mark;
  }

  Stroke stroke() {
    return stroke;
  }

  /** All variables of the style sheet, on a light or a dark ground. */
  static String variables(boolean onDark) {
    return Arrays.stream(values())
        .map(l -> "%s: #%06x;".formatted(l.variable(), onDark ? l.dark : l.light))
        .collect(Collectors.joining(" "));
  }
}
