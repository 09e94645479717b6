package dev.cellwise.bench.peers;

import dev.cellwise.bench.cases.Case;
import dev.cellwise.bench.cases.Problem;
import dev.cellwise.bench.cases.Setting;
import dev.cellwise.bench.cases.Text;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * Case E: mean cross-entropy. Symbols come in through an embedding, or as one-hot rows: its layers
 * take no indices.
 */
final class LibtorchText implements LibtorchModel {
  private final Setting setting;
  private final LibtorchLayers layers;
  private final Map<String, Tensor> parameters = new LinkedHashMap<>();
  private final Tensor headWeight;
  private final TensorOptional headBias;
  private final Tensor embedding;

  /** Indices [T, N], or one-hot rows [T, N, V]. */
  private final Tensor symbols;

  private final Tensor targets;
  private final LibtorchOutput start;

  LibtorchText(Problem problem) {
    setting = problem.setting();
    Text text = problem.text();
    layers = new LibtorchLayers(problem);
    parameters.putAll(layers.parameters());
    headWeight = LibtorchLayers.tensor(text.headWeight(), Case.VOCABULARY, setting.hidden());
    Tensor bias = LibtorchLayers.tensor(text.headBias(), Case.VOCABULARY);
    headBias = new TensorOptional(bias);
    parameters.put("head.weight", headWeight);
    parameters.put("head.bias", bias);
    if (setting.embedded()) {
      embedding = LibtorchLayers.tensor(text.embedding(), Case.VOCABULARY, setting.input());
      parameters.put("embedding.weight", embedding);
      symbols = torch.tensor(indices(text.tokens())).reshape(setting.steps(), setting.batch());
    } else {
      embedding = null;
      float[] rows = oneHot(text.tokens());
      symbols = LibtorchLayers.tensor(rows, setting.steps(), setting.batch(), Case.VOCABULARY);
    }
    targets = torch.tensor(indices(text.targets()));
    start = layers.zeros();
  }

  private static long[] indices(int[] symbols) {
    return Arrays.stream(symbols).asLongStream().toArray();
  }

  private static float[] oneHot(int[] symbols) {
    float[] rows = new float[symbols.length * Case.VOCABULARY];
    for (int i = 0; i < symbols.length; i++) {
      rows[i * Case.VOCABULARY + symbols[i]] = 1;
    }
    return rows;
  }

  @Override
  public Map<String, Tensor> parameters() {
    return parameters;
  }

  @Override
  public float rate() {
    return Problem.TEXT_LEARNING_RATE;
  }

  @Override
  public Tensor loss() {
    Tensor x = embedding == null ? symbols : torch.embedding(embedding, symbols);
    Tensor y = layers.forward(x, start, true).y();
    Tensor rows = y.reshape((long) setting.steps() * setting.batch(), setting.hidden());
    return torch.cross_entropy_loss(torch.linear(rows, headWeight, headBias), targets);
  }

  @Override
  public Map<String, float[]> hidden() {
    return Map.of();
  }
}
