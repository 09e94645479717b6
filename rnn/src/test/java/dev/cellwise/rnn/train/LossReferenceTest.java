package dev.cellwise.rnn.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.kernels.Activation;
import dev.cellwise.rnn.cell.Packing;
import dev.cellwise.rnn.net.Architecture;
import dev.cellwise.rnn.net.MaskedRun;
import dev.cellwise.rnn.net.Merge;
import dev.cellwise.rnn.net.Mode;
import dev.cellwise.rnn.net.Nets;
import dev.cellwise.rnn.net.Network;
import dev.cellwise.testing.Bounds;
import dev.cellwise.testing.Complex;
import dev.cellwise.testing.ComplexArray;
import dev.cellwise.testing.Floats;
import dev.cellwise.testing.LstmReferenceCell;
import dev.cellwise.testing.ReferenceLoss;
import dev.cellwise.testing.SequenceLoss;
import dev.cellwise.testing.SequenceNetwork;
import dev.cellwise.testing.SequenceProblem;
import dev.cellwise.testing.SequenceStack;
import dev.cellwise.testing.SequenceTrace;
import dev.cellwise.testing.ValidSteps;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a step trains on, from the features to the loss, over rows of different length with weights:
 * the loss and the gradient of every tensor against the complex step in double precision.
 */
@Tag("reference")
class LossReferenceTest {
  private static final int INPUTS = 3;
  private static final int UNITS = 5;
  private static final int COLUMNS = 4;
  private static final float[] CLASS_WEIGHTS = {0.5f, 2, 0, 1.25f};

  /** Holes, and a row of no steps. */
  private static final ValidSteps HOLES =
      ValidSteps.of(
          4, 4, true, false, true, false, false, false, true, true, true, false, true, false, true,
          false, true, true);

  private static final ValidSteps SOME = ValidSteps.leftPadded(4, 3, 1, 4, 2);

