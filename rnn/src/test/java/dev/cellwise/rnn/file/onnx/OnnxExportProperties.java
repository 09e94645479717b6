package dev.cellwise.rnn.file.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.rnn.file.onnx.ParsedModel.Constant;
import dev.cellwise.rnn.file.onnx.ParsedModel.Node;
import dev.cellwise.rnn.net.Architecture;
import java.util.HashSet;
import java.util.Set;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;

/** Any exported network is a graph in which everything has its place. */
@Tag("reference")
class OnnxExportProperties {
  @Property(tries = 300, seed = "20261123", edgeCases = EdgeCasesMode.NONE)
  void everyValueIsMadeOnceBeforeItIsRead(
      @ForAll long seed,
      @ForAll @IntRange(min = 11, max = 22) int opset,
      @ForAll boolean batchFirst,
      @ForAll boolean lengths,
      @ForAll boolean states) {
    Architecture a = Exportable.architecture(seed);
    OnnxExportOptions options = new OnnxExportOptions(opset, batchFirst, lengths, states);
    ParsedModel model = new ParsedModel(OnnxExport.bytes(Exportable.network(a), options));
    Set<String> made = new HashSet<>(model.inputs().keySet());
    for (String constant : model.constants().keySet()) {
      assertTrue(made.add(constant), constant);
    }
    Set<String> read = new HashSet<>(model.outputs().keySet());
    Set<String> names = new HashSet<>();
    for (Node node : model.nodes()) {
      assertTrue(names.add(node.name()), node.name());
      for (String input : node.inputs()) {
        assertTrue(input.isEmpty() || made.contains(input), node + " reads " + input);
        read.add(input);
      }
      for (String output : node.outputs()) {
        assertTrue(output.isEmpty() || made.add(output), node + " makes " + output + " again");
      }
    }
    assertTrue(made.containsAll(model.outputs().keySet()), model.outputs().toString());
    made.removeAll(read);
    assertEquals(Set.of(), made, "what nobody reads");
  }

  @Property(tries = 300, seed = "20261123", edgeCases = EdgeCasesMode.NONE)
  void constantsHaveTheBytesOfTheirShapes(@ForAll long seed) {
    Architecture a = Exportable.architecture(seed);
    ParsedModel model = new ParsedModel(OnnxExport.bytes(Exportable.network(a)));
    for (Constant constant : model.constants().values()) {
      long elements = constant.shape().stream().reduce(1L, (x, y) -> x * y);
      long each = constant.type() == ParsedModel.FLOAT ? Float.BYTES : Long.BYTES;
      assertEquals(elements * each, constant.raw().size(), constant.toString());
    }
  }
}
