package dev.cellwise.rnn.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.kernels.Activation;
import dev.cellwise.rnn.cell.Packing;
import dev.cellwise.rnn.net.Architecture;
import dev.cellwise.rnn.net.MaskedRun;
import dev.cellwise.rnn.net.Merge;
import dev.cellwise.rnn.net.Mode;
import dev.cellwise.rnn.net.Network;
import dev.cellwise.rnn.net.Tensor;
import dev.cellwise.testing.Bounds;
import dev.cellwise.testing.Golden;
import dev.cellwise.testing.ValidSteps;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Stacks of layers, both directions, rows of different length: outputs, final states and all
 * gradients against what PyTorch computed in double precision.
 */
@Tag("reference")
@Tag("mutation")
class SequenceGoldenTest {
  static List<String> stacks() {
    return cases("stack-");
  }

  static List<String> packed() {
    return cases("packed-");
  }

  static List<String> taggers() {
    return cases("tagger-");
  }

  private static List<String> cases(String prefix) {
    return Golden.cases().stream().filter(name -> name.startsWith(prefix)).toList();
  }

  @Test
  void allAreThere() {
    assertEquals(List.of(12, 9, 2), List.of(stacks().size(), packed().size(), taggers().size()));
  }

  @ParameterizedTest
  @MethodSource("stacks")
  void rowsOfOneLength(String name) {
    Golden golden = Golden.load(name);
    Network network = network(golden);
    int[] x = golden.shape("x");
    Mode mode = Mode.inference().withInputGradient();
    check(golden, MaskedRun.dense(network, mode, x[0], x[1]));
    check(golden, MaskedRun.ragged(network, mode, ValidSteps.all(x[0], x[1])));
  }

  @ParameterizedTest
  @MethodSource("packed")
  void rowsOfDifferentLength(String name) {
    Golden golden = Golden.load(name);
    Mode mode = Mode.inference().withInputGradient();
    check(golden, MaskedRun.ragged(network(golden), mode, valid(golden, "x")));
  }

  /** Of an input of the encoder its own. */
  static ValidSteps valid(Golden golden, String input) {
    String lengths = input.replaceFirst("\\w+$", "lengths");
    return ValidSteps.lengths(golden.shape(input)[0], golden.ints(lengths));
  }

  private static void check(Golden golden, MaskedRun run) {
    run.start(golden.doublesBelow(""));
    run.forward(markedFeatures(golden, "x", run.valid));
    double forward = Bounds.forward(gates(golden), run.valid.steps() * layers(golden));
    agree(golden, "y", golden.doubles("y"), run.outputs(), forward);
    Map<String, float[]> finals = run.finals();
    assertEquals(finals(golden), new TreeSet<>(finals.keySet()));
    finals.forEach((name, all) -> agree(golden, name, golden.doubles(name), all, forward));
    Map<String, float[]> gradients = run.backward(golden.doublesBelow("loss.weight_"));
    assertEquals(
        new TreeSet<>(golden.doublesBelow("grad.").keySet()), new TreeSet<>(gradients.keySet()));
    double backward = backward(golden, run.valid);
    gradients.forEach(
        (name, d) -> agree(golden, name, golden.doubles("grad." + name), d, backward));
  }

  /** What is behind the end of a row is never looked at. */
  static float[] markedFeatures(Golden golden, String tensor, ValidSteps valid) {
    float[] x = golden.floats(tensor);
    boolean[] is = valid.toArray();
    for (int i = 0; i < x.length; i++) {
      x[i] = is[i * is.length / x.length] ? x[i] : Float.NaN;
    }
    return x;
  }

  private static TreeSet<String> finals(Golden golden) {
    TreeSet<String> all = new TreeSet<>(golden.names());
    all.removeIf(name -> !name.matches("[hc]_n_.*"));
    return all;
  }

  private static void agree(
      Golden golden, String what, double[] expected, float[] actual, double bound) {
    double error = Bounds.relativeL2(expected, actual);
    assertTrue(error <= bound, golden.name() + ": " + what + " differs by " + error + ", " + bound);
  }

  private static double backward(Golden golden, ValidSteps valid) {
    int hidden = golden.shape("weight_hh_l0")[1];
    return Bounds.backward(gates(golden), hidden, valid.rows(), valid.steps() * layers(golden));
  }

