package dev.cellwise.rnn.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.kernels.Activation;
import dev.cellwise.rnn.cell.PlantedFaults;
import dev.cellwise.rnn.net.Architecture;
import dev.cellwise.rnn.net.Bridge;
import dev.cellwise.rnn.net.Layers;
import dev.cellwise.rnn.net.MaskedRun;
import dev.cellwise.rnn.net.Merge;
import dev.cellwise.rnn.net.Mode;
import dev.cellwise.rnn.net.Network;
import dev.cellwise.rnn.net.Tensor;
import dev.cellwise.testing.Bounds;
import dev.cellwise.testing.Floats;
import dev.cellwise.testing.Golden;
import dev.cellwise.testing.ValidSteps;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Networks that begin from a source: outputs, losses, what the encoder gives, first and final
 * states, attention weights and all gradients against what PyTorch computed in double precision.
 */
@Tag("reference")
@Tag("mutation")
class TranslationGoldenTest {
  private static double worstForward;
  private static double worstGradient;

  @AfterAll
  static void report() {
    System.out.printf(
        "PyTorch's networks with a source: worst forward %.2g, worst gradient %.2g of the bound%n",
        worstForward, worstGradient);
  }

  static List<String> all() {
    return Golden.cases().stream().filter(name -> name.matches("(translate|caption)-.*")).toList();
  }

  @Test
  void allAreThere() {
    assertEquals(
        List.of(
            "translate-lstm-copy-n4-s5-t4",
            "translate-gru-both-additive-n4-s5-t4",
            "translate-lstm-l2-copy-dot-between-n4-s5-t4",
            "translate-gru-head-dot-n4-s5-t4",
            "translate-rnn-additive-dot-n4-s5-t4",
            "caption-lstm-n4-t4"),
        all());
  }

  private static Architecture architecture(String name) {
    Architecture.Builder b = Architecture.builder();
    switch (name.replaceAll("-n\\d.*", "")) {
      case "translate-lstm-copy" -> {
        Architecture encoder = Architecture.builder().embedding(9, 3).lstm(5).build();
        b.encoder(encoder, Bridge.copy()).embedding(8, 4).lstm(5).dense(8);
      }
      case "translate-gru-both-additive" -> {
        Architecture.Builder e = Architecture.builder().embedding(9, 4);
        e.bidirectional(new Architecture.Gru(9), Merge.CONCAT);
        b.encoder(e.build(), Bridge.dense()).embedding(8, 4).gru(7).attention(6);
        b.hidden(5, Activation.tanh()).dense(8);
      }
      case "translate-lstm-l2-copy-dot-between" -> {
        Architecture encoder = Architecture.builder().features(3).lstm(4).lstm(4).build();
        b.encoder(encoder, Bridge.copy()).embedding(7, 3).lstm(4).attention().lstm(4).dense(7);
      }
      case "translate-gru-head-dot" -> {
        Architecture encoder = Architecture.builder().embedding(8, 3).gru(5).dense(6).build();
        b.encoder(encoder, Bridge.dense(Activation.identity()));
        b.embedding(9, 3).gru(6).attention().dense(9);
      }
      case "translate-rnn-additive-dot" -> {
        Architecture encoder = Architecture.builder().embedding(7, 4).rnn(5).build();
        b.encoder(encoder, Bridge.dense()).embedding(6, 4);
        b.attention(3).rnn(5).attention().dense(6);
      }
      default -> b.vector(6, Bridge.dense()).embedding(9, 3).lstm(5).dense(9);
    }
    return b.build();
  }

  /** A case in the hands of a training: its window, and what goes in. */
  private static final class Case {
    final Golden golden;
    final ValidSteps source;
    final ValidSteps valid;
    final Training training;
    final MaskedRun run;
    final Training.Input input;
    final int[] targets;

    Case(String name) {
      golden = Golden.load(name);
      Network network = network(golden);
      String read = golden.has("encoder.x") ? "encoder.x" : "encoder.tokens";
      source = golden.has(read) ? SequenceGoldenTest.valid(golden, read) : null;
      valid = SequenceGoldenTest.valid(golden, "tokens");
      training =
          new Training(
              network,
              source == null ? null : MaskedRun.packing(source),
              MaskedRun.packing(valid),
              Mode.inference().withInputGradient(),
              Loss.crossEntropy(),
              null);
      run = new MaskedRun(network, training.unrolled(), source, valid);
      input =
          Training.Input.tokens(run.packed(SequenceGoldenTest.marked(golden, "tokens", valid)))
              .from(source(read));
      targets = run.packed(SequenceGoldenTest.marked(golden, "targets", valid));
    }

    private static Network network(Golden golden) {
      Architecture a = architecture(golden.name());
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      new Layers(a)
          .tensors()
          .forEach((name, shape) -> tensors.put(name, SequenceGoldenTest.tensor(golden, name)));
      return Network.of(a, tensors);
    }

