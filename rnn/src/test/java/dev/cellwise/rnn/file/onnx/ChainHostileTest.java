package dev.cellwise.rnn.file.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.rnn.file.ModelFileException;
import dev.cellwise.rnn.file.TypedArray;
import dev.cellwise.rnn.net.Architecture;
import dev.cellwise.rnn.net.Nets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Graphs that look like chains of layers and compute something else, or ask for too much. */
class ChainHostileTest {
  private static final Onnx.Attribute BOTH = Onnx.with("direction", "bidirectional");

  private static float[] weights(long seed, int size) {
    return Nets.uniform(seed, size, -0.4f, 0.4f);
  }

  private static void refused(Onnx onnx, String reason) {
    OnnxModel model = onnx.model();
    String message = assertThrows(ModelFileException.class, model::toNetwork).getMessage();
    assertTrue(message.contains(reason), message);
  }

  /** A GRU on an input x [5, 2, 3], of 4 units; Y [5, D, 2, 4]. */
  private static Onnx gru(int directions, String... inputs) {
    Onnx onnx =
        new Onnx()
            .input("x", Onnx.FLOAT, 5, 2, 3)
            .initial("W", weights(1, directions * 36), directions, 12, 3)
            .initial("R", weights(2, directions * 48), directions, 12, 4)
            .initial("one", 1)
            .initial("two", TypedArray.of(new float[] {2}));
    String[] all = {"x", "W", "R", "", "", ""};
    System.arraycopy(inputs, 0, all, 4, inputs.length);
    Onnx.Attribute[] attributes =
        directions == 2 ? new Onnx.Attribute[] {BOTH} : new Onnx.Attribute[0];
    return onnx.node("GRU", Arrays.asList(all), List.of("Y", "H"), attributes);
  }

  private static Onnx squeezed(Onnx onnx) {
    return onnx.node("Squeeze", List.of("Y", "one"), List.of("s"));
  }

  /** The directions f and b of Y. */
  private static Onnx sides() {
    return gru(2)
        .initial("first", TypedArray.of(new long[] {0}))
        .initial("second", TypedArray.of(new long[] {1}))
        .node("Gather", List.of("Y", "first"), List.of("f"), Onnx.with("axis", 1))
        .node("Gather", List.of("Y", "second"), List.of("b"), Onnx.with("axis", 1));
  }

  /** A network's last output of both directions is at two steps, the graph's is at one. */
  @Test
  void theLastStepOfMergedDirections() {
    Onnx sum = sides().node("Add", List.of("f", "b"), List.of("sum"));
    sum.initial("end", TypedArray.of(new long[] {-1}));
    refused(
        sum.node("Gather", List.of("sum", "end"), List.of("y")).output("y"),
        "(Gather): time: expected the last step that a layer makes");
  }

  /** What a residual connection is around must be what it is added to. */
  @Test
  void sumsOfOtherValues() {
    Onnx merges =
        sides()
            .initial("w", weights(3, 16), 4, 4)
            .node("Add", List.of("f", "b"), List.of("sum"))
            .node("Mul", List.of("f", "b"), List.of("product"))
            .node("MatMul", List.of("product", "w"), List.of("d"))
            .node("Add", List.of("sum", "d"), List.of("y"))
            .output("y");
    refused(merges, "(Add): inputs: expected layers and what they are on");
    Onnx tables = embedded("b");
    refused(tables, "(Add): inputs: expected layers and what they are on");
  }

  /** T and N are equal, which does not make them one. */
  @Test
  void directionsOfWhichOneIsTurned() {
    Onnx.Attribute turn = Onnx.with("perm", new long[] {1, 0, 2});
    Onnx onnx =
        new Onnx()
            .input("x", Onnx.FLOAT, 2, 2, 3)
            .initial("W", weights(1, 72), 2, 12, 3)
            .initial("R", weights(2, 96), 2, 12, 4)
            .node("GRU", List.of("x", "W", "R"), List.of("Y"), BOTH)
            .initial("first", TypedArray.of(new long[] {0}))
            .initial("second", TypedArray.of(new long[] {1}))
            .node("Gather", List.of("Y", "first"), List.of("f"), Onnx.with("axis", 1))
            .node("Gather", List.of("Y", "second"), List.of("b"), Onnx.with("axis", 1))
            .node("Transpose", List.of("b"), List.of("t"), turn)
            .node("Concat", List.of("f", "t"), List.of("y"), Onnx.with("axis", 2))
            .output("y");
    refused(onnx, "(Concat): inputs: expected states of layers, or directions of one");
  }

