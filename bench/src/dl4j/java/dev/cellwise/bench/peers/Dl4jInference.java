package dev.cellwise.bench.peers;

import dev.cellwise.bench.cases.Case;
import dev.cellwise.bench.cases.Data;
import dev.cellwise.bench.cases.Problem;
import dev.cellwise.bench.cases.Setting;
import dev.cellwise.bench.cases.Workload;
import java.util.Map;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Cases A to C; the network keeps the state of the first two. */
final class Dl4jInference implements Workload {
  private final Case kind;
  private final MultiLayerNetwork network;
  private final INDArray x;
  private INDArray y;

  Dl4jInference(Problem problem) {
    Setting s = problem.setting();
    kind = s.kind();
    network = Dl4jNetworks.of(problem);
    x =
        kind == Case.A
            ? Nd4j.create(problem.x(), new long[] {1, s.input()}, 'c')
            : Dl4jNetworks.sequence(s, s.input(), problem.x());
  }

  @Override
  public void run() {
    y = kind == Case.C ? network.output(x) : network.rnnTimeStep(x);
  }

  private float[] last() {
    return kind == Case.A ? y.dup('c').data().asFloat() : Dl4jNetworks.rows(y);
  }

  @Override
  public String fault() {
    if (y == null) {
      return "nothing ran";
    }
    float[] last = last();
    return Data.faultOfHidden(last.length, last, 0);
  }

  @Override
  public Map<String, float[]> results() {
    return Map.of("y", last());
  }
}
