package dev.cellwise.rnn.file.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.rnn.file.ModelFileException;
import dev.cellwise.rnn.file.TypedArray;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The broken models of ONNX's own tests of its checker and of its inference of shapes, each refused
 * with what is wrong and where: what breaks a graph when it is read, what breaks a node by {@link
 * OnnxModel#nodes} and before a run. Sources: {@code onnx/test/checker_test.py} and {@code
 * onnx/checker.cc}.
 */
@Tag("reference")
class OnnxBrokenModelsTest {
  private static final int FLOAT = Onnx.FLOAT;

  // Pieces of a graph, by the numbers of onnx.proto.

  private static Proto node(String operator, List<String> inputs, List<String> outputs) {
    Proto node = new Proto();
    inputs.forEach(i -> node.text(1, i));
    outputs.forEach(o -> node.text(2, o));
    return node.text(3, "n").text(4, operator);
  }

  private static Proto relu(String input, String output) {
    return node("Relu", List.of(input), List.of(output));
  }

  private static Proto tensor(String name, int... dims) {
    Proto tensor = new Proto().number(2, FLOAT).text(8, name);
    for (int d : dims) {
      tensor.number(1, d);
    }
    return tensor;
  }

  private static Proto declared(String name) {
    Proto type = new Proto().message(1, new Proto().number(1, FLOAT));
    return new Proto().text(1, name).message(2, type);
  }

  /** x, then the nodes, then y. */
  private static Proto graph(Proto... nodes) {
    Proto graph = new Proto().text(2, "g").message(11, declared("x")).message(12, declared("y"));
    for (Proto node : nodes) {
      graph.message(1, node);
    }
    return graph;
  }

  private static Proto operators(String domain, long version) {
    return new Proto().text(1, domain).number(2, version);
  }

  private static Proto model(Proto graph) {
    return new Proto().number(1, 8).message(7, graph).message(8, operators("", 17));
  }

  private static void refused(Proto model, String reason) {
    byte[] file = model.bytes();
    ModelFileException e =
        assertThrows(ModelFileException.class, () -> OnnxFile.parse("m", file), reason);
    assertTrue(e.getMessage().startsWith("m: byte "), e.getMessage());
    assertTrue(e.getMessage().contains(reason), e.getMessage());
  }

  private static void refusedGraph(Proto graph, String reason) {
    refused(model(graph), reason);
  }

  /** The node, which makes y, is refused, and so is a run. */
  private static void refusedNode(Proto model, String reason) {
    OnnxModel read = OnnxFile.parse("m", model.bytes());
    assertEquals(1, read.nodes().size());
    String said = read.nodes().getFirst().refusal().orElse("none");
    assertTrue(said.contains(reason), said);
    Map<String, TypedArray> given = Map.of("x", TypedArray.of(new float[1], 1));
    String message =
        assertThrows(ModelFileException.class, () -> read.run(given), reason).getMessage();
    assertTrue(message.startsWith("m: node \"n\" ("), message);
    assertTrue(message.endsWith(": " + said), message);
    assertThrows(ModelFileException.class, read::toNetwork);
  }

  private static void accepted(Proto model) {
    OnnxFile.parse("m", model.bytes());
  }

  @Test
  void theModelItself() {
    accepted(model(graph(relu("x", "y"))));
    Proto graph = graph(relu("x", "y"));
    Proto set = operators("", 17);
    refused(new Proto().message(7, graph).message(8, set), "an ONNX model of version 3 to 13");
    refused(new Proto().number(1, 2).message(7, graph).message(8, set), "got version 2");
    refused(new Proto().number(1, 14).message(7, graph).message(8, set), "got version 14");
    refused(new Proto().number(1, 8).message(8, set), "expected a graph, got none");
    refused(model(graph).message(7, graph), "field 7 once, got it twice");
    refused(new Proto().number(1, 8).message(7, graph), "the version of ONNX's operators");
    refused(model(graph).message(8, operators("ai.onnx", 17)), "each domain of operators once");
    refused(
        model(graph).message(8, operators("a", 1)).message(8, operators("a", 2)), "\"a\" twice");
  }

