package dev.cellwise.rnn.file.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.rnn.cell.GruOptions;
import dev.cellwise.rnn.cell.JordanOptions;
import dev.cellwise.rnn.cell.LstmOptions;
import dev.cellwise.rnn.cell.MaskRates;
import dev.cellwise.rnn.cell.SimpleOptions;
import dev.cellwise.rnn.net.Architecture;
import dev.cellwise.rnn.net.Layer;
import dev.cellwise.rnn.net.Merge;
import dev.cellwise.rnn.net.Network;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page has every layer and option, with tests that there are, and examples that run. */
@Tag("reference")
class OnnxExportPageTest {
  @TempDir Path folder;

  private static String page() throws IOException {
    return Files.readString(Path.of("../docs/onnx-export.md")).replace("\r", "");
  }

  /** The cells of each row. */
  private static List<String[]> rows() throws IOException {
    String page = page();
    String table = page.substring(page.indexOf("<!-- table -->"), page.indexOf("<!-- /table -->"));
    List<String[]> rows =
        table
            .lines()
            .filter(line -> line.startsWith("|"))
            .map(line -> line.split("\\|", -1))
            .toList();
    rows.forEach(row -> assertEquals(6, row.length, String.join("|", row)));
    return rows.subList(2, rows.size());
  }

  private static List<String> quoted(String text) {
    return Pattern.compile("`([^`]+)`").matcher(text).results().map(m -> m.group(1)).toList();
  }

  private static List<String> components(Class<?> record) {
    return Arrays.stream(record.getRecordComponents()).map(c -> c.getName()).toList();
  }

  /** The options of a layer: those of its row and of the rows below it that name no other. */
  private static String options(String layer) throws IOException {
    StringBuilder options = new StringBuilder();
    boolean within = false;
    for (String[] row : rows()) {
      within = row[1].isBlank() ? within : quoted(row[1]).contains(layer);
      options.append(within ? row[2] + " " : "");
    }
    return options.toString();
  }

  private static void assertHas(String layer, List<String> options) throws IOException {
    List<String> named = quoted(options(layer));
    options.forEach(o -> assertTrue(named.contains(o), layer + ": " + o + " in " + named));
  }

  @Test
  void hasEveryLayerAndOption() throws IOException {
    List<String> layers = new ArrayList<>();
    for (Class<?> sealed :
        List.of(Architecture.Input.class, Architecture.Recurrent.class, Layer.class)) {
      for (Class<?> layer : sealed.getPermittedSubclasses()) {
        layers.add(layer.getSimpleName());
      }
    }
    layers.remove("Recurrent");
    List<String> named = new ArrayList<>();
    rows().forEach(row -> named.addAll(quoted(row[1])));
    assertEquals(3 + 5 + 8, layers.size());
    layers.forEach(layer -> assertTrue(named.contains(layer), layer + " in " + named));

    List<String> masks = new ArrayList<>(components(MaskRates.class));
    assertHas("Lstm", components(LstmOptions.class));
    assertHas("Lstm", masks);
    masks.remove("zoneoutCell");
    assertHas("Gru", components(GruOptions.class));
    assertHas("Gru", masks);
    assertHas("Simple", components(SimpleOptions.class));
    assertHas("Simple", masks);
    assertHas("Bidirectional", Arrays.stream(Merge.values()).map(Enum::name).toList());
    assertHas("Dense", components(Layer.Dense.class));
    assertEquals(2, components(JordanOptions.class).size(), "refused with all");
  }

  /** Of the rows that are refused; those of the others run where ONNX Runtime is. */
  @Test
  void namesTestsThatThereAre() throws IOException {
    List<String> named = new ArrayList<>();
    for (String[] row : rows()) {
      assertFalse(quoted(row[4]).isEmpty(), String.join("|", row));
      if (row[3].contains("refused")) {
        named.addAll(quoted(row[4]));
      }
    }
    String page = page();
    String activations = page.substring(page.indexOf("## Activations"));
    named.addAll(
        quoted(activations).stream()
            .filter(name -> name.matches(".* l0, .*|lstm l1, .*"))
            .toList());
    assertEquals(
        OnnxRefusalTest.cases.keySet().stream().map(String::strip).collect(Collectors.toSet()),
        Set.copyOf(named));
  }

  @Test
  void theExampleRuns() throws IOException {
    Network network = Exportable.network(Architecture.builder().features(2).lstm(3).build());
    Path path = folder.resolve("model.onnx");
    Path streams = folder.resolve("streams.onnx");

    OnnxExport.write(path, network);
    OnnxExport.write(streams, network, OnnxExportOptions.standard().withStates());
    byte[] model =
        OnnxExport.bytes(network, OnnxExportOptions.standard().withBatchFirst().withLengths());

    assertEquals(Set.of("x"), new ParsedModel(Files.readAllBytes(path)).inputs().keySet());
    assertEquals(
        Set.of("x", "h0_l0", "c0_l0"),
        new ParsedModel(Files.readAllBytes(streams)).inputs().keySet());
    assertEquals(Set.of("x", "lengths"), new ParsedModel(model).inputs().keySet());
  }

  @Test
  void theExamplesOfThePageAreThisCode() throws IOException {
    String code =
        Files.readString(
            Path.of("src/test/java/dev/cellwise/rnn/file/onnx/OnnxExportPageTest.java"));
    Matcher blocks = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL).matcher(page());
    assertTrue(blocks.find());
    assertTrue(plain(code).contains(plain(blocks.group(1))), blocks.group(1));
    assertFalse(blocks.find());
  }

  /** Without white space. */
  private static String plain(String code) {
    return code.replaceAll("\\s+", "");
  }
}
