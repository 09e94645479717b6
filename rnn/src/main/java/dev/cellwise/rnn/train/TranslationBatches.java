package dev.cellwise.rnn.train;

import dev.cellwise.rnn.cell.Packing;
import dev.cellwise.rnn.data.LengthBatches;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;

/** Sequences for a decoder, each with what it begins from. */
final class TranslationBatches implements BatchSource {
  private final String kind;

  /** The decoder's side: what it sees, and what it is to say. */
  private final SequenceBatches of;

  private final int rows;

  /** Null for vectors. */
  private final Packing packing;

  /** Of all sources, and of the rows of a batch. */
  private final int[] lengths;

  private final int[] rowLengths;

  // One of two: tokens, or features of I numbers a step; a vector is one step.
  private int[][] tokens;
  private float[][] features;
  private int inputs;
  private int[] x;
  private float[] xs;
  private Training.Input input;

  private TranslationBatches(String kind, SequenceBatches of, int[] lengths, boolean vectors) {
    this.kind = kind;
    this.of = of;
    this.lengths = lengths;
    this.rows = of.packing().rows();
    this.rowLengths = new int[rows];
    this.packing = vectors ? null : packing(lengths, rows);
  }

  /** With room for the longest sources in one batch. */
  private static Packing packing(int[] lengths, int rows) {
    int[] sorted = lengths.clone();
    Arrays.sort(sorted);
    int longest = Math.max(1, sorted[sorted.length - 1]);
    int total = 0;
    for (int i = 0; i < Math.min(rows, sorted.length); i++) {
      total = Math.addExact(total, sorted[sorted.length - 1 - i]);
    }
    return Packing.ragged(longest, rows, Math.max(1, total));
  }

  static TranslationBatches ofTokens(
      int[][] sources, int[][] targets, int begin, int end, Function<int[], LengthBatches> plan) {
    checkPairs("sources", sources.length, targets.length);
    checkTokens("sources", sources);
    SequenceBatches of = decoder(targets, begin, end, plan);
    int[] lengths = Arrays.stream(sources).mapToInt(s -> s.length).toArray();
    TranslationBatches made = new TranslationBatches("translated", of, lengths, false);
    made.tokens = sources;
    made.x = new int[made.packing.capacity()];
    made.input = of.input().from(Training.Input.tokens(made.x));
    return made;
  }

  static TranslationBatches ofFeatures(
      float[][] sources,
      int inputs,
      int[][] targets,
      int begin,
      int end,
      Function<int[], LengthBatches> plan) {
    checkPairs("sources", sources.length, targets.length);
    if (inputs < 1) {
      throw new IllegalArgumentException("inputs: expected at least 1, got " + inputs);
    }
    int[] lengths = new int[sources.length];
    for (int i = 0; i < lengths.length; i++) {
      lengths[i] = sources[i].length / inputs;
      if (sources[i].length % inputs != 0) {
        throw new IllegalArgumentException(
            "sources[%d]: expected rows of %d inputs, got %d numbers"
                .formatted(i, inputs, sources[i].length));
      }
    }
    SequenceBatches of = decoder(targets, begin, end, plan);
    TranslationBatches made = new TranslationBatches("translated", of, lengths, false);
    return made.withFeatures(sources, inputs, made.packing.capacity());
  }

  static TranslationBatches ofVectors(
      float[][] vectors, int[][] targets, int begin, int end, Function<int[], LengthBatches> plan) {
    checkPairs("vectors", vectors.length, targets.length);
    SequenceBatches of = decoder(targets, begin, end, plan);
    int size = vectors[0].length;
    for (int i = 0; i < vectors.length; i++) {
      if (vectors[i].length != size || size == 0) {
        throw new IllegalArgumentException(
            "vectors[%d]: expected as many numbers as the first, at least 1, got %d and %d"
                .formatted(i, vectors[i].length, size));
      }
    }
    int[] lengths = new int[vectors.length];
    Arrays.fill(lengths, 1);
    return new TranslationBatches("captioned", of, lengths, true)
        .withFeatures(vectors, size, of.packing().rows());
  }