  @Test
  void versionsAndDomainsOfOperators() {
    Proto graph = graph(relu("x", "y"));
    for (long version : new long[] {Long.MIN_VALUE, -1, 0, 1, 6, 23, Long.MAX_VALUE}) {
      Proto model = new Proto().number(1, 8).message(7, graph).message(8, operators("", version));
      refusedNode(model, "operators: expected version 7 to 22, got ");
    }
    Proto other = graph(relu("x", "y").text(7, "com.microsoft"));
    refusedNode(model(other), "domain: expected ONNX's own operators, got \"com.microsoft\"");
    accepted(model(graph(relu("x", "y").text(7, "ai.onnx"))));
    refusedNode(
        model(graph(node("Upsample", List.of("x"), List.of("y")))), "operator \"Upsample\"");
    refusedNode(model(graph(node("relu", List.of("x"), List.of("y")))), "operator \"relu\"");
  }

  /** A value is made once: static single assignment. */
  @Test
  void valuesThatAreMadeTwice() {
    String once = "expected each value once, got \"y\" twice";
    refusedGraph(graph(relu("x", "y"), relu("x", "y")), once);
    refusedGraph(graph(node("Split", List.of("x"), List.of("y", "y"))), once);
    refusedGraph(graph(relu("x", "x")), "got \"x\" twice");
    refusedGraph(graph(relu("x", "y")).message(11, declared("x")), "got \"x\" twice");
    Proto w = tensor("w").floats(4, 1f);
    refusedGraph(graph(relu("x", "y")).message(5, w).message(5, w), "got \"w\" twice");
    refusedGraph(graph(relu("x", "y")).message(5, tensor("y").floats(4, 1f)), once);
    refusedGraph(graph(relu("x", "y")).message(12, declared("y")), "each output once, got \"y\"");
  }

  @Test
  void graphsThatAreNotSorted() {
    refusedGraph(
        graph(relu("z", "y"), relu("x", "z")),
        "nodes behind those that they read from, got node \"n\" (Relu) that reads \"z\"");
    refusedGraph(graph(relu("y", "y")), "got node \"n\" (Relu) that reads \"y\"");
    refusedGraph(graph(relu("b", "a"), relu("a", "b"), relu("b", "y")), "that reads \"b\"");
    refusedGraph(graph(relu("gone", "y")), "that reads \"gone\"");
    refusedGraph(graph(relu("x", "z")), "outputs that something makes, got \"y\"");
  }

  @Test
  void fieldsThatAreMissing() {
    Proto plain = graph(relu("x", "y"));
    refusedGraph(graph(node("", List.of("x"), List.of("y"))), "node \"n\" without operator");
    refusedGraph(graph(node("Relu", List.of("x"), List.of())), "node \"n\" without output");
    refusedGraph(plain.copy().message(11, new Proto()), "an input or output with a name");
    refusedGraph(plain.copy().message(12, new Proto()), "an input or output with a name");
    refusedGraph(plain.copy().message(5, tensor("").floats(4, 1f)), "an initializer with a name");
    refusedGraph(new Proto().text(2, "g").message(11, declared("x")), "a graph with outputs");
    Proto nameless = relu("x", "y").message(5, new Proto().number(3, 1).number(20, 2));
    refusedNode(model(graph(nameless)), "attribute \"\": not known of Relu");
    refusedGraph(
        graph(relu("x", "y").message(5, new Proto().text(1, "a").number(3, 1))),
        "attribute \"a\" of node \"n\" (Relu): a known type, got number 0");
  }

  @Test
  void inputsAndOutputsOfNodes() {
    refusedNode(model(graph(relu("", "y"))), "inputs: expected at least 1, got none as number 1");
    refusedNode(model(graph(node("Relu", List.of(), List.of("y")))), "inputs: expected at least 1");
    refusedNode(
        model(graph(node("Relu", List.of("x", "x"), List.of("y")))), "inputs: expected at most 1");
    refusedNode(
        model(graph(node("Relu", List.of("x"), List.of("y", "z")))), "outputs: expected at most 1");
    for (String operator : List.of("Sum", "Min", "Max", "Concat")) {
      Proto axis = new Proto().text(1, "axis").number(3, 0).number(20, 2);
      Proto some = node(operator, List.of("x", ""), List.of("y"));
      some = operator.equals("Concat") ? some.message(5, axis) : some;
      refusedNode(model(graph(some)), "inputs: expected at least 2, got none as number 2");
    }
  }