    private Training.Input source(String read) {
      if (source == null) {
        return Training.Input.features(golden.floats("source"));
      }
      MaskedRun encoder = run.encoder;
      return read.equals("encoder.x")
          ? Training.Input.features(
              encoder.packed(SequenceGoldenTest.markedFeatures(golden, read, source)))
          : Training.Input.tokens(encoder.packed(SequenceGoldenTest.marked(golden, read, source)));
    }

    double gradient() {
      return training.gradient(input, Training.Target.classes(targets));
    }

    /** By the reference's names, of what comes in too; the encoder begins with zeros. */
    Map<String, float[]> gradients() {
      Map<String, float[]> all = MaskedRun.named(training.gradients());
      all.putAll(run.inputGradients());
      all.keySet().removeIf(name -> name.matches("encoder\\.[hc]0_.*"));
      return all;
    }

    Map<String, double[]> expectedGradients() {
      Map<String, double[]> all = new LinkedHashMap<>();
      golden
          .doublesBelow("grad.")
          .forEach((name, gradient) -> all.put(MaskedRun.plain(name), gradient));
      return all;
    }

    /** Steps through encoder and decoder, a head's too. */
    private int steps() {
      int layers = (golden.has("lstm.weight_hh_l1") ? 2 : 1) + 1;
      return (valid.steps() + (source == null ? 0 : source.steps())) * layers;
    }

    private int gates() {
      return golden.name().contains("gru") ? 3 : golden.name().contains("lstm") ? 4 : 1;
    }

    private int hidden() {
      Stream<String> weights = golden.names().stream().filter(n -> n.contains("weight_hh"));
      return weights.mapToInt(n -> golden.shape(n)[1]).max().orElseThrow();
    }

    double forwardBound() {
      return Bounds.forward(gates(), steps());
    }

    double gradientBound() {
      return Bounds.backward(gates(), hidden(), valid.rows(), steps());
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void outputsAgree(String name) {
    Case c = new Case(name);
    double loss = c.golden.scalar("loss");
    assertEquals(loss, c.gradient(), c.forwardBound() * loss);
    Map<String, float[]> results = new LinkedHashMap<>();
    results.put("logits", c.run.outputs());
    results.putAll(c.run.firsts());
    results.putAll(c.run.finals());
    c.run.attention().forEach((layer, a) -> results.put(layer + ".weights", a));
    if (c.source != null) {
      results.put("encoder.y", c.run.encoder.outputs());
      results.putAll(c.run.encoder.finals());
    }
    Set<String> expected = new TreeSet<>(c.golden.names());
    expected.removeIf(n -> !n.matches("logits|(encoder\\.)?([hc](_n|0)_.*|y)|attention.*weights"));
    assertEquals(expected, new TreeSet<>(results.keySet()));
    results.forEach(
        (what, actual) -> {
          double error = Bounds.relativeL2(c.golden.doubles(what), actual) / c.forwardBound();
          worstForward = Math.max(worstForward, error);
          assertTrue(error <= 1, () -> name + ": " + what + " differs by " + error);
        });
  }

  /** That of each step, as the loss where no other has a weight. */
  @ParameterizedTest
  @MethodSource("all")
  void lossesAgree(String name) {
    Case c = new Case(name);
    double[] losses = c.golden.doubles("losses");
    int rows = c.valid.rows();
    for (int n = 0; n < rows; n++) {
      for (int t = 0; t < c.valid.counts()[n]; t++) {
        float[] one = new float[c.targets.length];
        one[c.training.unrolled().packing().at(t, n)] = 1;
        Training.Target target = Training.Target.classes(c.targets).weighted(one);
        double expected = losses[t * rows + n];
        double actual = c.training.gradient(c.input, target);
        assertEquals(expected, actual, c.forwardBound() * Math.max(1, expected));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void gradientsAgree(String name) {
    Case c = new Case(name);
    c.gradient();
    Map<String, float[]> actual = c.gradients();
    Map<String, double[]> expected = c.expectedGradients();
    assertEquals(new TreeSet<>(expected.keySet()), new TreeSet<>(actual.keySet()));
    actual.forEach(
        (tensor, d) -> {
          double error = Bounds.relativeL2(expected.get(tensor), d) / c.gradientBound();
          worstGradient = Math.max(worstGradient, error);
          assertTrue(error <= 1, () -> name + ": " + tensor + " differs by " + error);
        });
  }

  @ParameterizedTest
  @MethodSource("all")
  void plantedFaultsAreSeen(String name) {
    Case c = new Case(name);
    c.gradient();
    Map<String, double[]> expected = c.expectedGradients();
    c.gradients()
        .forEach(
            (tensor, d) ->
                PlantedFaults.areSeen(
                    tensor,
                    Floats.widen(d),
                    some -> Bounds.relativeL2(expected.get(tensor), some) / c.gradientBound()));
  }
}
