package dev.cellwise.bench.report.chart;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;
import java.util.function.DoubleUnaryOperator;

/**
 * A horizontal or vertical axis.
 *
 * @param title what it counts, with the unit
 * @param low its lower end, as a position
 * @param high its upper end
 * @param position of a value on it
 * @param ticks where there are lines and numbers
 * @param name of any value, as a tick there would have it
 */
public record Axis(
    String title,
    double low,
    double high,
    DoubleUnaryOperator position,
    List<Tick> ticks,
    DoubleFunction<String> name) {
  /** A number on an axis. */
  public record Tick(double position, String label) {}

  private static final double MARGIN = 0.04;

  /** Logarithmic, with as many numbers in a decade as there is room for. */
  public static Axis logarithmic(String title, double[] values) {
    double low = Math.log10(Arrays.stream(values).min().orElseThrow());
    double high = Math.log10(Arrays.stream(values).max().orElseThrow());
    if (high - low < 0.3) {
      // More room on both sides: a curve that is nearly level stays so.
      low -= 0.1;
      high += 0.1;
    }
    double[] steps = steps(high - low);
    List<Tick> ticks = new ArrayList<>();
    for (int decade = (int) Math.floor(low); decade <= Math.ceil(high); decade++) {
      for (double step : steps) {
        double value = step * Math.pow(10, decade);
        ticks.add(new Tick(Math.log10(value), plain(value)));
      }
    }
    return of(title, low, high, Math::log10, ticks, Axis::plain);
  }

  private static double[] steps(double decades) {
    if (decades > 2.5) {
      return new double[] {1};
    }
    if (decades > 1.2) {
      return new double[] {1, 2, 5};
    }
    return decades > 0.55
        ? new double[] {1, 1.5, 2, 3, 5, 7}
        : new double[] {1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 7, 8, 9};
  }

  /** Logarithmic, a number at each value. */
  public static Axis sizes(String title, double[] values) {
    double[] sizes = Arrays.stream(values).sorted().distinct().toArray();
    List<Tick> ticks = new ArrayList<>();
    for (double size : sizes) {
      ticks.add(new Tick(Math.log10(size), plain(size)));
    }
    double low = Math.log10(sizes[0]);
    double high = Math.log10(sizes[sizes.length - 1]);
    // One size alone stands in the middle.
    double room = high > low ? 0 : 0.3;
    return of(title, low - room, high + room, Math::log10, ticks, Axis::plain);
  }

  /** Linear, from 0. */
  public static Axis linear(String title, double[] values, DoubleFunction<String> label) {
    double high = Arrays.stream(values).max().orElseThrow();
    double decade = Math.pow(10, Math.floor(Math.log10(high)));
    double step = high / decade < 1.5 ? decade / 5 : high / decade < 4 ? decade / 2 : decade;
    List<Tick> ticks = new ArrayList<>();
    for (int i = 0; i * step <= high * (1 + MARGIN); i++) {
      ticks.add(new Tick(i * step, label.apply(i * step)));
    }
    return new Axis(title, 0, high * (1 + 2 * MARGIN), x -> x, ticks, label);
  }

  /** Parts of all, the last ones spread: equal steps are a tenth of what is left, each. */
  public static Axis quantiles(String title) {
    List<Tick> ticks = new ArrayList<>();
    for (double part : new double[] {0, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 1}) {
      ticks.add(new Tick(tail(part), percent(part)));
    }
    return of(title, tail(0), tail(1), Axis::tail, ticks, Axis::percent);
  }

  private static String percent(double part) {
    return part == 1 ? "max" : plain(100 * part);
  }

  /** The slowest of all calls has no place on a logarithm of what is left: it stands at the end. */
  private static double tail(double part) {
    return part == 1 ? 3.7 : -Math.log10(1 - part);
  }

  private static Axis of(
      String title,
      double low,
      double high,
      DoubleUnaryOperator position,
      List<Tick> ticks,
      DoubleFunction<String> name) {
    double margin = MARGIN * (high - low);
    double from = low - margin;
    double to = high + margin;
    List<Tick> shown =
        ticks.stream().filter(t -> t.position() >= from && t.position() <= to).toList();
    return new Axis(title, from, to, position, shown, name);
  }

  private static String plain(double value) {
    String text = String.format(Locale.ROOT, "%.4f", value);
    return text.replaceAll("\\.?0+$", "");
  }
}
