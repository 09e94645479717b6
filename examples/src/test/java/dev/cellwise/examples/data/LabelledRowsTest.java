package dev.cellwise.examples.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.examples.BadInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabelledRowsTest {
  @TempDir private Path folder;

  @Test
  void aRowIsASequenceWithItsClassLast() throws IOException {
    Path file = file("1,2,3,4,10\n5,6,7,8,9\n");
    LabelledSequences read = new LabelledRows(2, false, false).read("--train", file);
    assertEquals(2, read.channels());
    assertEquals(List.of("9", "10"), read.labels());
    assertArrayEquals(new float[] {1, 2, 3, 4}, read.sequences()[0]);
    assertArrayEquals(new int[] {1, 0}, read.classes());
    assertArrayEquals(new int[] {2, 2}, read.lengths());
  }

  @Test
  void aHeaderAndAClassOfZerosAndAOne() throws IOException {
    LabelledSequences read =
        new LabelledRows(1, true, true).read("--train", file("a,b,c\n1,2,0010\n3,4,1000\n"));
    assertEquals(List.of("0", "2"), read.labels());
    assertArrayEquals(new int[] {1, 0}, read.classes());
  }

  @Test
  void whatIsNoSuchRowIsRefused() throws IOException {
    refused("3 numbers a row, not time steps of 2", 2, false, "1,2,3,x\n");
    refused("0 numbers a row", 1, false, "x\n");
    refused("line 2: 'y' is not a number", 1, false, "1,2,x\n1,y,x\n");
    refused("line 2: the class is missing", 1, false, "1,2,x\n1,2, \n");
    refused("line 2: class '0110' is not zeros and a one", 1, true, "1,2,010\n1,2,0110\n");
  }

  private void refused(String because, int channels, boolean oneHot, String text)
      throws IOException {
    Path file = file(text);
    BadInput e =
        assertThrows(
            BadInput.class, () -> new LabelledRows(channels, false, oneHot).read("--train", file));
    assertTrue(e.getMessage().contains(because), e::getMessage);
    assertTrue(e.getMessage().startsWith("--train: "), e::getMessage);
  }

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("rows.csv"), text);
  }
}
