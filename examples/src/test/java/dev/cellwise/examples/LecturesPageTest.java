package dev.cellwise.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Commands, options, classes and tests that {@code docs/lectures.md} names are there. */
class LecturesPageTest {
  private static final Path TOP = Path.of(System.getProperty("cellwise.top"));
  private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");
  private static final List<String> MODULES = List.of("kernels", "rnn", "examples", "test-vectors");

  /** Topic, commands, classes, tests. */
  private static List<String[]> rows() throws IOException {
    List<String[]> rows = new ArrayList<>();
    for (String line : Files.readAllLines(TOP.resolve("docs/lectures.md"))) {
      if (line.startsWith("| ") && !line.startsWith("| topic")) {
        String[] columns = line.substring(1, line.lastIndexOf('|')).split("\\|");
        assertEquals(4, columns.length, line);
        rows.add(columns);
      }
    }
    return rows;
  }

  private static List<String> quoted(String column) {
    List<String> quoted = new ArrayList<>();
    Matcher m = QUOTED.matcher(column);
    while (m.find()) {
      quoted.add(m.group(1));
    }
    return quoted;
  }

  @Test
  void eachCommandAndItsOptionsExist() throws IOException {
    Map<String, CommandLine> commands = Cellwise.commandLine().getSubcommands();
    for (String[] row : rows()) {
      for (String quoted : quoted(row[1])) {
        String[] words = quoted.split(" ");
        assertTrue(commands.containsKey(words[0]), quoted);
        for (int i = 1; i < words.length; i++) {
          assertNotNull(commands.get(words[0]).getCommandSpec().findOption(words[i]), quoted);
        }
      }
    }
  }

  @Test
  void eachTopicHasAClassAndATestThatExist() throws IOException {
    Set<String> classes = sources("main");
    Set<String> tests = sources("test");
    for (String[] row : rows()) {
      List<String> named = quoted(row[2]);
      List<String> proofs = quoted(row[3]);
      assertTrue(!named.isEmpty() && !proofs.isEmpty(), row[0]);
      named.forEach(name -> assertTrue(classes.contains(name), row[0] + ": " + name));
      proofs.forEach(name -> assertTrue(tests.contains(name), row[0] + ": " + name));
      proofs.forEach(name -> assertTrue(name.endsWith("Test"), row[0] + ": " + name));
    }
  }

  /** Nothing that a user can run is left out, but what has to do with files and services. */
  @Test
  void eachLessonHasARow() throws IOException {
    Set<String> named = new HashSet<>();
    for (String[] row : rows()) {
      quoted(row[1]).forEach(quoted -> named.add(quoted.split(" ")[0]));
    }
    Set<String> left = new HashSet<>(Cellwise.commandLine().getSubcommands().keySet());
    left.removeAll(named);
    left.removeAll(Set.of("help", "serve", "load", "inspect", "run", "convert", "diff"));
    assertEquals(Set.of(), left);
  }

  private static Set<String> sources(String kind) throws IOException {
    Set<String> names = new HashSet<>();
    for (String module : MODULES) {
      try (Stream<Path> files = Files.walk(TOP.resolve(module).resolve("src/" + kind + "/java"))) {
        files
            .map(file -> file.getFileName().toString())
            .filter(name -> name.endsWith(".java"))
            .forEach(name -> names.add(name.replace(".java", "")));
      }
    }
    return names;
  }
}
