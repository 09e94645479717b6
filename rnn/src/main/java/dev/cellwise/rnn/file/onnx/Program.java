package dev.cellwise.rnn.file.onnx;

import static dev.cellwise.rnn.file.ModelFileException.quote;

import dev.cellwise.rnn.file.ModelFileException;
import dev.cellwise.rnn.file.onnx.Graph.Declared;
import dev.cellwise.rnn.file.onnx.ModelReader.Parsed;
import java.util.ArrayList;
import java.util.List;

/**
 * A graph whose nodes have been made into operators, where they could be, with the types of all
 * values: so what is not supported is known before anything is run. Immutable.
 */
final class Program {
  /** Versions of ONNX's operators that are known. */
  static final int LEAST_OPSET = 7;

  static final int LATEST_OPSET = 22;

  final String source;
  final Graph graph;

  /** By node; null where it is refused. */
  final Operator[] operators;

  /** Why a node is refused, by node; null where it is not. */
  final String[] refusals;

  /** Types by value; null where none is known. */
  final OnnxType[] types;

  /** Values that the file holds, those of Constant nodes too, by number; null elsewhere. */
  final Value[] known;

  /** What is declared of inputs, by value; null elsewhere. */
  private final OnnxValue[] inputs;

  private final int opset;

  Program(String source, Parsed parsed) {
    this.source = source;
    this.graph = parsed.graph();
    this.opset = Math.clamp(parsed.operators().get(""), 0, Integer.MAX_VALUE);
    this.operators = new Operator[graph.nodes().length];
    this.refusals = new String[graph.nodes().length];
    this.types = new OnnxType[graph.names().length];
    this.known = graph.initial().clone();
    this.inputs = new OnnxValue[types.length];
    for (Declared input : graph.inputs()) {
      inputs[input.value()] = input.of();
      types[input.value()] = type(input.of());
    }
    for (int v = 0; v < types.length; v++) {
      if (known[v] != null) {
        types[v] = known[v].type;
      }
    }
    for (int i = 0; i < operators.length; i++) {
      try {
        make(i);
      } catch (Refusal e) {
        operators[i] = null;
        refusals[i] = e.getMessage();
      }
    }
  }

  private static OnnxType type(OnnxValue of) {
    return of.type().array().isPresent() ? of.type() : null;
  }

  private void make(int i) {
    Node node = graph.nodes()[i];
    if (!node.domain().isEmpty()) {
      throw new Refusal("domain", "ONNX's own operators", quote(node.domain()));
    }
    if (opset < LEAST_OPSET || opset > LATEST_OPSET) {
      throw new Refusal("operators", "version " + LEAST_OPSET + " to " + LATEST_OPSET, opset);
    }
    Operator.Maker maker = Operators.ALL.get(node.type());
    if (maker == null) {
      throw new Refusal("operator " + quote(node.type()) + ": not supported");
    }
    Making making = new Making(node, opset);
    operators[i] = maker.make(making);
    making.checkAllTaken();
    OnnxType[] in = new OnnxType[node.inputs().length];
    for (int k = 0; k < in.length; k++) {
      int value = node.inputs()[k];
      if (value == Node.NONE) {
        continue;
      }
      if (graph.unread()[value] != null) {
        throw new Refusal("input " + (k + 1), "a value that is read", graph.unread()[value]);
      }
      in[k] = types[value];
      if (in[k] == null) {
        // What it comes from is refused; of this node nothing more can be said.
        return;
      }
    }
    OnnxType[] out = operators[i].types(in);
    for (int k = 0; k < node.outputs().length; k++) {
      if (node.outputs()[k] == Node.NONE) {
        continue;
      }
      if (k >= out.length) {
        throw new Refusal("outputs", "at most " + out.length, "number " + (k + 1));
      }
      types[node.outputs()[k]] = out[k];
      if (operators[i] instanceof ConstantOperator constant) {
        known[node.outputs()[k]] = constant.value();
      }
    }
  }

  /** Whether a value may be given. */
  boolean isInput(int value) {
    return inputs[value] != null;
  }

  /** Whether an input's shape is declared to the last dimension. */
  boolean isOfOneShape(int value) {
    return inputs[value]
        .shape()
        .filter(shape -> shape.stream().allMatch(d -> d.size() != OnnxDimension.ANY))
        .isPresent();
  }

  int opset() {
    return opset;
  }

  /** Bytes of what the file holds. */
  long knownBytes() {
    long bytes = 0;
    for (Value value : known) {
      bytes += value == null ? 0 : value.bytes();
    }
    return bytes;
  }

  /** The number of a value; {@link Node#NONE} if there is none of that name. */
  int value(String name) {
    for (int v = 1; v < types.length; v++) {
      if (graph.names()[v].equals(name) && isValue(v)) {
        return v;
      }
    }
    return Node.NONE;
  }

  /** Whether a text is the name of a value, and not only of an operator or the like. */
  private boolean isValue(int v) {
    if (graph.initial()[v] != null || types[v] != null) {
      return true;
    }
    for (Node node : graph.nodes()) {
      for (int output : node.outputs()) {
        if (output == v) {
          return true;
        }
      }
    }
    return graph.inputs().stream().anyMatch(input -> input.value() == v);
  }

  /** The nodes that some values come of, in order; refused if one of them is. */
  List<Integer> needed(List<Integer> outputs) {
    boolean[] wanted = new boolean[types.length];
    outputs.forEach(v -> wanted[v] = true);
    List<Integer> needed = new ArrayList<>();
    for (int i = operators.length - 1; i >= 0; i--) {
      Node node = graph.nodes()[i];
      boolean is = false;
      for (int output : node.outputs()) {
        is |= wanted[output];
      }
      if (is) {
        needed.add(i);
        for (int input : node.inputs()) {
          wanted[input] = input != Node.NONE;
        }
      }
    }
    List<Integer> ascending = needed.reversed();
    checkSupported(ascending);
    checkTypes(wanted, outputs);
    return ascending;
  }

  private void checkSupported(List<Integer> nodes) {
    List<Integer> refused = nodes.stream().filter(i -> refusals[i] != null).toList();
    if (!refused.isEmpty()) {
      int first = refused.getFirst();
      throw refuse(
          graph.nodes()[first],
          refusals[first]
              + (refused.size() > 1 ? " (and " + (refused.size() - 1) + " more refused)" : ""));
    }
  }

  /** What is left without a type has none declared. */
  private void checkTypes(boolean[] wanted, List<Integer> outputs) {
    for (Declared input : graph.inputs()) {
      if (wanted[input.value()] && types[input.value()] == null) {
        throw new ModelFileException(
            source
                + ": input "
                + quote(input.of().name())
                + ": type "
                + input.of().type()
                + " is not supported");
      }
    }
    for (Declared output : graph.outputs()) {
      OnnxType said = output.of().type();
      OnnxType is = types[output.value()];
      boolean known = said != OnnxType.UNDEFINED && is != null;
      if (known && is != said && outputs.contains(output.value())) {
        throw new ModelFileException(
            source
                + ": output "
                + quote(output.of().name())
                + ": expected "
                + said
                + " as declared, got "
                + is);
      }
    }
    for (int v : outputs) {
      if (types[v] == null || types[v].array().isEmpty()) {
        throw new ModelFileException(
            source
                + ": value "
                + quote(graph.names()[v])
                + ": expected a type that comes out, got "
                + (types[v] == null ? graph.unread()[v] : types[v]));
      }
    }
  }

  /** What is thrown for a node. */
  ModelFileException refuse(Node node, String reason) {
    return new ModelFileException(source + ": " + node + ": " + reason);
  }
}
