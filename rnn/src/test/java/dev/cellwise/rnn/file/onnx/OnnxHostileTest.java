package dev.cellwise.rnn.file.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.rnn.file.Hostile;
import dev.cellwise.rnn.file.ModelFileException;
import dev.cellwise.rnn.file.TypedArray;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Files made to do harm; {@link Hostile} says what must not come of it. */
@Tag("reference")
class OnnxHostileTest {
  private static final int MUTANTS = 10_000;

  private static boolean accepted(byte[] file) {
    return Hostile.accepted(file, content -> OnnxFile.parse("f", content));
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

  /** What is behind the version of the operators may be missing, and nothing else. */
  @Test
  void refusesEachTruncation() {
    int least = valid().bytes().length;
    byte[] file = valid().metadata("k", "v").bytes();
    assertTrue(accepted(file));
    List<Integer> whole = new ArrayList<>();
    for (int length = 0; length < file.length; length++) {
      if (accepted(Arrays.copyOf(file, length))) {
        whole.add(length);
      }
    }
    assertEquals(List.of(least), whole);
    assertFalse(accepted(Arrays.copyOf(file, file.length + 1)), "one byte more");
  }

  @Test
  void survivesMutants() {
    SplittableRandom random = new SplittableRandom(20_261_122);
    byte[] valid = valid().metadata("k", "v").bytes();
    int accepted = 0;
    for (int i = 0; i < MUTANTS; i++) {
      accepted += accepted(Hostile.mutant(valid, random)) ? 1 : 0;
    }
    // Weights, names and numbers can be changed; most else cannot.
    assertTrue(accepted > MUTANTS / 100 && accepted < MUTANTS / 2, accepted + " accepted");
  }

  /**
   * Models that are read though they were changed are run, looked at and made into networks, or
   * refused: nothing else comes of them, and no more memory than they were allowed.
   */
  @Test
  void whatIsReadRunsOrIsRefused() throws IOException {
    SplittableRandom random = new SplittableRandom(7);
    OnnxOptions options = OnnxOptions.defaults().withMostBytes(1 << 22);
    int[] count = new int[3];
    for (String name : List.of("tagger-gru-both", "classifier-12", "streamed", "attention")) {
      byte[] valid = TorchModels.bytes(name + ".onnx");
      Map<String, TypedArray> given = TorchModels.arrays(name, "in");
      for (int i = 0; i < 1500; i++) {
        byte[] mutant = Hostile.mutant(valid, random);
        OnnxModel model;
        try {
          model = OnnxFile.parse("f", mutant, options);
        } catch (ModelFileException e) {
          continue;
        }
        count[0]++;
        model.nodes();
        count[1] += succeeds(() -> model.run(given)) ? 1 : 0;
        count[2] += succeeds(model::toNetwork) ? 1 : 0;
      }
    }
    assertTrue(count[1] > 100 && count[1] < count[0], Arrays.toString(count));
    assertTrue(count[2] > 100 && count[2] < count[0], Arrays.toString(count));
  }

  private static boolean succeeds(Runnable call) {
    try {
      call.run();
      return true;
    } catch (ModelFileException | IllegalArgumentException e) {
      // The second one where an input is declared otherwise than what is given.
      return false;
    }
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
    for (int i = 0; i < 300_000; i++) {
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
    assertTrue(accepted(repeated(1, 3_000, small)));
    for (int type : new int[] {6, 7, 8}) {
      Proto one = new Proto().text(1, "a").number(20, type);
      for (int i = 0; i < 300_000; i++) {
        switch (type) {
          case 6 -> one.number(7, 1f);
          case 7 -> one.number(8, 1);
          default -> one.text(9, i % 2 == 0 ? "" : name(i % 1000));
        }
      }
      Proto node = new Proto().text(2, "o").text(4, "A").message(5, one);
      assertTrue(accepted(repeated(1, 1, i -> node)), "" + type);
    }
    Proto packed = new Proto().text(1, "a").number(20, 7).bytes(8, new byte[2_000_000]);
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
    assertTrue(accepted(repeated(5, 50_000, empty)));
    IntFunction<Proto> one =
        i -> new Proto().number(2, 3).text(8, name(i) + "_").bytes(9, (byte) 1);
    assertTrue(accepted(repeated(5, 50_000, one)));
    Proto longs = new Proto().number(1, 2_000_000).number(2, 7).text(8, "t");
    assertTrue(accepted(repeated(5, 1, i -> longs.bytes(7, new byte[2_000_000]))));
    Proto halves = new Proto().number(1, 2_000_000).number(2, 10).text(8, "t");
    assertTrue(accepted(repeated(5, 1, i -> halves.bytes(5, new byte[2_000_000]))));
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
