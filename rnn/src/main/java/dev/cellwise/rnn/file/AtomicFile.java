package dev.cellwise.rnn.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * Writes a file so that its path holds, at each moment, the old content or the new one, whole: even
 * when the disk is full, the process is killed or the machine loses power. The content goes to a
 * temporary file in the same folder, is forced to the disk, and takes the path's place in one step;
 * then the folder is forced. A failure removes the temporary file; a killed process may leave one,
 * {@code .cellwise-….tmp}, which nobody reads.
 */
public final class AtomicFile {
  /** Writes a file's content; called once. */
  @FunctionalInterface
  public interface Content {
    /**
     * Writes all of it.
     *
     * @param out the temporary file, open
     * @throws IOException if it cannot be written; the path is then as it was
     */
    void writeTo(FileChannel out) throws IOException;
  }

  private static final SecureRandom NAMES = new SecureRandom();

  private AtomicFile() {}

  /**
   * Writes or replaces a file. A symbolic link is followed, and stays. An existing file's
   * permissions stay, where the file system is POSIX; its owner may not.
   *
   * @param path a file to create or replace
   * @param content writes it; what it throws ends the matter
   * @throws IOException if it could not be written, or the path is a folder, a device,
   *     write-protected or a link to nothing; the path is then as it was
   */
  public static void write(Path path, Content content) throws IOException {
    Path target = target(path);
    Path temporary = target.resolveSibling(temporaryName());
    FileChannel out = create(temporary, target);
    try {
      try (out) {
        keepPermissions(target, temporary);
        content.writeTo(out);
        out.force(true);
      }
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (Throwable e) {
      delete(temporary, e);
      throw e;
    }
    forceFolder(target.getParent());
  }

  /** The regular file to replace or create, its folder being there. */
  private static Path target(Path path) throws IOException {
    Path target = path.toAbsolutePath();
    if (Files.isSymbolicLink(target)) {
      target = target.toRealPath();
    }
    if (Files.exists(target)) {
      if (!Files.isRegularFile(target)) {
        throw new FileSystemException(path.toString(), null, "not a regular file");
      }
      if (!Files.isWritable(target)) {
        throw new AccessDeniedException(path.toString(), null, "write-protected");
      }
    } else if (!Files.isDirectory(target.getParent())) {
      throw new NoSuchFileException(path.toString(), null, "its folder does not exist");
    }
    return target;
  }

  private static String temporaryName() {
    byte[] name = new byte[8];
    NAMES.nextBytes(name);
    return ".cellwise-" + HexFormat.of().formatHex(name) + ".tmp";
  }

  /** Creates what was not there: it never opens another's file or link. */
  private static FileChannel create(Path temporary, Path target) throws IOException {
    try {
      return FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    } catch (IOException e) {
      IOException clear =
          new FileSystemException(
              target.toString(), null, "no file can be created in its folder: " + e);
      clear.initCause(e);
      throw clear;
    }
  }

  /** A model that was private stays so; set before the first byte is written. */
  private static void keepPermissions(Path target, Path temporary) throws IOException {
    PosixFileAttributeView view = Files.getFileAttributeView(target, PosixFileAttributeView.class);
    if (view != null && Files.exists(target)) {
      Files.setPosixFilePermissions(temporary, view.readAttributes().permissions());
    }
  }

  private static void delete(Path temporary, Throwable reason) {
    try {
      Files.deleteIfExists(temporary);
    } catch (IOException e) {
      reason.addSuppressed(e);
    }
  }

  /**
   * Makes the new name durable, where a folder can be forced: not on Windows, nor on some mounts.
   */
  private static void forceFolder(Path folder) {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException ignored) {
      // The content is in place and forced; only its name may be lost in a power failure.
    }
  }
}
