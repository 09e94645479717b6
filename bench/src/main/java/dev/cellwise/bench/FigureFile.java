package dev.cellwise.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** A file of {@linkplain Measurement lines of figures} from the command line. */
final class FigureFile {
  private FigureFile() {}

  /** Its figures, at least one. */
  static List<Measurement> read(CommandSpec command, Path file) {
    try {
      List<Measurement> lines = Measurement.parse(Files.readAllLines(file, StandardCharsets.UTF_8));
      if (!lines.isEmpty()) {
        return lines;
      }
    } catch (NoSuchFileException e) {
      throw new ParameterException(command.commandLine(), file + ": no such file", e);
    } catch (IOException e) {
      throw new ParameterException(command.commandLine(), file + ": cannot be read: " + e, e);
    }
    throw new ParameterException(
        command.commandLine(), file + ": expected lines of nine tab-separated fields, got none");
  }
}