  /** Some of an input are not the input. */
  @Test
  void lengthsOfSomeRows() {
    Onnx lengths = new Onnx().input("n", Onnx.INT32, 3).input("x", Onnx.FLOAT, 5, 2, 3);
    lengths.initial("from", 0).initial("to", 2);
    lengths.initial("W", weights(1, 36), 1, 12, 3).initial("R", weights(2, 48), 1, 12, 4);
    lengths.node("Slice", List.of("n", "from", "to"), List.of("some"));
    refused(
        lengths.node("GRU", List.of("x", "W", "R", "", "some"), List.of("Y")).output("Y"),
        "(GRU): sequence_lens: expected an input as it is");
  }

  @Test
  void firstStatesOfMoreDirections() {
    Onnx onnx = gru(1, "", "start").initial("start", new float[24], 3, 2, 4).output("Y");
    refused(onnx, "(GRU): first state: expected 1 directions");
  }

  /** Constants that no activation has, slices of no axis, sizes that do not go together. */
  @Test
  void nodesThatARunWouldRefuse() {
    Onnx infinite = squeezed(gru(1)).initial("c", new float[] {Float.POSITIVE_INFINITY}, 1);
    refused(infinite.node("Mul", List.of("s", "c"), List.of("y")).output("y"), "(Mul): affine");
    Onnx slices = squeezed(gru(1)).initial("from", 0).initial("to", 1);
    slices.initial("none", TypedArray.of(new long[0], 0));
    refused(
        slices.node("Slice", List.of("s", "from", "to", "none"), List.of("y")).output("y"),
        "(Slice): slices: expected one");
    Onnx sizes = squeezed(gru(1)).initial("c", 1, 2);
    sizes
        .node("Shape", List.of("s"), List.of("shape"))
        .node("Add", List.of("shape", "c"), List.of("to"))
        .node("Reshape", List.of("s", "to"), List.of("y"));
    refused(sizes.output("y"), "(Add): sizes: expected as many");
  }

  /** Axes of size 1 can be left out and put in in more ways than can be tried. */
  @Test
  void reshapingManyAxesOfOne() {
    Object[] ones = new Object[41];
    Arrays.fill(ones, 1);
    ones[40] = 3;
    long[] asked = new long[41];
    Arrays.fill(asked, 1);
    asked[40] = 5;
    Onnx onnx =
        new Onnx()
            .input("x", Onnx.FLOAT, ones)
            .initial("shape", asked)
            .initial("W", weights(1, 36), 1, 12, 3)
            .initial("R", weights(2, 48), 1, 12, 4)
            .node("Reshape", List.of("x", "shape"), List.of("r"))
            .node("GRU", List.of("r", "W", "R"), List.of("Y"))
            .output("Y");
    assertTimeoutPreemptively(
        Duration.ofSeconds(60), () -> refused(onnx, "(GRU): input: expected features"));
  }

  /** Each node makes twice of what it reads. */
  @Test
  void whatGrowsWithEveryNode() {
    Onnx shapes = squeezed(gru(1)).node("Shape", List.of("x"), List.of("n0"));
    Onnx states = gru(1);
    for (int i = 0; i < 40; i++) {
      List<String> twice = List.of("n" + i, "n" + i);
      shapes.node("Concat", twice, List.of("n" + (i + 1)), Onnx.with("axis", 0));
      String h = i == 0 ? "H" : "h" + i;
      states.node("Concat", List.of(h, h), List.of("h" + (i + 1)), Onnx.with("axis", 0));
    }
    shapes.node("Expand", List.of("two", "n40"), List.of("e"));
    refused(
        shapes.node("Reshape", List.of("s", "n40"), List.of("y")).output("y"),
        "(Concat): shape: expected at most 64 sizes");
    refused(states.output("h40"), "(Concat): inputs: expected at most 1024 states");
    Onnx wide = new Onnx().input("x", Onnx.FLOAT, "T", "N", 100_000);
    wide.node("Relu", List.of("x"), List.of("y")).output("y");
    refused(wide, "(Relu): shape: expected at most");
  }

  /** A GRU on rows of a table a, and to its outputs rows of another added. */
  private static Onnx embedded(String other) {
    return new Onnx()
        .input("x", Onnx.INT64, 5, 2)
        .initial("a", weights(4, 28), 7, 4)
        .initial("b", weights(5, 28), 7, 4)
        .initial("W", weights(1, 48), 1, 12, 4)
        .initial("R", weights(2, 48), 1, 12, 4)
        .initial("one", 1)
        .node("Gather", List.of("a", "x"), List.of("e"))
        .node("Gather", List.of(other, "x"), List.of("again"))
        .node("GRU", List.of("e", "W", "R"), List.of("Y"))
        .node("Squeeze", List.of("Y", "one"), List.of("s"))
        .node("Add", List.of("again", "s"), List.of("y"))
        .output("y");
  }

  /** What is equal as a whole is one residual connection, though the table is read twice. */
  @Test
  void oneTableThatIsReadTwice() {
    Onnx onnx = embedded("a");
    Architecture got = onnx.model().toNetwork().architecture();
    assertEquals(1, got.stack().size());
    assertEquals(7, got.input().size());
  }
}
