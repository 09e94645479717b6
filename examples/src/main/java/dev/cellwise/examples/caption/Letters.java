package dev.cellwise.examples.caption;

import dev.cellwise.rnn.data.CharVocabulary;
import dev.cellwise.rnn.data.LengthBatches;
import dev.cellwise.rnn.net.Architecture;
import dev.cellwise.rnn.net.Bridge;
import dev.cellwise.rnn.net.Decoder;
import dev.cellwise.rnn.net.Decoding;
import dev.cellwise.rnn.net.Encoding;
import dev.cellwise.rnn.net.Scoring;
import dev.cellwise.rnn.net.State;
import dev.cellwise.rnn.train.BatchSource;
import java.util.List;

/** Captions as tokens: the letters, one behind them that ends a caption, one that begins it. */
final class Letters {
  /** What a caption may be longer than the longest known. */
  private static final int MORE = 10;

  private final CharVocabulary vocabulary;
  private final int longest;

  /**
   * The letters of known captions.
   *
   * @param all captions to train on and to validate with
   */
  Letters(List<Captioned> all) {
    StringBuilder text = new StringBuilder();
    all.forEach(c -> text.append(c.text()));
    vocabulary = CharVocabulary.of(text.toString());
    longest = all.stream().mapToInt(c -> vocabulary.encode(c.text()).length).max().orElseThrow();
  }

  int count() {
    return vocabulary.size();
  }

  private int end() {
    return vocabulary.size();
  }

  private int begin() {
    return vocabulary.size() + 1;
  }

  /** A decoder of letters whose states begin from a vector. */
  Architecture architecture(int vector, int embedding, int units) {
    return Architecture.builder()
        .vector(vector, Bridge.dense())
        .embedding(vocabulary.size() + 2, embedding)
        .lstm(units)
        .dense(vocabulary.size() + 1)
        .build();
  }

  /** Batches of captions of like lengths. */
  BatchSource batches(List<Captioned> captions, int rows, long seed) {
    return BatchSource.captioned(
        captions.stream().map(Captioned::vector).toArray(float[][]::new),
        captions.stream().map(c -> vocabulary.encode(c.text())).toArray(int[][]::new),
        begin(),
        end(),
        lengths -> LengthBatches.ofRows(lengths, rows, rows * 50, seed));
  }

  /**
   * What a network says.
   *
   * @param decoder of the network
   * @param vector of what
   * @param beam hypotheses that are kept; 1: greedy
   */
  String say(Decoder decoder, float[] vector, int beam) {
    Decoding how = Decoding.greedy(begin(), end(), longest + MORE).withBeam(beam, 0);
    return vocabulary.decode(decoder.decode(decoder.encode(vector), how).getFirst().tokens());
  }

  /**
   * How sure a network is of each letter of what it says.
   *
   * @param decoder of the network
   * @param vector of what
   * @param said what it said
   * @return probabilities, the end's last
   */
  double[] sure(Decoder decoder, float[] vector, String said) {
    int[] tokens = vocabulary.encode(said);
    Encoding from = decoder.encode(vector);
    State state = from.newState();
    float[] logits = new float[vocabulary.size() + 1];
    double[] sure = new double[tokens.length + 1];
    for (int i = 0; i < sure.length; i++) {
      decoder.step(from, state, i == 0 ? begin() : tokens[i - 1], logits);
      sure[i] = Math.exp(Scoring.logSoftmax(logits, i < tokens.length ? tokens[i] : end()));
    }
    return sure;
  }
}
