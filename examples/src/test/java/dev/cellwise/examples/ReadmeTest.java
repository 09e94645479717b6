package dev.cellwise.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.rnn.data.CharVocabulary;
import dev.cellwise.rnn.file.ModelFile;
import dev.cellwise.rnn.file.StateDict;
import dev.cellwise.rnn.file.onnx.OnnxExport;
import dev.cellwise.rnn.net.Architecture;
import dev.cellwise.rnn.net.Network;
import java.io.StringWriter;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README shows is true: its commands are two lines, and its Java compiles and runs. */
class ReadmeTest {
  private static final Path README = Path.of(System.getProperty("cellwise.top"), "README.md");

  @Test
  void firstCodeBlockIsTheMainJobAndTheTests() throws Exception {
    List<String> lines = block("").lines().toList();
    assertEquals(2, lines.size());
    assertTrue(lines.get(0).endsWith("examples/target/cellwise charlm"), lines.get(0));
    assertTrue(lines.get(1).startsWith("mvn "), lines.get(1));
  }

  @Test
  void javaCompilesAndStepsAModel(@TempDir Path folder) throws Exception {
    String code = block("java");
    assertEquals(5, code.lines().count());
    Path file = folder.resolve("model.safetensors");
    CharVocabulary vocabulary = CharVocabulary.of("LATIN SMALL LETTER A");
    int size = vocabulary.size();
    Architecture small = Architecture.builder().index(size).lstm(5).dense(size).build();
    ModelFile.save(file, Network.initialise(small, 1), vocabulary);
    assertTrue(code.contains("\"charlm-out/model.safetensors\""), code);
    String path = file.toString().replace('\\', '/');
    Object next = run(folder, code.replace("charlm-out/model.safetensors", path));
    assertTrue(vocabulary.encode(next.toString()).length == 1, "next: " + next);
  }

  @Test
  void javaStepsWhatOthersHaveTrained(@TempDir Path folder) throws Exception {
    String code = block("java", 1);
    assertEquals(5, code.lines().count());
    Architecture small = Architecture.builder().features(3).gru(5).dense(2).build();
    Network network = Network.initialise(small, 1);
    Path onnx = folder.resolve("model.onnx");
    Path weights = folder.resolve("weights.safetensors");
    OnnxExport.write(onnx, network);
    StateDict.of(network, "rnn", "fc").write(weights);
    float[] expected = new float[2];
    network.newSession().step(new float[] {0.5f, -1, 0.25f}, expected);
    String placed =
        code.replace("\"model.onnx\"", quoted(onnx))
            .replace("\"weights.safetensors\"", quoted(weights));
    // The second line is the first one for PyTorch.
    List<String> lines = placed.lines().toList();
    assertTrue(lines.get(1).startsWith("// "), lines.get(1));
    String other =
        placed.replace(lines.get(0), "").replace(lines.get(1), lines.get(1).substring(3));
    for (String one : List.of(placed, other)) {
      assertArrayEquals(expected, (float[]) run(folder, one + "Object next = y;"));
    }
  }

  private static String quoted(Path file) {
    return "\"" + file.toString().replace('\\', '/') + "\"";
  }

  /** The first code block of a language. */
  private static String block(String language) throws Exception {
    return block(language, 0);
  }

  /** A code block of a language, by its number. */
  private static String block(String language, int number) throws Exception {
    Matcher m = Pattern.compile("(?ms)^```" + language + "\n(.*?)^```").matcher(readme());
    for (int i = 0; i <= number; i++) {
      assertTrue(m.find(), "no code block " + i + " of language '" + language + "'");
    }
    return m.group(1);
  }

  private static String readme() throws Exception {
    return Files.readString(README).replace("\r\n", "\n");
  }

  private static Object run(Path folder, String code) throws Exception {
    String source =
        """
        import dev.cellwise.rnn.file.*;
        import dev.cellwise.rnn.file.onnx.*;
        import dev.cellwise.rnn.net.*;
        import java.nio.file.Path;
        public class Shown {
          public static Object run() throws Exception {
            %s
            return next;
          }
        }
        """
            .formatted(code);
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter messages = new StringWriter();
    List<String> options =
        List.of("-d", folder.toString(), "-cp", System.getProperty("java.class.path"));
    boolean compiled =
        compiler
            .getTask(messages, null, null, options, null, List.of(new Source("Shown", source)))
            .call();
    assertTrue(compiled, messages + "\n" + source);
    URL[] urls = {folder.toUri().toURL()};
    try (URLClassLoader loader = new URLClassLoader(urls, ReadmeTest.class.getClassLoader())) {
      return loader.loadClass("Shown").getMethod("run").invoke(null);
    }
  }

  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(String name, String text) {
      super(URI.create("string:///" + name + ".java"), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }
}
