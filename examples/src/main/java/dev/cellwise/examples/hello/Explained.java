package dev.cellwise.examples.hello;

import dev.cellwise.examples.hello.Trace.Step;
import dev.cellwise.examples.lesson.CellOption;
import dev.cellwise.examples.lesson.Findings;
import dev.cellwise.rnn.net.Network;
import dev.cellwise.rnn.net.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Prints a {@link Trace} beside the equations. */
final class Explained {
  private static final Map<String, List<String>> EQUATIONS =
      Map.of(
          CellOption.RNN,
          List.of("h_t = tanh(W_hh h_(t-1) + W_xh x_t + b)"),
          CellOption.LSTM,
          List.of(
              "i, f, o = sigmoid, g = tanh of (W_hh h_(t-1) + W_xh x_t + b), each with rows of its"
                  + " own",
              "c_t = f c_(t-1) + i g",
              "h_t = o tanh(c_t)"),
          CellOption.GRU,
          List.of(
              "r, z = sigmoid(W_hh h_(t-1) + W_xh x_t + b), each with rows of its own",
              "m = W_hh h_(t-1) + b_m,  n = tanh(W_xh x_t + b_n + r m)",
              "h_t = (1 - z) n + z h_(t-1)"));

  private final Findings findings;
  private final Word word;
  private final String cell;

  Explained(Findings findings, Word word, String cell) {
    this.findings = findings;
    this.word = word;
    this.cell = cell;
  }

  /** The network rolled up, unrolled over the word, and its weights. */
  void network(Network network) {
    line("equations");
    EQUATIONS.get(cell).forEach(equation -> line("  " + equation));
    line("  y_t = W_hy h_t + b_y,  p_t = softmax(y_t),  L_t = -ln p_t[next letter]");
    line("  L = (L_1 + ... + L_T) / T,  T = " + word.steps());
    line("");
    line(
        "rolled            unrolled in time: T copies of one cell, with the same W_xh, W_hh, W_hy");
    line("");
    line("%s", "  y            " + columns("y_%d", "next"));
    line("  ^            " + repeated("  ^        "));
    line("  | W_hy       " + repeated("  | W_hy   "));
    line("  h <-+      " + "-> " + columns("h_%d ---->", ""));
    line("  ^   | W_hh   " + repeated("  ^    W_hh"));
    line("  +---+        " + repeated("  |        "));
    line("  | W_xh       " + repeated("  | W_xh   "));
    line("%s", "  x            " + columns("x_%d", "seen"));
    line("");
    line("weights: W_xh has a column for each of %s", String.join(" ", word.letters()));
    if (!gates().isEmpty()) {
      line("  W_xh, W_hh and b have the rows of all units for %s", String.join(", ", gates()));
    }
    matrices("", network.tensors());
  }

  /** Cells of 11 characters; for seen and next with their letters. */
  private String columns(String format, String which) {
    StringBuilder row = new StringBuilder();
    for (int t = 0; t < word.steps(); t++) {
      String letter =
          switch (which) {
            case "seen" -> " " + word.input(t);
            case "next" -> " " + word.target(t);
            default -> "";
          };
      row.append(" %-10s".formatted(format.formatted(t + 1) + letter));
    }
    return row.toString().stripTrailing();
  }

  private String repeated(String cell) {
    return cell.repeat(word.steps()).stripTrailing();
  }

  /** PyTorch's name of a tensor as the lectures' letter; the second bias of a GRU is b_m. */
  private static String letter(String name) {
    return switch (name.replaceFirst("^(rnn|lstm|gru)\\.", "")) {
      case "weight_ih_l0" -> "W_xh";
      case "weight_hh_l0" -> "W_hh";
      case "bias_ih_l0" -> "b";
      case "bias_hh_l0" -> "b_m";
      case "head.weight" -> "W_hy";
      case "head.bias" -> "b_y";
      default -> name;
    };
  }

  /** Two biases that are only ever added are one; the other is zero. */
  private boolean shown(String letter) {
    return !letter.equals("b_m") || cell.equals(CellOption.GRU);
  }

  private void matrices(String before, Map<String, Tensor> tensors) {
    tensors.forEach(
        (name, tensor) -> {
          if (shown(letter(name))) {
            matrix(before + letter(name), tensor);
          }
        });
  }

  private void matrix(String letter, Tensor tensor) {
    int width = tensor.shape()[tensor.rank() - 1];
    float[] values = tensor.values();
    for (int at = 0; at < values.length; at += width) {
      String name = at == 0 ? letter : "";
      line("  %-6s %s", name, row(Arrays.copyOfRange(values, at, at + width)));
    }
  }

  /** The way there, step by step. */
  void forward(Network network, Trace trace) {
    line("");
    line("forward");
    float[] oneHot = word.oneHot();
    for (int t = 0; t < word.steps(); t++) {
      Step step = trace.steps().get(t);
      float[] x = Arrays.copyOfRange(oneHot, t * word.size(), (t + 1) * word.size());
      line("t = %d, sees %s, next is %s", t + 1, word.input(t), word.target(t));
      line("  %-36s %s", "x_" + (t + 1), row(x));
      if (step.gates().isEmpty()) {
        float[] sum = Model.preActivation(network, step.before().get("h"), x);
        line("  %-36s %s", "W_hh h_%d + W_xh x_%d + b".formatted(t, t + 1), row(sum));
      }
      step.gates().forEach((gate, values) -> line("  %-36s %s", gate, row(values)));
      String now = "_" + (t + 1);
      // c of an LSTM comes before the h that is made of it.
      for (String part : List.copyOf(step.after().keySet()).reversed()) {
        line("  %-36s %s", part + now, row(step.after().get(part)));
      }
      line("  %-36s %s", "y_%d = W_hy h_%d + b_y".formatted(t + 1, t + 1), row(step.y()));
      line("  %-36s %s", "p_%d = softmax(y_%d)".formatted(t + 1, t + 1), row(step.p()));
      line(
          "  %-36s  %s",
          "L_%d = -ln p_%d[%s]".formatted(t + 1, t + 1, word.target(t)), number(step.loss()));
    }
    joint(trace);
  }