  private static int gates(Golden golden) {
    int[] shape = golden.shape("weight_hh_l0");
    return shape[0] / shape[1];
  }

  private static int layers(Golden golden) {
    return golden.has("weight_hh_l1") ? 2 : 1;
  }

  /** Embedding, LSTM stack and head; cross-entropy, a mean over the valid steps. */
  @ParameterizedTest
  @MethodSource("taggers")
  void taggersLearn(String name) {
    Golden golden = Golden.load(name);
    Network network = network(golden);
    ValidSteps valid = valid(golden, "tokens");
    Mode mode = Mode.training(1);
    MaskedRun run = MaskedRun.ragged(network, mode, valid);
    run.forward(marked(golden, "tokens", valid));
    double forward = Bounds.forward(4, valid.steps() * (layers(golden) + 1));
    agree(golden, "logits", golden.doubles("logits"), run.outputs(), forward);
    run.finals().forEach((n, all) -> agree(golden, n, golden.doubles(n), all, forward));

    Packing packing = Packing.ragged(valid.steps(), valid.rows(), valid.count());
    Training training = new Training(network, packing, mode, Loss.crossEntropy());
    packing.lengths(golden.ints("lengths"));
    int[] tokens = run.packed(marked(golden, "tokens", valid));
    int[] targets = run.packed(marked(golden, "targets", valid));
    double loss = training.gradient(tokens, targets);
    assertEquals(golden.scalar("loss"), loss, forward * golden.scalar("loss"));
    Map<String, float[]> gradients = MaskedRun.named(training.gradients());
    assertEquals(
        new TreeSet<>(golden.doublesBelow("grad.").keySet()), new TreeSet<>(gradients.keySet()));
    double bound = backward(golden, valid);
    gradients.forEach((n, d) -> agree(golden, n, golden.doubles("grad." + n), d, bound));
  }

  /** Tokens that there are none of stand behind the end of a row. */
  static int[] marked(Golden golden, String tensor, ValidSteps valid) {
    int[] of = golden.ints(tensor);
    for (int i = 0; i < of.length; i++) {
      of[i] = valid.toArray()[i] ? of[i] : -1;
    }
    return of;
  }

  private static Network network(Golden golden) {
    Architecture.Builder b = Architecture.builder();
    if (golden.has("x")) {
      b.features(golden.shape("x")[2]);
    } else {
      int[] table = golden.shape("embedding.weight");
      b.embedding(table[0], table[1]);
    }
    for (int l = 0; l < layers(golden); l++) {
      Architecture.Recurrent cell = cell(golden, golden.shape("weight_hh_l" + l)[1]);
      if (golden.name().contains("-both-")) {
        b.bidirectional(cell, Merge.CONCAT);
      } else {
        b.layer(cell);
      }
    }
    if (golden.has("head.bias")) {
      b.dense(golden.shape("head.bias")[0]);
    }
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (String name : golden.names()) {
      if (name.matches("(weight|bias)_[ih]h_.*")) {
        tensors.put(family(golden) + "." + name, tensor(golden, name));
      } else if (name.matches("(head|embedding)\\..*")) {
        tensors.put(name, tensor(golden, name));
      }
    }
    return Network.of(b.build(), tensors);
  }

  static Tensor tensor(Golden golden, String name) {
    return new Tensor(golden.shape(name), golden.floats(name));
  }

  private static String family(Golden golden) {
    return switch (gates(golden)) {
      case 1 -> "rnn";
      case 3 -> "gru";
      default -> "lstm";
    };
  }

  private static Architecture.Recurrent cell(Golden golden, int hidden) {
    return switch (family(golden)) {
      case "lstm" -> new Architecture.Lstm(hidden);
      case "gru" -> new Architecture.Gru(hidden);
      default ->
          new Architecture.Simple(
              hidden, golden.name().contains("relu") ? Activation.relu() : Activation.tanh());
    };
  }

  /** PyTorch's losses of rows, with weights, as the mean that a step trains on. */
  @Test
  void lossesAreMeansOfPyTorchs() {
    Golden golden = Golden.load("losses");
    int rows = golden.shape("y")[0];
    int columns = golden.shape("y")[1];
    for (String name : golden.names()) {
      if (name.endsWith(".losses")) {
        checkLoss(golden, name.replace(".losses", ""), rows, columns);
      }
    }
  }

