package dev.cellwise.examples.tag;

import dev.cellwise.examples.data.TaggedSequence;
import dev.cellwise.examples.lesson.Outputs;
import dev.cellwise.rnn.data.LengthBatches;
import dev.cellwise.rnn.data.WordVocabulary;
import dev.cellwise.rnn.net.Architecture;
import dev.cellwise.rnn.net.Merge;
import dev.cellwise.rnn.net.Network;
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
   * A network as a tagging: of each token the likeliest tag, of several as likely the first.
   *
   * @param network of {@link #architecture}
   */
  Tagging by(Network network) {
    return sequences -> {
      int[][] read = sequences.stream().map(s -> vocabulary.encode(read(s))).toArray(int[][]::new);
      return Arrays.stream(Outputs.ofTokens(network, read)).map(this::likeliest).toList();
    };
  }

  /** What is said at the last step of each token counts. */
  private List<String> likeliest(float[] logits) {
    List<String> said = new ArrayList<>();
    int token = steps.count() * tags.size();
    for (int end = token; end <= logits.length; end += token) {
      said.add(tags.get(Outputs.largest(logits, end - tags.size(), tags.size())));
    }
    return said;
  }
}
