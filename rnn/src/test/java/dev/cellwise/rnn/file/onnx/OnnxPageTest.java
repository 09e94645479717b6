package dev.cellwise.rnn.file.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.rnn.file.TypedArray;
import dev.cellwise.rnn.net.Architecture;
import dev.cellwise.rnn.net.Network;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The page has every attribute, input, output and type of the recurrent operators' versions and
 * every operator that the code has, with tests that there are, and an example that runs.
 */
@Tag("reference")
class OnnxPageTest {
  @TempDir Path folder;

  private static String page() throws IOException {
    return Files.readString(Path.of("../docs/onnx.md")).replace("\r", "");
  }

  /** The cells of each row. */
  private static List<String[]> rows(String table, int cells) throws IOException {
    String page = page();
    int begin = page.indexOf("<!-- " + table + " -->");
    List<String[]> rows =
        page.substring(begin, page.indexOf("<!-- /" + table + " -->"))
            .lines()
            .filter(line -> line.startsWith("|"))
            .map(line -> line.split("\\|", -1))
            .toList();
    rows.forEach(row -> assertEquals(cells + 2, row.length, String.join("|", row)));
    return rows.subList(2, rows.size());
  }

  private static List<String> quoted(String text) {
    return Pattern.compile("`([^`]+)`").matcher(text).results().map(m -> m.group(1)).toList();
  }

  private static final List<String> ALL = List.of("RNN", "GRU", "LSTM");

  /** By the operators' text, versions 1, 3, 7, 14 and 22. */
  private static Set<String> specified() {
    Map<String, List<String>> of = new LinkedHashMap<>();
    for (String name :
        List.of(
            "activation_alpha",
            "activation_beta",
            "activations",
            "clip",
            "direction",
            "hidden_size",
            "layout",
            "output_sequence")) {
      of.put("attribute " + name, ALL);
    }
    of.put("attribute linear_before_reset", List.of("GRU"));
    of.put("attribute input_forget", List.of("LSTM"));
    for (String name : List.of("X", "W", "R", "B", "sequence_lens", "initial_h")) {
      of.put("input " + name, ALL);
    }
    of.put("input initial_c", List.of("LSTM"));
    of.put("input P", List.of("LSTM"));
    of.put("output Y", ALL);
    of.put("output Y_h", ALL);
    of.put("output Y_c", List.of("LSTM"));
    for (String name : List.of("float", "double", "float16", "bfloat16")) {
      of.put("type " + name, ALL);
    }
    Set<String> all = new TreeSet<>();
    of.forEach((what, operators) -> operators.forEach(o -> all.add(o + " " + what)));
    return all;
  }

  @Test
  void hasEachAttributeInputAndOutput() throws IOException {
    Set<String> found = new TreeSet<>();
    for (String[] row : rows("recurrent", 6)) {
      for (String operator : quoted(row[1])) {
        for (String name : quoted(row[3])) {
          assertTrue(found.add(operator + " " + row[2].strip() + " " + name), name + " twice");
        }
      }
      assertTrue(row[5].strip().matches("(supported|refused).*"), row[5]);
    }
    assertEquals(specified(), found);
  }

  @Test
  void hasEachOperator() throws IOException {
    Set<String> found = new TreeSet<>();
    for (String[] row : rows("operators", 5)) {
      int from = Integer.parseInt(row[2].strip());
      for (String operator : quoted(row[1])) {
        assertTrue(found.add(operator), operator + " twice");
        if (from > Program.LEAST_OPSET) {
          String said = refusal(operator, from - 1);
          assertTrue(said.contains("expected version " + from + " or later"), said);
        }
        assertFalse(refusal(operator, from).contains("expected version"), operator);
      }
    }
    assertEquals(new TreeSet<>(Operators.ALL.keySet()), found);
  }

  /** What is said of a node without inputs, or with one that fits nothing. */
  private static String refusal(String operator, int opset) {
    Onnx onnx =
        new Onnx()
            .opset(opset)
            .input("x", Onnx.FLOAT)
            .node(operator, List.of("x", "x", "x"), List.of("y"))
            .output("y");
    return onnx.model().nodes().getFirst().refusal().orElse("");
  }

  @Test
  void namesTestsThatThereAre() throws Exception {
    List<String[]> all = new ArrayList<>(rows("recurrent", 6));
    all.addAll(rows("operators", 5));
    for (String[] row : all) {
      List<String> tests = quoted(row[row.length - 2]);
      assertFalse(tests.isEmpty(), String.join("|", row));
      for (String test : tests) {
        String[] of = test.split("\\.");
        Class<?> type = Class.forName(getClass().getPackageName() + "." + of[0]);
        assertNotNull(type.getDeclaredMethod(of[1]).getAnnotation(Test.class), test);
      }
    }
    for (String name : quoted(page()).stream().filter(n -> n.matches("\\w+Test")).toList()) {
      Class.forName(getClass().getPackageName() + "." + name);
    }
  }

  /** Each operator of a row comes in the file of one of its tests. */
  @Test
  void testsOfOperatorsHaveThem() throws IOException {
    for (String[] row : rows("operators", 5)) {
      StringBuilder code = new StringBuilder();
      for (String test : quoted(row[5])) {
        code.append(code(test.split("\\.")[0]));
      }
      for (String operator : quoted(row[1])) {
        assertTrue(code.indexOf("\"" + operator + "\"") >= 0, operator + " in " + row[5]);
      }
    }
  }

  private static String code(String test) throws IOException {
    return Files.readString(Path.of("src/test/java/dev/cellwise/rnn/file/onnx/" + test + ".java"));
  }

  @Test
  void saysTheLimitsOfTheCode() throws IOException {
    String page = page();
    for (String limit :
        List.of(
            "operators of version " + Program.LEAST_OPSET + " to " + Program.LATEST_OPSET,
            TensorReader.MAX_RANK + " dimensions",
            NodeReader.MAX_ATTRIBUTES + " attributes of a node",
            String.format("at most %,d nodes, tensors and names", Texts.MOST + 1))) {
      assertTrue(page.contains(limit), limit);
    }
  }

  @Test
  void theExampleRuns() throws IOException {
    Path path = folder.resolve("model.onnx");
    Architecture small = Architecture.builder().features(2).lstm(3).build();
    OnnxExport.write(path, Exportable.network(small));
    TypedArray x = TypedArray.of(new float[8], 2, 2, 2);

    OnnxModel model = OnnxFile.read(path);
    List<OnnxNode> nodes = model.nodes();
    Map<String, TypedArray> outputs = model.run(Map.of("x", x));
    Network network = model.toNetwork();

    assertTrue(nodes.stream().anyMatch(node -> node.type().equals("LSTM")));
    assertEquals("[2, 2, 3]", Arrays.toString(outputs.get("y").shape()));
    assertEquals(small, network.architecture());
  }

  @Test
  void theExampleOfThePageIsThisCode() throws IOException {
    String code = plain(code("OnnxPageTest"));
    Matcher blocks = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL).matcher(page());
    assertTrue(blocks.find());
    assertTrue(code.contains(plain(blocks.group(1))), blocks.group(1));
    assertFalse(blocks.find());
  }

  /** Without white space. */
  private static String plain(String code) {
    return code.replaceAll("\\s+", "");
  }
}