  private void joint(Trace trace) {
    line("joint probability of the sequence: each step's is given all letters before");
    line("  P(%s after %s) = %s", nextLetters(), word.input(0), factors(trace));
    line("    = %s, and a bigram's at most %s", bare(trace.joint(word)), bare(word.bigram()));
    line("  L = -ln P / T = %s", bare(trace.loss()));
  }

  private String nextLetters() {
    return word.text().substring(word.input(0).length());
  }

  private String factors(Trace trace) {
    StringBuilder product = new StringBuilder();
    for (int t = 0; t < word.steps(); t++) {
      product.append(t == 0 ? "" : " x ");
      product.append(bare(trace.steps().get(t).p()[word.targets()[t]]));
    }
    return product.toString();
  }

  /** The way back, from the last step to the first, and the sum of what the steps give. */
  void backward(Trace trace) {
    int last = word.steps();
    line("");
    line("backward through time: d is the gradient of L by what follows it");
    for (int t = last; t >= 1; t--) {
      Step step = trace.steps().get(t - 1);
      String behind = t == last ? "" : " + from step " + (t + 1);
      line("t = %d", t);
      line(
          "  %-36s %s",
          "dy_%d = (p_%d - one-hot %s) / %d".formatted(t, t, word.target(t - 1), last),
          row(step.dy()));
      line("  %-36s %s", "dh_%d = W_hy' dy_%d%s".formatted(t, t, behind), row(step.dh()));
      gateGradients(t, step);
    }
    shares(trace);
  }

  /** In the order in which the weights have them. */
  private List<String> gates() {
    return switch (cell) {
      case CellOption.LSTM -> List.of("i", "f", "g", "o");
      case CellOption.GRU -> List.of("r", "z", "n");
      default -> List.of();
    };
  }

  /** The share of the bias is the gradient of what the bias was added to. */
  private void gateGradients(int t, Step step) {
    float[] da = bias(step);
    int units = step.dh().length;
    List<String> gates = gates();
    if (gates.isEmpty()) {
      line("  %-36s %s", "da_%d = (1 - h_%d^2) dh_%d".formatted(t, t, t), row(da));
    }
    for (int g = 0; g < gates.size(); g++) {
      float[] of = Arrays.copyOfRange(da, g * units, (g + 1) * units);
      line("  %-36s %s", "da_%d of %s".formatted(t, gates.get(g)), row(of));
    }
  }

  private static float[] bias(Step step) {
    return step.share().entrySet().stream()
        .filter(entry -> letter(entry.getKey()).equals("b"))
        .findFirst()
        .orElseThrow()
        .getValue()
        .values();
  }

  /** The same weights at each step: their gradient is a sum over the steps. */
  private void shares(Trace trace) {
    line("");
    line("shared weights: the gradient of each is the sum of one part from every step");
    line("  dW_xh = sum of da_t x_t',  dW_hh = sum of da_t h_(t-1)',  dW_hy = sum of dy_t h_t'");
    trace
        .gradients()
        .forEach(
            (name, tensor) -> {
              if (shown(letter(name))) {
                String parts =
                    trace.steps().stream()
                        .map(step -> bare(step.share().get(name).values()[0]))
                        .collect(Collectors.joining(" + "))
                        .replace("+ -", "- ");
                String first = tensor.rank() == 1 ? "[1]" : "[1,1]";
                float sum = tensor.values()[0];
                line("  %-12s = %s = %s", "d" + letter(name) + first, parts, bare(sum));
              }
            });
    line("gradients");
    matrices("d", trace.gradients());
  }

  /** The states at two steps that see the same letter and are to say different ones, if any. */
  void memory(Trace trace) {
    for (int t = 0; t < word.steps(); t++) {
      for (int s = 0; s < t; s++) {
        if (word.inputs()[s] == word.inputs()[t] && word.targets()[s] != word.targets()[t]) {
          line("");
          line(
              "memory: x_%d = x_%d = %s, but %s comes after the one and %s after the other; only h"
                  + " tells",
              s + 1, t + 1, word.input(t), word.target(s), word.target(t));
          line("  h_%-2d %s", s + 1, row(trace.steps().get(s).after().get("h")));
          line("  h_%-2d %s", t + 1, row(trace.steps().get(t).after().get("h")));
          return;
        }
      }
    }
  }

  private void line(String format, Object... arguments) {
    findings.line(format, arguments);
  }

  static String row(float[] values) {
    StringBuilder row = new StringBuilder();
    for (float value : values) {
      row.append(' ').append(number(value));
    }
    return row.toString();
  }

  /** The number without spaces in front. */
  static String bare(double value) {
    return number(value).strip();
  }

  /** Four places, eight characters; +0 for what is rounded away. */
  static String number(double value) {
    return String.format(Locale.ROOT, "%8.4f", Math.abs(value) < 0.00005 ? 0 : value);
  }
}
