package dev.cellwise.examples.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.examples.Draws.Purpose;
import dev.cellwise.rnn.net.Architecture;
import dev.cellwise.rnn.net.GradientFlow;
import dev.cellwise.rnn.net.Mode;
import dev.cellwise.rnn.net.Network;
import dev.cellwise.rnn.net.Tensor;
import dev.cellwise.rnn.train.Training;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AddingProblemTest {
  @Test
  void theAnswerOneOfANetworkIsAsGoodAsTheConstant() {
    Architecture a = Architecture.builder().features(2).gru(3).last().dense(1).build();
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    Network.initialise(a, 1)
        .tensors()
        .forEach(
            (name, t) -> tensors.put(name, Tensor.of(new float[t.values().length], t.shape())));
    tensors.put("head.bias", Tensor.of(new float[] {1}, 1));
    Network one = Network.of(a, tensors);
    AddingProblem problem = new AddingProblem(7, 3, 5);
    double constant = problem.errorOfOne(Purpose.TEST, 1000);
    assertEquals(constant, problem.error(one, Purpose.TEST, 1000));
    assertEquals(1.0 / 6, constant, 0.02);
    assertTrue(constant != problem.errorOfOne(Purpose.VALIDATION, 1000));
    // The loss that is trained on is the same measure, over a batch.
    Training training = new Training(one, problem.packing(), Mode.inference(), problem.loss());
    double sum = 0;
    for (int i = 0; i < 300; i++) {
      problem.fill();
      sum += training.gradient(problem.input(), problem.target());
    }
    assertEquals(1.0 / 6, sum / 300, 0.02);
  }

  @Test
  void theFlowIsThatOfTheLossThatIsTrainedOn() {
    Architecture a = Architecture.builder().features(2).rnn(1).last().dense(1).build();
    Network network = Network.initialise(a, 1);
    int steps = 6;
    AddingProblem problem = new AddingProblem(steps, 4, 5);
    GradientFlow flow = problem.flow(network);
    // A network of one unit: the gradient by its output is 2 (y - sum) w / N, for each row.
    Forward forward = new Forward(network, problem.packing());
    forward.run(problem.numbers());
    float w = network.tensors().get("head.weight").values()[0];
    float[] y = new float[1];
    for (int n = 0; n < 4; n++) {
      forward.output(n, y);
      double expected = Math.abs(2 * (y[0] - problem.sums()[n]) * w / 4);
      assertEquals(expected, flow.norms(0, "h", n)[steps], 1e-6 * expected);
    }
  }

  @Test
  void twoNumbersAreMarkedOneInEachHalfAndTheirSumIsWanted() {
    int steps = 5;
    int rows = 4;
    AddingProblem problem = new AddingProblem(steps, rows, 3);
    boolean[] seen = new boolean[steps];
    for (int batch = 0; batch < 50; batch++) {
      problem.fill();
      float[] x = problem.numbers();
      for (int n = 0; n < rows; n++) {
        float sum = 0;
        int marks = 0;
        for (int t = 0; t < steps; t++) {
          float number = x[(t * rows + n) * 2];
          float mark = x[(t * rows + n) * 2 + 1];
          assertTrue(number >= 0 && number < 1);
          assertTrue(mark == 0 || mark == 1);
          sum += mark * number;
          marks += mark == 1 ? (t < steps / 2 ? 1 : 10) : 0;
          seen[t] |= mark == 1;
        }
        assertEquals(11, marks, "one mark in each half");
        assertEquals(sum, problem.sums()[n]);
      }
    }
    for (boolean place : seen) {
      assertTrue(place, "each place is marked now and then");
    }
  }
}
