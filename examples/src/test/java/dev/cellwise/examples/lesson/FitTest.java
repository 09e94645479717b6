package dev.cellwise.examples.lesson;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.cellwise.examples.BadInput;
import org.junit.jupiter.api.Test;

class FitTest {
  @Test
  void whatIsTooLargeIsTheUsersMistake() {
    assertEquals("small", Fit.made(() -> "small"));
    BadInput refused =
        assertThrows(
            BadInput.class,
            () ->
                Fit.made(
                    () -> {
                      throw new IllegalArgumentException("2^31 floats");
                    }));
    assertEquals(
        "too large: take a lower --hidden or --batch, or shorter sequences (2^31 floats)",
        refused.getMessage());
  }
}
