package dev.cellwise.rnn.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.rnn.net.Nets;
import dev.cellwise.rnn.net.Network;
import dev.cellwise.testing.Bounds;
import dev.cellwise.testing.Comparison;
import dev.cellwise.testing.Floats;
import dev.cellwise.testing.Golden;
import dev.cellwise.testing.GradientCheck;
import dev.cellwise.testing.Loss;
import dev.cellwise.testing.LstmProblem;
import dev.cellwise.testing.Tolerance;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Loss and gradient of whole character models against PyTorch's in double precision. */
@Tag("reference")
class TrainingGoldenTest {
  static List<String> models() {
    return Golden.cases().stream().filter(name -> name.startsWith("charmodel")).toList();
  }

  @ParameterizedTest
  @MethodSource("models")
  void lossAndGradientsAgree(String name) {
    Golden golden = Golden.load(name);
    Network network = Nets.network(golden);
    int layers = network.architecture().layers().size();
    int steps = golden.shape("tokens")[0];
    int rows = golden.shape("tokens")[1];
    Training training = new Training(network, steps, rows);
    Nets.setStates(training.unrolled(), network, golden);
    double loss = training.gradient(golden.ints("tokens"), golden.ints("targets"));
    double forward = Bounds.forward(4, steps * layers);
    assertEquals(golden.scalar("loss"), loss, forward * golden.scalar("loss"));
    int size = network.architecture().outputSize();
    float[] logits = Nets.outputs(training.unrolled(), steps, rows, size);
    double error = Bounds.relativeL2(golden.doubles("logits"), logits);
    assertTrue(error <= forward, "logits differ by " + error);

    Map<String, double[]> gradients = Nets.doubles(training.gradients());
    for (int l = 0; l < layers; l++) {
      float[][] d = Nets.stateGradients(training.unrolled(), network, l, steps, rows);
      gradients.put("h0_l" + l, Floats.widen(d[0]));
      gradients.put("c0_l" + l, Floats.widen(d[1]));
    }
    LstmProblem problem =
        Nets.reference(network.architecture())
            .tokens(steps, rows, golden.ints("tokens"), Loss.crossEntropy(golden.ints("targets")));
    int hidden = network.architecture().layers().getFirst().units();
    double bound = Bounds.backward(4, hidden, rows, steps * layers);
    Comparison c =
        GradientCheck.compare(
                problem.layout(),
                golden.doublesBelow("grad."),
                gradients,
                Tolerance.relativeL2(bound))
            .assertPassed();
    System.out.printf(
        "%s: logits at %.2g, worst gradient %s at %.2g of its bound%n",
        name, error / forward, c.worst().tensor(), c.worst().ratio());
  }
}
