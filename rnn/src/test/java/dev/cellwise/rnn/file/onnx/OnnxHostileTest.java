package dev.cellwise.rnn.file.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.UnknownFieldSet;
import dev.cellwise.rnn.file.Hostile;
import dev.cellwise.rnn.file.ModelFileException;
import dev.cellwise.rnn.file.TypedArray;
import dev.cellwise.rnn.net.Architecture;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files made to do harm; {@link Hostile} says what must not come of it. */
@Tag("reference")
class OnnxHostileTest {
  private static final int MUTANTS = 10_000;

  @TempDir Path folder;
  @TempDir Path outer;

  private boolean accepted(byte[] file) {
    // Who names a file lets a model read it: its bytes count as the model's.
    OnnxOptions options = with("w.bin");
    return Hostile.accepted(file, content -> OnnxFile.parse("f", content, options));
  }

  /** Every kind of field that is read. */
  private static Onnx valid() {
    return new Onnx()
        .input("x", Onnx.FLOAT, "T", 2, null)
        .input("unused", Onnx.INT64)
        .initial("w", new float[] {1, 2, 3, 4, 5, 6}, 3, 2)
        .initial("é", 1, -2, 3)
        .initialMessage(
            new Proto().number(1, 2).number(2, Onnx.FLOAT).text(8, "typed").floats(4, 1.5f, -2))
        .initialMessage(
            new Proto().number(1, 2).number(2, 10).text(8, "half").number(5, 15360).number(5, 0))
        .node("MatMul", List.of("x", "w"), List.of("m"))
        .node("Add", List.of("m", "typed"), List.of("a"))
        .node("LeakyRelu", List.of("a"), List.of("b"), Onnx.with("alpha", 0.25f))
        .node("Transpose", List.of("b"), List.of("t"), Onnx.with("perm", new long[] {1, 0, 2}))
        .node(
            "LSTM",
            List.of("t", "W", "R"),
            List.of("Y", "", "C"),
            Onnx.with("activations", new String[] {"Sigmoid", "Tanh", "Relu"}),
            Onnx.with("activation_alpha", new float[0]),
            Onnx.with("direction", "reverse"),
            Onnx.with("hidden_size", 1))
        .node(
            "Constant", List.of(), List.of("c"), Onnx.with("value", TypedArray.of(new long[1], 1)))
        .initial("W", new float[8], 1, 4, 2)
        .initial("R", new float[4], 1, 4, 1)
        .output("Y")
        .output("C");
  }

  /** Small models of each kind. */
  private static List<byte[]> kinds() throws IOException {
    Architecture own = Architecture.builder().embedding(5, 2).gru(2).norm().dense(2).build();
    List<byte[]> kinds = new ArrayList<>();
    kinds.add(valid().metadata("k", "v").bytes());
    chains().forEach(chain -> kinds.add(chain.bytes()));
    kinds.add(Onnx.outside("w.bin", "8", "24").bytes());
    kinds.add(TorchModels.bytes("tagger-rnn.onnx"));
    kinds.add(OnnxExport.bytes(Exportable.network(own)));
    return kinds;
  }

  /** Chains that run and become networks, of a few hundred bytes: one of each operator. */
  private static List<Onnx> chains() {
    List<Onnx> chains = new ArrayList<>();
    for (String operator : List.of("RNN", "GRU", "LSTM")) {
      int rows = 2 * (operator.equals("LSTM") ? 4 : operator.equals("GRU") ? 3 : 1);
      boolean both = operator.equals("GRU");
      int d = both ? 2 : 1;
      Onnx onnx =
          new Onnx()
              .input("x", Onnx.FLOAT, "T", "N", 2)
              .initial("W", ramp(d * rows * 2), d, rows, 2)
              .initial("R", ramp(d * rows * 2), d, rows, 2)
              .initial("B", ramp(d * 2 * rows), d, 2 * rows)
              .initial("w", ramp(d * 2 * 3), d * 2, 3)
              .initial("b", ramp(3), 3)
              .initial("size", 0, 0, -1)
              .node(
                  operator,
                  List.of("x", "W", "R", "B"),
                  List.of("Y", "H"),
                  Onnx.with("hidden_size", 2),
                  Onnx.with("direction", both ? "bidirectional" : "forward"))
              .node(
                  "Transpose",
                  List.of("Y"),
                  List.of("t"),
                  Onnx.with("perm", new long[] {0, 2, 1, 3}))
              .node("Reshape", List.of("t", "size"), List.of("s"))
              .node("MatMul", List.of("s", "w"), List.of("m"))
              .node("Add", List.of("m", "b"), List.of("a"))
              .node(operator.equals("RNN") ? "Relu" : "Sigmoid", List.of("a"), List.of("y"))
              .output("y");
      chains.add(onnx);
    }
    return chains;
  }

