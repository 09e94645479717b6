package dev.cellwise.rnn.file;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.rnn.data.CharVocabulary;
import dev.cellwise.rnn.net.Architecture;
import dev.cellwise.rnn.net.Network;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Model files made to do harm; the bounds of {@link Hostile} hold for them too. */
@Tag("reference")
class ModelFileHostileTest {
  private static final int MUTANTS = 10_000;

  @TempDir Path folder;

  private byte[] valid;

  @BeforeEach
  void saveAModel() throws IOException {
    Path path = folder.resolve("m.safetensors");
    ModelFile.save(
        path,
        Network.initialise(Architecture.builder().embedding(3, 2).lstm(2).dense(3).build(), 7),
        CharVocabulary.of("aé\n"));
    valid = Files.readAllBytes(path);
  }

  private static boolean accepted(byte[] file) {
    return Hostile.accepted(file, content -> ModelFile.parse("f", content));
  }

  @Test
  void refusesEachTruncation() {
    assertTrue(accepted(valid));
    for (int length = 0; length < valid.length; length++) {
      assertFalse(accepted(Arrays.copyOf(valid, length)), "" + length);
    }
  }

  @Test
  void survivesMutants() {
    SplittableRandom random = new SplittableRandom(20_261_122);
    int accepted = 0;
    for (int i = 0; i < MUTANTS; i++) {
      accepted += accepted(Hostile.mutant(valid, random)) ? 1 : 0;
    }
    assertTrue(accepted > MUTANTS / 100 && accepted < MUTANTS / 2, accepted + " accepted");
  }

  /** The metadata is well-formed JSON in JSON: its inner text is broken by itself. */
  @Test
  void survivesMutantsOfTheMetadata() {
    SafetensorsFile file = SafetensorsFile.parse("f", valid);
    SplittableRandom random = new SplittableRandom(20_261_123);
    String[] keys = file.metadata().keySet().toArray(new String[0]);
    for (int i = 0; i < 1000; i++) {
      Map<String, String> metadata = new LinkedHashMap<>(file.metadata());
      String key = keys[random.nextInt(keys.length)];
      byte[] text = metadata.get(key).getBytes(StandardCharsets.UTF_8);
      metadata.put(key, new String(Hostile.mutant(text, random), StandardCharsets.UTF_8));
      accepted(Bytes.file(file.tensors(), metadata));
    }
  }

  @Test
  void boundsTheMemoryOfLayersThatAreNotThere() {
    SafetensorsFile file = SafetensorsFile.parse("f", valid);
    Map<String, String> metadata = new LinkedHashMap<>(file.metadata());
    String text = metadata.get("cellwise.architecture");
    String layer = "{\"cell\":\"lstm\",\"units\":2}";
    metadata.put(
        "cellwise.architecture", text.replace(layer, layer + ("," + layer).repeat(200_000)));
    assertFalse(accepted(Bytes.file(file.tensors(), metadata)));
  }

  /** Options may say much in few bytes, or little in many. */
  @ParameterizedTest(name = "{index}")
  @MethodSource("greedy")
  void boundsTheMemoryOfOptions(String layer) {
    SafetensorsFile file = SafetensorsFile.parse("f", valid);
    Map<String, String> metadata = new LinkedHashMap<>(file.metadata());
    String text = metadata.get("cellwise.architecture");
    metadata.put("cellwise.architecture", text.replace("{\"cell\":\"lstm\",\"units\":2}", layer));
    byte[] greedy = Bytes.file(file.tensors(), metadata);
    // Classes are loaded once, whatever is in a file.
    assertThrows(ModelFileException.class, () -> ModelFile.parse("f", greedy));
    assertFalse(accepted(greedy));
  }

  static List<String> greedy() {
    String rnn = "{\"cell\":\"rnn\",\"units\":2,\"activation\":\"tanh\",";
    String large = rnn.replace("2", "16777216");
    String ascending =
        IntStream.range(2, 200_000).mapToObj(String::valueOf).collect(Collectors.joining(","));
    return List.of(
        rnn + "\"lags\":[16777216]}",
        rnn + "\"lags\":[1000000,1000001]}",
        rnn + "\"lags\":[" + ascending + "]}",
        rnn + "\"lags\":[2" + ",2".repeat(1_000_000) + "]}",
        rnn + "\"alpha\":[0" + ",0".repeat(1_000_000) + "]}",
        rnn + "\"learnedAlpha\":true,\"alpha\":[0" + ",0".repeat(1_000_000) + "]}",
        rnn + "\"alpha\":[2" + ",0".repeat(1_000_000) + "]}",
        large + "\"alpha\":[0]}",
        large + "\"lags\":[3],\"alpha\":[0.5]}",
        large + "\"learnedAlpha\":true}",
        "{\"cell\":\"jordan\",\"units\":1,\"outputs\":16777216,\"activation\":\"relu\"}",
        "{\"cell\":\"lstm\",\"units\":16777216,\"layerNorm\":true}",
        "{\"cell\":\"lstm\",\"units\":4194304,\"layerNorm\":true}",
        "{\"cell\":\"gru\",\"units\":20000,\"layerNorm\":true}",
        large.replace("16777216", "46000") + "\"alpha\":[0]}",
        "{\"cell\":\"lstm\",\"units\":1,\"projection\":16777216}",
        "{\"cell\":\"gru\",\"units\":16777216,\"reset\":\"before\",\"clip\":1e-45}",
        (rnn + "\"lags\":[500]},").repeat(2000) + "{\"cell\":\"lstm\",\"units\":2}",
        "{\"cell\":\"lstm\",\"units\":2,\"clip\":1},".repeat(20_000)
            + "{\"cell\":\"lstm\",\"units\":2}",
        "{\"cell\":\"gru\",\"units\":2,\"clip\":1},".repeat(20_000)
            + "{\"cell\":\"lstm\",\"units\":2}",
        "{\"cell\":\"lstm\",\"units\":2,\"zoneoutCell\":1e-9},".repeat(20_000)
            + "{\"cell\":\"lstm\",\"units\":2}",
        "{\"cell\":\"lstm\",\"units\":2,\"gate\":\"elu(1)\"},".repeat(20_000)
            + "{\"cell\":\"lstm\",\"units\":2}",
        "{\"cell\":\"jordan\",\"units\":2,\"outputs\":2,\"activation\":\"elu(1)\"},".repeat(20_000)
            + "{\"cell\":\"lstm\",\"units\":2}",
        "{\"cell\":\"rnn\",\"units\":2,\"prelu\":true},".repeat(20_000)
            + "{\"cell\":\"lstm\",\"units\":2}",
        (rnn + "\"alpha\":[1e-30,1e-31]},").repeat(20_000) + "{\"cell\":\"lstm\",\"units\":2}",
        (rnn.replace("2", "1") + "\"learnedAlpha\":true,\"lags\":[2,3]},").repeat(20_000)
            + "{\"cell\":\"lstm\",\"units\":2}");
  }
}
