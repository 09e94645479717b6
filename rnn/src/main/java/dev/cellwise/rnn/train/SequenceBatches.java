package dev.cellwise.rnn.train;

import dev.cellwise.rnn.cell.Packing;
import dev.cellwise.rnn.data.LengthBatches;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;

/** Sequences of different length, packed without padding, each row a sequence of its own. */
final class SequenceBatches implements BatchSource {
  private final String kind;
  private final LengthBatches plan;
  private final Packing packing;
  private final int[] chosen;

  /** Rows of the last batch. */
  private int rows;

  /** Of all sequences, and of the rows of a batch. */
  private final int[] lengths;

  private final int[] rowLengths;

  // One of two: tokens, or features of I numbers a step.
  private int[][] tokens;
  private float[][] features;
  private int inputs;
  private int[] x;
  private float[] xs;

  // One of three: classes of steps, from some step on, classes of sequences, or numbers of steps.
  private int[][] classesOfSteps;
  private int skip;
  private int[] classes;
  private float[][] numbers;
  private int outputs;
  private int[] y;
  private float[] ys;

  /** Of rows that have a class: 0 where a batch has fewer. */
  private float[] weights;

  private Training.Input input;
  private Training.Target target;

  private SequenceBatches(String kind, int[] lengths, Function<int[], LengthBatches> plan) {
    this.kind = kind;
    this.lengths = lengths;
    this.plan = Objects.requireNonNull(plan.apply(lengths.clone()), "plan: none was made");
    checkPlan();
    this.chosen = new int[this.plan.maxRows()];
    this.rowLengths = new int[chosen.length];
    int steps = Arrays.stream(lengths).max().orElseThrow();
    this.packing = Packing.ragged(steps, chosen.length, this.plan.maxTotal());
  }

  /** A plan over other lengths would leave sequences out, or find no room for them. */
  private void checkPlan() {
    if (!plan.isOf(lengths)) {
      throw new IllegalArgumentException(
          "plan: expected batches of the "
              + lengths.length
              + " lengths that it was given, got "
              + plan);
    }
  }

  static SequenceBatches nextTokens(int[][] sequences, Function<int[], LengthBatches> plan) {
    int[] lengths = lengths(sequences, 1, 1);
    return new SequenceBatches("next tokens", lengths, plan)
        .ofTokens(sequences)
        .toSteps(sequences, 1);
  }

  static SequenceBatches tagged(
      int[][] sequences, int[][] classes, Function<int[], LengthBatches> plan) {
    int[] lengths = lengths(sequences, 1, 0);
    checkSteps(lengths, classes);
    return new SequenceBatches("tagged", lengths, plan).ofTokens(sequences).toSteps(classes, 0);
  }

  static SequenceBatches tagged(
      float[][] sequences, int inputs, int[][] classes, Function<int[], LengthBatches> plan) {
    int[] lengths = lengths(sequences, inputs);
    checkSteps(lengths, classes);
    return new SequenceBatches("tagged", lengths, plan)
        .ofFeatures(sequences, inputs)
        .toSteps(classes, 0);
  }

  private static void checkSteps(int[] lengths, int[][] classes) {
    checkCount("classes", lengths.length, classes.length);
    for (int i = 0; i < lengths.length; i++) {
      checkCount("classes[" + i + "]", lengths[i], classes[i].length);
    }
  }

  static SequenceBatches classified(
      int[][] sequences, int[] classes, Function<int[], LengthBatches> plan) {
    checkCount("classes", sequences.length, classes.length);
    return new SequenceBatches("classified", lengths(sequences, 1, 0), plan)
        .ofTokens(sequences)
        .toSequences(classes);
  }

  static SequenceBatches classified(
      float[][] sequences, int inputs, int[] classes, Function<int[], LengthBatches> plan) {
    checkCount("classes", sequences.length, classes.length);
    return new SequenceBatches("classified", lengths(sequences, inputs), plan)
        .ofFeatures(sequences, inputs)
        .toSequences(classes);
  }

  static SequenceBatches measured(
      float[][] sequences,
      int inputs,
      float[][] numbers,
      int outputs,
      Function<int[], LengthBatches> plan) {
    int[] lengths = lengths(sequences, inputs);
    checkCount("numbers", sequences.length, numbers.length);
    for (int i = 0; i < numbers.length; i++) {
      checkCount("numbers[" + i + "]", Math.multiplyExact(lengths[i], outputs), numbers[i].length);
    }
    return new SequenceBatches("measured", lengths, plan)
        .ofFeatures(sequences, inputs)
        .toNumbers(numbers, outputs);
  }

