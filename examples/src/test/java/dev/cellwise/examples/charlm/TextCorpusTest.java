package dev.cellwise.examples.charlm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.examples.BadInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextCorpusTest {
  @TempDir private Path folder;

  @Test
  void theLastTenthIsHeldOutAndItsLeadInIsTheLastOfTraining() {
    Corpus corpus = TextCorpus.split("t", "abcdefghijklmnopqrstuvwxyz0123");
    assertEquals("abcdefghijklmnopqrstuvwxyz0", corpus.training());
    assertEquals("0123", corpus.heldOut());
    assertEquals(3, Corpus.predictions(corpus.heldOut()));
    assertEquals(Corpus.Kind.TEXT, corpus.kind());
  }

  @Test
  void aSplitNeverCutsASupplementaryCharacter() {
    String smiles = "ab" + "\uD83D\uDE00".repeat(28);
    Corpus corpus = TextCorpus.split("t", smiles);
    assertEquals(26, Corpus.predictions(corpus.training()));
    assertEquals("\uD83D\uDE00".repeat(4), corpus.heldOut());
    assertEquals(3, corpus.symbols());
  }

  @Test
  void lineEndsStayAndAByteOrderMarkGoes() throws IOException {
    String text = "one\r\ntwo\nthree \u00E9\u00E8 and so on\n";
    Corpus corpus = TextCorpus.read(Files.writeString(folder.resolve("t"), "\uFEFF" + text));
    assertEquals(text, corpus.training() + corpus.heldOut().substring(1));
  }

  @Test
  void whatIsNoTextIsRefusedInOneLineThatNamesIt() throws IOException {
    refused(folder.resolve("missing.txt"), "no file");
    refused(folder, "is a folder");
    refused(Files.createFile(folder.resolve("empty.txt")), "is empty");
    refused(Files.writeString(folder.resolve("one.txt"), "a".repeat(100)), "one symbol only");
    refused(Files.writeString(folder.resolve("short.txt"), "abc"), "3 characters");
    byte[] latin1 =
        "caf\u00E9 au lait, caf\u00E9 noir".getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
    refused(Files.write(folder.resolve("latin1.txt"), latin1), "not UTF-8 (first at byte 3)");
    byte[] cut = {'a', 'b', (byte) 0xC3};
    refused(Files.write(folder.resolve("cut.txt"), cut), "not UTF-8 (first at byte 2)");
    byte[] surrogate = {'a', (byte) 0xED, (byte) 0xA0, (byte) 0x80};
    refused(Files.write(folder.resolve("surrogate.txt"), surrogate), "not UTF-8");
  }

  @Test
  void theFirstCharactersAreLearnedAndTheNextHeldOut() throws IOException {
    Path file = Files.writeString(folder.resolve("t"), "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
    Corpus corpus = TextCorpus.read(file, true, 20, 4);
    assertEquals("abcdefghijklmnopqrst", corpus.training());
    assertEquals("tuvwx", corpus.heldOut());
    assertEquals("TUVWXYZ", TextCorpus.read(file, false, 20, null).heldOut());
    for (int[] sizes : new int[][] {{20, 7}, {26, 1}, {30, 1}}) {
      String message =
          assertThrows(BadInput.class, () -> TextCorpus.read(file, false, sizes[0], sizes[1]))
              .getMessage();
      assertTrue(message.contains("has 26 characters, too few to train on " + sizes[0]), message);
    }
  }

  private static void refused(Path file, String because) {
    String message = assertThrows(BadInput.class, () -> TextCorpus.read(file)).getMessage();
    assertTrue(message.contains(because), message);
    assertTrue(message.contains(file.getFileName().toString()), message);
    assertEquals(1, message.lines().count());
  }
}
