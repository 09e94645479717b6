package dev.cellwise.examples.sentiment;

import dev.cellwise.kernels.Panels;
import dev.cellwise.rnn.cell.Packing;
import dev.cellwise.rnn.net.Architecture;
import dev.cellwise.rnn.net.Mode;
import dev.cellwise.rnn.net.Network;
import dev.cellwise.rnn.net.Tensor;
import dev.cellwise.rnn.net.Unrolled;
import java.util.Map;
import java.util.TreeMap;

/**
 * How much each token matters: the norm of the gradient of the chosen class's logit by the token's
 * embedding.
 *
 * <p>The gradient of a network's features can be had, that of its tokens cannot: so the same layers
 * with the same weights are given the rows of the embedding table as features.
 */
final class Saliency {
  private static final String TABLE = "embedding.weight";

  private final Tensor table;
  private final int width;
  private final int classes;
  private final Unrolled unrolled;
  private final float[] parameters;
  private final float[] unused;

  /**
   * What a network makes of a text.
   *
   * @param chosen the class of the largest logit
   * @param norms of each token
   */
  record Seen(int chosen, double[] norms) {}

  /**
   * For texts of a length at most.
   *
   * @param network tokens in through an embedding, the logits of the last step out
   * @param longest tokens of a text
   */
  Saliency(Network network, int longest) {
    Architecture of = network.architecture();
    Map<String, Tensor> tensors = new TreeMap<>(network.tensors());
    table = tensors.remove(TABLE);
    width = table.shape()[1];
    classes = of.outputSize();
    Architecture.Features rows = new Architecture.Features(width);
    Network inner = Network.of(new Architecture(rows, of.stack(), classes), tensors);
    Mode mode = Mode.inference().withInputGradient();
    unrolled = new Unrolled(inner.layers(), Packing.dense(longest, 1), mode);
    parameters = inner.copyParameters();
    unused = inner.layers().parameters().allocate();
    unrolled.prepare(parameters);
  }

  /**
   * Looks at a text.
   *
   * @param tokens at least one
   */
  Seen of(int... tokens) {
    int steps = tokens.length;
    float[] x = new float[steps * width];
    for (int t = 0; t < steps; t++) {
      System.arraycopy(table.values(), tokens[t] * width, x, t * width, width);
    }
    unrolled.resetState();
    unrolled.forward(steps, x, 0, parameters);
    int chosen = chosen();
    unrolled.clear();
    unrolled.outputGradient()[unrolled.outputGradient(1, 0) + chosen] = 1;
    unrolled.backward(steps, parameters, unused);
    double[] norms = new double[steps];
    for (int t = 0; t < steps; t++) {
      int from = unrolled.inputGradient() + (steps - 1 - t) * Panels.padded(width);
      for (int i = 0; i < width; i++) {
        double g = unrolled.workspace()[from + i];
        norms[t] += g * g;
      }
      norms[t] = Math.sqrt(norms[t]);
    }
    return new Seen(chosen, norms);
  }

  private int chosen() {
    float[] data = unrolled.tape().data();
    int from = unrolled.output();
    int best = 0;
    for (int k = 1; k < classes; k++) {
      best = data[from + k] > data[from + best] ? k : best;
    }
    return best;
  }
}
