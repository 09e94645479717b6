package dev.cellwise.examples.tag;

import dev.cellwise.examples.data.TaggedSequence;
import dev.cellwise.rnn.cell.Packing;
import dev.cellwise.rnn.data.LengthBatches;
import dev.cellwise.rnn.data.WordVocabulary;
import dev.cellwise.rnn.net.Architecture;
import dev.cellwise.rnn.net.Merge;
import dev.cellwise.rnn.net.Mode;
import dev.cellwise.rnn.net.Network;
import dev.cellwise.rnn.net.Unrolled;
import dev.cellwise.rnn.train.BatchSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A vocabulary and tags, and networks from one to the other. */
final class Tagger {
  private static final int POOL = 50;

  private final Steps steps;
  private final WordVocabulary vocabulary;
  private final List<String> tags;

  /**
   * The tokens and tags of training data.
   *
   * @param corpus has it
   * @param steps what is read of a token
   * @param minimumCount what comes less often is unknown
   */
  Tagger(TagCorpus corpus, Steps steps, int minimumCount) {
    this.steps = steps;
    this.tags = corpus.tags();
    List<String> read = corpus.training().stream().flatMap(s -> read(s.tokens()).stream()).toList();
    vocabulary =
        WordVocabulary.of(
            read,
            WordVocabulary.Options.standard().withMinimumCount(minimumCount).withUnknown("<unk>"));
  }

  private List<String> read(List<String> tokens) {
    return tokens.stream().flatMap(token -> steps.of(token).stream()).toList();
  }

  /** Different steps. */
  int size() {
    return vocabulary.size();
  }

  /**
   * Layers.
   *
   * @param embedding numbers that a step becomes
   * @param cell of each direction
   * @param dropout before and behind it; 0: none
   */
  Architecture architecture(int embedding, Architecture.Recurrent cell, float dropout) {
    Architecture.Builder builder = Architecture.builder().embedding(vocabulary.size(), embedding);
    if (dropout > 0) {
      builder.dropout(dropout);
    }
    builder.bidirectional(cell, Merge.CONCAT);
    if (dropout > 0) {
      builder.dropout(dropout);
    }
    return builder.dense(tags.size()).build();
  }

  /** Batches of sequences of like length, in another order each epoch. */
  BatchSource batches(List<TaggedSequence> sequences, int rows, long seed) {
    int[][] tokens =
        sequences.stream().map(s -> vocabulary.encode(read(s.tokens()))).toArray(int[][]::new);
    int[][] classes = sequences.stream().map(this::classes).toArray(int[][]::new);
    return BatchSource.tagged(
        tokens, classes, lengths -> LengthBatches.ofRows(lengths, rows, POOL * rows, seed));
  }

  private int[] classes(TaggedSequence sequence) {
    int[] classes = new int[sequence.tags().size() * steps.count()];
    Arrays.setAll(classes, t -> tags.indexOf(sequence.tags().get(t / steps.count())));
    return classes;
  }

  /**
   * A network as a tagging: of each token the likeliest tag.
   *
   * @param network of {@link #architecture}
   * @param rows sequences that are tagged at once
   */
  Tagging by(Network network, int rows) {
    return sequences -> {
      List<List<String>> all = new ArrayList<>();
      for (int from = 0; from < sequences.size(); from += rows) {
        all.addAll(
            batch(network, sequences.subList(from, Math.min(sequences.size(), from + rows))));
      }
      return all;
    };
  }

  private List<List<String>> batch(Network network, List<List<String>> sequences) {
    int[] lengths = sequences.stream().mapToInt(s -> s.size() * steps.count()).toArray();
    int longest = Arrays.stream(lengths).max().orElseThrow();
    Packing packing = Packing.ragged(longest, lengths.length, Arrays.stream(lengths).sum());
    packing.lengths(lengths);
    int[] tokens = new int[packing.capacity()];
    for (int n = 0; n < lengths.length; n++) {
      int[] encoded = vocabulary.encode(read(sequences.get(n)));
      for (int t = 0; t < lengths[n]; t++) {
        tokens[packing.at(t, n)] = encoded[t];
      }
    }
    Unrolled unrolled = new Unrolled(network.layers(), packing, Mode.inference());
    unrolled.forward(tokens, 0, network.copyParameters());
    List<List<String>> all = new ArrayList<>();
    for (int n = 0; n < lengths.length; n++) {
      List<String> said = new ArrayList<>();
      for (int t = steps.count() - 1; t < lengths[n]; t += steps.count()) {
        said.add(tags.get(likeliest(unrolled, packing.at(t, n))));
      }
      all.add(said);
    }
    return all;
  }

  /** Of several as likely the first. */
  private int likeliest(Unrolled unrolled, int row) {
    float[] data = unrolled.tape().data();
    int from = unrolled.output() + row * unrolled.outputRow();
    int best = 0;
    for (int tag = 1; tag < tags.size(); tag++) {
      best = data[from + tag] > data[from + best] ? tag : best;
    }
    return best;
  }
}
