package dev.cellwise.examples;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CellwiseTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "--hidden, 0",
    "--hidden, -3",
    "--hidden, 1000000000",
    "--hidden, many",
    "--layers, 0",
    "--layers, 99",
    "--embedding, -1",
    "--batch, 0",
    "--batch, -32",
    "--window, 0",
    "--window, -1",
    "--steps, 0",
    "--steps, -5",
    "--steps, 99999999999999",
    "--learning-rate, 0",
    "--learning-rate, -0.1",
    "--learning-rate, NaN",
    "--learning-rate, Infinity",
    "--clip, 0",
    "--clip, -1",
    "--clip, 1e-60",
    "--dropout, 1",
    "--dropout, -0.1",
    "--dropout, NaN",
    "--temperature, -1",
    "--temperature, NaN",
    "--temperature, 1e-60",
    "--temperature, 1e60",
    "--top-k, 0",
    "--top-p, 0",
    "--top-p, 1.01",
    "--top-p, NaN",
    "--minutes, 0",
    "--minutes, -1",
    "--minutes, soon",
    "--seed, x"
  })
  void aBadValueIsRefusedByTheNameOfItsOption(String option, String value) throws IOException {
    refused(option, "charlm", "--text", text(), "--out", out(), option, value);
  }

  @Test
  void whatIsNoTextIsRefused() throws IOException {
    Path latin1 = folder.resolve("latin1.txt");
    Files.write(latin1, "caf\u00E9 ".repeat(99).getBytes(StandardCharsets.ISO_8859_1));
    refused("no file", "charlm", "--out", out(), "--text", folder.resolve("none").toString());
    refused("folder", "charlm", "--out", out(), "--text", folder.toString());
    refused("empty", "charlm", "--out", out(), "--text", file(""));
    refused("UTF-8", "charlm", "--out", out(), "--text", latin1.toString());
    refused("one symbol", "charlm", "--out", out(), "--text", file("aaaaaaaaaaaaaaaaaaaaaaaaa"));
    refused("--batch", "charlm", "--out", out(), "--text", file("too short for a window"));
  }

  @Test
  void whatCannotBeWrittenIsRefusedBeforeTraining() throws IOException {
    String noFolder = file("I am a file");
    refused("--out", "charlm", "--text", text(), "--out", noFolder);
    refused("--model", "charlm", "--text", text(), "--out", out(), "--model", folder.toString());
    refused("--report", "charlm", "--text", text(), "--out", out(), "--report", noFolder + "/r");
  }

  @Test
  void aPromptOfUnknownSymbolsIsRefused() throws IOException {
    refused("U+20AC", "charlm", "--text", text(), "--out", out(), "--prompt", "\u20AC");
  }

  @Test
  void aModelFileThatIsNoModelIsRefused() throws IOException {
    refused("no file", "speak", folder.resolve("none").toString());
    refused("folder", "speak", folder.toString());
    refused("MODEL", "speak", file(""));
    refused("MODEL", "speak", file("This is a text, and no model at all."));
    refused("--characters", "speak", file("x"), "--characters", "0");
    refused("MODEL", "speak");
  }

  @ParameterizedTest
  @ValueSource(strings = {"paint", "charlm --hiden=3", "charlm extra", "charlm --text"})
  void whatIsNoCommandIsRefused(String line) {
    refused("", line.split(" "));
  }

  @Test
  void withoutArgumentsAllCommandsAreListedWithALineEach() {
    CommandRun run = CommandRun.of();
    assertEquals(0, run.code());
    List<String> lines = run.out().lines().dropWhile(l -> !l.equals("Commands:")).skip(1).toList();
    Set<String> commands = Cellwise.commandLine().getSubcommands().keySet();
    assertEquals(
        List.copyOf(commands),
        lines.stream().takeWhile(l -> !l.isEmpty()).map(l -> l.strip().split(" ")[0]).toList());
  }

  /** Descriptions are formats: a bare percent sign in one is warned of above the help. */
  @Test
  void descriptionsAreFormatsThatHold() {
    Cellwise.commandLine()
        .getSubcommands()
        .values()
        .forEach(
            line -> {
              String[] description = line.getCommandSpec().usageMessage().description();
              assertTrue(!String.format(String.join("\n", description)).isEmpty());
            });
  }

  @Test
  void helpTellsTheOptionsTheirDefaultsAndExamples() {
    CommandRun help = CommandRun.of("charlm", "--help");
    assertEquals(0, help.code());
    for (String word :
        new String[] {
          "--text", "--hidden", "--minutes", "--report", "default: 256", "default: 1600", "Examples"
        }) {
      assertTrue(help.out().contains(word), word);
    }
    assertEquals(0, CommandRun.of("--help").code());
    assertEquals(0, CommandRun.of("--version").code());
    assertEquals(0, CommandRun.of("speak", "--help").code());
  }

  private static void refused(String because, String... arguments) {
    CommandRun run = CommandRun.of(arguments);
    assertAll(
        () -> assertEquals(2, run.code(), run::err),
        () -> assertEquals("", run.out()),
        () -> assertEquals(1, run.err().lines().count(), run::err),
        () -> assertTrue(run.err().contains(because), run::err),
        () -> assertTrue(run.err().startsWith("cellwise"), run::err));
  }

  private String text() throws IOException {
    return file("To be, or not to be, that is the question:\n".repeat(100));
  }

  private String file(String content) throws IOException {
    Path file = Files.createTempFile(folder, "text", ".txt");
    return Files.writeString(file, content).toString();
  }

  private String out() {
    return folder.resolve("out").toString();
  }
}
