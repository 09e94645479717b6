package dev.cellwise.examples.charlm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.cellwise.examples.BadInput;
import dev.cellwise.rnn.data.CharVocabulary;
import dev.cellwise.rnn.net.Architecture;
import dev.cellwise.rnn.net.Network;
import dev.cellwise.rnn.net.Scoring;
import org.junit.jupiter.api.Test;

class LineSurpriseTest {
  private static final String TEXT = "\nabab\nabba\nbaba\n";
  private final CharVocabulary vocabulary = CharVocabulary.of(TEXT);

  @Test
  void aLineIsAsProbableAsItsCharactersTogether() {
    LineSurprise line = new LineSurprise(vocabulary, "abb", TEXT);
    Network network =
        Network.initialise(Architecture.builder().index(3).gru(4).dense(3).build(), 1);
    Ngrams ngrams = Ngrams.train(3, vocabulary.encode(TEXT));
    line.read(ngrams);
    line.read("GRU", network);
    int[] stream = vocabulary.encode("\nabb\n");
    double whole = Scoring.logProbability(network, network.newState(), stream);
    assertEquals(whole, line.logProbability("GRU"), 1e-12);
    double trigram = ngrams.trigram().crossEntropy(stream);
    assertEquals(-4 * trigram, line.logProbability("trigram"), 1e-12);
    assertEquals(Math.exp(trigram), line.perplexity("trigram"), 1e-12);
    assertEquals(4, line.nats("bigram").length);
    assertEquals(-Math.log(ngrams.bigram().probability(stream, 2)), line.nats("bigram")[1], 1e-12);
  }

  @Test
  void withoutALineTheFirstHeldOutOneOfFairLengthIsTaken() {
    String held = " of a line\nshort\n" + "x".repeat(81) + "\nlong enough\nanother one\n";
    CharVocabulary known = CharVocabulary.of(held);
    assertEquals("long enough", new LineSurprise(known, null, held).line());
    CharVocabulary words = CharVocabulary.of("no line end");
    assertEquals("no line end", new LineSurprise(words, null, "no line end").line());
  }

  @Test
  void linesThatCannotBeReadAreRefused() {
    BadInput unknown =
        assertThrows(BadInput.class, () -> new LineSurprise(vocabulary, "abc", TEXT));
    assertEquals("--line: the model does not know the symbol c (U+0063)", unknown.getMessage());
    assertThrows(BadInput.class, () -> new LineSurprise(vocabulary, "", TEXT));
    assertThrows(BadInput.class, () -> new LineSurprise(CharVocabulary.of("ab"), "a", "ab"));
  }
}
