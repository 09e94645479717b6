package dev.cellwise.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Checks of command line values; each throws {@link BadInput} that names the option. */
public final class Checks {
  private Checks() {}

  /**
   * A whole number within bounds.
   *
   * @param option the option's name, for the message
   * @param value the value given
   * @param least the smallest value allowed
   * @param most the largest value allowed
   */
  public static void range(String option, long value, long least, long most) {
    if (value < least || value > most) {
      throw new BadInput(
          "%s must be from %d to %d, but is %d".formatted(option, least, most, value));
    }
  }

  /**
   * A number above zero that is neither zero nor infinite as a float.
   *
   * @param option the option's name, for the message
   * @param value the value given
   */
  public static void positive(String option, double value) {
    if (!((float) value > 0) || Float.isInfinite((float) value)) {
      throw new BadInput("%s must be above 0 and fit a float, but is %s".formatted(option, value));
    }
  }

  /**
   * Zero, or a number as {@link #positive} wants it.
   *
   * @param option the option's name, for the message
   * @param value the value given
   */
  public static void notNegative(String option, double value) {
    boolean number = (float) value > 0 && !Float.isInfinite((float) value);
    if (value != 0 && !number) {
      throw new BadInput(
          "%s must be 0 or above and fit a float, but is %s".formatted(option, value));
    }
  }

  /**
   * A file that can be written later: its folder is made now if it is missing, so that a long run
   * does not end in a path that never was one.
   *
   * @param option the option's name, for the message
   * @param file the file to be written
   */
  public static void writable(String option, Path file) {
    if (Files.isDirectory(file)) {
      throw new BadInput("%s: %s is a folder".formatted(option, file));
    }
    Path folder = file.toAbsolutePath().getParent();
    folder(option, folder);
    if (Files.exists(file) ? !Files.isWritable(file) : !takesFiles(folder)) {
      throw new BadInput("%s: %s cannot be written".formatted(option, file));
    }
  }

  /** By trying: some folders claim to be writable and are not. */
  private static boolean takesFiles(Path folder) {
    try {
      Files.delete(Files.createTempFile(folder, ".cellwise", null));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * A folder for output, made if it is missing.
   *
   * @param option the option's name, for the message
   * @param folder the folder
   */
  public static void folder(String option, Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new BadInput("%s: folder %s cannot be made".formatted(option, folder));
    }
  }
}
