package dev.cellwise.rnn.file.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.rnn.file.TypedArray;
import dev.cellwise.rnn.net.Architecture;
import dev.cellwise.rnn.net.Layer;
import dev.cellwise.rnn.net.Nets;
import dev.cellwise.rnn.net.Network;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Assume;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** What was exported is read again: run as it is, and made into a network. */
class OnnxRoundTripProperties {
  @Property(tries = 200, seed = "20261124", edgeCases = EdgeCasesMode.NONE)
  void aModelThatIsRunGivesWhatTheNetworkGives(
      @ForAll long seed,
      @ForAll @IntRange(min = 11, max = 22) int opset,
      @ForAll boolean batchFirst,
      @ForAll boolean lengths,
      @ForAll boolean states,
      @ForAll @IntRange(min = 1, max = 5) int steps,
      @ForAll @IntRange(min = 1, max = 3) int rows) {
    Architecture a = Exportable.architecture(seed);
    Network network = Exportable.network(a);
    OnnxExportOptions options = new OnnxExportOptions(opset, batchFirst, lengths, states);
    OnnxModel model = OnnxFile.parse("m", OnnxExport.bytes(network, options));
    ExportWindow window = new ExportWindow(a, options, steps, rows, seed);
    Map<String, TypedArray> got = model.run(window.inputs(network));
    got.replace("y", window.withoutPadding(got.get("y")));
    assertSame(a, a + " " + options, window.outputs(network), got);
  }

  @Property(tries = 200, seed = "20261125", edgeCases = EdgeCasesMode.NONE)
  void aModelBecomesANetworkThatGivesTheSame(
      @ForAll long seed,
      @ForAll @IntRange(min = 11, max = 22) int opset,
      @ForAll boolean batchFirst,
      @ForAll boolean lengths,
      @ForAll boolean states,
      @ForAll @IntRange(min = 1, max = 5) int steps,
      @ForAll @IntRange(min = 1, max = 3) int rows) {
    Architecture a = Exportable.architecture(seed);
    Assume.that(isChain(a, states));
    Network network = Exportable.network(a);
    OnnxExportOptions options = new OnnxExportOptions(opset, batchFirst, lengths, states);
    Network read = OnnxFile.parse("m", OnnxExport.bytes(network, options)).toNetwork();
    ExportWindow window = new ExportWindow(a, options, steps, rows, seed);
    assertSame(
        a,
        a + " " + options + " as " + read.architecture(),
        window.outputs(network),
        window.outputs(read));
  }

  /**
   * Whether a model is read as a network: not one with a residual connection around features, nor,
   * where states are inputs and outputs, around recurrent layers; nor one whose output is a last
   * state itself.
   */
  private static boolean isChain(Architecture a, boolean states) {
    boolean features = a.input() instanceof Architecture.Features;
    List<Layer> residuals =
        a.stack().stream().filter(layer -> layer instanceof Layer.Residual).toList();
    boolean around =
        residuals.stream()
            .flatMap(layer -> ((Layer.Residual) layer).layers().stream())
            .anyMatch(RecurrentExport::isRecurrent);
    boolean ended = a.stack().getLast() instanceof Layer.Last && a.outputs() == 0;
    return !(features && a.stack().getFirst() instanceof Layer.Residual)
        && !(states && (around || ended));
  }

  /**
   * The same bits, where nothing is computed in another way: an input gate of its own for {@code i
   * = 1 - f}, and two roundings for the one of an affine activation.
   */
  private static void assertSame(
      Architecture a, String what, Map<String, TypedArray> expected, Map<String, TypedArray> got) {
    assertEquals(expected.keySet(), got.keySet(), what);
    String text = a.toString();
    boolean exact = !text.contains("INPUT_FROM_FORGET") && !text.contains("affine");
    for (String name : expected.keySet()) {
      assertArrayEquals(expected.get(name).shape(), got.get(name).shape(), what);
      float[] ours = expected.get(name).floats();
      float[] theirs = got.get(name).floats();
      if (exact) {
        Nets.assertSameBits(what + ", " + name, ours, theirs);
      } else {
        double error = error(ours, theirs);
        // 4 ⌈log2((2 · 4 + 1) 5)⌉: an LSTM of 5 steps.
        assertTrue(error <= 24 * Math.ulp(1f), () -> what + ", " + name + ": " + error);
      }
    }
  }

  /** The difference over what is expected, each in the Euclidean norm. */
  private static double error(float[] expected, float[] actual) {
    double difference = 0;
    double norm = 0;
    for (int i = 0; i < expected.length; i++) {
      difference += Math.pow((double) expected[i] - actual[i], 2);
      norm += Math.pow(expected[i], 2);
    }
    return difference == 0 ? 0 : Math.sqrt(difference / norm);
  }
}
