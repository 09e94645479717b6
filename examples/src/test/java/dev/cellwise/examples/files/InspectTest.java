package dev.cellwise.examples.files;

import static dev.cellwise.examples.files.ModelFiles.refused;
import static dev.cellwise.examples.files.ModelFiles.runs;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.cellwise.kernels.Activation;
import dev.cellwise.rnn.cell.LstmOptions;
import dev.cellwise.rnn.file.ModelFile;
import dev.cellwise.rnn.file.NpyFile;
import dev.cellwise.rnn.file.SafetensorsFile;
import dev.cellwise.rnn.file.TypedArray;
import dev.cellwise.rnn.file.onnx.OnnxExport;
import dev.cellwise.rnn.net.Architecture;
import dev.cellwise.rnn.net.Bridge;
import dev.cellwise.rnn.net.Merge;
import dev.cellwise.rnn.net.Network;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InspectTest {
  @TempDir private Path folder;
  private ModelFiles files;

  @BeforeEach
  void files() {
    files = new ModelFiles(folder);
  }

  @Test
  void aModelIsShownLayerByLayer() throws IOException {
    String model = files.cellwise("a.safetensors", ModelFiles.tagger());
    List<String> lines = runs("inspect", model).out().lines().toList();
    long bytes = Files.size(Path.of(model));
    assertEquals("%s: Cellwise model, %,d bytes".formatted(model, bytes), lines.getFirst());
    String text = String.join("\n", lines);
    assertTrue(
        text.contains(
            """
            layers
            layer                          out        gates    numbers
            embedding(6, 3)                [T, N, 3]                18
            gru(4, bidirectional, concat)  [T, N, 8]  r z n        216
            lstm(5)                        [T, N, 5]  i f g o      300
            last                           [N, 5]                    0
            dense(2)                       [N, 2]                   12
            """),
        text);
    assertTrue(text.contains("fingerprint: " + ModelFiles.tagger().fingerprint()), text);
    for (String part : List.of("tokens", "lengths", "h0_l0", "cn_l1", "gru.weight_hh_l0_reverse")) {
      assertTrue(lines.stream().anyMatch(line -> line.startsWith(part + " ")), part);
    }
    assertFalse(text.contains("refused"), text);
  }

  @Test
  void layersHaveAllNumbersOfTheFileAmongThem() throws IOException {
    Architecture encoder =
        Architecture.builder().embedding(6, 3).rnn(4).hidden(5, Activation.relu()).build();
    LstmOptions coupled = LstmOptions.plain().withCoupling(LstmOptions.Coupling.INPUT_FROM_FORGET);
    Network network =
        ModelFiles.network(
            Architecture.builder()
                .encoder(encoder, Bridge.dense())
                .index(7)
                .lstm(4, coupled)
                .residual(r -> r.norm().gru(4).dropout(0.5f))
                .attention(3)
                .densePrelu(2)
                .build());
    Map<String, Object> all = json(files.cellwise("a.safetensors", network));
    long sum = 0;
    for (Map<String, Object> row : rows(all, "layers")) {
      sum += ((Number) row.get("numbers")).longValue();
    }
    long stored = 0;
    for (Map<String, Object> row : rows(all, "tensors")) {
      stored += ((Number) row.get("numbers")).longValue();
    }
    assertEquals(stored, sum);
    assertEquals(network.parameterCount(), ((Number) all.get("learned")).longValue());
    assertEquals(
        "f g o", row(all, "layers", "layer", "lstm(4, coupling input from forget)").get("gates"));
    assertEquals("bridge", rows(all, "layers").get(3).get("layer"));
    assertEquals("encoder embedding(6, 3)", rows(all, "layers").getFirst().get("layer"));
  }

  @Test
  void theArchitectureCanBeGivenAgain() throws IOException {
    Network network = ModelFiles.tagger();
    Map<String, Object> all = json(files.cellwise("a.safetensors", network));
    String text = JSON.std.asString(all.get("architecture"));
    assertEquals(network.architecture(), ModelFile.architecture("test", text));
  }

  @Test
  void symbolsAreShown() throws IOException {
    assertEquals("abcdef", json(files.speaking("a.safetensors")).get("vocabulary"));
  }

  @Test
  void aStateDictIsShownAsTheNetworkThatItIs() throws IOException {
    Network network =
        ModelFiles.network(
            Architecture.builder()
                .features(3)
                .bidirectional(new Architecture.Lstm(4), Merge.CONCAT)
                .dense(2)
                .build());
    String dict = files.stateDict("a.safetensors", network, "encoder.rnn", "fc");
    Map<String, Object> all = json(dict);
    assertEquals("PyTorch state dict", all.get("kind"));
    assertEquals(network.fingerprint(), all.get("fingerprint"));
    assertEquals(List.of(), all.get("refused"));
    assertEquals(
        "float32", row(all, "tensors", "name", "encoder.rnn.weight_ih_l0_reverse").get("type"));
  }

  @Test
  void otherTensorsAreShownWithWhyTheyAreNoNetwork() throws IOException {
    Path file = files.path("a.safetensors");
    float[] odd = {1, Float.NaN, -3, Float.NEGATIVE_INFINITY};
    SafetensorsFile.writeArrays(
        file,
        Map.of(
            "some.weight", TypedArray.roundedToBfloat16(odd, 2, 2),
            "count", TypedArray.of(new long[] {42})),
        Map.of("format", "pt"));
    Map<String, Object> all = json(file.toString());
    Map<String, Object> weight = row(all, "tensors", "name", "some.weight");
    assertEquals("bfloat16", weight.get("type"));
    assertEquals(List.of(2, 2), weight.get("shape"));
    assertEquals(-3.0, weight.get("least"));
    assertEquals(1.0, weight.get("greatest"));
    assertEquals(2, weight.get("not_finite"));
    assertNull(row(all, "tensors", "name", "count").get("not_finite"));
    assertEquals(Map.of("format", "pt"), all.get("metadata"));
    assertEquals("as a network", rows(all, "refused").getFirst().get("what"));
    String text = runs("inspect", file.toString()).out();
    assertTrue(text.contains("\nrefused\nas a network: "), text);
  }

  @Test
  void aGraphIsShownNodeByNode() throws IOException {
    String model = files.onnx("a.onnx", ModelFiles.lstm());
    Map<String, Object> all = json(model);
    assertEquals("ONNX model", all.get("kind"));
    assertEquals("Cellwise", ((Map<?, ?>) all.get("graph")).get("producer"));
    Map<String, Object> node = row(all, "nodes", "operator", "LSTM");
    assertEquals("i o f g", node.get("gates"));
    assertEquals(4, ((Map<?, ?>) node.get("attributes")).get("hidden_size"));
    assertEquals(List.of("time", "batch", 3), rows(all, "inputs").getFirst().get("shape"));
    assertEquals(ModelFiles.lstm().fingerprint(), all.get("fingerprint"));
    assertEquals(List.of(1, 16, 3), row(all, "tensors", "name", "lstm_l0.W").get("shape"));
    assertEquals(List.of(), all.get("refused"));
    String text = runs("inspect", model).out();
    assertTrue(text.contains("hidden_size=4"), text);
    assertTrue(text.contains("ai.onnx=17"), text);
  }

  /** A graph of PyTorch's has dozens: half of them are constants and shapes. */
  @Test
  void nodesThatAreAlikeAreInOneRow() {
    String model = TorchExportTest.model("tagger-gru-both");
    List<String> lines = runs("inspect", model).out().lines().toList();
    assertTrue(
        lines.stream().anyMatch(line -> line.matches("GRU +2 .* z r n +/cell/GRU")),
        lines::toString);
    assertEquals(1, lines.stream().filter(line -> line.startsWith("Constant ")).count());
    List<String> all = runs("inspect", "--nodes", model).out().lines().toList();
    assertEquals(2, all.stream().filter(line -> line.startsWith("GRU ")).count());
    assertTrue(all.stream().anyMatch(line -> line.contains("/cell/GRU_1_output_0")), all::toString);
  }

  @Test
  void whatIsRefusedForOneReasonIsInOneLine() throws IOException {
    byte[] graph = OnnxExport.bytes(ModelFiles.lstm());
    byte[] one = GraphBytes.withNode(graph, "Wavelet", "my_node", "y", "z");
    byte[] two = GraphBytes.withNode(one, "Wavelet", "other_node", "z", "zz");
    String text = runs("inspect", files.bytes("a.onnx", two)).out();
    assertTrue(text.contains("\nnode my_node (Wavelet) and 1 more: operator"), text);
    assertFalse(text.contains("node other_node"), text);
  }

  @Test
  void aNodeThatIsRefusedIsNamed() throws IOException {
    byte[] graph = OnnxExport.bytes(ModelFiles.lstm());
    String model =
        files.bytes("a.onnx", GraphBytes.withNode(graph, "Wavelet", "my_node", "y", "z"));
    Map<String, Object> all = json(model);
    assertTrue(
        rows(all, "refused").stream()
            .anyMatch(row -> row.get("what").equals("node my_node (Wavelet)")),
        all::toString);
    assertEquals("z", rows(all, "outputs").getFirst().get("name"));
    String text = runs("inspect", model).out();
    assertTrue(text.contains("node my_node (Wavelet): "), text);
  }

  @Test
  void arraysAreShown() throws IOException {
    String npz = files.npz("a.npz", Map.of("x", TypedArray.of(new int[] {3, 1, 2}, 3)));
    Map<String, Object> x = row(json(npz), "tensors", "name", "x");
    assertEquals("int32", x.get("type"));
    assertEquals(3.0, x.get("greatest"));
    NpyFile.write(files.path("a.npy"), TypedArray.of(new boolean[0], 0, 5));
    Map<String, Object> all = json(files.path("a.npy").toString());
    assertEquals("npy", all.get("kind"));
    assertNull(rows(all, "tensors").getFirst().get("least"));
  }

  @Test
  void theFormatIsToldByTheContent() throws IOException {
    Path renamed = files.path("a.onnx");
    Files.move(Path.of(files.cellwise("a.safetensors", ModelFiles.lstm())), renamed);
    assertEquals("Cellwise model", json(renamed.toString()).get("kind"));
  }

  @Test
  void aTerminalObeysNoNameOfAFile() throws IOException {
    Path file = files.path("a.safetensors");
    SafetensorsFile.writeArrays(
        file,
        Map.of("\u001b[2Jname", TypedArray.of(new float[1], 1)),
        Map.of("\u001b]0;title\u0007", "\u001b[31m"));
    String text = runs("inspect", file.toString()).out();
    assertFalse(text.contains("\u001b"), text);
    assertFalse(text.contains("\u0007"), text);
    assertTrue(text.contains("\\u001b[2Jname"), text);
  }

  @Test
  void whatIsNotReadableIsRefused() throws IOException {
    refused(List.of("FILE: there is no file"), "inspect", files.path("none").toString());
    refused(List.of("FILE", "folder"), "inspect", folder.toString());
    refused(
        List.of("FILE", "expected safetensors, ONNX, npz or npy"),
        "inspect",
        files.bytes("a.txt", "text".getBytes()));
    refused(
        List.of("FILE", "HDF5"),
        "inspect",
        files.bytes("a.h5", new byte[] {(byte) 0x89, 'H', 'D', 'F', 13, 10, 26, 10}));
    byte[] pickle = new byte[64];
    System.arraycopy("PK\3\4".getBytes(), 0, pickle, 0, 4);
    System.arraycopy("model/data.pkl".getBytes(), 0, pickle, 30, 14);
    refused(
        List.of("FILE", "pickle", "save_file"), "inspect", files.bytes("a.safetensors", pickle));
    refused(List.of("FILE: "), "inspect", files.bytes("b.onnx", new byte[0]));
    refused(List.of("FILE: "), "inspect", files.bytes("b.npz", "PK\3\4rest".getBytes()));
    String header = "{\"a\":{\"dtype\":\"F8_E4M3\",\"shape\":[1],\"data_offsets\":[0,1]}}";
    byte[] bytes = new byte[8 + header.length() + 1];
    bytes[0] = (byte) header.length();
    System.arraycopy(header.getBytes(), 0, bytes, 8, header.length());
    refused(List.of("FILE", "\"a\"", "F8_E4M3"), "inspect", files.bytes("f8.safetensors", bytes));
  }

  @Test
  void aModelThatIsRefusedShowsItsTensors() throws IOException {
    String model = files.cellwise("a.safetensors", ModelFiles.lstm());
    SafetensorsFile file = SafetensorsFile.read(Path.of(model));
    Map<String, String> metadata = new java.util.LinkedHashMap<>(file.metadata());
    metadata.put("cellwise.architecture", "{\"input\":{}}");
    SafetensorsFile.writeArrays(files.path("b.safetensors"), file.arrays(), metadata);
    Map<String, Object> all = json(files.path("b.safetensors").toString());
    assertEquals(6, rows(all, "tensors").size());
    assertTrue(rows(all, "refused").getFirst().get("why").toString().contains("architecture"));
  }

  private static Map<String, Object> json(String file) throws IOException {
    return JSON.std.mapFrom(runs("inspect", "--json", file).out());
  }

  @SuppressWarnings("unchecked")
  private static List<Map<String, Object>> rows(Map<String, Object> all, String table) {
    return (List<Map<String, Object>>) all.get(table);
  }

  private static Map<String, Object> row(
      Map<String, Object> all, String table, String key, String value) {
    return rows(all, table).stream()
        .filter(row -> value.equals(row.get(key)))
        .findFirst()
        .orElseThrow(() -> new AssertionError(value + " in " + rows(all, table)));
  }
}
