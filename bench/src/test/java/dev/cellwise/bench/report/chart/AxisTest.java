package dev.cellwise.bench.report.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class AxisTest {
  private static List<String> labels(Axis axis) {
    return axis.ticks().stream().map(Axis.Tick::label).toList();
  }

  private static void holds(Axis axis, double value) {
    double position = axis.position().applyAsDouble(value);
    assertTrue(position >= axis.low() && position <= axis.high(), value + ": " + axis);
  }

  @Test
  void theLessDecadesTheMoreNumbers() {
    Axis wide = Axis.logarithmic("", new double[] {0.3, 2000});
    assertEquals(List.of("1", "10", "100", "1000"), labels(wide));
    Axis narrow = Axis.logarithmic("", new double[] {0.9, 19});
    assertEquals(List.of("1", "2", "5", "10", "20"), labels(narrow));
    Axis small = Axis.logarithmic("", new double[] {0.9, 6.5});
    assertEquals(List.of("1", "1.5", "2", "3", "5", "7"), labels(small));
    Axis level = Axis.logarithmic("", new double[] {0.95, 1.05});
    assertEquals(List.of("0.8", "0.9", "1", "1.2"), labels(level));
    holds(wide, 0.3);
    holds(wide, 2000);
    holds(level, 0.95);
  }

  @Test
  void everySizeHasItsNumber() {
    Axis axis = Axis.sizes("", new double[] {128, 32, 64, 32});
    assertEquals(List.of("32", "64", "128"), labels(axis));
    Axis one = Axis.sizes("", new double[] {64});
    assertEquals((one.low() + one.high()) / 2, one.ticks().getFirst().position(), 1e-9);
  }

  @Test
  void aLinearAxisBeginsAtNothing() {
    Axis axis = Axis.linear("", new double[] {118, 20}, v -> "" + (int) v);
    assertEquals(List.of("0", "20", "40", "60", "80", "100", "120"), labels(axis));
    holds(axis, 118);
    holds(axis, 0);
  }

  @Test
  void theTailIsSpread() {
    Axis axis = Axis.quantiles("");
    assertEquals("max", labels(axis).getLast());
    assertEquals("25", axis.name().apply(0.25));
    assertEquals("99.9", axis.name().apply(0.999));
    assertEquals("max", axis.name().apply(1));
    double middle = axis.position().applyAsDouble(0.9);
    // Each tenth of what is left takes as much room as the one before.
    assertEquals(2 * middle, axis.position().applyAsDouble(0.99), 1e-9);
    assertEquals(3 * middle, axis.position().applyAsDouble(0.999), 1e-9);
    holds(axis, 1);
  }
}
