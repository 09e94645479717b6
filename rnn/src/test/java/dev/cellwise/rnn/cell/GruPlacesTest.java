package dev.cellwise.rnn.cell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.rnn.tape.Layout;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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

  /** In 16ths of 4 KB the slots of a row: never all in one place, in two only where H is 512. */
  @ParameterizedTest
  @ValueSource(ints = {64, 128, 192, 256, 320, 448, 512, 768})
  void slotsOfARowLieApart(int hidden) {
    GruPlaces places = new GruPlaces(hidden);
    for (int rows = 1; rows <= 48; rows++) {
      int all = rows + places.between(rows);
      int slot = hidden / 64 * all % 16;
      long different = IntStream.range(0, 4).map(i -> i * slot % 16).distinct().count();
      assertTrue(different >= (hidden == 512 ? 2 : 4), rows + " rows");
    }
  }

  @Test
  void gatesSideBySideNeedNoRoom() {
    for (int hidden : new int[] {1, 16, 48, 100}) {
      assertEquals(0, new GruPlaces(hidden).between(16));
    }
  }
}
