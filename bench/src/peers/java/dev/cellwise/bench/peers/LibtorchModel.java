package dev.cellwise.bench.peers;

import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/** What a training step of libtorch minimizes. */
interface LibtorchModel {
  /** All parameters, by the names of {@link dev.cellwise.bench.cases.Workload#results}. */
  Map<String, Tensor> parameters();

  /** The learning rate of plain SGD. */
  float rate();

  /** The forward pass; what comes about is freed by the scope that is open. */
  Tensor loss();

  /** The hidden states of the last call that belong to the results, by name. */
  Map<String, float[]> hidden();
}