  private static Proto attribute(String name, int type) {
    return new Proto().text(1, name).number(20, type);
  }

  private static Proto leaky(Proto attribute) {
    Proto node = node("LeakyRelu", List.of("x"), List.of("y"));
    return graph(attribute == null ? node : node.message(5, attribute));
  }

  @Test
  void attributes() {
    accepted(model(leaky(attribute("alpha", 1).number(2, 0.5f))));
    refusedNode(
        model(leaky(attribute("alpha", 2).number(3, 1))),
        "attribute alpha: expected a float, got a whole number");
    refusedNode(
        model(leaky(attribute("alpha", 6).number(7, 1f))),
        "attribute alpha: expected a float, got floats");
    refusedNode(
        model(leaky(attribute("beta", 1).number(2, 1f))),
        "attribute \"beta\": not known of LeakyRelu in version 17");
    String named = "attribute \"alpha\" of node \"n\" (LeakyRelu): ";
    refusedGraph(leaky(attribute("alpha", 1).number(3, 1)), named + "values in field 2 alone");
    refusedGraph(
        leaky(attribute("alpha", 1).number(2, 1f).text(4, "s")), named + "values in field 2 alone");
    refusedGraph(
        leaky(attribute("alpha", 99).number(2, 1f)), named + "a known type, got number 99");
    refusedGraph(leaky(attribute("alpha", 4)), named + "a tensor, got none");
    refusedGraph(
        leaky(attribute("alpha", 1).text(21, "outer")), "attributes of functions in functions");
    Proto twice = node("LeakyRelu", List.of("x"), List.of("y"));
    Proto alpha = attribute("alpha", 1).number(2, 0.5f);
    refusedGraph(graph(twice.message(5, alpha).message(5, alpha)), "\"alpha\" twice");
    refusedNode(
        model(graph(node("Cast", List.of("x"), List.of("y")))),
        "attribute to: expected one, got none");
    refusedNode(
        model(graph(node("Concat", List.of("x"), List.of("y")))),
        "attribute axis: expected one, got none");
  }

  /** Graphs within, functions, overloads: what is not there cannot be run around. */
  @Test
  void graphsWithinAndFunctions() {
    Proto within = attribute("then_branch", 5).message(6, graph(relu("x", "y")));
    refusedNode(
        model(graph(node("If", List.of("x"), List.of("y")).message(5, within))),
        "operator \"If\": not supported");
    refusedNode(
        model(leaky(attribute("alpha", 5).message(6, graph(relu("x", "y"))))),
        "attribute alpha: expected a float, got a graph");
    Proto own = new Proto().text(1, "Relu").text(10, "mine");
    Proto call = graph(relu("x", "y").text(7, "mine"));
    refusedNode(model(call).message(25, own).message(8, operators("mine", 1)), "got \"mine\"");
    for (String domain : List.of("", "ai.onnx")) {
      refused(
          model(graph(relu("x", "y"))).message(25, new Proto().text(1, "Relu").text(10, domain)),
          "functions of domains of their own, got \"Relu\"");
    }
    refusedGraph(
        graph(relu("x", "y").text(8, "fast")),
        "operators without overloads, got node \"n\" with \"fast\"");
  }

  private static void refusedTensor(Proto tensor, String reason) {
    refusedGraph(graph(relu("w", "y")).message(5, tensor), "tensor \"w\": " + reason);
    // The same as the value of an attribute.
    Proto value = attribute("value", 4).message(5, tensor);
    refusedGraph(
        graph(node("Constant", List.of(), List.of("y")).message(5, value)),
        "tensor \"w\": " + reason);
  }

  @Test
  void tensorsOfTheWrongSize() {
    refusedTensor(tensor("w", 3).floats(4, 1, 2), "3 numbers for its shape, got 2");
    refusedTensor(tensor("w").floats(4, 1, 2), "1 numbers for its shape, got 2");
    refusedTensor(tensor("w"), "1 numbers for its shape, got 0");
    refusedTensor(tensor("w", 0).floats(4, 1), "0 numbers for its shape, got 1");
    refusedTensor(tensor("w", 2).bytes(9, new byte[7]), "8 raw bytes for its shape, got 7");
    refusedTensor(tensor("w", 2).bytes(9), "8 raw bytes for its shape, got 0");
    refusedTensor(tensor("w", -1).floats(4, 1), "dimensions of 0 to ");
    refusedTensor(tensor("w", 65536, 65536).floats(4, 1), "at most ");
    refusedTensor(
        tensor("w").number(1, Long.MAX_VALUE).number(1, 2).floats(4, 1), "dimensions of 0 to ");
    Proto ranks = tensor("w", new int[65]);
    refusedTensor(ranks, "at most 64 dimensions, got 65");
  }

