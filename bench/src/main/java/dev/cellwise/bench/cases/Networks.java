package dev.cellwise.bench.cases;

import dev.cellwise.rnn.net.Architecture;
import dev.cellwise.rnn.net.Layers;
import dev.cellwise.rnn.net.Network;
import dev.cellwise.rnn.net.Tensor;
import dev.cellwise.rnn.net.Unrolled;
import java.util.LinkedHashMap;
import java.util.Map;

/** Cellwise's network of a problem. */
final class Networks {
  private Networks() {}

  /** With the problem's weights. */
  static Network of(Problem p) {
    Setting s = p.setting();
    String family = s.layer().cell();
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    if (s.embedded()) {
      tensors.put("embedding.weight", Tensor.of(p.text().embedding(), Case.VOCABULARY, s.input()));
    }
    for (int l = 0; l < p.layers().size(); l++) {
      Weights w = p.layers().get(l);
      int rows = w.biasIh().length;
      int inputs = l == 0 ? s.input() : s.hidden();
      tensors.put(family + ".weight_ih_l" + l, Tensor.of(w.weightIh(), rows, inputs));
      tensors.put(family + ".weight_hh_l" + l, Tensor.of(w.weightHh(), rows, s.hidden()));
      tensors.put(family + ".bias_ih_l" + l, Tensor.of(w.biasIh(), rows));
      tensors.put(family + ".bias_hh_l" + l, Tensor.of(w.biasHh(), rows));
    }
    if (s.kind() == Case.E) {
      tensors.put("head.weight", Tensor.of(p.text().headWeight(), Case.VOCABULARY, s.hidden()));
      tensors.put("head.bias", Tensor.of(p.text().headBias(), Case.VOCABULARY));
    }
    return Network.of(new Layers(architecture(p)), tensors);
  }

  private static Architecture architecture(Problem p) {
    Setting s = p.setting();
    Architecture.Builder b = Architecture.builder();
    if (s.embedded()) {
      b.embedding(Case.VOCABULARY, s.input());
    } else if (s.kind() == Case.E) {
      b.index(Case.VOCABULARY);
    } else {
      b.features(s.input());
    }
    for (int l = 0; l < p.layers().size(); l++) {
      switch (s.layer()) {
        case LSTM -> b.lstm(s.hidden());
        case GRU -> b.gru(s.hidden());
        case RNN -> b.rnn(s.hidden());
      }
    }
    return s.kind() == Case.E ? b.dense(Case.VOCABULARY).build() : b.build();
  }

  /** The outputs of so many rows, the padding left out. */
  static float[] outputs(Unrolled unrolled, int rows, int columns) {
    float[] y = new float[rows * columns];
    for (int r = 0; r < rows; r++) {
      int from = unrolled.output() + r * unrolled.outputRow();
      System.arraycopy(unrolled.tape().data(), from, y, r * columns, columns);
    }
    return y;
  }

  /** Gradients by the names of {@link Workload#results}; the family is left out. */
  static Map<String, float[]> gradients(Layers layers, float[] g) {
    Map<String, float[]> named = new LinkedHashMap<>();
    Network.tensors(layers, g)
        .forEach(
            (name, tensor) ->
                named.put("grad." + name.replaceFirst("^(lstm|gru|rnn)\\.", ""), tensor.values()));
    // One gradient stands for both biases, but the biases themselves are laid out as one.
    named.keySet().removeIf(name -> name.startsWith("grad.bias_hh"));
    return named;
  }
}
