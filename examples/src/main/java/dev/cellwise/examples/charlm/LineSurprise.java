package dev.cellwise.examples.charlm;

import dev.cellwise.examples.BadInput;
import dev.cellwise.examples.lesson.ShadedText;
import dev.cellwise.rnn.data.CharVocabulary;
import dev.cellwise.rnn.net.Network;
import dev.cellwise.rnn.net.Scoring;
import dev.cellwise.rnn.net.Session;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.stream.IntStream;

/**
 * How surprised a network and n-grams are by each character of a line, that is {@code -ln p} of it
 * after those before it. The sum is that of the whole line: its joint probability is the product.
 *
 * <p>A line begins behind a line end and ends with one, where the vocabulary has it; else its first
 * character is the lead-in, which nobody foretells.
 */
final class LineSurprise {
  private static final int LEAST = 10;
  private static final int MOST = 80;

  /** Bits at which a character is as dark as can be. */
  private static final double DARKEST = 10;

  private final CharVocabulary vocabulary;
  private final int[] stream;
  private final SequencedMap<String, double[]> nats = new LinkedHashMap<>();

  /**
   * A line that nobody has read yet.
   *
   * @param vocabulary the symbols known
   * @param line that is given, or null: one of the held-out text
   * @param heldOut the held-out stream
   * @throws BadInput when a line is given that has an unknown symbol, or is too short
   */
  LineSurprise(CharVocabulary vocabulary, String line, String heldOut) {
    this.vocabulary = vocabulary;
    String chosen = line == null ? choose(heldOut) : line;
    boolean ends = vocabulary.indexOf('\n') >= 0;
    stream = Speaker.encode("--line", vocabulary, ends ? "\n" + chosen + "\n" : chosen);
    if (chosen.isEmpty() || stream.length < 2) {
      throw new BadInput("--line has %d characters, more are needed".formatted(stream.length));
    }
  }

  /** The first whole line that is neither short nor long; else how the text begins. */
  private static String choose(String heldOut) {
    return heldOut
        .lines()
        .skip(1)
        .filter(l -> l.strip().length() >= LEAST && l.length() <= MOST)
        .findFirst()
        .orElseGet(
            () ->
                heldOut
                    .codePoints()
                    .limit(MOST)
                    .collect(
                        StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString());
  }

  /** The line. */
  String line() {
    return vocabulary.decode(stream).replace("\n", "");
  }

  /** Lets n-grams read it. */
  void read(Ngrams ngrams) {
    nats.put("unigram", of(ngrams.unigram()));
    nats.put("bigram", of(ngrams.bigram()));
    nats.put("trigram", of(ngrams.trigram()));
  }

  private double[] of(KneserNey model) {
    return IntStream.range(1, stream.length)
        .mapToDouble(i -> -StrictMath.log(model.probability(stream, i)))
        .toArray();
  }

  /** Lets a network read it. */
  void read(String name, Network network) {
    Session session = network.newSession();
    float[] logits = new float[vocabulary.size()];
    double[] of = new double[stream.length - 1];
    for (int i = 0; i < of.length; i++) {
      session.step(stream[i], logits);
      of[i] = -Scoring.logSoftmax(logits, stream[i + 1]);
    }
    nats.put(name, of);
  }

  /** Who has read it, in order. */
  Iterable<String> models() {
    return nats.keySet();
  }

  /** The logarithm of the line's probability. */
  double logProbability(String model) {
    return -Arrays.stream(nats.get(model)).sum();
  }

  /** How many characters, all equally likely, would surprise as much. */
  double perplexity(String model) {
    return StrictMath.exp(-logProbability(model) / (stream.length - 1));
  }

  /** Nats of each character, the end's last. */
  double[] nats(String model) {
    return nats.get(model).clone();
  }

  /** Each character, the darker the more it surprises, its bits below; a line for each model. */
  ShadedText picture() {
    ShadedText picture = new ShadedText("Bits of each character after those before it");
    for (String model : nats.sequencedKeySet().reversed()) {
      double[] of = nats.get(model);
      double all = Summary.bits(-logProbability(model));
      picture.line(
          String.format(
              Locale.ROOT, "%s: %.1f bits, %.2f a character", model, all, all / of.length),
          IntStream.range(0, of.length)
              .mapToObj(i -> piece(stream[i + 1], Summary.bits(of[i])))
              .toList());
    }
    return picture;
  }

  private ShadedText.Piece piece(int token, double bits) {
    String symbol = vocabulary.symbol(token);
    String shown = symbol.equals("\n") ? "\u21B5" : symbol;
    return new ShadedText.Piece(shown, bits / DARKEST, String.format(Locale.ROOT, "%.1f", bits));
  }
}