  private static float[] ramp(int size) {
    float[] ramp = new float[size];
    for (int i = 0; i < size; i++) {
      ramp[i] = (i % 7 - 3) * 0.25f;
    }
    return ramp;
  }

  /** Metadata, at the end, may be missing, and nothing else. */
  @Test
  void refusesEachTruncation() throws IOException {
    Files.write(folder.resolve("w.bin"), new byte[32]);
    for (byte[] file : kinds()) {
      assertTrue(accepted(file), "a file of " + file.length);
      List<Integer> whole = new ArrayList<>();
      for (int length = 0; length < file.length; length++) {
        if (accepted(Arrays.copyOf(file, length))) {
          whole.add(length);
        }
      }
      UnknownFieldSet model = UnknownFieldSet.parseFrom(file);
      int least =
          model.toBuilder().clearField(Fields.Model.METADATA_PROPS).build().getSerializedSize();
      assertEquals(least == file.length ? List.of() : List.of(least), whole);
      assertFalse(accepted(Arrays.copyOf(file, file.length + 1)), "one byte more");
    }
  }

  @Test
  void survivesMutants() throws IOException {
    Files.write(folder.resolve("w.bin"), new byte[32]);
    SplittableRandom random = new SplittableRandom(20_261_122);
    List<byte[]> kinds = kinds();
    int accepted = 0;
    for (int i = 0; i < MUTANTS; i++) {
      byte[] valid = kinds.get(i % kinds.size());
      accepted += accepted(Hostile.mutant(valid, random)) ? 1 : 0;
    }
    // Weights, names and numbers can be changed; most else cannot.
    assertTrue(accepted > MUTANTS / 100 && accepted < MUTANTS / 2, accepted + " accepted");
  }

  /**
   * Models that are read though they were changed are run, looked at and made into networks, or
   * refused: nothing else comes of them, in a second each.
   */
  @Test
  void whatIsReadRunsOrIsRefused() throws IOException {
    SplittableRandom random = new SplittableRandom(7);
    OnnxOptions options = OnnxOptions.defaults().withMostBytes(1 << 20);
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    int[] count = new int[3];
    List<byte[]> valid = new ArrayList<>();
    chains().forEach(chain -> valid.add(chain.bytes()));
    valid.add(TorchModels.bytes("tagger-rnn.onnx"));
    Map<String, TypedArray> tokens = TorchModels.arrays("tagger-rnn", "in");
    Map<String, TypedArray> features = Map.of("x", TypedArray.of(ramp(8), 2, 2, 2));
    for (int i = 0; i < 2000; i++) {
      int kind = i % valid.size();
      byte[] mutant = Hostile.mutant(valid.get(kind), random);
      OnnxModel model;
      try {
        model = OnnxFile.parse("f", mutant, options);
      } catch (ModelFileException e) {
        continue;
      }
      count[0]++;
      long start = threads.getCurrentThreadCpuTime();
      model.nodes();
      Map<String, TypedArray> given = kind == valid.size() - 1 ? tokens : features;
      boolean fits = model.inputs().size() == 1 && model.inputs().getFirst().name().equals("x");
      count[1] += fits && succeeds(() -> model.run(given)) ? 1 : 0;
      count[2] += succeeds(model::toNetwork) ? 1 : 0;
      assertTrue(threads.getCurrentThreadCpuTime() - start < 1_000_000_000L, "mutant " + i);
    }
    assertTrue(count[1] > 100 && count[1] < count[0], Arrays.toString(count));
    assertTrue(count[2] > 100 && count[2] < count[0], Arrays.toString(count));
  }

