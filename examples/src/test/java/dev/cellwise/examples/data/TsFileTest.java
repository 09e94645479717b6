package dev.cellwise.examples.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.examples.BadInput;
import dev.cellwise.rnn.data.Batches;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TsFileTest {
  private static final String HEAD =
      """
      # A comment: with @data in it
      @problemName Steps
      @timeStamps false
      @missing false
      @univariate false
      @dimensions 2
      @equalLength false
      @classLabel true up down
      @data
      """;

  @TempDir private Path folder;

  @Test
  void sequencesComeTimeByTimeWithTheirClasses() throws IOException {
    LabelledSequences read = read(HEAD + "1,2,3:-1,-2.5E-4, 3 :down\n\n# between\n7:8:up\n");
    assertEquals("Steps", read.name());
    assertEquals(2, read.channels());
    assertEquals(List.of("up", "down"), read.labels());
    assertArrayEquals(new int[] {3, 1}, read.lengths());
    assertArrayEquals(new float[] {1, -1, 2, -2.5e-4f, 3, 3}, read.sequences()[0]);
    assertArrayEquals(new float[] {7, 8}, read.sequences()[1]);
    assertArrayEquals(new int[] {1, 0}, read.classes());
    float[] x = new float[3 * 2 * 2];
    Batches.pad(read.sequences(), read.channels(), new int[] {0, 1}, 2, 0, 3, x);
    assertArrayEquals(new float[] {1, -1, 7, 8, 2, -2.5e-4f, 0, 0, 3, 3, 0, 0}, x);
  }

  @Test
  void oneChannelOfOneLength() throws IOException {
    String head =
        "@univariate true\n@equalLength TRUE\n@seriesLength 2\n@classLabel true 1 2\n@DATA\n";
    LabelledSequences read = read(head + "1,2:1\r\n3,4:2\r\n");
    assertEquals("file.ts", read.name());
    assertArrayEquals(new float[] {3, 4}, read.sequences()[1]);
    refused("line 6: 3 values a channel, but all sequences have 2", head + "1,2,3:1");
    String unsaid = head.replace("@seriesLength 2\n", "");
    assertArrayEquals(new int[] {3, 3}, read(unsaid + "1,2,3:1\n4,5,6:2").lengths());
    refused("line 6: 2 values a channel, but all sequences have 3", unsaid + "1,2,3:1\n4,5:2");
    refused("@seriesLength 2, but @equalLength false", head.replace("TRUE", "false") + "1,2:1");
  }

  @ParameterizedTest
  @CsvSource({
    "1:2:left, class 'left' is not among",
    "1:up, '2 parts between colons, not 2 channels'",
    "1:2:3:up, '4 parts between colons'",
    "'1,2:3:up', 'channel 2 has 1 values, the first has 2'",
    "'1,?:2,3:up', missing",
    "'1,:2,3:up', ''''' is not a number'",
    "':2:up', ''''' is not a number'",
    "1:NaN:up, 'NaN'' is not a number'",
    "1:1e99:up, does not fit a float",
    "'(1,2):3:up', is not a number"
  })
  void aLineThatIsNoSequenceIsRefusedWithItsNumber(String line, String because) throws IOException {
    refused(because, HEAD + "1:2:up\n" + line);
    refused("file.ts line 11: ", HEAD + "1:2:up\n" + line);
  }

  @ParameterizedTest
  @CsvSource({
    "@missing false, @missing true, line 4: @missing true is not supported",
    "@timeStamps false, @timeStamps true, @timeStamps true is not supported",
    "@timeStamps false, @targetlabel true, @targetlabel true is not supported",
    "@missing false, @missing maybe, 'neither true nor false'",
    "@missing false, @colour red, line 4: @colour is not known",
    "@missing false, @missing, has no value",
    "@missing false, missing false, 'before @data'",
    "@missing false, @timestamps false, @timestamps is there twice",
    "@dimensions 2, @dimensions none, not from 1 to 9999999",
    "@dimensions 2, @dimensions 0, not from 1 to 9999999",
    "@dimensions 2, '', neither @univariate true nor @dimensions",
    "@univariate false, @univariate true, '@univariate true, but @dimensions 2'",
    "@classLabel true up down, @classLabel false, @classLabel false is not supported",
    "@classLabel true up down, '', @classLabel false is not supported",
    "@classLabel true up down, @classLabel true, names no class",
    "@classLabel true up down, @classLabel true up up, has 'up' twice",
    "@data, '', before @data",
    "1:2:up, '', no sequence behind @data"
  })
  void aHeaderThatSaysSomethingElseIsRefused(String line, String instead, String because)
      throws IOException {
    String text = HEAD + "1:2:up\n";
    assertTrue(text.contains(line));
    refused(because, text.replaceFirst("(?m)^" + line + "$", instead));
  }

  @Test
  void anEmptyFileHasNoData() throws IOException {
    refused("has no @data", "");
  }

  @Test
  void japaneseVowelsAreWholeAndWithinTheirKnownSizes() {
    String shared = System.getProperty("cellwise.shared", "");
    Path vowels = Path.of(shared, "data", "japanese-vowels");
    Assumptions.assumeTrue(
        !shared.isEmpty() && Files.isDirectory(vowels),
        "needs -Dcellwise.shared=FOLDER with data/japanese-vowels in it");
    LabelledSequences training = vowels(vowels, "TRAIN");
    LabelledSequences test = vowels(vowels, "TEST");
    assertEquals(270, training.sequences().length);
    assertEquals(370, test.sequences().length);
    int[] count = new int[9];
    for (int label : training.classes()) {
      count[label]++;
    }
    assertArrayEquals(new int[] {30, 30, 30, 30, 30, 30, 30, 30, 30}, count);
    assertEquals(1.635533f, test.sequences()[0][0]);
    assertEquals(0.024848f, test.sequences()[0][1]);
  }

  private static LabelledSequences vowels(Path folder, String part) {
    LabelledSequences read =
        TsFile.read("--vowels", folder.resolve("JapaneseVowels_" + part + ".ts"));
    assertEquals(12, read.channels());
    assertEquals(9, read.labels().size());
    for (int length : read.lengths()) {
      assertTrue(length >= 7 && length <= 29);
    }
    return read;
  }

  private LabelledSequences read(String text) throws IOException {
    return TsFile.read("--data", Files.writeString(folder.resolve("file.ts"), text));
  }

  private void refused(String because, String text) {
    String message = assertThrows(BadInput.class, () -> read(text)).getMessage();
    assertTrue(message.contains(because), message);
    assertTrue(message.startsWith("--data: "), message);
    assertEquals(1, message.lines().count());
  }
}
