package dev.cellwise.rnn.file;

import dev.cellwise.rnn.data.CharVocabulary;
import dev.cellwise.rnn.net.Architecture;
import dev.cellwise.rnn.net.Network;

/**
 * What a model file holds.
 *
 * @param network the network
 * @param vocabulary the symbols that its tokens stand for, as many as the network takes; null where
 *     there are none
 */
public record Model(Network network, CharVocabulary vocabulary) {
  /**
   * Checks the vocabulary against the network.
   *
   * @throws IllegalArgumentException if there is a vocabulary, but the network takes no tokens, or
   *     another number of them
   */
  public Model {
    if (vocabulary != null) {
      if (!network.layers().tokens()) {
        throw new IllegalArgumentException(
            "vocabulary: expected none for a network of features, got " + vocabulary);
      }
      Architecture.Input input = network.architecture().input();
      if (input.size() != vocabulary.size()) {
        throw new IllegalArgumentException(
            "vocabulary: expected " + input.size() + " symbols, got " + vocabulary.size());
      }
    }
  }
}