  private static boolean succeeds(Runnable call) {
    try {
      call.run();
      return true;
    } catch (ModelFileException e) {
      return false;
    } catch (IllegalArgumentException e) {
      // Where an input is declared otherwise than what is given.
      assertTrue(e.getMessage().startsWith("x: expected x "), e.getMessage());
      return false;
    }
  }

  // Tensors in other files.

  private OnnxOptions with(String... names) {
    return OnnxOptions.defaults().withExternalData(folder, names);
  }

  private void refusedOutside(OnnxOptions options, String reason, Object... place) {
    Onnx onnx = Onnx.outside((String) place[0], (String) place[1], (String) place[2]);
    ModelFileException e =
        assertThrows(ModelFileException.class, () -> OnnxFile.parse("m", onnx.bytes(), options));
    assertTrue(e.getMessage().contains(reason), e.getMessage());
  }

  @Test
  void readsOnlyFilesThatAreNamed() throws IOException {
    byte[] data = new byte[32];
    data[9] = 1;
    Files.write(folder.resolve("w.bin"), data);
    OnnxModel model = OnnxFile.parse("m", Onnx.outside("w.bin", "8", "24").bytes(), with("w.bin"));
    assertEquals(Float.intBitsToFloat(256), model.tensors().get("w").floats()[0]);
    assertEquals(6, model.tensors().get("w").size());

    String absolute = folder.resolve("w.bin").toAbsolutePath().toString();
    refusedOutside(OnnxOptions.defaults(), "no data in other files", "w.bin", "8", "24");
    for (String location :
        List.of(
            absolute, "../w.bin", "a/../w.bin", "./w.bin", "W.BIN", "w.bin\\0", "", "//w.bin")) {
      refusedOutside(with("w.bin"), "w\": data in one of the files", location, "8", "24");
    }
    for (String name : List.of(absolute, "..", "../w.bin", "a/../w.bin", "a//w.bin", "a\\w", "")) {
      assertThrows(IllegalArgumentException.class, () -> with(name), name);
    }
    // A tensor of the values' size, wherever it says it lies.
    refusedOutside(with("w.bin"), "24 bytes at 9, got a file of 32", "w.bin", "9", "24");
    refusedOutside(with("w.bin"), "24 bytes at 99", "w.bin", "99", "24");
    refusedOutside(with("w.bin"), "24 bytes for a tensor's shape, got 23", "w.bin", "8", "23");
    refusedOutside(with("w.bin"), "24 bytes for a tensor's shape, got 32", "w.bin", "0", "32");
    for (String number : List.of("-1", "+8", "0x8", "8 ", "", "9223372036854775808", "\u0668")) {
      refusedOutside(with("w.bin"), "in decimal digits", "w.bin", number, "24");
      refusedOutside(with("w.bin"), "in decimal digits", "w.bin", "8", number);
    }
    assertThrows(IOException.class, () -> readOutside("gone.bin"));
  }

  private void readOutside(String name) throws IOException {
    Path path = folder.resolve("m.onnx");
    Files.write(path, Onnx.outside(name, "0", "24").bytes());
    OnnxFile.read(path, with(name));
  }

  /** A link that is followed must end in the folder, at a regular file. */
  @Test
  void followsNoLinkOutOfTheFolder() throws IOException {
    Path secret = Files.write(outer.resolve("secret"), new byte[32]);
    Files.write(folder.resolve("w.bin"), new byte[32]);
    Files.createSymbolicLink(folder.resolve("within"), folder.resolve("w.bin"));
    Files.createSymbolicLink(folder.resolve("out"), secret);
    Files.createSymbolicLink(folder.resolve("up"), outer);
    Files.createDirectory(folder.resolve("sub"));
    readOutside("within");
    for (String name : List.of("out", "up/secret", "sub")) {
      ModelFileException e = assertThrows(ModelFileException.class, () -> readOutside(name), name);
      assertTrue(e.getMessage().contains("a regular file in its folder"), e.getMessage());
    }
  }