  @Test
  void tensorsOfTheWrongFields() {
    Proto both = tensor("w", 1).floats(4, 1).bytes(9, new byte[4]);
    refusedTensor(both, "raw bytes or numbers, got both");
    refusedTensor(
        tensor("w", 2).floats(4, 1).number(5, 1), "numbers in one field, got fields 4 and 5");
    refusedTensor(tensor("w", 1).number(5, 1), "numbers of float in field 4, got field 5");
    Proto ints = new Proto().number(1, 1).number(2, Onnx.INT32).text(8, "w");
    refusedTensor(ints.copy().floats(4, 1), "numbers of int32 in field 5, got field 4");
    refusedTensor(ints.copy().number(5, 1L << 31), "numbers of int32, got 2147483648");
    Proto longs = new Proto().number(1, 1).number(2, Onnx.INT64).text(8, "w");
    refusedTensor(longs.number(5, 1), "numbers of int64 in field 7, got field 5");
    Proto truths = new Proto().number(1, 1).number(2, Onnx.BOOL).text(8, "w");
    refusedTensor(truths.copy().number(5, 2), "truth values of 0 or 1, got 2");
    refusedTensor(truths.bytes(9, (byte) 2), "truth values of 0 or 1, got 2");
    Proto bytes = new Proto().number(1, 1).number(2, 3).text(8, "w");
    refusedTensor(bytes.number(5, 128), "numbers of int8, got 128");
    refusedTensor(tensor("w", 1).text(6, "1"), "numbers of float in field 4, got field 6");
    Proto piece = tensor("w", 1).floats(4, 1).message(3, new Proto().number(1, 0).number(2, 1));
    refusedGraph(graph(relu("w", "y")).message(5, piece), "a tensor in one piece, got a segment");
    Proto typed = tensor("w", 1).floats(4, 1).number(2, 1);
    refusedGraph(graph(relu("w", "y")).message(5, typed), "field 2 once, got it twice");
  }

  /** They can be in a file, unread; a node that needs one is refused. */
  @Test
  void tensorsOfTypesThatAreNotRead() {
    Map<Integer, String> types =
        Map.of(
            0,
            "undefined",
            8,
            "string",
            12,
            "uint32",
            13,
            "uint64",
            14,
            "complex64",
            17,
            "float8e4m3fn",
            22,
            "int4",
            99,
            "number 99");
    types.forEach(
        (number, name) -> {
          Proto tensor =
              new Proto().number(1, 1).number(2, number).text(8, "w").bytes(9, new byte[9]);
          accepted(model(graph(relu("x", "y")).message(5, tensor)));
          refusedNode(
              model(graph(relu("w", "y")).message(5, tensor)),
              "input 1: expected a value that is read, got a tensor of type " + name);
        });
    Proto sparse = new Proto().message(1, tensor("w", 1).floats(4, 1));
    refusedGraph(graph(relu("x", "y")).message(15, sparse), "no sparse initializers, got one");
    Proto value = attribute("sparse_value", 11).message(22, sparse);
    refusedNode(
        model(graph(node("Constant", List.of(), List.of("y")).message(5, value))),
        "attributes: expected value, value_float");
  }

  @Test
  void tensorsElsewhere() {
    Proto outside = tensor("w", 1).number(14, 1);
    refusedTensor(outside, "a place in another file where data are external");
    Proto offset = new Proto().text(1, "offset").text(2, "0");
    refusedTensor(outside.copy().message(13, offset), "external data with a location, got none");
    Proto location = new Proto().text(1, "location").text(2, "w.bin");
    Proto placed = outside.copy().message(13, location);
    refusedTensor(placed, "no data in other files, unless an option names them, got the location");
    refusedTensor(placed.copy().floats(4, 1), "data of another file alone");
    refusedTensor(placed.copy().bytes(9, new byte[4]), "data of another file alone");
    Proto sum = new Proto().text(1, "checksum").text(2, "00");
    refusedTensor(placed.copy().message(13, sum), "external data with location, offset and length");
    refusedTensor(tensor("w", 1).message(13, location).floats(4, 1), "a place in another file");
    refusedGraph(
        graph(relu("w", "y")).message(5, placed.copy().message(13, location)),
        "each entry of external data once");
    refusedGraph(
        graph(relu("w", "y")).message(5, tensor("w", 1).floats(4, 1).number(14, 2)),
        "a location of data that is known, got number 2");
  }

