package dev.cellwise.rnn.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No vectors here, so one mode is enough. */
@Tag("reference")
class AtomicFileTest {
  @TempDir Path folder;

  private static void put(FileChannel out, String text) throws IOException {
    out.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static void write(Path path, String text) throws IOException {
    AtomicFile.write(path, out -> put(out, text));
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(p -> p.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void createsAndReplaces() throws IOException {
    Path path = folder.resolve("m");
    write(path, "old and long");
    assertEquals("old and long", Files.readString(path));
    write(path, "new");
    assertEquals("new", Files.readString(path));
    assertEquals(List.of("m"), names());
  }

  /** A full disk, a bug, and a lack of memory, each after half of the content. */
  @Test
  void aFailureLeavesTheOldFileWholeAndNothingElse() throws IOException {
    Path path = folder.resolve("m");
    write(path, "old");
    for (Throwable failure :
        List.of(
            new IOException("No space left on device"),
            new IllegalStateException("a bug"),
            new OutOfMemoryError("heap"))) {
      Throwable thrown =
          assertThrows(
              failure.getClass(),
              () ->
                  AtomicFile.write(
                      path,
                      out -> {
                        put(out, "half of the n");
                        assertEquals("old", Files.readString(path), "not touched meanwhile");
                        assertEquals(2, names().size(), "written beside it");
                        AtomicFileTest.<RuntimeException>sneak(failure);
                      }));
      assertSame(failure, thrown);
      assertEquals("old", Files.readString(path));
      assertEquals(List.of("m"), names());
    }
  }

  @SuppressWarnings("unchecked")
  private static <E extends Throwable> void sneak(Throwable t) throws E {
    throw (E) t;
  }

  @Test
  void aFailureLeavesNoNewFile() throws IOException {
    assertThrows(
        IOException.class,
        () ->
            AtomicFile.write(
                folder.resolve("m"),
                out -> {
                  put(out, "half");
                  throw new IOException("No space left on device");
                }));
    assertEquals(List.of(), names());
  }

  /** An interrupted thread cannot write to a channel: an error, and the old file. */
  @Test
  void anInterruptionLeavesTheOldFile() throws IOException {
    Path path = folder.resolve("m");
    write(path, "old");
    Thread.currentThread().interrupt();
    try {
      assertThrows(IOException.class, () -> write(path, "new"));
    } finally {
      assertTrue(Thread.interrupted(), "the interruption is kept for the caller");
    }
    assertEquals("old", Files.readString(path));
    assertEquals(List.of("m"), names());
  }

  @Test
  void aKilledWritersFileIsInNobodysWay() throws IOException {
    Path path = folder.resolve("m");
    write(path, "old");
    Files.writeString(folder.resolve(".cellwise-0123456789abcdef.tmp"), "half of the n");
    assertEquals("old", Files.readString(path));
    write(path, "new");
    assertEquals("new", Files.readString(path));
    assertEquals(List.of(".cellwise-0123456789abcdef.tmp", "m"), names());
  }

  @Test
  void followsALinkAndKeepsIt() throws IOException {
    Path real = Files.createDirectory(folder.resolve("real")).resolve("m-1");
    write(real, "old");
    Path link = link(folder.resolve("m"), Path.of("real", "m-1"));
    write(link, "new");
    assertTrue(Files.isSymbolicLink(link));
    assertEquals("new", Files.readString(real));
    assertEquals(List.of("m", "real"), names());
  }

  @Test
  void refusesALinkToNothing() throws IOException {
    Path link = link(folder.resolve("m"), Path.of("missing"));
    assertThrows(NoSuchFileException.class, () -> write(link, "new"));
    assertEquals(List.of("m"), names());
  }

  private static Path link(Path link, Path to) throws IOException {
    try {
      return Files.createSymbolicLink(link, to);
    } catch (UnsupportedOperationException | FileSystemException e) {
      return assumeNoLinks(e);
    }
  }

  private static Path assumeNoLinks(Exception e) {
    assumeTrue(false, "no links here: " + e);
    return null;
  }

  @Test
  void saysThatTheFolderIsMissing() {
    NoSuchFileException e =
        assertThrows(
            NoSuchFileException.class, () -> write(folder.resolve("no").resolve("m"), "new"));
    assertEquals("its folder does not exist", e.getReason());
    assertTrue(e.getFile().endsWith("m"), e.getFile());
  }

  @Test
  void refusesAFolderAsFile() throws IOException {
    Path sub = Files.createDirectory(folder.resolve("m"));
    assertEquals(
        "not a regular file",
        assertThrows(FileSystemException.class, () -> write(sub, "new")).getReason());
    assertEquals(List.of("m"), names());
  }

  @Test
  void aFileIsNoFolder() throws IOException {
    Path file = Files.writeString(folder.resolve("m"), "old");
    assertThrows(IOException.class, () -> write(file.resolve("x"), "new"));
    assertEquals("old", Files.readString(file));
  }

  @Test
  void saysThatTheFolderIsWriteProtected() throws IOException {
    assumePosix();
    Path sub = Files.createDirectory(folder.resolve("sub"));
    Path path = sub.resolve("m");
    write(path, "old");
    Files.setPosixFilePermissions(sub, PosixFilePermissions.fromString("r-xr-xr-x"));
    try {
      assumeFalse(Files.isWritable(sub), "this user may write everywhere");
      String message =
          assertThrows(FileSystemException.class, () -> write(path, "new")).getMessage();
      assertTrue(message.startsWith(path + ": no file can be created in its folder"), message);
      assertEquals("old", Files.readString(path));
    } finally {
      Files.setPosixFilePermissions(sub, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }

  @Test
  void doesNotReplaceAWriteProtectedFile() throws IOException {
    assumePosix();
    Path path = folder.resolve("m");
    write(path, "old");
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("r--r--r--"));
    assumeFalse(Files.isWritable(path), "this user may write everywhere");
    assertThrows(FileSystemException.class, () -> write(path, "new"));
    assertEquals("old", Files.readString(path));
  }

  @Test
  void keepsPermissions() throws IOException {
    assumePosix();
    Path path = folder.resolve("m");
    write(path, "old");
    assertEquals(
        Files.getPosixFilePermissions(Files.createFile(folder.resolve("other"))),
        Files.getPosixFilePermissions(path),
        "those of any new file");
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r-----"));
    AtomicFile.write(
        path,
        out -> {
          Path temporary = folder.resolve(names().getFirst());
          assertEquals("rw-r-----", permissions(temporary), "from the first byte on");
          put(out, "new");
        });
    assertEquals("rw-r-----", permissions(path));
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  private void assumePosix() {
    assumeTrue(folder.getFileSystem().supportedFileAttributeViews().contains("posix"));
  }
}