  private static int[] lengths(int[][] sequences, int least, int skip) {
    int[] lengths = new int[sequences.length];
    for (int i = 0; i < lengths.length; i++) {
      lengths[i] = sequences[i].length - skip;
      if (lengths[i] < least) {
        throw new IllegalArgumentException(
            "sequences["
                + i
                + "]: expected at least "
                + (least + skip)
                + " tokens, got "
                + sequences[i].length);
      }
    }
    return lengths;
  }

  private static int[] lengths(float[][] sequences, int inputs) {
    if (inputs < 1) {
      throw new IllegalArgumentException("inputs: expected at least 1, got " + inputs);
    }
    int[] lengths = new int[sequences.length];
    for (int i = 0; i < lengths.length; i++) {
      lengths[i] = sequences[i].length / inputs;
      if (lengths[i] < 1 || sequences[i].length % inputs != 0) {
        throw new IllegalArgumentException(
            "sequences["
                + i
                + "]: expected rows of "
                + inputs
                + " inputs, got "
                + sequences[i].length
                + " numbers");
      }
    }
    return lengths;
  }

  private static void checkCount(String name, int expected, int got) {
    if (got != expected) {
      throw new IllegalArgumentException(name + ": expected " + expected + ", got " + got);
    }
  }

  private SequenceBatches ofTokens(int[][] sequences) {
    tokens = sequences;
    x = new int[packing.capacity()];
    input = Training.Input.tokens(x);
    return this;
  }

  private SequenceBatches ofFeatures(float[][] sequences, int size) {
    features = sequences;
    inputs = size;
    xs = new float[Math.multiplyExact(packing.capacity(), size)];
    input = Training.Input.features(xs, size);
    return this;
  }

  private SequenceBatches toSteps(int[][] of, int from) {
    classesOfSteps = of;
    skip = from;
    y = new int[packing.capacity()];
    target = Training.Target.classes(y);
    return this;
  }

  private SequenceBatches toSequences(int[] of) {
    classes = of;
    y = new int[chosen.length];
    weights = new float[chosen.length];
    target = Training.Target.classes(y).weighted(weights);
    return this;
  }

  private SequenceBatches toNumbers(float[][] of, int size) {
    numbers = of;
    outputs = size;
    ys = new float[Math.multiplyExact(packing.capacity(), size)];
    target = Training.Target.numbers(ys, size);
    return this;
  }

  /** The sequence in a row of the last batch; -1 in one that is left over. */
  int sequence(int row) {
    return row < rows ? chosen[row] : -1;
  }

  @Override
  public Packing packing() {
    return packing;
  }

  @Override
  public Training.Input input() {
    return input;
  }

  @Override
  public Training.Target target() {
    return target;
  }

  @Override
  public void next(boolean[] begins) {
    rows = plan.fill(chosen);
    for (int n = 0; n < chosen.length; n++) {
      rowLengths[n] = n < rows ? lengths[chosen[n]] : 0;
      if (classes != null) {
        weights[n] = n < rows ? 1 : 0;
        y[n] = n < rows ? classes[chosen[n]] : 0;
      }
    }
    packing.lengths(rowLengths);
    int r = 0;
    for (int t = 0; t < packing.steps(); t++) {
      for (int n = 0; n < rows; n++) {
        if (t < rowLengths[n]) {
          put(chosen[n], t, r++);
        }
      }
    }
    Arrays.fill(begins, true);
  }

  /** A step of a sequence into its packed row. */
  private void put(int sequence, int t, int r) {
    if (tokens != null) {
      x[r] = tokens[sequence][t];
    } else {
      System.arraycopy(features[sequence], t * inputs, xs, r * inputs, inputs);
    }
    if (classesOfSteps != null) {
      y[r] = classesOfSteps[sequence][skip + t];
    } else if (numbers != null) {
      System.arraycopy(numbers[sequence], t * outputs, ys, r * outputs, outputs);
    }
  }

  @Override
  public long epoch() {
    return plan.epoch();
  }

  @Override
  public long[] position() {
    return new long[] {plan.epoch(), plan.batch()};
  }

  @Override
  public void position(long... position) {
    BatchSource.checkPosition(2, position);
    if (position[1] > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("batch: expected an int, got " + position[1]);
    }
    plan.position(position[0], (int) position[1]);
  }

  @Override
  public String signature() {
    return String.format(Locale.ROOT, "%s of hash %08x in %s", kind, hash(), plan);
  }

  private int hash() {
    int in = tokens != null ? Arrays.deepHashCode(tokens) : Arrays.deepHashCode(features);
    int of = classes != null ? Arrays.hashCode(classes) : 0;
    of = classesOfSteps != null ? Arrays.deepHashCode(classesOfSteps) : of;
    of = numbers != null ? Arrays.deepHashCode(numbers) : of;
    return 31 * (31 * in + inputs) + of;
  }
}
