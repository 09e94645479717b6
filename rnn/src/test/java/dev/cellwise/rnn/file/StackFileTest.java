package dev.cellwise.rnn.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.kernels.Activation;
import dev.cellwise.rnn.cell.GruOptions;
import dev.cellwise.rnn.cell.LstmOptions;
import dev.cellwise.rnn.net.Architecture;
import dev.cellwise.rnn.net.Layer;
import dev.cellwise.rnn.net.Merge;
import dev.cellwise.rnn.net.Nets;
import dev.cellwise.rnn.net.Network;
import dev.cellwise.rnn.net.Tensor;
import dev.cellwise.rnn.net.Translators;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Files of networks of unlike layers: saved, loaded, and made to do harm. */
class StackFileTest {
  @TempDir Path folder;

  private static Architecture.Builder features() {
    return Architecture.builder().features(3);
  }

  private static final Architecture.Lstm OPTIONS =
      new Architecture.Lstm(5, LstmOptions.plain().withPeephole().withProjection(4));

  private static List<Architecture> all() {
    List<Architecture> all = new ArrayList<>();
    for (Merge merge : Merge.values()) {
      all.add(features().bidirectional(OPTIONS, merge).learnStart().dense(2).build());
    }
    all.add(features().dropout(0.1f).norm().reverse(new Architecture.Gru(17)).last().build());
    all.add(
        features()
            .norm()
            .residual(
                b ->
                    b.dropout(Float.MIN_VALUE)
                        .residual(c -> c.norm().layer(OPTIONS).hidden(3, Activation.elu(0.7f)))
                        .dropout(Math.nextDown(1f)))
            .gru(3, GruOptions.resetBefore())
            .layer(new Layer.Dense(17, Activation.identity(), true))
            .learnStart()
            .build());
    all.add(
        Architecture.builder()
            .index(6)
            .bidirectional(new Architecture.Simple(3, Activation.relu()), Merge.CONCAT)
            .last()
            .dropout(0.5f)
            .hidden(5, Activation.gelu())
            .norm()
            .learnStart()
            .densePrelu(6)
            .build());
    all.addAll(Translators.all());
    Architecture.Builder deep = features().lstm(3);
    all.add(deep.residual(b -> nested(b, 7)).build());
    return all;
  }

  /** As deep as may be. */
  private static Architecture.Builder nested(Architecture.Builder b, int more) {
    return more == 0 ? b.norm() : b.residual(c -> nested(c, more - 1));
  }

  private static Network network(Architecture a) {
    Map<String, Tensor> tensors = new LinkedHashMap<>(Network.initialise(a, 3).tensors());
    int[] seed = {1};
    tensors.replaceAll(
        (name, t) -> Tensor.of(Nets.uniform(seed[0]++, t.values().length, -1, 1), t.shape()));
    tensors.replaceAll(
        (name, t) ->
            name.contains("bias_hh") ? Tensor.of(new float[t.values().length], t.shape()) : t);
    return Network.of(a, tensors);
  }

  @Test
  void loadsWhatWasSaved() throws IOException {
    for (Architecture a : all()) {
      Network network = network(a);
      Path path = folder.resolve("m.safetensors");
      ModelFile.save(path, network);
      Model model = ModelFile.load(path);
      assertEquals(a, model.network().architecture());
      assertEquals(a.learnedStart(), model.network().architecture().learnedStart());
      Nets.assertSameBits(a.toString(), network.tensors(), model.network().tensors());
      byte[] bytes = Files.readAllBytes(path);
      ModelFile.save(path, model.network());
      assertArrayEquals(bytes, Files.readAllBytes(path), "saved again: the same bytes");
    }
  }

  @Test
  void anArchitectureStandsBesideItsWeights() throws IOException {
    for (Architecture a : all()) {
      assertEquals(a, ModelFile.architecture("beside", ModelFile.text(a)));
    }
    for (String bad : List.of("", "{}", TEXT + " 1", TEXT.replace("lstm", "mine"), "[1]")) {
      String refusal =
          assertThrows(ModelFileException.class, () -> ModelFile.architecture("beside", bad))
              .getMessage();
      assertTrue(refusal.startsWith("beside"), refusal);
    }
  }

  private static final String TEXT =
      "{\"input\":{\"type\":\"features\",\"size\":3},\"layers\":["
          + "{\"cell\":\"lstm\",\"units\":2},"
          + "{\"layer\":\"dropout\",\"rate\":0.5},"
          + "{\"layer\":\"residual\",\"layers\":[{\"layer\":\"norm\"}]},"
          + "{\"layer\":\"last\"},"
          + "{\"layer\":\"dense\",\"units\":4,\"activation\":\"tanh\"}],"
          + "\"learnedStart\":true}";

