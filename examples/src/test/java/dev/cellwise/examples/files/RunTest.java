package dev.cellwise.examples.files;

import static dev.cellwise.examples.files.ModelFiles.refused;
import static dev.cellwise.examples.files.ModelFiles.runs;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.examples.CommandRun;
import dev.cellwise.rnn.file.NpzFile;
import dev.cellwise.rnn.file.TypedArray;
import dev.cellwise.rnn.file.onnx.OnnxExport;
import dev.cellwise.rnn.file.onnx.OnnxExportOptions;
import dev.cellwise.rnn.net.Network;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RunTest {
  @TempDir private Path folder;
  private ModelFiles files;

  @BeforeEach
  void files() {
    files = new ModelFiles(folder);
  }

  @Test
  void aModelAnOnnxFileAndAStateDictGiveTheSame() throws IOException {
    Network network = ModelFiles.lstm();
    OnnxExportOptions options = OnnxExportOptions.standard().withStates().withLengths();
    List<String> models =
        List.of(
            files.cellwise("model.safetensors", network),
            files.onnx("model.onnx", network, options),
            files.stateDict("weights.safetensors", network, "lstm", "fc"));
    String in =
        files.npz(
            "in.npz",
            Map.of(
                "x", ModelFiles.random(5, 2, 3),
                "lengths", TypedArray.of(new int[] {5, 5}, 2),
                "h0_l0", ModelFiles.random(1, 2, 4),
                "c0_l0", ModelFiles.random(1, 2, 4)));
    Map<String, TypedArray> first = null;
    for (String model : models) {
      Path out = files.path("out.npz");
      runs("run", model, "--in", in, "--out", out.toString());
      Map<String, TypedArray> got = NpzFile.read(out);
      assertArrayEquals(new int[] {5, 2, 2}, got.get("y").shape());
      first = first == null ? got : first;
      assertEquals(first, got, model);
    }
    assertEquals(List.of("y", "hn_l0", "cn_l0"), List.copyOf(first.keySet()));
  }

  @Test
  void whatWasWrittenIsShown() throws IOException {
    CommandRun run =
        run(files.cellwise("m.safetensors", ModelFiles.lstm()), Map.of("x", zeros(4, 1, 3)));
    assertEquals(
        List.of(
            "array  type     shape",
            "y      float32  [4, 1, 2]",
            "hn_l0  float32  [1, 1, 4]",
            "cn_l0  float32  [1, 1, 4]"),
        run.out().lines().toList());
  }

  @Test
  void onlyTheOutputsThatAreWantedAreWritten() throws IOException {
    String in = files.npz("in.npz", Map.of("x", zeros(4, 1, 3)));
    String out = files.path("out.npz").toString();
    Network network = ModelFiles.lstm();
    String model = files.cellwise("m.safetensors", network);
    runs("run", model, "--in", in, "--out", out, "--outputs", "cn_l0,y");
    assertEquals(List.of("cn_l0", "y"), List.copyOf(NpzFile.read(Path.of(out)).keySet()));
    // Of a graph any value, here one below the head.
    String onnx = files.onnx("m.onnx", network);
    runs("run", onnx, "--in", in, "--out", out, "--outputs", "lstm_l0.Y");
    assertArrayEquals(new int[] {4, 1, 1, 4}, NpzFile.read(Path.of(out)).get("lstm_l0.Y").shape());
    refused(List.of("--outputs", "zz"), "run", model, "--in", in, "--out", out, "--outputs", "zz");
    refused(List.of("--outputs", "zz"), "run", onnx, "--in", in, "--out", out, "--outputs", "zz");
  }

  @Test
  void numbersOfOtherTypesAreTakenWhereTheyAreTheSame() throws IOException {
    String model = files.cellwise("m.safetensors", ModelFiles.lstm());
    Map<String, TypedArray> exact = Map.of("x", TypedArray.of(new double[] {1, -0.5, 3}, 1, 1, 3));
    Map<String, TypedArray> inexact = Map.of("x", TypedArray.of(new double[] {1, 2, 0.1}, 1, 1, 3));
    run(model, exact);
    refusedArrays(
        model, inexact, "x: expected float32 [T, N, 3]", "float64 [1, 1, 3]", "0.1", "--round");
    String in = files.npz("in.npz", inexact);
    runs("run", model, "--in", in, "--out", files.path("out.npz").toString(), "--round");
    String onnx = files.onnx("m.onnx", ModelFiles.tagger());
    run(onnx, Map.of("tokens", TypedArray.of(new short[] {1, 5}, 1, 2)));
  }

  static Stream<Arguments> badArrays() {
    TypedArray x = zeros(4, 2, 3);
    return Stream.of(
        bad(Map.of(), "x: expected float32 [T, N, 3], got no such array"),
        bad(Map.of("x", zeros(4, 3)), "x: expected float32 [T, N, 3], got float32 [4, 3]"),
        bad(Map.of("x", zeros(4, 2, 5)), "x: expected float32 [T, N, 3], got float32 [4, 2, 5]"),
        bad(Map.of("x", zeros(0, 2, 3)), "x: expected a step and a row at least"),
        bad(Map.of("x", x, "y", x), "y: expected none but [x, lengths, h0_l0, c0_l0]"),
        bad(
            Map.of("x", x, "h0_l0", zeros(1, 3, 4)),
            "h0_l0: expected float32 [1, N, 4] where N = 2, got float32 [1, 3, 4]"),
        bad(
            Map.of("x", x, "lengths", TypedArray.of(new int[] {4, 5}, 2)),
            "lengths[1]: expected 0 to 4, got 5"),
        bad(
            Map.of("x", x, "lengths", TypedArray.of(new float[] {4, 3}, 2)),
            "lengths: expected int [N] where N = 2, got float32 [2]"));
  }

  private static Arguments bad(Map<String, TypedArray> arrays, String because) {
    return Arguments.of(arrays, because);
  }

  @ParameterizedTest
  @MethodSource("badArrays")
  void aBadArrayIsRefusedByItsName(Map<String, TypedArray> arrays, String because)
      throws IOException {
    String model = files.cellwise("m.safetensors", ModelFiles.lstm());
    refusedArrays(model, arrays, "--in ", because);
  }

  @Test
  void aBadArrayOfAGraphIsRefusedByItsName() throws IOException {
    OnnxExportOptions states = OnnxExportOptions.standard().withStates();
    String model = files.onnx("m.onnx", ModelFiles.lstm(), states);
    TypedArray x = zeros(4, 2, 3);
    TypedArray state = zeros(1, 2, 4);
    refusedArrays(
        model, Map.of("x", x, "h0_l0", state), "c0_l0: expected float32", "no such array");
    refusedArrays(
        model,
        Map.of("x", x, "h0_l0", state, "c0_l0", zeros(1, 3, 4)),
        "c0_l0: expected float32 [1, batch, 4] where batch = 2, got float32 [1, 3, 4]");
    refusedArrays(
        model,
        Map.of("x", x, "h0_l0", state, "c0_l0", state, "zz", x),
        "zz: expected none but [x, h0_l0, c0_l0], got float32 [4, 2, 3]");
  }

  @Test
  void tokensAreOfTheVocabulary() throws IOException {
    String model = files.cellwise("m.safetensors", ModelFiles.tagger());
    TypedArray tokens = TypedArray.of(new int[] {0, 5, 6, 1}, 2, 2);
    refusedArrays(model, Map.of("tokens", tokens), "tokens[1, 0]: expected 0 to 5, got 6");
    // Beyond a row's length nobody looks.
    TypedArray lengths = TypedArray.of(new int[] {1, 2}, 2);
    run(model, Map.of("tokens", tokens, "lengths", lengths));
  }

  @Test
  void aNodeThatIsNotSupportedIsRefusedByItsName() throws IOException {
    byte[] model = OnnxExport.bytes(ModelFiles.lstm());
    String strange =
        files.bytes("m.onnx", GraphBytes.withNode(model, "Wavelet", "my_node", "y", "z"));
    refusedArrays(strange, Map.of("x", zeros(4, 1, 3)), "MODEL: ", "my_node", "Wavelet");
  }

  @Test
  void whatIsNoModelOrNoArraysIsRefusedAndNothingIsWritten() throws IOException {
    String in = files.npz("in.npz", Map.of("x", zeros(4, 1, 3)));
    String model = files.cellwise("m.safetensors", ModelFiles.lstm());
    String text = files.bytes("text", "To be, or not to be".getBytes());
    String out = files.path("out.npz").toString();
    refused(List.of("MODEL", "no file"), "run", out, "--in", in, "--out", out);
    refused(List.of("MODEL", "folder"), "run", folder.toString(), "--in", in, "--out", out);
    refused(List.of("MODEL", "expected safetensors, ONNX"), "run", text, "--in", in, "--out", out);
    refused(List.of("MODEL", "arrays alone"), "run", in, "--in", in, "--out", out);
    refused(List.of("--in", "no file"), "run", model, "--in", out, "--out", out);
    refused(List.of("--in"), "run", model, "--in", model, "--out", out);
    refused(
        List.of("--out", "folder"),
        "run",
        model,
        "--in",
        in,
        "--out",
        Files.createDirectory(files.path("f.npz")).toString());
    refused(
        List.of("--out", ".npz", out + ".txt"), "run", model, "--in", in, "--out", out + ".txt");
    refused(List.of("--out"), "run", model, "--in", in);
    assertEquals(List.of("f.npz", "in.npz", "m.safetensors", "text"), files.names());
  }

  @Test
  void theOldOutputStaysWhereARunIsRefused() throws IOException {
    String model = files.cellwise("m.safetensors", ModelFiles.lstm());
    Path out = files.path("out.npz");
    run(model, Map.of("x", zeros(4, 1, 3)));
    byte[] before = Files.readAllBytes(out);
    refusedArrays(model, Map.of("x", zeros(4, 1, 2)), "x: ");
    assertArrayEquals(before, Files.readAllBytes(out));
    assertEquals(List.of("in.npz", "m.safetensors", "out.npz"), files.names());
  }

  @Test
  void helpTellsTheNames() {
    CommandRun help = CommandRun.of("run", "--help");
    assertEquals(0, help.code());
    for (String word : List.of("--in", "--out", "--round", "lengths", "h0_l0", "hn_l0", "Exit")) {
      assertTrue(help.out().contains(word), word);
    }
  }

  private CommandRun run(String model, Map<String, TypedArray> arrays) throws IOException {
    String in = files.npz("in.npz", arrays);
    return runs("run", model, "--in", in, "--out", files.path("out.npz").toString());
  }

  private void refusedArrays(String model, Map<String, TypedArray> arrays, String... because)
      throws IOException {
    String in = files.npz("in.npz", new LinkedHashMap<>(arrays));
    Path out = files.path("out.npz");
    boolean there = Files.exists(out);
    refused(List.of(because), "run", model, "--in", in, "--out", out.toString());
    assertEquals(there, Files.exists(out));
  }

  private static TypedArray zeros(int... shape) {
    int size = 1;
    for (int d : shape) {
      size *= d;
    }
    return TypedArray.of(new float[size], shape);
  }
}