  /** Many tensors on the same bytes would be more than the files hold. */
  @Test
  void takesEachByteOfAFileOnce() throws IOException {
    Files.write(folder.resolve("w.bin"), new byte[32]);
    Onnx two =
        Onnx.outside("w.bin", "0", "24").initialMessage(Onnx.external("v", "w.bin", "8", "24"));
    ModelFileException e =
        assertThrows(
            ModelFileException.class, () -> OnnxFile.parse("m", two.bytes(), with("w.bin")));
    assertTrue(e.getMessage().contains("tensors apart from each other"), e.getMessage());
  }

  // Large files, where 1 MiB hides nothing: one piece again and again.

  private static byte[] repeated(int field, int times, IntFunction<Proto> piece) {
    ByteArrayOutputStream graph = new ByteArrayOutputStream();
    for (int i = 0; i < times; i++) {
      graph.writeBytes(new Proto().message(field, piece.apply(i)).bytes());
    }
    return model(graph.toByteArray());
  }

  private static byte[] model(byte[] graph) {
    byte[] output = new Proto().message(12, new Proto().text(1, "y")).bytes();
    byte[] initial =
        new Proto().message(5, new Proto().number(2, 1).text(8, "y").floats(4, 1f)).bytes();
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(graph);
    all.writeBytes(output);
    all.writeBytes(initial);
    return new Proto()
        .number(1, 8)
        .bytes(7, all.toByteArray())
        .message(8, new Proto().number(2, 17))
        .bytes();
  }

  private static String name(int i) {
    return Integer.toString(i, 36);
  }

  @Test
  void boundsTheMemoryOfNodes() {
    IntFunction<Proto> least = i -> new Proto().text(2, name(i) + "_").text(4, "A");
    assertTrue(accepted(repeated(1, 50_000, least)));
    assertFalse(accepted(repeated(1, 70_000, least)));
    assertFalse(accepted(repeated(1, 200_000, i -> new Proto())));
    IntFunction<Proto> wide =
        i -> new Proto().text(1, "y").text(1, "y").text(1, "").text(2, name(i) + "_").text(4, "A");
    assertTrue(accepted(repeated(1, 50_000, wide)));
    IntFunction<Proto> named = i -> new Proto().text(2, "").text(4, "A").text(3, name(i));
    assertTrue(accepted(repeated(1, 60_000, named)));
  }

  @Test
  void boundsTheMemoryOfOneNode() {
    Proto outputs = new Proto().text(4, "A");
    for (int i = 0; i < 60_000; i++) {
      outputs.text(2, name(i) + "_");
    }
    assertTrue(accepted(repeated(1, 1, i -> outputs)));
    Proto inputs = new Proto().text(4, "A").text(2, "o");
    Proto empty = new Proto().text(4, "A").text(2, "p");
    for (int i = 0; i < 150_000; i++) {
      inputs.text(1, "y");
      empty.text(1, "");
    }
    assertTrue(accepted(repeated(1, 1, i -> inputs)));
    assertTrue(accepted(repeated(1, 1, i -> empty)));
  }

