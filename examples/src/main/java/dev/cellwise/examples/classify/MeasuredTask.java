package dev.cellwise.examples.classify;

import dev.cellwise.examples.BadInput;
import dev.cellwise.examples.classify.Sequences.Measured;
import dev.cellwise.examples.classify.Task.Baseline;
import dev.cellwise.examples.data.LabelledSequences;
import dev.cellwise.examples.lesson.NearestNeighbour;
import dev.cellwise.rnn.data.Series;
import dev.cellwise.rnn.data.StandardScaler;
import dev.cellwise.rnn.net.Architecture;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Sequences of measurements. */
final class MeasuredTask {
  private static final double VALIDATION = 0.1;

  private MeasuredTask() {}

  /**
   * Holds some of the training sequences out for validation, scales all by the rest, and judges
   * them by the nearest neighbour.
   *
   * @param training sequences
   * @param test others, of the same channels and classes
   * @param seed decides which are held out
   */
  static Task of(LabelledSequences training, LabelledSequences test, long seed) {
    check(training, test);
    List<String> keys =
        IntStream.range(0, training.classes().length).mapToObj(Integer::toString).toList();
    Parts parts = Parts.of(keys, VALIDATION, 0, seed);
    if (parts.validation().length == 0) {
      throw new BadInput(
          "--train: %d sequences are too few to hold some out".formatted(keys.size()));
    }
    int channels = training.channels();
    StandardScaler scaler =
        StandardScaler.fit(
            Arrays.stream(parts.training())
                .mapToObj(i -> Series.of("training", training.sequences()[i], channels))
                .toArray(Series[]::new));
    Measured learned = pick(training, parts.training(), training.labels(), scaler);
    Measured held = pick(training, parts.validation(), training.labels(), scaler);
    int[] all = IntStream.range(0, test.classes().length).toArray();
    Measured judged = pick(test, all, training.labels(), scaler);
    return new Task(
        "%s: sequences of %d channels".formatted(training.name(), channels),
        training.labels(),
        learned,
        held,
        judged,
        () -> Architecture.builder().features(channels),
        List.of(Task.majority(training.labels(), learned, judged), nearest(learned, judged)));
  }

  private static void check(LabelledSequences training, LabelledSequences test) {
    if (training.channels() != test.channels()) {
      throw new BadInput(
          "--test: %s has %d channels, --train has %d"
              .formatted(test.name(), test.channels(), training.channels()));
    }
    List<String> unknown = new ArrayList<>(test.labels());
    unknown.removeAll(training.labels());
    if (!unknown.isEmpty()) {
      throw new BadInput(
          "--test: %s has class '%s', which --train does not have"
              .formatted(test.name(), unknown.getFirst()));
    }
    if (training.labels().size() < 2) {
      throw new BadInput(
          "--train: %s has one class, at least 2 are needed".formatted(training.name()));
    }
  }

  private static Measured pick(
      LabelledSequences from, int[] chosen, List<String> labels, StandardScaler scaler) {
    float[][] steps = new float[chosen.length][];
    int[] classes = new int[chosen.length];
    for (int i = 0; i < chosen.length; i++) {
      float[] x = from.sequences()[chosen[i]];
      steps[i] = new float[x.length];
      scaler.transform(x.length / from.channels(), x, 0, steps[i], 0);
      classes[i] = labels.indexOf(from.labels().get(from.classes()[chosen[i]]));
    }
    return new Measured(steps, from.channels(), classes);
  }

  /** Sequences of different length are brought to that of the longest in training. */
  private static Baseline nearest(Measured training, Measured test) {
    int channels = training.channels();
    int longest =
        Arrays.stream(training.steps()).mapToInt(s -> s.length / channels).max().orElseThrow();
    int steps = Math.max(2, longest);
    NearestNeighbour nearest = new NearestNeighbour(resampled(training, steps), training.classes());
    return new Baseline(
        "nearest neighbour", "nearest_neighbour", nearest.classify(resampled(test, steps)));
  }

  private static float[][] resampled(Measured from, int steps) {
    return Arrays.stream(from.steps())
        .map(x -> NearestNeighbour.resampled(x, from.channels(), steps))
        .toArray(float[][]::new);
  }
}
