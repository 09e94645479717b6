package dev.cellwise.examples.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.examples.CommandRun;
import dev.cellwise.kernels.Activation;
import dev.cellwise.rnn.file.TypedArray;
import dev.cellwise.rnn.net.Architecture;
import dev.cellwise.rnn.net.Network;
import dev.cellwise.rnn.net.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code docs/files.md} shows of commands is what they print. */
class FilesPageTest {
  private static final Path PAGE = Path.of(System.getProperty("cellwise.top"), "docs", "files.md");

  /** A command in a block of text, and what it printed. */
  private static final Pattern SHOWN =
      Pattern.compile("(?m)^\\$ cellwise (.*)\n((?:(?!\\$ |```).*\n)*)");

  @TempDir private Path folder;
  private ModelFiles files;

  @Test
  void commandsPrintWhatThePageShows() throws IOException {
    String page = Files.readString(PAGE).replace("\r\n", "\n");
    files();
    files.bytes("architecture.json", block(page, "json").getBytes(UTF_8));
    List<String> done = new ArrayList<>();
    Matcher m = SHOWN.matcher(page);
    while (m.find()) {
      List<String> arguments = List.of(m.group(1).split(" "));
      CommandRun run = CommandRun.of(arguments.stream().map(this::placed).toArray(String[]::new));
      String printed = run.out() + run.err();
      assertEquals(m.group(2), printed.replace(folder + "/", ""), m.group(1));
      done.add(arguments.getFirst());
    }
    for (String command : List.of("inspect", "run", "convert", "diff")) {
      assertTrue(done.contains(command), command);
    }
  }

  /** A file's name with its folder. */
  private String placed(String argument) {
    return argument.matches("[a-z-]+\\.[a-z]+") ? folder.resolve(argument).toString() : argument;
  }

  private static String block(String page, String language) {
    return page.split("(?m)^```" + language + "$", 2)[1].split("```", 2)[0];
  }

  /** What the page begins with: state dicts, arrays for one, and a model one step further. */
  private void files() throws IOException {
    files = new ModelFiles(folder);
    Architecture elman =
        Architecture.builder().features(12).rnn(32, Activation.relu()).dense(9).build();
    files.stateDict("elman.safetensors", Network.initialise(elman, 1), "rnn", "fc");
    Network network =
        Network.initialise(Architecture.builder().features(12).lstm(32).dense(9).build(), 1);
    files.stateDict("weights.safetensors", network, "lstm", "fc");
    files.npz("in.npz", Map.of("x", TypedArray.of(new float[20 * 12], 20, 1, 12)));
    Map<String, Tensor> tensors = network.tensors();
    tensors.get("head.bias").values()[4] += 0.125f;
    files.cellwise("trained.safetensors", Network.of(network.architecture(), tensors));
  }
}