  private TranslationBatches withFeatures(float[][] sources, int size, int most) {
    features = sources;
    inputs = size;
    xs = new float[Math.multiplyExact(most, size)];
    input = of.input().from(Training.Input.features(xs, size));
    return this;
  }

  private static void checkPairs(String name, int sources, int targets) {
    if (sources != targets || targets == 0) {
      throw new IllegalArgumentException(
          name
              + ": expected as many as targets, at least one, got "
              + sources
              + " and "
              + targets
              + " targets");
    }
  }

  private static void checkTokens(String name, int[][] sequences) {
    for (int i = 0; i < sequences.length; i++) {
      int[] tokens = Objects.requireNonNull(sequences[i], name + "[" + i + "]");
      for (int t = 0; t < tokens.length; t++) {
        if (tokens[t] < 0) {
          throw new IllegalArgumentException(
              "%s[%d][%d]: expected at least 0, got %d".formatted(name, i, t, tokens[t]));
        }
      }
    }
  }

  /** Sees begin and the target, is to say the target and end. */
  private static SequenceBatches decoder(
      int[][] targets, int begin, int end, Function<int[], LengthBatches> plan) {
    checkTokens("targets", targets);
    if (begin < 0 || end < 0) {
      throw new IllegalArgumentException(
          "begin, end: expected at least 0, got " + begin + " and " + end);
    }
    int[][] seen = new int[targets.length][];
    int[][] said = new int[targets.length][];
    for (int i = 0; i < targets.length; i++) {
      int n = targets[i].length;
      seen[i] = new int[n + 1];
      seen[i][0] = begin;
      System.arraycopy(targets[i], 0, seen[i], 1, n);
      said[i] = Arrays.copyOf(targets[i], n + 1);
      said[i][n] = end;
    }
    return SequenceBatches.tagged(seen, said, plan);
  }

  @Override
  public Packing packing() {
    return of.packing();
  }

  @Override
  public Packing sourcePacking() {
    return packing;
  }

  @Override
  public Training.Input input() {
    return input;
  }

  @Override
  public Training.Target target() {
    return of.target();
  }

  @Override
  public void next(boolean[] begins) {
    of.next(begins);
    if (packing == null) {
      vectors();
      return;
    }
    for (int n = 0; n < rows; n++) {
      int sequence = of.sequence(n);
      rowLengths[n] = sequence < 0 ? 0 : lengths[sequence];
    }
    packing.lengths(rowLengths);
    for (int n = 0; n < rows; n++) {
      for (int t = 0; t < rowLengths[n]; t++) {
        put(of.sequence(n), t, packing.at(t, n));
      }
    }
  }

  private void put(int sequence, int t, int r) {
    if (tokens != null) {
      x[r] = tokens[sequence][t];
    } else {
      System.arraycopy(features[sequence], t * inputs, xs, r * inputs, inputs);
    }
  }

  private void vectors() {
    for (int n = 0; n < rows; n++) {
      int sequence = of.sequence(n);
      if (sequence < 0) {
        Arrays.fill(xs, n * inputs, (n + 1) * inputs, 0);
      } else {
        System.arraycopy(features[sequence], 0, xs, n * inputs, inputs);
      }
    }
  }

  @Override
  public long epoch() {
    return of.epoch();
  }

  @Override
  public long[] position() {
    return of.position();
  }

  @Override
  public void position(long... position) {
    of.position(position);
  }

  @Override
  public String signature() {
    int hash = tokens != null ? Arrays.deepHashCode(tokens) : Arrays.deepHashCode(features);
    return String.format(Locale.ROOT, "%s from hash %08x to %s", kind, hash, of.signature());
  }
}
