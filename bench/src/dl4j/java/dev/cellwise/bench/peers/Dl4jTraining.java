package dev.cellwise.bench.peers;

import dev.cellwise.bench.cases.Case;
import dev.cellwise.bench.cases.Problem;
import dev.cellwise.bench.cases.Setting;
import dev.cellwise.bench.cases.Workload;
import java.util.Map;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Cases D to F. Its loss is T times ours, its learning rate ours over T. The hidden states of a
 * step are not kept, so the results are without them.
 */
final class Dl4jTraining implements Workload {
  private final Problem problem;
  private final MultiLayerNetwork network;
  private final INDArray x;
  private final INDArray target;
  private final Losses losses = new Losses();

  Dl4jTraining(Problem problem) {
    this.problem = problem;
    Setting s = problem.setting();
    network = Dl4jNetworks.of(problem);
    boolean text = s.kind() == Case.E;
    x = Dl4jNetworks.sequence(s, s.input(), text ? oneHot(problem.text().tokens()) : problem.x());
    target =
        text
            ? Dl4jNetworks.sequence(s, Case.VOCABULARY, oneHot(problem.text().targets()))
            : Dl4jNetworks.sequence(s, s.hidden(), problem.target());
  }

  private static float[] oneHot(int[] symbols) {
    float[] rows = new float[symbols.length * Case.VOCABULARY];
    for (int i = 0; i < symbols.length; i++) {
      rows[i * Case.VOCABULARY + symbols[i]] = 1;
    }
    return rows;
  }

  @Override
  public void run() {
    network.fit(x, target);
    losses.add(network.score() / problem.setting().steps());
  }

  @Override
  public String fault() {
    return losses.fault();
  }

  @Override
  public Map<String, float[]> results() {
    boolean text = problem.setting().kind() == Case.E;
    float rate = text ? Problem.TEXT_LEARNING_RATE : Problem.LEARNING_RATE;
    Map<String, float[]> results = Dl4jNetworks.gradients(problem, network, 1 / rate);
    results.put("loss", losses.last());
    return results;
  }
}