  private static final Architecture LEGAL =
      features()
          .lstm(2)
          .dropout(0.5f)
          .residual(b -> b.norm())
          .last()
          .hidden(4, Activation.tanh())
          .learnStart()
          .build();

  private byte[] bytes(String text) throws IOException {
    Path path = folder.resolve("m.safetensors");
    ModelFile.save(path, network(LEGAL));
    SafetensorsFile file = SafetensorsFile.parse("f", Files.readAllBytes(path));
    Map<String, String> metadata = new LinkedHashMap<>(file.metadata());
    assertEquals(TEXT, metadata.get("cellwise.architecture"));
    metadata.put("cellwise.architecture", text);
    return Bytes.file(file.tensors(), metadata);
  }

  @ParameterizedTest(name = "{index}")
  @CsvSource(
      quoteCharacter = '\0',
      delimiter = '|',
      value = {
        "\"layer\":\"last\"}       | \"layer\":\"first\"}                  | got \"first\"",
        "\"layer\":\"last\"}       | \"layer\":\"last\",\"units\":2}       | no field units",
        "\"layer\":\"last\"}       | \"layer\":7}                          | a string",
        "\"layer\":\"last\"}       | \"layer\":\"last\"},{\"layer\":\"last\"} | twice",
        "{\"layer\":\"last\"}      | {}                                    | field cell",
        "{\"layer\":\"last\"}      | {\"layer\":\"\"}                      | got",
        "{\"layer\":\"last\"}      | []                                    | an object",
        "{\"layer\":\"last\"},     | {\"layer\":\"last\"},{\"cell\":\"gru\",\"units\":3},   | below",
        "\"layer\":\"norm\"        | \"layer\":\"last\"                    | outside of a residual",
        "{\"layer\":\"norm\"}      |                                       | at least one layer",
        "[{\"layer\":\"norm\"}]    | 7                                     | an array",
        "[{\"layer\":\"norm\"}]    | null                                  | an array",
        "\"layer\":\"norm\"        | \"layer\":\"norm\",\"layers\":[]      | no field layers",
        "\"layer\":\"norm\"        | \"layer\":\"dense\",\"units\":3       | 2 in and 3 out",
        "\"layer\":\"norm\"        | \"layer\":\"dense\"                   | field units",
        ",\"layers\":[{\"layer\":\"norm\"}] |                              | field layers",
        "\"rate\":0.5              | \"rate\":1                            | less than 1",
        "\"rate\":0.5              | \"rate\":0                            | above 0",
        "\"rate\":0.5              | \"rate\":-0.5                         | above 0",
        "\"rate\":0.5              | \"rate\":1e-60                        | above 0",
        "\"rate\":0.5              | \"rate\":0.99999999999                | less than 1",
        "\"rate\":0.5              | \"rate\":1e60                         | a float holds",
        "\"rate\":0.5              | \"rate\":\"0.5\"                      | a number",
        "\"rate\":0.5              | \"rate\":0.5,\"rate\":0.5             | rate",
        ",\"rate\":0.5             |                                       | field rate",
        "\"units\":4,              | \"units\":0,                          | size of 1",
        "\"units\":4,              | \"units\":4,\"rate\":0.5,             | no field rate",
        "\"activation\":\"tanh\"   | \"activation\":\"tanh\",\"prelu\":true | identity",
        "\"units\":2               | \"units\":2,\"direction\":\"sideways\" | got \"sideways\"",
        "\"units\":2               | \"units\":2,\"direction\":\"bidirectional\" | a merge",
        "\"units\":2               | \"units\":2,\"merge\":\"sum\"         | a merge",
        "\"units\":2               | \"units\":2,\"direction\":\"reverse\",\"merge\":\"sum\" | a merge",
        "\"units\":2               | \"units\":2,\"direction\":\"bidirectional\",\"merge\":\"max\" | got \"max\"",
        "\"units\":2               | \"units\":2,\"direction\":\"\"        | got",
        "\"units\":2               | \"units\":2,\"merge\":\"\"            | got",
        "\"units\":2               | \"units\":2,\"rate\":0.5              | no field rate",
        "\"units\":2               | \"units\":2,\"direction\":\"reverse\" | right above",
        "\"cell\":\"lstm\"         | \"cell\":\"lstm\",\"layer\":\"norm\"  | no field",
        "\"learnedStart\":true     | \"learnedStart\":1                    | expected false",
        "\"learnedStart\":true     | \"learnedStart\":true,\"learnedStart\":true | learnedStart",
        ",\"learnedStart\":true    |                                       | beyond the architecture's",
      })
  void refusesAnArchitectureThatIsNone(String replaced, String by, String message)
      throws IOException {
    String text = TEXT.replace(replaced, by == null ? "" : by);
    assertFalse(text.equals(TEXT), replaced);
    byte[] file = bytes(text);
    String refusal =
        assertThrows(ModelFileException.class, () -> ModelFile.parse("f", file)).getMessage();
    assertTrue(refusal.contains(message), refusal);
  }

