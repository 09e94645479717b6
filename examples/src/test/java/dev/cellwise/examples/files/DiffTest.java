package dev.cellwise.examples.files;

import static dev.cellwise.examples.files.ModelFiles.refused;
import static dev.cellwise.examples.files.ModelFiles.runs;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.cellwise.examples.CommandRun;
import dev.cellwise.rnn.file.SafetensorsFile;
import dev.cellwise.rnn.file.TypedArray;
import dev.cellwise.rnn.file.onnx.OnnxExport;
import dev.cellwise.rnn.net.Architecture;
import dev.cellwise.rnn.net.Network;
import dev.cellwise.rnn.net.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiffTest {
  @TempDir private Path folder;
  private ModelFiles files;

  @BeforeEach
  void files() {
    files = new ModelFiles(folder);
  }

  @Test
  void theSameNetworkIsEqualAcrossFormats() throws IOException {
    Network network = ModelFiles.lstm();
    String model = files.cellwise("a.safetensors", network);
    for (String other :
        List.of(
            files.onnx("b.onnx", network),
            files.stateDict("c.safetensors", network, "rnn", "out"),
            files.cellwise("d.safetensors", network))) {
      CommandRun run = runs("diff", model, other);
      assertTrue(run.out().endsWith("equal: 6 of 6 tensors have the same bits\n"), run::out);
    }
  }

  @Test
  void aChangedNumberIsFound() throws IOException {
    Network network = ModelFiles.lstm();
    String a = files.cellwise("a.safetensors", network);
    String b = files.onnx("b.onnx", changed(network, "lstm.weight_hh_l0", 4 * 4 + 2, 0.25f));
    CommandRun run = different("diff", a, b);
    List<String> row =
        List.of(
            run.out()
                .lines()
                .filter(line -> line.startsWith("lstm.weight_hh_l0"))
                .findFirst()
                .orElseThrow()
                .split("  +"));
    assertEquals("values", row.get(1));
    assertEquals("1", row.get(4));
    assertEquals("0.25", row.get(5));
    assertEquals("[4, 2]", row.get(7));
    assertTrue(run.out().contains("different: 5 of 6 tensors have the same bits"), run::out);
    assertEquals(1, run.out().lines().filter(line -> line.startsWith("lstm.")).count());
    CommandRun all = different("diff", a, b, "--all");
    assertEquals(4, all.out().lines().filter(line -> line.startsWith("lstm.")).count());
    assertEquals(0, CommandRun.of("diff", a, b, "--within", "0.25").code());
    assertEquals(1, CommandRun.of("diff", a, b, "--within", "0.24").code());
  }

  private static Network changed(Network network, String tensor, int place, float by) {
    Map<String, Tensor> tensors = new LinkedHashMap<>(network.tensors());
    // Rounded first, so that the difference is exact.
    tensors.get(tensor).values()[place] += by;
    return Network.of(network.architecture(), tensors);
  }

  @Test
  void anotherArchitectureIsShownLayerByLayer() throws IOException {
    String a = files.cellwise("a.safetensors", ModelFiles.lstm());
    Network other =
        ModelFiles.network(Architecture.builder().features(3).gru(4).learnStart().dense(2).build());
    CommandRun run = different("diff", a, files.cellwise("b.safetensors", other));
    assertTrue(run.out().contains("lstm(4)"), run::out);
    assertTrue(run.out().contains("gru(4)"), run::out);
    assertTrue(run.out().contains("first state learned"), run::out);
    assertTrue(run.out().contains("only in A"), run::out);
    assertTrue(run.out().contains("only in B"), run::out);
  }

  @Test
  void otherSymbolsAreADifference() throws IOException {
    String a = files.speaking("a.safetensors");
    runs("convert", a, files.path("a.onnx").toString());
    CommandRun run = different("diff", a, files.path("a.onnx").toString());
    assertTrue(run.out().contains("abcdef"), run::out);
    assertTrue(run.out().contains("all 6") || run.out().contains("tensors have the same bits"));
  }

  @Test
  void arraysAreComparedByNameTypeAndShape() throws IOException {
    Map<String, TypedArray> first = new LinkedHashMap<>();
    first.put("same", ModelFiles.random(3));
    first.put("gone", ModelFiles.random(3));
    first.put("shape", ModelFiles.random(2, 3));
    first.put("type", TypedArray.of(new int[] {1, 2}, 2));
    Map<String, TypedArray> second = new LinkedHashMap<>(first);
    second.remove("gone");
    second.put("come", ModelFiles.random(3));
    second.put("shape", ModelFiles.random(3, 2));
    second.put("type", TypedArray.of(new double[] {1, 2}, 2));
    String a = files.npz("a.npz", first);
    SafetensorsFile.writeArrays(files.path("b.safetensors"), second, Map.of());
    CommandRun run = different("diff", "--json", a, files.path("b.safetensors").toString());
    Map<String, Object> all = JSON.std.mapFrom(run.out());
    assertEquals("arrays", all.get("as"));
    Map<Object, Object> verdicts = new LinkedHashMap<>();
    for (Object row : (List<?>) all.get("tensors")) {
      verdicts.put(((Map<?, ?>) row).get("name"), ((Map<?, ?>) row).get("differs"));
    }
    assertEquals(
        Map.of(
            "same",
            "equal",
            "gone",
            "only in A",
            "shape",
            "shape",
            "type",
            "type",
            "come",
            "only in B"),
        verdicts);
    runs("diff", a, a);
  }

  @Test
  void metadataCountsWhereArraysAreAskedFor() throws IOException {
    Network network = ModelFiles.lstm();
    String a = files.cellwise("a.safetensors", network);
    Map<String, TypedArray> arrays = SafetensorsFile.read(Path.of(a)).arrays();
    Map<String, String> metadata = new LinkedHashMap<>(SafetensorsFile.read(Path.of(a)).metadata());
    metadata.put("note", "mine");
    SafetensorsFile.writeArrays(files.path("b.safetensors"), arrays, metadata);
    String b = files.path("b.safetensors").toString();
    runs("diff", a, b);
    CommandRun run = different("diff", a, b, "--arrays");
    assertTrue(run.out().contains("note"), run::out);
  }

  @Test
  void graphsThatAreNoNetworksAreComparedNodeByNode() throws IOException {
    byte[] graph = OnnxExport.bytes(ModelFiles.lstm());
    String a = files.bytes("a.onnx", GraphBytes.withNode(graph, "Softmax", "s", "y", "p"));
    String b = files.bytes("b.onnx", GraphBytes.withNode(graph, "Softplus", "s", "y", "p"));
    runs("diff", a, a);
    CommandRun run = different("diff", a, b);
    assertTrue(run.out().contains("compared as arrays"), run::out);
    assertTrue(run.out().contains("Softplus[y]"), run::out);
  }

  @Test
  void whatCannotBeReadIsTrouble() throws IOException {
    String a = files.cellwise("a.safetensors", ModelFiles.lstm());
    String none = files.path("none").toString();
    refused(List.of("B: there is no file"), "diff", a, none);
    refused(List.of("A: there is no file"), "diff", none, a);
    refused(List.of("--within"), "diff", a, a, "--within", "-1");
    refused(List.of("B"), "diff", a);
    String cut = files.bytes("cut.safetensors", new byte[] {9, 0, 0, 0, 0, 0, 0, 0, '{'});
    refused(List.of("B: "), "diff", a, cut);
  }

  private static CommandRun different(String... arguments) {
    CommandRun run = CommandRun.of(arguments);
    assertEquals(1, run.code(), run::err);
    assertEquals("", run.err());
    return run;
  }
}
