package dev.cellwise.bench.peers;

import dev.cellwise.bench.cases.Case;
import dev.cellwise.bench.cases.Layer;
import dev.cellwise.bench.cases.Problem;
import dev.cellwise.bench.cases.Setting;
import dev.cellwise.bench.cases.Weights;
import java.util.LinkedHashMap;
import java.util.Map;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.RnnLossLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * Deeplearning4j's network of a problem. Its sequences are [N, features, T], its weights [I, G·H].
 */
final class Dl4jNetworks {
  /** PyTorch's numbers of an LSTM's gates in its order: candidate, forget, output, input. */
  private static final int[] LSTM_ORDER = {2, 1, 3, 0};

  private static final int[] LSTM_INVERSE = {3, 1, 0, 2};
  private static final int[] ONE = {0};

  private Dl4jNetworks() {}

  /** With the problem's weights; its loss is a mean over rows, and a sum over time. */
  static MultiLayerNetwork of(Problem problem) {
    Setting s = problem.setting();
    boolean text = s.kind() == Case.E;
    float rate = text ? Problem.TEXT_LEARNING_RATE : Problem.LEARNING_RATE;
    NeuralNetConfiguration.ListBuilder b =
        new NeuralNetConfiguration.Builder().updater(new Sgd(rate / s.steps())).list();
    for (int l = 0; l < problem.layers().size(); l++) {
      b.layer(layer(s, l == 0 ? s.input() : s.hidden()));
    }
    b.layer(
        text
            ? new RnnOutputLayer.Builder(LossFunction.MCXENT)
                .nIn(s.hidden())
                .nOut(Case.VOCABULARY)
                .activation(Activation.SOFTMAX)
                .build()
            : new RnnLossLayer.Builder(LossFunction.MSE).activation(Activation.IDENTITY).build());
    MultiLayerNetwork network = new MultiLayerNetwork(b.build());
    network.init();
    setWeights(problem, network);
    return network;
  }

  private static org.deeplearning4j.nn.conf.layers.Layer layer(Setting s, int inputs) {
    return s.layer() == Layer.LSTM
        ? new LSTM.Builder().nIn(inputs).nOut(s.hidden()).activation(Activation.TANH).build()
        : new SimpleRnn.Builder().nIn(inputs).nOut(s.hidden()).activation(Activation.TANH).build();
  }

  private static void setWeights(Problem problem, MultiLayerNetwork network) {
    int[] order = problem.setting().layer() == Layer.LSTM ? LSTM_ORDER : ONE;
    for (int l = 0; l < problem.layers().size(); l++) {
      Weights w = problem.layers().get(l);
      int rows = w.biasIh().length;
      float[] bias = new float[rows];
      for (int i = 0; i < rows; i++) {
        bias[i] = w.biasIh()[i] + w.biasHh()[i];
      }
      network.setParam(l + "_W", transposed(rows, Gates.blocks(w.weightIh(), order)));
      network.setParam(l + "_RW", transposed(rows, Gates.blocks(w.weightHh(), order)));
      network.setParam(l + "_b", transposed(rows, Gates.blocks(bias, order)));
    }
    if (problem.setting().kind() == Case.E) {
      network.setParam("1_W", transposed(Case.VOCABULARY, problem.text().headWeight()));
      network.setParam("1_b", transposed(Case.VOCABULARY, problem.text().headBias()));
    }
  }

  private static INDArray transposed(int rows, float[] a) {
    return Nd4j.create(a, new long[] {rows, a.length / rows}, 'c').transpose();
  }

  /** The gradients of the last step by the names of the results; the updater scaled them. */
  static Map<String, float[]> gradients(Problem problem, MultiLayerNetwork network, float scale) {
    int[] order = problem.setting().layer() == Layer.LSTM ? LSTM_INVERSE : ONE;
    Map<String, INDArray> theirs = network.gradient().gradientForVariable();
    Map<String, float[]> named = new LinkedHashMap<>();
    for (int l = 0; l < problem.layers().size(); l++) {
      named.put("grad.weight_ih_l" + l, rows(theirs.get(l + "_W"), scale, order));
      named.put("grad.weight_hh_l" + l, rows(theirs.get(l + "_RW"), scale, order));
      named.put("grad.bias_ih_l" + l, rows(theirs.get(l + "_b"), scale, order));
    }
    if (problem.setting().kind() == Case.E) {
      named.put("grad.head.weight", rows(theirs.get("1_W"), scale, ONE));
      named.put("grad.head.bias", rows(theirs.get("1_b"), scale, ONE));
    }
    return named;
  }

  private static float[] rows(INDArray gradient, float scale, int[] order) {
    INDArray rows = gradient.rank() == 1 ? gradient : gradient.transpose();
    return Gates.blocks(rows.mul(scale).dup('c').data().asFloat(), order);
  }

  /** Rows of features [T, N, features] as a sequence of Deeplearning4j's. */
  static INDArray sequence(Setting s, int features, float[] rows) {
    return Nd4j.create(rows, new long[] {s.steps(), s.batch(), features}, 'c')
        .permute(1, 2, 0)
        .dup('f');
  }

  /** The inverse. */
  static float[] rows(INDArray sequence) {
    return sequence.permute(2, 0, 1).dup('c').data().asFloat();
  }
}