  private static Proto typed(String name, Proto type) {
    return new Proto().text(1, name).message(2, type);
  }

  private static Proto shaped(int type, Proto... dimensions) {
    Proto shape = new Proto();
    for (Proto d : dimensions) {
      shape.message(1, d);
    }
    return new Proto().message(1, new Proto().number(1, type).message(2, shape));
  }

  private static Proto size(long size) {
    return new Proto().number(1, size);
  }

  @Test
  void typesOfInputs() {
    Proto plain = graph(relu("x", "y"));
    Proto tensor = shaped(FLOAT);
    for (int kind : new int[] {4, 5, 7, 8, 9}) {
      Proto two = tensor.copy().message(kind, new Proto());
      refusedGraph(plain.copy().message(11, typed("i", two)), "one kind of type, got two");
      Proto graph =
          new Proto()
              .message(1, relu("i", "y"))
              .message(11, typed("i", new Proto().message(kind, new Proto())))
              .message(12, declared("y"));
      OnnxModel read = OnnxFile.parse("m", model(graph).bytes());
      assertEquals(OnnxType.UNDEFINED, read.inputs().getFirst().type());
      ModelFileException e = assertThrows(ModelFileException.class, () -> read.run(Map.of()));
      assertEquals("m: input \"i\": type undefined is not supported", e.getMessage());
    }
    refusedGraph(
        plain.copy().message(11, typed("i", shaped(99))),
        "a known type of elements, got number 99");
    refusedGraph(
        plain.copy().message(11, typed("i", shaped(FLOAT, size(-1)))), "a dimension of 0 to ");
    refusedGraph(
        plain.copy().message(11, typed("i", shaped(FLOAT, size(1).text(2, "N")))),
        "a dimension's size or its name, got both");
  }

  /** What the file holds for an input, and what comes out, is what is declared. */
  @Test
  void typesThatDiffer() {
    Proto w = tensor("w", 2).floats(4, 1, 2);
    Proto plain = graph(relu("w", "y")).message(5, w);
    accepted(model(plain.copy().message(11, typed("w", shaped(FLOAT, size(2))))));
    accepted(model(plain.copy().message(11, typed("w", shaped(FLOAT, new Proto().text(2, "N"))))));
    refusedGraph(
        plain.copy().message(11, typed("w", shaped(Onnx.INT64, size(2)))),
        "for input \"w\" w int64[2], got float[2]");
    refusedGraph(
        plain.copy().message(11, typed("w", shaped(FLOAT, size(3)))),
        "for input \"w\" w float[3], got float[2]");
    refusedGraph(
        plain.copy().message(11, typed("w", shaped(FLOAT, size(2), size(1)))),
        "for input \"w\" w float[2, 1], got float[2]");
    Proto output =
        new Proto()
            .message(1, relu("x", "y"))
            .message(11, declared("x"))
            .message(12, typed("y", shaped(Onnx.INT64)));
    OnnxModel read = OnnxFile.parse("m", model(output).bytes());
    Map<String, TypedArray> given = Map.of("x", TypedArray.of(new float[1], 1));
    ModelFileException e = assertThrows(ModelFileException.class, () -> read.run(given));
    assertEquals("m: output \"y\": expected int64 as declared, got float", e.getMessage());
  }

  /** The checker refuses these too; they cannot be read in two ways. */
  @Test
  void whatIsTakenAllTheSame() {
    Proto graph =
        new Proto()
            .message(1, relu("x", "y"))
            .message(11, declared("x"))
            .message(12, declared("y"));
    accepted(model(graph));
    Proto weights = graph(relu("w", "y")).message(5, tensor("w").floats(4, 1f));
    accepted(new Proto().number(1, 3).message(7, weights).message(8, operators("", 17)));
    accepted(model(graph(relu("x", "y"))).number(99, 1));
  }
}
