package dev.cellwise.examples.chorales;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.examples.lesson.LessonRuns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.sound.midi.InvalidMidiDataException;
import javax.sound.midi.MidiSystem;
import javax.sound.midi.Sequence;
import javax.sound.midi.Track;
import org.junit.jupiter.api.Test;

class ChoralesTest extends LessonRuns {
  /** One chord, three steps long, then another one. */
  private static final int[] SIX = {
    72, 67, 60, 48, 72, 67, 60, 48, 72, 67, 60, 48, 71, 67, 62, 43, 71, 67, 62, 43, 71, 67, 62, 43
  };

  @Test
  void aSmallNetworkForetellsAFolderOfPieces() throws IOException, InvalidMidiDataException {
    String music = csv(folder("music"), "a.csv", SIX, 8);
    String[] command = {
      "chorales",
      "--train",
      music,
      "--valid",
      music,
      "--test",
      music,
      "--hidden",
      "24",
      "--epochs",
      "100",
      "--batch",
      "4",
      "--window",
      "12",
      "--chords",
      "4",
      "--temperature",
      "0",
      "--learning-rate",
      "0.02",
      "--dropout",
      "0"
    };
    Map<String, Object> report = report("a", command);
    assertEquals(true, report.get("reached"), () -> "" + report);
    // 48 chords, of which 15 are not the one before, each in three voices of four.
    assertEquals(1 - (15 * 3 + 3) / 191.0, number(report, "repeated_accuracy"), 1e-12);
    assertTrue(number(report, "lstm_accuracy") > number(report, "repeated_accuracy"));
    assertTrue(Files.size(folder.resolve("a/chorales-invented.png")) > 0);
    Sequence invented = MidiSystem.getSequence(folder.resolve("a/chorale.mid").toFile());
    assertEquals((8 + 4) * 120, invented.getTickLength());
  }

  @Test
  void generatedMusicIsInFourVoicesOneBelowTheOther() {
    List<Chorale> pieces = Harmony.pieces(50, 3);
    for (Chorale piece : pieces) {
      assertEquals(4 * (7 * 4 + 8), piece.chords());
      for (int i = 1; i < piece.notes().length; i++) {
        boolean first = i % 4 == 0;
        assertTrue(first || piece.notes()[i] <= piece.notes()[i - 1], "crossed at " + i);
        assertTrue(piece.notes()[i] >= 34 && piece.notes()[i] <= 79, "out of range at " + i);
      }
      int last = piece.notes().length - 1;
      assertEquals(piece.notes()[4 * 35 + 3] % 12, piece.notes()[last] % 12, "ends on the tonic");
    }
    assertArrayEquals(pieces.get(9).notes(), Harmony.pieces(50, 3).get(9).notes());
  }

  @Test
  void gramsFallBackToWhatWasSeen() {
    List<int[]> training = List.of(new int[] {1, 2, 3, 4, 1, 2, 3, 5, 1, 2, 3, 5});
    NoteGrams grams = new NoteGrams(2, training);
    assertEquals(5, grams.next(new int[] {9, 2, 3, 0}, 3));
    assertEquals(5, grams.next(new int[] {9, 9, 3, 0}, 3)); // only the 3 before it was seen
    assertEquals(5, grams.next(new int[] {9, 9, 9, 0}, 3)); // none was: the voice alone
    assertEquals(2, grams.next(new int[] {1, 0}, 1));
    // The lower one of 6 and 7, as frequent as each other.
    assertEquals(
        6, new NoteGrams(1, List.of(new int[] {0, 7}, new int[] {0, 6})).next(new int[2], 1));
    // All but the one 4 at step 3, where 5 is more frequent.
    assertEquals(10 / 11.0, grams.accuracy(training), 1e-12);
  }

  @Test
  void piecesAreCutIntoWindowsAndTransposed() {
    Chorale piece = new Chorale("", new int[] {60, 0, 50, 40, 62, 0, 50, 40, 64, 0, 50, 40});
    Notes notes = Notes.of(List.of(piece), 1);
    assertEquals(1 + 7 + 3 + 3, notes.count());
    List<int[]> windows = notes.windows(List.of(piece), 2, 0);
    assertEquals(2, windows.size());
    assertArrayEquals(piece.notes(), notes.decode(windows.get(0)));
    assertArrayEquals(new int[] {62, 0, 50, 40, 64, 0, 50, 40}, notes.decode(windows.get(1)));
    List<int[]> moved = notes.windows(List.of(piece), 4, 1);
    List<int[]> keys = notes.encode(List.of(piece), 1);
    assertEquals(3, keys.size());
    assertArrayEquals(piece.notes(), notes.decode(keys.get(1)));
    assertArrayEquals(notes.decode(moved.get(2)), notes.decode(keys.get(2)));
    assertEquals(3, moved.size());
    assertArrayEquals(
        new int[] {59, 0, 49, 39, 61, 0, 49, 39, 63, 0, 49, 39}, notes.decode(moved.get(0)));
  }

  @Test
  void midiHoldsRepeatedNotes() throws IOException, InvalidMidiDataException {
    Path file = folder.resolve("six.mid");
    Midi.write(SIX, file);
    Sequence sequence = MidiSystem.getSequence(file.toFile());
    int[] notes = {2, 1, 2, 2};
    for (int voice = 0; voice < 4; voice++) {
      Track track = sequence.getTracks()[voice];
      // On and off of each, and the end of the track.
      assertEquals(2 * notes[voice] + 1, track.size(), "voice " + voice);
      assertEquals(6 * 120, track.ticks());
    }
  }

  @Test
  void whatCannotBeUsedIsRefused() throws IOException {
    String fine = csv(folder("fine"), "a.csv", SIX, 1);
    refused("need --train beside them", "chorales", "--test", fine);
    refused("--train needs --valid and --test", "chorales", "--train", fine);
    refused("--transpose must be from 0 to 11", "chorales", "--transpose", "12");
    refused("--dropout must be at least 0", "chorales", "--dropout", "1");
    refused("--window must be", "chorales", "--window", "1");
    refused("--cell must be of", "chorales", "--cell", "x");
    refused("there is no folder", all(folder.resolve("none").toString(), fine));
    refused("has no .csv file", all(folder("empty").toString(), fine));
    String five = csv(folder("five"), "a.csv", new int[] {1, 2, 128, 4}, 1);
    refused("line 2: '128' is not a whole number from 0 to 127", all(fine, five));
    Path three = folder("three");
    Files.writeString(three.resolve("a.csv"), "a,b,c\n1,2,3\n");
    refused("has 3 columns, expected four notes", all(three.toString(), fine));
    Path text = folder("text");
    Files.writeString(text.resolve("a.csv"), "a,b,c,d\n1,2,3,C\n");
    refused("line 2: 'C' is not a number", all(text.toString(), fine));
  }

  private static String[] all(String train, String test) {
    return new String[] {"chorales", "--train", train, "--valid", test, "--test", test};
  }

  private Path folder(String name) throws IOException {
    return Files.createDirectories(folder.resolve(name));
  }

  private static String csv(Path folder, String name, int[] notes, int times) throws IOException {
    StringBuilder text = new StringBuilder("note0,note1,note2,note3\n");
    for (int i = 0; i < times * notes.length; i++) {
      text.append(notes[i % notes.length]).append(i % 4 < 3 ? ',' : '\n');
    }
    Files.writeString(folder.resolve(name), text);
    return folder.toString();
  }
}
