package dev.cellwise.rnn.file.onnx;

import dev.cellwise.kernels.Activation;
import java.util.ArrayList;
import java.util.List;

/**
 * An activation in ONNX: inside a recurrent node by its name and constants, elsewhere as nodes.
 *
 * @param name as {@link Activation#toString} has it, without constants
 * @param constants of the function
 */
record ActivationExport(String name, List<Float> constants) {
  static ActivationExport of(Activation f) {
    String text = f.toString();
    int open = text.indexOf('(');
    if (open < 0) {
      return new ActivationExport(text, List.of());
    }
    List<Float> constants = new ArrayList<>();
    for (String constant : text.substring(open + 1, text.length() - 1).split(",")) {
      constants.add(Float.valueOf(constant.strip()));
    }
    return new ActivationExport(text.substring(0, open), List.copyOf(constants));
  }

  /** What a recurrent node calls it; null where it has no such function. */
  String recurrentName() {
    return switch (name) {
      case "identity", "affine" -> "Affine";
      case "tanh" -> "Tanh";
      case "scaledTanh" -> "ScaledTanh";
      case "sigmoid" -> "Sigmoid";
      case "hardSigmoid" -> "HardSigmoid";
      case "softsign" -> "Softsign";
      case "relu" -> "Relu";
      case "thresholdedRelu" -> "ThresholdedRelu";
      case "leakyRelu" -> "LeakyRelu";
      case "elu" -> "Elu";
      case "softplus" -> "Softplus";
      default -> null;
    };
  }

  /** The first constant of a recurrent node's function, where it has one. */
  List<Float> alpha() {
    if (name.equals("identity")) {
      return List.of(1f);
    }
    return constants.isEmpty() ? List.of() : constants.subList(0, 1);
  }

  /** The second one. */
  List<Float> beta() {
    if (name.equals("identity")) {
      return List.of(0f);
    }
    return constants.size() < 2 ? List.of() : constants.subList(1, 2);
  }

  /**
   * Nodes for it.
   *
   * @param graph they are added to
   * @param x the value that they begin with
   * @param prefix of their names
   * @return the value that they end in; x where it is the identity
   */
  String nodes(ExportGraph graph, String x, String prefix) {
    String own = prefix + "." + name;
    switch (name) {
      case "identity":
        return x;
      case "affine":
        String scaled = graph.value("Mul", own + ".mul", x, graph.number(constants.get(0)));
        return graph.value("Add", own, scaled, graph.number(constants.get(1)));
      case "scaledTanh":
        String slope = graph.value("Mul", own + ".mul", x, graph.number(constants.get(1)));
        String tanh = graph.value("Tanh", own + ".tanh", slope);
        return graph.value("Mul", own, tanh, graph.number(constants.get(0)));
      case "gelu":
        return gelu(graph, x, own);
      case "hardSigmoid":
        return graph.value(
            new ExportNode("HardSigmoid", own)
                .in(x)
                .number("alpha", constants.get(0))
                .number("beta", constants.get(1)));
      case "leakyRelu", "elu", "thresholdedRelu":
        return graph.value(
            new ExportNode(recurrentName(), own).in(x).number("alpha", constants.getFirst()));
      default:
        return graph.value(recurrentName(), own, x);
    }
  }

  /** {@code x/2 (1 + erf(x / √2))}; an operator of its own from 20 on. */
  private static String gelu(ExportGraph graph, String x, String own) {
    if (graph.opset() >= 20) {
      return graph.value("Gelu", own, x);
    }
    String scaled = graph.value("Mul", own + ".mul", x, graph.number((float) Math.sqrt(0.5)));
    String erf = graph.value("Erf", own + ".erf", scaled);
    String sum = graph.value("Add", own + ".add", erf, graph.number(1));
    String half = graph.value("Mul", own + ".half", x, graph.number(0.5f));
    return graph.value("Mul", own, half, sum);
  }
}
