package dev.cellwise.rnn.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.kernels.Activation;
import dev.cellwise.rnn.cell.Cell;
import dev.cellwise.rnn.cell.GruOptions;
import dev.cellwise.rnn.cell.JordanOptions;
import dev.cellwise.rnn.cell.LstmOptions;
import dev.cellwise.rnn.cell.SimpleCell;
import dev.cellwise.rnn.cell.SimpleOptions;
import dev.cellwise.rnn.data.CharVocabulary;
import dev.cellwise.rnn.net.Architecture;
import dev.cellwise.rnn.net.Network;
import dev.cellwise.rnn.net.State;
import dev.cellwise.rnn.net.Stepper;
import dev.cellwise.rnn.net.Tensor;
import dev.cellwise.rnn.own.MinimalGatedCell;
import dev.cellwise.rnn.tape.Layout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelFileTest {
  private static final CharVocabulary SYMBOLS = CharVocabulary.of("ab é\n\uD83D\uDE00");
  private static final String TEXT =
      "{\"input\":{\"type\":\"index\",\"size\":6},"
          + "\"layers\":[{\"cell\":\"lstm\",\"units\":3},{\"cell\":\"lstm\",\"units\":18}],"
          + "\"head\":{\"units\":6}}";

  private static final Architecture INDEX =
      Architecture.builder().index(6).lstm(3).lstm(18).dense(6).build();

  @TempDir Path folder;

  private Path path;

  @BeforeEach
  void choosePath() {
    path = folder.resolve("m.safetensors");
  }

  private static float[] outputs(Network network) {
    Stepper stepper = network.newStepper();
    State state = network.newState();
    int size = network.architecture().outputSize();
    float[] all = new float[4 * size];
    float[] x = new float[network.architecture().input().size()];
    float[] out = new float[size];
    for (int t = 0; t < 4; t++) {
      if (network.layers().tokens()) {
        stepper.step(state, t, out);
      } else {
        x[0] = t - 1.5f;
        stepper.step(state, x, out);
      }
      System.arraycopy(out, 0, all, t * size, size);
    }
    return all;
  }

  @Test
  void loadsTheNetworkThatWasSaved() throws IOException {
    for (Architecture architecture :
        List.of(
            INDEX,
            Architecture.builder().features(5).lstm(17).build(),
            Architecture.builder().features(1).lstm(1).dense(1).build(),
            Architecture.builder().embedding(6, 5).lstm(16).dense(33).build(),
            Architecture.builder().features(1).lstm(5).dense(4, Activation.gelu()).build(),
            Architecture.builder().features(1).lstm(5).densePrelu(17).build(),
            Architecture.builder().index(6).gru(3).dense(6, Activation.leakyRelu(0.1f)).build(),
            Architecture.builder().features(4).gru(17).rnn(5, Activation.elu(0.7f)).build(),
            Architecture.builder().index(6).rnn(3).gru(5).lstm(7).dense(6).build(),
            Architecture.builder().features(2).lstm(5, EVERY_OPTION).gru(3, CLIPPED).build(),
            Architecture.builder().features(2).rnn(5, LEAKY).rnn(3, PRELU).build(),
            Architecture.builder().features(2).jordan(5, JORDAN).rnn(3, GIVEN).dense(4).build(),
            Architecture.builder().features(2).lstm(5, MASKED).gru(3, MASKED_GRU).build(),
            Architecture.builder()
                .features(2)
                .lstm(5, MASKED.withLayerNorm())
                .gru(3, GruOptions.resetAfter().withLayerNorm())
                .build(),
            Architecture.builder()
                .index(6)
                .lstm(5, LstmOptions.plain().withCoupling(LstmOptions.Coupling.FORGET_FROM_INPUT))
                .dense(6)
                .build())) {
      Network network = Network.initialise(architecture, 7);
      CharVocabulary vocabulary = network.layers().tokens() ? SYMBOLS : null;
      ModelFile.save(path, network, vocabulary);
      Model model = ModelFile.load(path);
      assertEquals(architecture, model.network().architecture());
      assertEquals(vocabulary, model.vocabulary());
      assertEquals(network.tensors(), model.network().tensors());
      assertArrayEquals(outputs(network), outputs(model.network()));

      byte[] bytes = Files.readAllBytes(path);
      ModelFile.save(path, model.network(), model.vocabulary());
      assertArrayEquals(bytes, Files.readAllBytes(path), "saved again: the same bytes");
      assertEquals(network.tensors(), ModelFile.parse("resource", bytes).network().tensors());
    }
  }

  @Test
  void writesTheOptionsThatDiffer() {
    assertEquals(
        "{\"input\":{\"type\":\"features\",\"size\":2},\"layers\":["
            + "{\"cell\":\"lstm\",\"units\":5,\"peephole\":true,\"projection\":3,"
            + "\"coupling\":\"input from forget\",\"clip\":0.1,\"cellClip\":2.0,"
            + "\"projectionClip\":0.5,\"gate\":\"hardSigmoid(0.25, 0.5)\","
            + "\"candidate\":\"gelu\",\"output\":\"softsign\"},"
            + "{\"cell\":\"gru\",\"units\":3,\"reset\":\"before\",\"clip\":0.7,"
            + "\"candidate\":\"relu\"}]}",
        ArchitectureText.format(
            Architecture.builder().features(2).lstm(5, EVERY_OPTION).gru(3, CLIPPED).build()));
  }

  /** A number is written as short as it can be read back. */
  @Test
  void keepsEveryBitOfAClip() {
    SplittableRandom random = new SplittableRandom(20_261_121);
    for (int i = 0; i < 2000; i++) {
      float clip = Float.intBitsToFloat(1 + random.nextInt(Float.floatToIntBits(Float.MAX_VALUE)));
      Architecture a =
          Architecture.builder().features(2).gru(3, GruOptions.resetAfter().withClip(clip)).build();
      assertEquals(a, ArchitectureText.parse("a", ArchitectureText.format(a), Map.of(), 1, 0));
    }
  }

  @Test
  void takesCellsOfOnesOwnByTheirNames() throws IOException {
    Architecture own =
        Architecture.builder().index(6).cell("minimal", 5, MinimalGatedCell::cell).dense(6).build();
    Network network = Network.initialise(own, 7);
    ModelFile.save(path, network, SYMBOLS);
    Model model = ModelFile.load(path, Map.of("minimal", MinimalGatedCell::cell));
    assertEquals(network.tensors(), model.network().tensors());
    assertArrayEquals(outputs(network), outputs(model.network()));
    String message =
        assertThrows(ModelFileException.class, () -> ModelFile.load(path)).getMessage();
    assertTrue(message.contains("got \"minimal\""), message);
    Architecture.CellMaker other = new SimpleMaker();
    message =
        assertThrows(ModelFileException.class, () -> ModelFile.load(path, Map.of("minimal", other)))
            .getMessage();
    assertTrue(message.contains("expected a cell of that family"), message);
  }

  /** Makes another cell than its name says. */
  private static final class SimpleMaker implements Architecture.CellMaker {
    @Override
    public Cell cell(Layout.Builder parameters, String suffix, int inputs, int units) {
      return new SimpleCell(parameters, suffix, inputs, units, Activation.tanh());
    }
  }

  private static final LstmOptions EVERY_OPTION =
      LstmOptions.plain()
          .withPeephole()
          .withProjection(3)
          .withCoupling(LstmOptions.Coupling.INPUT_FROM_FORGET)
          .withClips(0.1f, 2, 0.5f)
          .withActivations(
              Activation.hardSigmoid(0.25f, 0.5f), Activation.gelu(), Activation.softsign());

  private static final SimpleOptions LEAKY =
      SimpleOptions.plain().withActivation(Activation.elu(0.7f)).withLearnedAlpha().withLags(2, 5);
  private static final SimpleOptions PRELU =
      SimpleOptions.plain().withPrelu().withAlpha(0.1f).withZoneout(0.5f);
  private static final SimpleOptions GIVEN =
      SimpleOptions.plain().withClip(0.3f).withAlpha(0.1f, 0, 1);
  private static final JordanOptions JORDAN =
      JordanOptions.plain(3).withActivation(Activation.relu());
  private static final LstmOptions MASKED =
      LstmOptions.plain().withZoneout(0.1f, 0.2f).withRecurrentDropout(0.3f).withInputDropout(0.4f);
  private static final GruOptions MASKED_GRU =
      GruOptions.resetAfter().withZoneout(0.1f).withRecurrentDropout(0.3f).withInputDropout(0.4f);

  @Test
  void writesTheOptionsOfSimpleCellsAndMasks() {
    assertEquals(
        "{\"input\":{\"type\":\"features\",\"size\":2},\"layers\":["
            + "{\"cell\":\"rnn\",\"units\":5,\"activation\":\"elu(0.7)\","
            + "\"learnedAlpha\":true,\"lags\":[2,5]},"
            + "{\"cell\":\"rnn\",\"units\":3,\"prelu\":true,\"alpha\":[0.1],"
            + "\"zoneoutHidden\":0.5},"
            + "{\"cell\":\"rnn\",\"units\":3,\"activation\":\"tanh\",\"clip\":0.3,"
            + "\"alpha\":[0.1,0.0,1.0]},"
            + "{\"cell\":\"jordan\",\"units\":5,\"outputs\":3,\"activation\":\"relu\"},"
            + "{\"cell\":\"lstm\",\"units\":4,\"zoneoutHidden\":0.1,\"zoneoutCell\":0.2,"
            + "\"recurrentDropout\":0.3,\"inputDropout\":0.4}]}",
        ArchitectureText.format(
            Architecture.builder()
                .features(2)
                .rnn(5, LEAKY)
                .rnn(3, PRELU)
                .rnn(3, GIVEN)
                .jordan(5, JORDAN)
                .lstm(4, MASKED)
                .build()));
  }

  private static final GruOptions CLIPPED =
      GruOptions.resetBefore()
          .withClip(0.7f)
          .withActivations(Activation.sigmoid(), Activation.relu());

  @Test
  void needsNoVocabulary() throws IOException {
    ModelFile.save(path, Network.initialise(INDEX, 7));
    assertNull(ModelFile.load(path).vocabulary());
  }

  @Test
  void savesWhatItsPageSays() throws IOException {
    ModelFile.save(path, Network.initialise(INDEX, 7), SYMBOLS);
    SafetensorsFile file = SafetensorsFile.read(path);
    assertEquals(
        List.of("cellwise.format", "cellwise.architecture", "cellwise.vocabulary"),
        List.copyOf(file.metadata().keySet()));
    assertEquals("1", file.metadata().get("cellwise.format"));
    assertEquals(TEXT, file.metadata().get("cellwise.architecture"));
    assertEquals("\n abé\uD83D\uDE00", file.metadata().get("cellwise.vocabulary"));
    assertEquals(
        List.of(
            "lstm.weight_ih_l0",
            "lstm.weight_hh_l0",
            "lstm.bias_ih_l0",
            "lstm.bias_hh_l0",
            "lstm.weight_ih_l1",
            "lstm.weight_hh_l1",
            "lstm.bias_ih_l1",
            "lstm.bias_hh_l1",
            "head.weight",
            "head.bias"),
        List.copyOf(file.tensors().keySet()));
    assertTrue(file.tensors().get("lstm.weight_ih_l1").hasShape(72, 3));
    assertEquals(
        "{\"input\":{\"type\":\"embedding\",\"size\":6,\"width\":2},"
            + "\"layers\":[{\"cell\":\"lstm\",\"units\":1}]}",
        ArchitectureText.format(Architecture.builder().embedding(6, 2).lstm(1).build()));
    assertEquals(
        "{\"input\":{\"type\":\"features\",\"size\":6},"
            + "\"layers\":[{\"cell\":\"lstm\",\"units\":1}]}",
        ArchitectureText.format(Architecture.builder().features(6).lstm(1).build()));
    assertEquals(
        "{\"input\":{\"type\":\"features\",\"size\":6},"
            + "\"layers\":[{\"cell\":\"lstm\",\"units\":1}],"
            + "\"head\":{\"units\":2,\"activation\":\"elu(0.7)\"}}",
        ArchitectureText.format(
            Architecture.builder().features(6).lstm(1).dense(2, Activation.elu(0.7f)).build()));
    assertEquals(
        "{\"input\":{\"type\":\"features\",\"size\":6},"
            + "\"layers\":[{\"cell\":\"lstm\",\"units\":1}],"
            + "\"head\":{\"units\":2,\"prelu\":true}}",
        ArchitectureText.format(Architecture.builder().features(6).lstm(1).densePrelu(2).build()));
  }

  @Test
  void refusesToSaveAVocabularyOfAnotherSize() {
    Network tokens = Network.initialise(INDEX, 7);
    assertThrows(
        IllegalArgumentException.class,
        () -> ModelFile.save(path, tokens, CharVocabulary.of("abc")));
    Network features = Network.initialise(Architecture.builder().features(6).lstm(3).build(), 7);
    assertThrows(IllegalArgumentException.class, () -> ModelFile.save(path, features, SYMBOLS));
    assertTrue(Files.notExists(path));
  }

  // Files that another program might have written.

  private final Map<String, Tensor> tensors =
      new LinkedHashMap<>(Network.initialise(INDEX, 7).tensors());
  private final Map<String, String> metadata =
      new LinkedHashMap<>(
          Map.of(
              "cellwise.format",
              "1",
              "cellwise.architecture",
              TEXT,
              "cellwise.vocabulary",
              SYMBOLS.toText()));

  private Model loaded() throws IOException {
    SafetensorsFile.write(path, tensors, metadata);
    return ModelFile.load(path);
  }

  private String refusal() {
    String message = assertThrows(ModelFileException.class, this::loaded).getMessage();
    assertTrue(message.startsWith(path + ": "), message);
    return message.substring((path + ": ").length());
  }

  @Test
  void addsTheTwoBiasesAndTakesAnyOrderAndOtherKeys() throws IOException {
    float[] b = tensors.remove("lstm.bias_ih_l0").values();
    float[] half = b.clone();
    for (int i = 0; i < b.length; i++) {
      half[i] = b[i] / 2;
    }
    tensors.put("lstm.bias_hh_l0", Tensor.of(half, 12));
    tensors.put("lstm.bias_ih_l0", Tensor.of(half, 12));
    metadata.put("format", "pt");
    metadata.put(
        "cellwise.architecture",
        " { \"head\" : {\"units\":6}, \"layers\": [ {\"units\":3,\"cell\":\"lstm\"},"
            + " {\"units\":18,\"cell\":\"lstm\"} ], \"input\":{\"size\":6,\"type\":\"index\"} } ");
    Model model = loaded();
    assertEquals(INDEX, model.network().architecture());
    assertEquals(Network.initialise(INDEX, 7).tensors(), model.network().tensors());
  }

  @Test
  void refusesAFileThatIsNoModel() {
    metadata.remove("cellwise.format");
    assertEquals(
        "expected cellwise.format 1 in the metadata, got none: this is no model file of Cellwise's",
        refusal());
    metadata.put("cellwise.format", "2");
    assertEquals("expected cellwise.format 1 in the metadata, got \"2\"", refusal());
    metadata.put("cellwise.format", "1");
    metadata.remove("cellwise.architecture");
    assertEquals("expected cellwise.architecture in the metadata, got none", refusal());
  }

  @Test
  void refusesKeysOfOursThatAreNotKnown() {
    metadata.put("cellwise.precision\n", "bf16");
    assertEquals(
        "expected no other key of cellwise.*, got \"cellwise.precision\\u000a\"", refusal());
  }

  @ParameterizedTest(name = "{index}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "lstm\",\"units\":3            | elman\",\"units\":3               | got \"elman\"",
        "lstm\",\"units\":3            | jordan\",\"units\":3              | field outputs",
        "lstm\",\"units\":3            | jordan\",\"units\":3,\"outputs\":2 | field activation",
        "lstm\",\"units\":3            | rnn\",\"units\":3,\"prelu\":false | field activation",
        "lstm\",\"units\":3 | rnn\",\"units\":3,\"prelu\":true,\"lags\":[1] | ascending from 2",
        "lstm\",\"units\":3 | rnn\",\"units\":3,\"prelu\":true,\"lags\":[513] | at most 512 steps",
        "lstm\",\"units\":3 | rnn\",\"units\":3,\"prelu\":true,\"alpha\":[2] | alpha: expected 0 to 1",
        "lstm\",\"units\":3 | rnn\",\"units\":3,\"prelu\":true,\"alpha\":0.5 | an array",
        "lstm\",\"units\":3 | rnn\",\"units\":3,\"prelu\":true,\"alpha\":[1,1] | alpha: expected 1 or 3",
        "\"units\":3                   | \"units\":3,\"inputDropout\":1    | less than 1",
        "lstm\",\"units\":3            | gru\",\"units\":3,\"zoneoutCell\":0.5 | no field zoneoutCell",
        "lstm\",\"units\":3            | rnn\",\"units\":3                 | field activation",
        "\"units\":3                   | \"units\":3,\"activation\":\"tanh\" | no field activation",
        "lstm\",\"units\":3            | rnn\",\"units\":3,\"activation\":\"sin\" | got \"sin\"",
        "\"cell\":\"lstm\",\"units\":3 | \"cell\":\"lstm\"                 | field units",
        "\"cell\":\"lstm\",\"units\":3 | \"units\":3                       | field cell",
        "\"units\":3                   | \"units\":3,\"peephole\":1        | expected false",
        "\"units\":3                   | \"units\":3,\"peeping\":true      | peeping",
        "\"units\":3                   | \"units\":3,\"reset\":\"before\" | no field reset",
        "lstm\",\"units\":3            | gru\",\"units\":3,\"output\":\"tanh\" | no field output",
        "lstm\",\"units\":3            | gru\",\"units\":3,\"reset\":\"no\" | got \"no\"",
        "\"units\":3                   | \"units\":3,\"coupling\":\"yes\"  | got \"yes\"",
        "\"units\":3                   | \"units\":3,\"projection\":0      | got 0",
        "\"units\":3                   | \"units\":3,\"clip\":0            | clip: expected above 0",
        "\"units\":3                   | \"units\":3,\"clip\":1e39         | a float holds",
        "\"units\":3                   | \"units\":3,\"projectionClip\":1  | without a projection",
        "\"units\":3                   | \"units\":3,\"gate\":\"sin\"      | got \"sin\"",
        "\"units\":3                   | \"units\":3,\"units\":3           | once more",
        "\"units\":3                   | \"units\":0                       | got 0",
        "\"units\":3                   | \"units\":-3                      | got -3",
        "\"units\":3                   | \"units\":16777217                | got 16777217",
        "\"units\":3                   | \"units\":4294967299              | got 4294967299",
        "\"units\":3                   | \"units\":99999999999999999999    | 64 bits",
        "\"units\":3                   | \"units\":3.0                     | an integer",
        "\"units\":3                   | \"units\":\"3\"                   | an integer",
        "\"units\":3                   | \"units\":null                    | an integer",
        "\"index\"                     | \"one-hot\"                       | got \"one-hot\"",
        "\"index\"                     | \"embedding\"                     | field width",
        "\"size\":6                    | \"size\":6,\"width\":2            | got one for \"index\"",
        "\"type\":\"index\",           |                                   | field type",
        ",\"size\":6                   |                                   | field size",
        "\"head\":{\"units\":6}        | \"head\":{}                       | field units",
        "\"head\":{\"units\":6}        | \"head\":null                     | an object",
        "\"head\":{\"units\":6}  | \"head\":{\"activation\":\"tanh\"} | field units",
        "\"units\":6}                  | \"units\":6,\"activation\":\"sin\"} | got \"sin\"",
        "\"units\":6}                  | \"units\":6,\"activation\":\"elu\"} | got \"elu\"",
        "\"units\":6}                  | \"units\":6,\"activation\":null} | a string",
        "\"units\":6}                  | \"units\":6,\"prelu\":1}        | expected false",
        "\"units\":6} | \"units\":6,\"prelu\":true,\"activation\":\"relu\"} | got relu",
        "\"head\":{\"units\":6}        | \"head\":{\"prelu\":true}         | field units",
        "\"units\":6}                  | \"units\":6,\"gate\":\"tanh\"}   | gate",
        "\"head\":{\"units\":6}        | \"output\":{\"units\":6}          | output",
        "{\"input\":{\"type\":\"index\",\"size\":6}, | {                   | field input",
        "\"layers\":                   | \"lstm\":                         | lstm",
        "}}                            | }                                 | got the end",
        "}}                            | }},                               | nothing more",
        "}}                            | }}}                               | nothing more",
      })
  void refusesAnArchitectureThatIsNone(String replaced, String by, String message) {
    metadata.put("cellwise.architecture", TEXT.replace(replaced, by == null ? "" : by));
    String refusal = refusal();
    assertTrue(refusal.startsWith("cellwise.architecture"), refusal);
    assertTrue(refusal.contains(message), refusal);
  }

  @ParameterizedTest(name = "{index}")
  @ValueSource(strings = {"", "null", "[]", "6", "{}", "{\"layers\":[]}", "\"lstm\"", "{", "\0"})
  void refusesAnArchitectureThatIsNoObject(String text) {
    metadata.put("cellwise.architecture", text);
    assertTrue(refusal().startsWith("cellwise.architecture"));
  }

  @Test
  void refusesAnArchitectureWithoutLayers() {
    metadata.put(
        "cellwise.architecture", "{\"input\":{\"type\":\"index\",\"size\":6},\"layers\":[]}");
    assertTrue(refusal().contains("at least one recurrent"));
  }

  @Test
  void refusesTensorsThatAreNotTheArchitectures() {
    Tensor bias = tensors.remove("head.bias");
    assertEquals("head.bias: expected shape [6], got no such tensor", refusal());
    tensors.put("head.bias", Tensor.of(bias.values(), 6, 1));
    assertEquals("head.bias: expected shape [6], got [6, 1]", refusal());
    tensors.put("head.bias", bias);
    tensors.put("lstm.weight_ih_l2\n", bias);
    tensors.put("x", bias);
    assertEquals(
        "expected no tensors beyond the architecture's, got \"lstm.weight_ih_l2\\u000a\"",
        refusal());
  }

  @Test
  void refusesSlopesThatAreNotTheArchitectures() {
    tensors.put("head.slope", tensors.get("head.bias"));
    assertEquals("expected no tensors beyond the architecture's, got \"head.slope\"", refusal());
    metadata.put("cellwise.architecture", TEXT.replace("6}}", "6,\"prelu\":true}}"));
    tensors.put("head.slope", Tensor.of(new float[5], 5));
    assertEquals("head.slope: expected shape [6], got [5]", refusal());
    tensors.remove("head.slope");
    assertEquals("head.slope: expected shape [6], got no such tensor", refusal());
  }

  /** The sizes are a claim until the tensors are there: gigabytes of weights in a file of 3 KB. */
  @Test
  void takesNoMemoryForAnArchitectureWithoutItsTensors() {
    metadata.put("cellwise.architecture", TEXT.replace("18", "16777216").replace("}}", "0}}"));
    assertEquals(
        "lstm(16777216) on 3 inputs: k: expected a matrix of at most 2^31 - 1 floats,"
            + " got 16777216 inputs of 67108864 columns",
        refusal());
    metadata.put("cellwise.architecture", TEXT.replace("18", "20000"));
    assertEquals("lstm.weight_ih_l1: expected shape [80000, 3], got [72, 3]", refusal());
  }

  @ParameterizedTest(name = "{index}")
  @ValueSource(strings = {"", "abcde", "abcdefg", "fedcba", "aabcde", "abcdee"})
  void refusesAVocabularyThatIsNotTheNetworks(String symbols) {
    metadata.put("cellwise.vocabulary", symbols);
    assertTrue(refusal().contains("expected"));
  }

  @Test
  void keepsTheSymbolThatStandsForUnknownOnes() throws IOException {
    CharVocabulary symbols = SYMBOLS.withUnknown(0x1F600);
    ModelFile.save(path, Network.initialise(INDEX, 7), symbols);
    assertEquals(
        "\uD83D\uDE00", SafetensorsFile.read(path).metadata().get("cellwise.unknown"), "as text");
    assertEquals(symbols, ModelFile.load(path).vocabulary());
    assertEquals(5, ModelFile.load(path).vocabulary().unknown());
  }

  @ParameterizedTest(name = "{index}")
  @ValueSource(strings = {"", "c", "ab", "\uD83D\uDE00a", "\uFFFD"})
  void refusesAnUnknownSymbolThatIsNotInTheVocabulary(String symbol) {
    metadata.put("cellwise.unknown", symbol);
    assertEquals(
        "cellwise.unknown: expected a symbol of the vocabulary, got \""
            + symbol.replace("\uD83D\uDE00", "\\ud83d\\ude00")
            + "\"",
        refusal());
    metadata.put("cellwise.unknown", "a");
    metadata.remove("cellwise.vocabulary");
    assertTrue(refusal().startsWith("cellwise.unknown: expected a symbol of the vocabulary"));
  }

  @Test
  void refusesAVocabularyOfFeatures() throws IOException {
    metadata.put("cellwise.architecture", TEXT.replace("index", "features"));
    assertTrue(refusal().contains("expected none for a network of features"));
    metadata.remove("cellwise.vocabulary");
    assertFalse(loaded().network().layers().tokens());
  }

  @Test
  void saysThatThereIsNoFile() {
    assertThrows(NoSuchFileException.class, () -> ModelFile.load(path));
  }
}
