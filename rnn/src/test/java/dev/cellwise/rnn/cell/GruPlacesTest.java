package dev.cellwise.rnn.cell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.cellwise.rnn.tape.Layout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GruPlacesTest {
  /** Not by the number of two gates or of all, whose panels are made of them as one. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0 | units: expected 1 to 16777216, got 0
          26816 | k: expected a matrix of at most 2^31 - 1 floats, got 26816 inputs of 80448 columns
          5592448 | k: expected a matrix of at most 2^31 - 1 floats, got 5592448 inputs of 16777344 columns
          8388609 | k: expected a matrix of at most 2^31 - 1 floats, got 8388609 inputs of 25165872 columns
          16777217 | units: expected 1 to 16777216, got 16777217
          2147483584 | units: expected 1 to 16777216, got 2147483584
          """)
  void tooManyUnitsAreRefusedByTheirOwnNumber(int hidden, String message) {
    Layout.Builder parameters = Layout.builder("parameters");
    Exception e =
        assertThrows(
            IllegalArgumentException.class, () -> new GruCell(parameters, "l0", 1, hidden));
    assertEquals(message, e.getMessage());
  }
}
