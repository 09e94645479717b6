package dev.cellwise.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ProgressLinesTest {
  @Test
  void aLineEveryTenSecondsAndOneAtTheEnd() {
    StringWriter text = new StringWriter();
    long[] seconds = {0};
    PrintWriter err = new PrintWriter(text);
    try (ProgressLines lines =
        new ProgressLines(
            err, "training", Progress.Unit.KCHAR, 40_000, () -> seconds[0] * 1_000_000_000L)) {
      for (int i = 1; i <= 40; i++) {
        seconds[0] = i / 2;
        lines.update(1000L * i, 4.0 - i / 20.0);
      }
    }
    assertEquals(
        """
        training  50 %  20 of 40 kchar  2 kchar/s  ETA 0:10  loss 3.000
        training 100 %  40 of 40 kchar  2 kchar/s  ETA 0:00  loss 2.000
        """,
        text.toString().replace("\r\n", "\n"));
  }
}