  @Test
  void boundsTheMemoryOfAttributes() {
    IntFunction<Proto> small =
        i -> {
          Proto node = new Proto().text(2, name(i) + "_").text(4, "A");
          for (int k = 0; k < 100; k++) {
            node.message(5, new Proto().text(1, name(k)).number(20, 2));
          }
          return node;
        };
    assertTrue(accepted(repeated(1, 1_000, small)));
    for (int type : new int[] {6, 7, 8}) {
      Proto one = new Proto().text(1, "a").number(20, type);
      for (int i = 0; i < 150_000; i++) {
        switch (type) {
          case 6 -> one.number(7, 1f);
          case 7 -> one.number(8, 1);
          default -> one.text(9, i % 2 == 0 ? "" : name(i % 1000));
        }
      }
      Proto node = new Proto().text(2, "o").text(4, "A").message(5, one);
      assertTrue(accepted(repeated(1, 1, i -> node)), "" + type);
    }
    Proto packed = new Proto().text(1, "a").number(20, 7).bytes(8, new byte[1_000_000]);
    Proto node = new Proto().text(2, "o").text(4, "A").message(5, packed);
    assertTrue(accepted(repeated(1, 1, i -> node)));
    Proto many = new Proto().text(2, "o").text(4, "A");
    for (int k = 0; k < 300; k++) {
      many.message(5, new Proto().text(1, name(k)).number(20, 2));
    }
    assertFalse(accepted(repeated(1, 1, i -> many)), "more attributes than a node may have");
  }

  @Test
  void boundsTheMemoryOfTensors() {
    IntFunction<Proto> empty = i -> new Proto().number(1, 0).number(2, 1).text(8, name(i) + "_");
    assertTrue(accepted(repeated(5, 30_000, empty)));
    IntFunction<Proto> one =
        i -> new Proto().number(2, 3).text(8, name(i) + "_").bytes(9, (byte) 1);
    assertTrue(accepted(repeated(5, 30_000, one)));
    Proto longs = new Proto().number(1, 1_000_000).number(2, 7).text(8, "t");
    assertTrue(accepted(repeated(5, 1, i -> longs.bytes(7, new byte[1_000_000]))));
    Proto halves = new Proto().number(1, 1_000_000).number(2, 10).text(8, "t");
    assertTrue(accepted(repeated(5, 1, i -> halves.bytes(5, new byte[1_000_000]))));
    Proto bomb = new Proto().number(1, Integer.MAX_VALUE - 8).number(2, 1).text(8, "t");
    assertFalse(accepted(repeated(5, 1, i -> bomb)));
    Proto dims = new Proto().number(2, 1).text(8, "t").bytes(1, new byte[1_000_000]);
    assertFalse(accepted(repeated(5, 1, i -> dims)));
  }

  @Test
  void boundsTheMemoryOfDeclarations() {
    IntFunction<Proto> input = i -> new Proto().text(1, name(i) + "_");
    assertTrue(accepted(repeated(11, 4_000, input)));
    assertFalse(accepted(repeated(11, 50_000, input)));
    Proto shape = new Proto();
    for (int i = 0; i < 64; i++) {
      shape.message(1, new Proto());
    }
    Proto type = new Proto().message(1, new Proto().number(1, 1).message(2, shape));
    IntFunction<Proto> shaped = i -> new Proto().text(1, name(i) + "_").message(2, type);
    assertTrue(accepted(repeated(11, 4_000, shaped)));
    Proto longer = shape.copy().message(1, new Proto());
    Proto refused = new Proto().message(1, new Proto().number(1, 1).message(2, longer));
    assertFalse(accepted(repeated(11, 1, i -> new Proto().text(1, "i").message(2, refused))));
  }

  @Test
  void boundsTheMemoryOfWhatIsPassedBy() {
    assertTrue(accepted(repeated(13, 200_000, i -> new Proto())), "shapes of values within");
    assertTrue(accepted(repeated(999, 100_000, i -> new Proto().number(1, i))), "unknown fields");
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(model(new byte[0]));
    for (int i = 0; i < 4_000; i++) {
      all.writeBytes(new Proto().message(14, new Proto().text(1, name(i))).bytes());
    }
    assertTrue(accepted(all.toByteArray()));
    for (int i = 4_000; i < 5_000; i++) {
      all.writeBytes(new Proto().message(14, new Proto().text(1, name(i))).bytes());
    }
    assertFalse(accepted(all.toByteArray()));
    Proto text = new Proto().message(14, new Proto().text(1, "k").text(2, "é€x".repeat(100_000)));
    ByteArrayOutputStream one = new ByteArrayOutputStream();
    one.writeBytes(model(new byte[0]));
    one.writeBytes(text.bytes());
    assertTrue(accepted(one.toByteArray()));
  }
}