  @Test
  void writesDirections() {
    String cell =
        "{\"input\":{\"type\":\"features\",\"size\":3},\"layers\":[{\"cell\":\"gru\",\"units\":2,";
    assertEquals(
        cell + "\"direction\":\"bidirectional\",\"merge\":\"average\"}]}",
        ArchitectureText.format(
            features().bidirectional(new Architecture.Gru(2), Merge.AVERAGE).build()));
    assertEquals(
        cell + "\"direction\":\"reverse\"}]}",
        ArchitectureText.format(features().reverse(new Architecture.Gru(2)).build()));
  }

  /** Layers that are claimed take neither memory nor depth. */
  static List<String> greedy() {
    String norm = "{\"layer\":\"norm\"}";
    String open = "{\"layer\":\"residual\",\"layers\":[";
    return List.of(
        open.repeat(9) + norm + "]}".repeat(9),
        open.repeat(100_000) + norm + "]}".repeat(100_000),
        open.repeat(100_000),
        open + norm + ("," + norm).repeat(200_000) + "]}",
        open + "{\"layer\":\"last\"}" + ",{\"layer\":\"last\"}".repeat(200_000) + "]}",
        "{\"layer\":\"last\"}" + ",{\"layer\":\"last\"}".repeat(200_000),
        norm + ",{\"layer\":\"dropout\",\"rate\":0.5}".repeat(200_000) + ",{\"layer\":\"first\"}",
        (open + norm + "]},").repeat(100_000) + norm,
        (open + "{\"layer\":\"dropout\",\"rate\":0.5}]},").repeat(50_000) + "{\"layer\":\"first\"}",
        "{\"cell\":\"lstm\",\"units\":16777216,\"direction\":\"bidirectional\",\"merge\":\"concat\"}",
        "{\"cell\":\"gru\",\"units\":20000,\"direction\":\"bidirectional\",\"merge\":\"concat\"}",
        "{\"cell\":\"gru\",\"units\":2,\"direction\":\"reverse\"},".repeat(20_000) + norm,
        "{\"layer\":\"dense\",\"units\":16777216}",
        "{\"layer\":\"dense\",\"units\":16777216,\"prelu\":true}," + norm,
        "{\"layer\":\"dense\",\"units\":2},".repeat(20_000) + norm);
  }

  @Tag("reference")
  @ParameterizedTest(name = "{index}")
  @MethodSource("greedy")
  void boundsTheMemoryOfLayersThatAreNotThere(String layers) throws IOException {
    byte[] file =
        bytes(TEXT.replace("{\"layer\":\"residual\",\"layers\":[{\"layer\":\"norm\"}]}", layers));
    assertThrows(ModelFileException.class, () -> ModelFile.parse("f", file));
    assertFalse(Hostile.accepted(file, content -> ModelFile.parse("f", content)));
  }

  /** What can be built can be saved and loaded again. */
  @Test
  void asManyLayersWithoutWeightsAsAFileTakes() {
    Architecture.Builder b = features().lstm(1);
    for (int i = 0; i < Architecture.MOST_WITHOUT_WEIGHTS; i++) {
      b.dropout(0.5f);
    }
    Architecture a = b.build();
    String text = ArchitectureText.format(a);
    assertEquals(a, ArchitectureText.parse("a", text, Map.of(), 1, 0));
    Nets.assertRefused("layers", () -> b.residual(r -> r.norm()).build());
    String more = text.replace("]", ",{\"layer\":\"last\"}]");
    String refusal =
        assertThrows(
                ModelFileException.class, () -> ArchitectureText.parse("a", more, Map.of(), 1, 0))
            .getMessage();
    assertTrue(refusal.contains("at most 1024 layers without weights"), refusal);
  }

  @Tag("reference")
  @Test
  void survivesMutantsOfTheText() throws IOException {
    Path path = folder.resolve("m.safetensors");
    ModelFile.save(path, network(LEGAL));
    SafetensorsFile file = SafetensorsFile.parse("f", Files.readAllBytes(path));
    SplittableRandom random = new SplittableRandom(20_261_124);
    int accepted = 0;
    for (int i = 0; i < 3000; i++) {
      byte[] text = Hostile.mutant(TEXT.getBytes(StandardCharsets.UTF_8), random);
      Map<String, String> metadata = new LinkedHashMap<>(file.metadata());
      metadata.put("cellwise.architecture", new String(text, StandardCharsets.UTF_8));
      byte[] mutant = Bytes.file(file.tensors(), metadata);
      accepted += Hostile.accepted(mutant, content -> ModelFile.parse("f", content)) ? 1 : 0;
    }
    assertTrue(accepted < 1500, accepted + " accepted");
  }
}