  static List<Arguments> losses() {
    Loss.CrossEntropy entropy = Loss.crossEntropy();
    List<Loss> all =
        List.of(
            Loss.squared(),
            Loss.absolute(),
            Loss.huber(0.25f),
            Loss.binary(),
            new Loss.Binary(2.5f),
            entropy,
            entropy.withSmoothing(0.25),
            entropy.withClassWeights(CLASS_WEIGHTS),
            entropy.withClassWeights(CLASS_WEIGHTS).withSmoothing(0.125));
    return all.stream()
        .flatMap(
            loss ->
                Stream.of(false, true)
                    .flatMap(
                        last ->
                            Stream.of(false, true)
                                .map(weighted -> Arguments.of(loss, last, weighted))))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("losses")
  void valueAndGradientsAgree(Loss loss, boolean last, boolean weighted) {
    // The last output of a row of no steps is zeros here, and nothing there.
    ValidSteps valid = last && !weighted ? SOME : HOLES;
    int rows = valid.rows();
    Targets targets = new Targets(valid, loss, last, weighted);
    Architecture.Builder b = Architecture.builder().features(INPUTS);
    b.bidirectional(new Architecture.Lstm(UNITS), Merge.CONCAT);
    Architecture a = (last ? b.last() : b).dense(COLUMNS, Activation.tanh()).build();
    Network network = Network.initialise(a, 3);
    SequenceProblem problem =
        SequenceProblem.of(SequenceNetwork.features(INPUTS, s -> stack(s, last)), valid)
            .loss(targets)
            .build();
    float[] x = Nets.uniform(4, valid.toArray().length * INPUTS, -1, 1);
    Map<String, double[]> tensors = new LinkedHashMap<>();
    network.tensors().forEach((n, t) -> tensors.put(MaskedRun.plain(n), Floats.widen(t.values())));
    tensors.put("x", Floats.widen(x));
    double[] p = problem.parameters(tensors);

    Packing packing = Packing.ragged(valid.steps(), rows, valid.count());
    Training training = new Training(network, packing, Mode.training(1), loss);
    packing.lengths(valid.counts());
    Training.Input input = Training.Input.features(packed(valid, x, INPUTS, false));
    double value = training.gradient(input, targets.packed());
    assertEquals(problem.loss(p), value, 2e-6 * problem.loss(p));
    Map<String, double[]> expected = problem.layout().split(problem.gradient(p));
    double bound = Bounds.backward(4, UNITS, rows, valid.steps() * 2);
    MaskedRun.named(training.gradients())
        .forEach(
            (name, d) -> {
              if (expected.containsKey(name)) {
                double error = Bounds.relativeL2(expected.get(name), d);
                assertTrue(error <= bound, name + ": " + error + " of " + bound);
              }
            });
  }

  private static void stack(SequenceStack stack, boolean last) {
    LstmReferenceCell cell = LstmReferenceCell.of(INPUTS, UNITS).build();
    stack.bidirectional(cell, dev.cellwise.testing.Merge.CONCAT);
    (last ? stack.last() : stack).dense("head", COLUMNS, "tanh");
  }

  /** Valid rows of [T, N, size], step by step; of [N, size] all of them. */
  private static float[] packed(ValidSteps valid, float[] all, int size, boolean last) {
    if (last) {
      return all;
    }
    Packing packing = Packing.ragged(valid.steps(), valid.rows(), valid.count());
    packing.lengths(valid.counts());
    float[] packed = new float[valid.count() * size];
    for (int n = 0; n < valid.rows(); n++) {
      int[] times = valid.ofRow(n);
      for (int k = 0; k < times.length; k++) {
        int from = (times[k] * valid.rows() + n) * size;
        System.arraycopy(all, from, packed, packing.at(k, n) * size, size);
      }
    }
    return packed;
  }

  /** Targets and weights at all places, and the loss that they make in double precision. */
  private static final class Targets implements SequenceLoss {
    private final ValidSteps valid;
    private final Loss loss;
    private final boolean last;
    private final boolean weighted;
    private final int[] classes;
    private final float[] numbers;
    private final float[] weights;

    Targets(ValidSteps valid, Loss loss, boolean last, boolean weighted) {
      this.valid = valid;
      this.loss = loss;
      this.last = last;
      this.weighted = weighted;
      int places = last ? valid.rows() : valid.toArray().length;
      classes = Nets.tokens(5, places, COLUMNS);
      numbers = Nets.uniform(6, places * COLUMNS, 0, 1);
      weights = Nets.uniform(7, places, 0.25f, 3);
      for (int i = 0; i < places; i++) {
        weights[i] = weighted ? weights[i] : 1;
        if (weighted && (i % 5 == 2 || last && valid.counts()[i] == 0)) {
          // It does not count, whatever its target.
          weights[i] = 0;
          classes[i] = -1;
          Arrays.fill(numbers, i * COLUMNS, (i + 1) * COLUMNS, Float.NaN);
        }
      }
    }

    Training.Target packed() {
      Training.Target target =
          loss.ofClasses()
              ? Training.Target.classes(ints())
              : Training.Target.numbers(LossReferenceTest.packed(valid, numbers, COLUMNS, last));
      return weighted ? target.weighted(LossReferenceTest.packed(valid, weights, 1, last)) : target;
    }

    private int[] ints() {
      float[] as = new float[classes.length];
      for (int i = 0; i < as.length; i++) {
        as[i] = classes[i];
      }
      float[] packed = LossReferenceTest.packed(valid, as, 1, last);
      int[] ints = new int[packed.length];
      for (int i = 0; i < ints.length; i++) {
        ints[i] = (int) packed[i];
      }
      return ints;
    }

    @Override
    public Complex of(SequenceTrace trace) {
      Complex sum = Complex.ZERO;
      double all = 0;
      boolean[] counts = trace.valid().toArray();
      for (int i = 0; i < counts.length; i++) {
        if (counts[i] && weights[i] > 0) {
          sum = sum.plus(row(trace, i).times(weights[i]));
          all += weights[i] * share(i);
        }
      }
      return sum.times(1 / all);
    }

    /** What a row counts in the mean. */
    private double share(int i) {
      if (loss instanceof Loss.CrossEntropy c) {
        return c.classWeights().length == 0 ? 1 : c.classWeights()[classes[i]];
      }
      return COLUMNS;
    }

    private Complex row(SequenceTrace trace, int i) {
      if (loss instanceof Loss.CrossEntropy c) {
        double[] ones = {1, 1, 1, 1};
        double[] w = c.classWeights().length == 0 ? ones : Floats.widen(c.classWeights());
        ComplexArray y = ComplexArray.zeros(COLUMNS);
        for (int j = 0; j < COLUMNS; j++) {
          y.set(j, trace.at("y", i * COLUMNS + j));
        }
        return ReferenceLoss.crossEntropy(y, 0, classes[i], c.smoothing(), w);
      }
      Complex sum = Complex.ZERO;
      for (int k = i * COLUMNS; k < (i + 1) * COLUMNS; k++) {
        sum = sum.plus(element(trace.at("y", k), numbers[k]));
      }
      return sum;
    }

    private Complex element(Complex y, double t) {
      return switch (loss) {
        case Loss.Squared s -> ReferenceLoss.squared(y, t);
        case Loss.Absolute s -> ReferenceLoss.absolute(y, t);
        case Loss.Huber h -> ReferenceLoss.huber(y, t, h.delta());
        case Loss.Binary b -> ReferenceLoss.binaryCrossEntropy(y, t, b.positiveWeight());
        case Loss.CrossEntropy c -> throw new IllegalStateException();
      };
    }
  }
}
