package dev.cellwise.examples.hello;

import dev.cellwise.rnn.cell.CellWindow;
import dev.cellwise.rnn.cell.GruWindow;
import dev.cellwise.rnn.cell.LstmWindow;
import dev.cellwise.rnn.cell.Packing;
import dev.cellwise.rnn.cell.StatePart;
import dev.cellwise.rnn.net.Checkpointed;
import dev.cellwise.rnn.net.Layers;
import dev.cellwise.rnn.net.Mode;
import dev.cellwise.rnn.net.Network;
import dev.cellwise.rnn.net.SegmentLoss;
import dev.cellwise.rnn.net.Tensor;
import dev.cellwise.rnn.net.Unrolled;
import dev.cellwise.rnn.train.Loss;
import dev.cellwise.rnn.train.SequenceLoss;
import dev.cellwise.rnn.train.Training;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Every number of one way through a word and back, read from the library's tape.
 *
 * <p>The word is gone back through in segments of one step, and the gradient of the weights is
 * taken away and set to zero after each: so each step's own part of it is seen. Their sum is the
 * gradient that training has.
 *
 * @param steps in time order
 * @param loss the mean of the steps' losses, nats
 * @param gradients of that loss by the weights, as training has them
 */
record Trace(List<Step> steps, double loss, Map<String, Tensor> gradients) {
  /**
   * A time step.
   *
   * @param before the state before it, by its letters
   * @param gates their values, by the letters of the equations; none of a simple cell
   * @param after the state after it, by its letters
   * @param y logits [V]
   * @param p their softmax [V]
   * @param loss -ln of what p gives to the letter that comes
   * @param dy gradient of the logits [V]
   * @param dh gradient of h, from above and from the step behind [H]
   * @param share this step's part of the gradients of the weights
   */
  record Step(
      Map<String, float[]> before,
      Map<String, float[]> gates,
      Map<String, float[]> after,
      float[] y,
      float[] p,
      double loss,
      float[] dy,
      float[] dh,
      Map<String, Tensor> share) {}

  /**
   * Goes through a word.
   *
   * @param network one-hot letters in, logits out after every one; one recurrent layer
   * @param word of its letters
   */
  static Trace of(Network network, Word word) {
    Packing packing = Packing.dense(word.steps(), 1);
    Training.Target target = Training.Target.classes(word.targets());
    Layers layers = network.layers();
    float[] dp = layers.parameters().allocate();
    SequenceLoss loss = new SequenceLoss(layers, packing, Loss.crossEntropy()).against(target);
    Reader reader = new Reader(layers, word, loss, dp);
    new Checkpointed(layers, packing, 1, Mode.inference())
        .gradient(word.oneHot(), 0, network.copyParameters(), dp, reader);

    Training whole = new Training(network, packing, Mode.inference(), Loss.crossEntropy());
    double mean = whole.gradient(Training.Input.features(word.oneHot()), target);
    return new Trace(List.of(reader.steps), mean, whole.gradients());
  }

  /**
   * What the network gives to the whole word: the product of what each step gives to its letter.
   */
  double joint(Word word) {
    double joint = 1;
    for (int t = 0; t < steps.size(); t++) {
      joint *= steps.get(t).p()[word.targets()[t]];
    }
    return joint;
  }

  /** Reads each step when it is on the tape, from the last to the first. */
  private static final class Reader implements SegmentLoss {
    private final Layers layers;
    private final Word word;
    private final SequenceLoss of;
    private final float[] dp;
    private final Step[] steps;
    private double loss;
    private float[] dy;

    Reader(Layers layers, Word word, SequenceLoss of, float[] dp) {
      this.layers = layers;
      this.word = word;
      this.of = of;
      this.dp = dp;
      steps = new Step[word.steps()];
    }

    @Override
    public double apply(Unrolled window, int from, int first) {
      double part = of.apply(window, from, first);
      // The mean over T steps has a T-th of each.
      loss = part * word.steps();
      dy = slice(window.outputGradient(), window.outputGradient(1, 0), word.size());
      return part;
    }

    @Override
    public void done(Unrolled window, int from, int first) {
      CellWindow cell = window.window(0);
      int units = layers.cells().getFirst().outputs();
      float[] p = new float[word.size()];
      for (int k = 0; k < p.length; k++) {
        p[k] = dy[k] * word.steps() + (k == word.targets()[first] ? 1 : 0);
      }
      steps[first] =
          new Step(
              state(window, 0),
              gates(cell, units, window.tape().data()),
              state(window, 1),
              slice(window.tape().data(), window.output(), word.size()),
              p,
              loss,
              dy,
              slice(window.workspace(), cell.dOutput(), units),
              Network.tensors(layers, dp));
      Arrays.fill(dp, 0);
    }

    private Map<String, float[]> state(Unrolled window, int t) {
      Map<String, float[]> state = new LinkedHashMap<>();
      List<StatePart> parts = layers.state().getFirst();
      for (int part = 0; part < parts.size(); part++) {
        float[] values = new float[parts.get(part).size()];
        CellWindow cell = window.window(0);
        cell.getState(part, t, 0, values.length, window.tape().data(), values, 0);
        state.put(parts.get(part).name(), values);
      }
      return state;
    }

    private static Map<String, float[]> gates(CellWindow cell, int units, float[] tape) {
      Map<String, float[]> gates = new LinkedHashMap<>();
      String letters =
          switch (cell) {
            case LstmWindow lstm -> "ifog";
            case GruWindow gru -> "nrzm";
            default -> "";
          };
      for (int gate = 0; gate < letters.length(); gate++) {
        float[] values = new float[units];
        for (int u = 0; u < units; u++) {
          values[u] = tape[at(cell, gate, u)];
        }
        gates.put(letters.substring(gate, gate + 1), values);
      }
      return gates;
    }

    private static int at(CellWindow cell, int gate, int unit) {
      return cell instanceof LstmWindow lstm
          ? lstm.gate(0, 0, gate, unit)
          : ((GruWindow) cell).gate(0, 0, gate, unit);
    }

    private static float[] slice(float[] array, int from, int length) {
      return Arrays.copyOfRange(array, from, from + length);
    }
  }
}
