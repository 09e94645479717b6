package dev.cellwise.bench.cold;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.bench.Bench;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Smallest networks, and steps for a moment: the table, not its figures. */
class ColdStartCommandTest {
  private static final String NUMBERS = "( [0-9.]+ \\|){3} ([0-9.]+|[^0-9]) \\| [0-9.]+ \\|";

  @Test
  void aRowForEachNetworkAndWay() {
    StringWriter out = new StringWriter();
    CommandLine command =
        Bench.commandLine()
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(new StringWriter()));
    String arguments =
        "coldstart --networks lstm4,charlm4,lstm4 --ways cold,warmup,cold --jvms 1 --budget 0.1"
            + " --seconds 0.1";
    assertEquals(0, command.execute(arguments.split(" ")));
    List<String> lines = out.toString().lines().toList();
    assertEquals(2 + 4, lines.size(), out::toString);
    assertTrue(lines.get(0).startsWith("| network | start | ready, ms |"), out::toString);
    assertRow("lstm4", "as it comes", lines.get(2));
    assertRow("lstm4", "`warmUp`", lines.get(3));
    assertRow("charlm4", "as it comes", lines.get(4));
    assertRow("charlm4", "`warmUp`", lines.get(5));
  }

  @ParameterizedTest
  @ValueSource(strings = {"lstm0", "charlm0", "charlm01", "lstm", "transformer", "lstm4,charlm0"})
  void aNetworkThatThereIsNotIsRefusedByItsOption(String networks) {
    StringWriter err = new StringWriter();
    CommandLine command = Bench.commandLine().setErr(new PrintWriter(err));
    assertEquals(2, command.execute("coldstart", "--networks", networks));
    assertTrue(err.toString().startsWith("--networks: expected lstm, gru or rnn"), err::toString);
  }

  private static void assertRow(String network, String way, String line) {
    String expected = "\\| " + network + " \\| " + way + " \\|" + NUMBERS;
    assertTrue(line.matches(expected), line);
  }

  /** A cache is made and read: from jars, as bench is started, for a JVM takes no folders there. */
  @Test
  void anAotCacheIsMadeAndRead(@TempDir Path folder) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("--add-modules=jdk.incubator.vector", "-cp", jars(folder)));
    command.add(Bench.class.getName());
    String arguments = "coldstart --networks lstm4 --ways aot,both --jvms 1 --budget 0.3";
    command.addAll(List.of(arguments.split(" ")));
    command.addAll(List.of("--seconds", "0.1"));
    Path said = folder.resolve("said");
    Process process = new ProcessBuilder(command).redirectError(said.toFile()).start();
    List<String> lines;
    try (var out = process.inputReader()) {
      lines = out.lines().toList();
    }
    assertEquals(0, process.waitFor(), Files.readString(said));
    assertEquals(2 + 2, lines.size(), lines::toString);
    assertRow("lstm4", "AOT cache", lines.get(2));
    assertRow("lstm4", "AOT cache, `warmUp`", lines.get(3));
  }

  /** This class path with jars in place of its folders. */
  private static String jars(Path folder) throws IOException {
    List<String> entries = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      Path path = Path.of(entry);
      if (Files.isDirectory(path)) {
        Path jar = folder.resolve(entries.size() + ".jar");
        jar(path, jar);
        entries.add(jar.toString());
      } else {
        entries.add(entry);
      }
    }
    return String.join(File.pathSeparator, entries);
  }

  private static void jar(Path from, Path to) throws IOException {
    try (OutputStream out = Files.newOutputStream(to);
        ZipOutputStream zip = new ZipOutputStream(out);
        Stream<Path> files = Files.walk(from)) {
      files
          .filter(Files::isRegularFile)
          .forEach(
              file -> {
                try {
                  String name = from.relativize(file).toString();
                  zip.putNextEntry(new ZipEntry(name.replace(File.separatorChar, '/')));
                  Files.copy(file, zip);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    }
  }
}
