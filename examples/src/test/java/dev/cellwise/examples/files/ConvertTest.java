package dev.cellwise.examples.files;

import static dev.cellwise.examples.files.ModelFiles.refused;
import static dev.cellwise.examples.files.ModelFiles.runs;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.examples.CommandRun;
import dev.cellwise.kernels.Activation;
import dev.cellwise.rnn.cell.LstmOptions;
import dev.cellwise.rnn.cell.LstmOptions.Coupling;
import dev.cellwise.rnn.file.Model;
import dev.cellwise.rnn.file.ModelFile;
import dev.cellwise.rnn.file.SafetensorsFile;
import dev.cellwise.rnn.file.onnx.OnnxExport;
import dev.cellwise.rnn.file.onnx.OnnxExportOptions;
import dev.cellwise.rnn.file.onnx.OnnxFile;
import dev.cellwise.rnn.net.Architecture;
import dev.cellwise.rnn.net.Bridge;
import dev.cellwise.rnn.net.Network;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConvertTest {
  @TempDir private Path folder;
  private ModelFiles files;

  @BeforeEach
  void files() {
    files = new ModelFiles(folder);
  }

  @Test
  void thereAndBackGivesTheSameWeights() throws IOException {
    for (Network network : List.of(ModelFiles.lstm(), ModelFiles.tagger())) {
      String model = files.cellwise("a.safetensors", network);
      String onnx = files.path("a.onnx").toString();
      String again = files.path("b.safetensors").toString();
      CommandRun there = runs("convert", model, onnx);
      assertTrue(there.out().contains("ONNX model"), there::out);
      assertTrue(there.out().contains("largest difference"), there::out);
      runs("convert", onnx, again);
      assertEquals(network.tensors(), ModelFile.load(Path.of(again)).network().tensors());
      assertEquals(List.of("a.onnx", "a.safetensors", "b.safetensors"), files.names());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--opset 11",
        "--opset 22 --lengths",
        "--batch-first",
        "--states",
        "--batch-first --states --lengths"
      })
  void optionsOfOnnxAreKept(String options) throws IOException {
    for (Network network : List.of(ModelFiles.lstm(), ModelFiles.tagger())) {
      String model = files.cellwise("a.safetensors", network);
      String onnx = files.path("a.onnx").toString();
      runs(
          Stream.concat(Stream.of("convert", model, onnx), Stream.of(options.split(" ")))
              .toArray(String[]::new));
      List<String> inputs =
          OnnxFile.read(Path.of(onnx)).inputs().stream().map(input -> input.name()).toList();
      assertEquals(options.contains("lengths"), inputs.contains("lengths"));
      assertEquals(options.contains("states"), inputs.contains("h0_l0"));
      CommandRun back = runs("convert", onnx, files.path("b.safetensors").toString());
      assertEquals(options.contains("batch-first"), back.out().contains("[N, T, "), back::out);
    }
  }

  @Test
  void aStateDictComesAndGoesByItsModules() throws IOException {
    Network network = ModelFiles.lstm();
    String model = files.cellwise("a.safetensors", network);
    String dict = files.path("dict.safetensors").toString();
    runs("convert", model, dict, "--state-dict", "rnn,fc");
    SafetensorsFile written = SafetensorsFile.read(Path.of(dict));
    assertTrue(written.arrays().containsKey("rnn.weight_ih_l0"));
    assertTrue(written.arrays().containsKey("fc.weight"));
    String again = files.path("b.safetensors").toString();
    runs("convert", dict, again);
    assertEquals(network.tensors(), ModelFile.load(Path.of(again)).network().tensors());
  }

  @Test
  void anArchitectureSaysWhatTensorsDoNot() throws IOException {
    Network network =
        ModelFiles.network(
            Architecture.builder().features(3).rnn(4, Activation.relu()).last().dense(2).build());
    String dict = files.stateDict("dict.safetensors", network, "rnn", "fc");
    String out = files.path("b.safetensors").toString();
    refused(List.of("IN", "rnn.weight_hh_l0", "architecture"), "convert", dict, out);
    byte[] json = ModelFile.text(network.architecture()).getBytes();
    String architecture = files.bytes("a.json", json);
    runs("convert", dict, out, "--architecture", architecture, "--modules", "rnn,fc");
    assertEquals(network.fingerprint(), ModelFile.load(Path.of(out)).network().fingerprint());
    refused(
        List.of("--architecture", "modules"),
        "convert",
        dict,
        out,
        "--architecture",
        architecture,
        "--modules",
        "rnn,fc,gone");
    String bad = files.bytes("bad.json", "{\"input\":1}".getBytes());
    refused(List.of("--architecture"), "convert", dict, out, "--architecture", bad);
    refused(List.of("--modules"), "convert", dict, out, "--modules", "rnn");
  }

  @Test
  void symbolsStayInAModelAndAreSaidToBeLostElsewhere() throws IOException {
    String model = files.speaking("a.safetensors");
    CommandRun lost = runs("convert", model, files.path("a.onnx").toString());
    assertTrue(lost.out().contains("its 6 symbols are not in there"), lost::out);
    CommandRun kept = runs("convert", model, files.path("b.safetensors").toString());
    assertTrue(!kept.out().contains("symbols"), kept::out);
    Model again = ModelFile.load(files.path("b.safetensors"));
    assertEquals("abcdef", again.vocabulary().toText());
    assertArrayEquals(
        Files.readAllBytes(files.path("a.safetensors")),
        Files.readAllBytes(files.path("b.safetensors")));
  }

  @Test
  void aNetworkWithASourceIsCheckedToo() throws IOException {
    Architecture encoder = Architecture.builder().embedding(9, 3).gru(4).build();
    Network network =
        ModelFiles.network(
            Architecture.builder()
                .encoder(encoder, Bridge.dense())
                .embedding(5, 3)
                .gru(4)
                .attention()
                .dense(5)
                .build());
    String model = files.cellwise("a.safetensors", network);
    CommandRun run = runs("convert", model, files.path("b.safetensors").toString());
    assertTrue(run.out().lines().anyMatch(line -> line.startsWith("y ")), run::out);
    refused(List.of("OUT", "source"), "convert", model, files.path("b.onnx").toString());
    assertEquals(List.of("a.safetensors", "b.safetensors"), files.names());
  }

  static List<LstmOptions> notInOnnx() {
    return List.of(
        LstmOptions.plain().withProjection(2),
        LstmOptions.plain().withLayerNorm(),
        LstmOptions.plain().withClips(1, 1, Float.POSITIVE_INFINITY));
  }

  @ParameterizedTest
  @MethodSource("notInOnnx")
  void whatAFormatCannotSayIsRefusedAndWhatWasThereStays(LstmOptions options) throws IOException {
    Network network =
        ModelFiles.network(Architecture.builder().features(3).lstm(4, options).build());
    String model = files.cellwise("a.safetensors", network);
    Path out = Files.writeString(files.path("b.onnx"), "old");
    refused(List.of("OUT: "), "convert", model, out.toString());
    assertEquals("old", Files.readString(out));
    assertEquals(List.of("a.safetensors", "b.onnx"), files.names());
  }

  @Test
  void anOutputBeyondTheBoundIsNotLeft() throws IOException {
    // ONNX has 1 - σ(a) as σ(-a): the same but for rounding.
    LstmOptions coupled = LstmOptions.plain().withCoupling(Coupling.INPUT_FROM_FORGET);
    Network network =
        ModelFiles.network(Architecture.builder().features(3).lstm(5, coupled).build());
    String model = files.cellwise("a.safetensors", network);
    Path out = Files.writeString(files.path("b.onnx"), "old");
    runs("convert", model, files.path("c.onnx").toString());
    CommandRun run = CommandRun.of("convert", model, out.toString(), "--bound", "0");
    assertEquals(1, run.code(), run::err);
    assertTrue(run.err().contains("OUT: not written: outputs differ by "), run::err);
    assertTrue(run.out().contains("differ"), run::out);
    assertEquals("old", Files.readString(out));
    assertEquals(List.of("a.safetensors", "b.onnx", "c.onnx"), files.names());
  }

  @Test
  void aGraphThatIsNoNetworkIsRefused() throws IOException {
    byte[] graph = OnnxExport.bytes(ModelFiles.lstm());
    String model =
        files.bytes("a.onnx", GraphBytes.withNode(graph, "Softmax", "my_softmax", "y", "p"));
    String out = files.path("b.safetensors").toString();
    refused(List.of("IN", "my_softmax"), "convert", model, out);
    assertEquals(List.of("a.onnx"), files.names());
    runs("convert", model, out, "--outputs", "y");
    assertEquals(
        ModelFiles.lstm().fingerprint(), ModelFile.load(Path.of(out)).network().fingerprint());
    refused(List.of("--outputs", "zz"), "convert", model, out, "--outputs", "zz");
    refused(List.of("--outputs", "ONNX"), "convert", out, model, "--outputs", "y");
  }

  @Test
  void optionsAndNamesThatDoNotFitAreRefused() throws IOException {
    String model = files.cellwise("a.safetensors", ModelFiles.lstm());
    String onnx = files.path("b.onnx").toString();
    String tensors = files.path("b.safetensors").toString();
    refused(List.of("OUT", ".safetensors or .onnx"), "convert", model, files.path("b").toString());
    refused(List.of("--opset", "11 to 22"), "convert", model, onnx, "--opset", "10");
    refused(List.of("--opset", ".onnx"), "convert", model, tensors, "--opset", "17");
    refused(List.of("--states", ".onnx"), "convert", model, tensors, "--states");
    refused(List.of("--state-dict"), "convert", model, onnx, "--state-dict", "a,b");
    refused(List.of("--state-dict", "names"), "convert", model, tensors, "--state-dict", "a");
    refused(List.of("--bound"), "convert", model, onnx, "--bound", "-1");
    refused(List.of("--bound"), "convert", model, onnx, "--bound", "NaN");
    refused(List.of("IN", "no file"), "convert", tensors, onnx);
    assertEquals(List.of("a.safetensors"), files.names());
  }

  @Test
  void aModelIsConvertedInItsPlace() throws IOException {
    String model = files.cellwise("a.safetensors", ModelFiles.lstm());
    byte[] before = Files.readAllBytes(Path.of(model));
    runs("convert", model, model);
    assertArrayEquals(before, Files.readAllBytes(Path.of(model)));
  }

  @Test
  void inputsOfOtherNamesAndOrdersAreFound() throws IOException {
    OnnxExportOptions rowsFirst = OnnxExportOptions.standard().withBatchFirst().withLengths();
    byte[] graph = OnnxExport.bytes(ModelFiles.tagger(), rowsFirst);
    byte[] renamed =
        new String(graph, "ISO-8859-1").replace("tokens", "wordss").getBytes("ISO-8859-1");
    String model = files.bytes("a.onnx", renamed);
    CommandRun run = runs("convert", model, files.path("b.safetensors").toString());
    assertTrue(run.out().contains("run on wordss [N, T, "), run::out);
    assertTrue(run.out().contains("the same"), run::out);
  }
}