  private static void checkLoss(Golden golden, String name, int rows, int columns) {
    Loss loss = loss(golden, name);
    if (loss == null) {
      return;
    }
    boolean classes = loss.ofClasses();
    // A simple cell without an activation hands its input on: its outputs are the logits.
    Architecture a = Architecture.builder().features(columns).rnn(columns, IDENTITY).build();
    Network network = identity(a, columns);
    Packing packing = Packing.dense(1, rows);
    Training training = new Training(network, packing, Mode.inference().withInputGradient(), loss);
    float[] y = golden.floats(classes ? "logits" : "y");
    Training.Target target =
        classes
            ? Training.Target.classes(golden.ints("classes"))
            : Training.Target.numbers(
                golden.floats(name.startsWith("binary") ? "answers" : "target"));
    float[] weights = golden.floats("weights");
    double value = training.gradient(Training.Input.features(y), target.weighted(weights));
    double all = denominator(golden, name, weights, columns);
    double sum = 0;
    for (double l : golden.doubles(name + ".losses")) {
      sum += l;
    }
    assertEquals(sum / all, value, 1e-6 * sum / all, name);
    double[] expected = golden.doubles(name + ".grad");
    for (int i = 0; i < expected.length; i++) {
      float d = training.unrolled().workspace()[at(training, i, columns)];
      assertEquals(expected[i] / all, d, 2e-6 * (1 / all + Math.abs(expected[i] / all)), name);
    }
    checkMean(golden, name, training, y, target, rows);
  }

  private static int at(Training training, int i, int columns) {
    return training.unrolled().inputGradient() + i / columns * 16 + i % columns;
  }

  /** What PyTorch divides by: weights of the rows, and of their classes, or the columns. */
  private static double denominator(Golden golden, String name, float[] weights, int columns) {
    boolean weighted = name.matches("classes_(weighted|both)");
    double all = 0;
    for (int n = 0; n < weights.length; n++) {
      double of = weighted ? golden.doubles("class_weights")[golden.ints("classes")[n]] : 1;
      all += weights[n] * of * (name.startsWith("classes") ? 1 : columns);
    }
    return all;
  }

  /** PyTorch's own mean: the row of weight 0 ignored, the others equal. */
  private static void checkMean(
      Golden golden, String name, Training training, float[] y, Training.Target target, int rows) {
    if (golden.has(name + ".mean")) {
      float[] some = new float[rows];
      Arrays.fill(some, 1);
      some[3] = 0;
      double value = training.gradient(Training.Input.features(y), target.weighted(some));
      double mean = golden.scalar(name + ".mean");
      assertEquals(mean, value, 1e-6 * mean, name);
    }
  }

  private static final Activation IDENTITY = Activation.identity();

  private static Network identity(Architecture a, int size) {
    float[] one = new float[size * size];
    for (int i = 0; i < size; i++) {
      one[i * size + i] = 1;
    }
    Map<String, Tensor> tensors = new LinkedHashMap<>(Network.initialise(a, 1).tensors());
    tensors.replaceAll((name, t) -> Tensor.of(new float[t.values().length], t.shape()));
    tensors.put("rnn.weight_ih_l0", Tensor.of(one, size, size));
    return Network.of(a, tensors);
  }

  /** Null where the case has what we do not: weights of the yes by column. */
  private static Loss loss(Golden golden, String name) {
    double smoothing = golden.has(name + ".smoothing") ? golden.scalar(name + ".smoothing") : 0;
    float[] weights = golden.floats("class_weights");
    return switch (name) {
      case "squared" -> Loss.squared();
      case "absolute" -> Loss.absolute();
      case "huber", "huber_wide" -> Loss.huber((float) golden.scalar(name + ".delta"));
      case "binary" -> Loss.binary();
      case "binary_positive" -> null;
      case "classes_plain", "classes_smoothed" -> Loss.crossEntropy().withSmoothing(smoothing);
      default -> Loss.crossEntropy().withSmoothing(smoothing).withClassWeights(weights);
    };
  }
}
