package dev.cellwise.examples.translate;

import dev.cellwise.kernels.Activation;
import dev.cellwise.rnn.data.LengthBatches;
import dev.cellwise.rnn.data.WordVocabulary;
import dev.cellwise.rnn.net.Architecture;
import dev.cellwise.rnn.net.Bridge;
import dev.cellwise.rnn.net.Decoder;
import dev.cellwise.rnn.net.Decoding;
import dev.cellwise.rnn.net.Encoding;
import dev.cellwise.rnn.net.Hypothesis;
import dev.cellwise.rnn.net.Merge;
import dev.cellwise.rnn.net.Network;
import dev.cellwise.rnn.net.State;
import dev.cellwise.rnn.train.BatchSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Two vocabularies, and networks between them: an encoder that reads in both directions, a decoder
 * that asks what it has read by additive attention.
 */
final class Translator {
  private static final String UNKNOWN = "<unk>";
  private static final int POOL = 50;

  private final WordVocabulary sources;
  private final WordVocabulary targets;
  private final int longest;

  /**
   * The tokens of training pairs.
   *
   * @param pairs at least one
   * @param minimumCount tokens that come less often are unknown
   */
  Translator(List<Pair> pairs, int minimumCount) {
    WordVocabulary.Options options =
        WordVocabulary.Options.standard().withMinimumCount(minimumCount).withUnknown(UNKNOWN);
    sources = WordVocabulary.of(all(pairs.stream().map(Pair::source).toList()), options);
    targets =
        WordVocabulary.of(
            all(pairs.stream().map(Pair::target).toList()), options.withBounds("<s>", "</s>"));
    longest = pairs.stream().mapToInt(p -> p.target().size()).max().orElseThrow();
  }

  private static List<String> all(List<List<String>> texts) {
    return texts.stream().flatMap(List::stream).toList();
  }

  /** Of the source. */
  int sourceTokens() {
    return sources.size();
  }

  /** Of the target. */
  int targetTokens() {
    return targets.size();
  }

  /**
   * Layers.
   *
   * @param embedding numbers that a token becomes
   * @param hidden units of each direction of the encoder, of the decoder and of attention
   * @param dropout of what is read, and before the output; 0: none
   */
  Architecture architecture(int embedding, int hidden, float dropout) {
    UnaryOperator<Architecture.Builder> dropped = b -> dropout > 0 ? b.dropout(dropout) : b;
    Architecture encoder =
        dropped
            .apply(Architecture.builder().embedding(sources.size(), embedding))
            .bidirectional(new Architecture.Gru(hidden), Merge.CONCAT)
            .build();
    Architecture.Builder decoder =
        dropped
            .apply(
                Architecture.builder()
                    .encoder(encoder, Bridge.dense())
                    .embedding(targets.size(), embedding))
            .gru(hidden)
            .attention(hidden)
            .hidden(hidden, Activation.tanh());
    return dropped.apply(decoder).dense(targets.size()).build();
  }

  /** Batches of pairs of like length, in another order each epoch. */
  BatchSource batches(List<Pair> pairs, int rows, long seed) {
    int[][] from = pairs.stream().map(p -> sources.encode(p.source())).toArray(int[][]::new);
    int[][] to = pairs.stream().map(p -> targets.encode(p.target())).toArray(int[][]::new);
    return BatchSource.translated(
        from,
        to,
        targets.start(),
        targets.end(),
        lengths -> LengthBatches.ofRows(lengths, rows, POOL * rows, seed));
  }

  /**
   * A network as a translation.
   *
   * @param network of {@link #architecture}
   * @param beam hypotheses that are kept; 1: the likeliest token at each step
   */
  Translation by(Network network, int beam) {
    Decoder decoder = new Decoder(network);
    Decoding greedy = Decoding.greedy(targets.start(), targets.end(), 2 * longest);
    Decoding how = beam == 1 ? greedy : greedy.withBeam(beam, 0.6);
    return source -> {
      Encoding encoding = decoder.encode(sources.encode(source));
      Hypothesis best = decoder.decode(encoding, how).getFirst();
      return Arrays.stream(best.tokens()).mapToObj(targets::token).toList();
    };
  }

  /**
   * Where a network looks while it says a translation.
   *
   * @param network of {@link #architecture}
   * @param source tokens
   * @param said what it says
   * @return [tokens said and the end][tokens of the source], each row of sum 1
   */
  double[][] attention(Network network, List<String> source, List<String> said) {
    Decoder decoder = new Decoder(network);
    Encoding encoding = decoder.encode(sources.encode(source));
    State state = encoding.newState();
    float[] logits = new float[targets.size()];
    float[] weights = new float[source.size()];
    List<double[]> rows = new ArrayList<>();
    int token = targets.start();
    for (int t = 0; t <= said.size(); t++) {
      decoder.step(encoding, state, token, logits);
      decoder.attention(0, weights);
      double[] row = new double[weights.length];
      Arrays.setAll(row, s -> weights[s]);
      rows.add(row);
      token = t < said.size() ? targets.indexOf(said.get(t)) : token;
    }
    return rows.toArray(double[][]::new);
  }
}
