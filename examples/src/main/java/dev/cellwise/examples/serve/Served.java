package dev.cellwise.examples.serve;

import dev.cellwise.examples.BadInput;
import dev.cellwise.examples.ModelArgument;
import dev.cellwise.kernels.Kernels;
import dev.cellwise.rnn.data.CharVocabulary;
import dev.cellwise.rnn.file.Model;
import dev.cellwise.rnn.net.Architecture;
import dev.cellwise.rnn.net.Network;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The network that is served. Immutable; all requests share it.
 *
 * @param network steps forward in time
 * @param vocabulary the symbols of its tokens; null where there are none
 * @param origin where its weights come from, in words
 */
record Served(Network network, CharVocabulary vocabulary, String origin) {
  /** Of the network that is served where no file is given. */
  private static final int SMALL_UNITS = 64;

  /**
   * A network from a file.
   *
   * @param file a model file
   * @throws BadInput if it is none, or its network cannot be stepped
   */
  static Served of(Path file) {
    Model model = ModelArgument.load(file);
    try {
      model.network().newStepper();
    } catch (IllegalArgumentException e) {
      throw new BadInput("MODEL: %s: %s".formatted(file, e.getMessage()));
    }
    return new Served(model.network(), model.vocabulary(), "file " + file.getFileName());
  }

  /**
   * A small network of characters that has learned nothing: for a try without a file.
   *
   * @param seed decides its weights
   */
  static Served random(long seed) {
    CharVocabulary ascii = CharVocabulary.of(IntStream.rangeClosed(' ', '~').toArray());
    Architecture small =
        Architecture.builder().index(ascii.size()).lstm(SMALL_UNITS).dense(ascii.size()).build();
    return new Served(
        Network.initialise(small, seed),
        ascii,
        "random weights of seed " + seed + ", which have learned nothing: no file was given");
  }

  /** O. */
  int outputs() {
    return network.architecture().outputSize();
  }

  /** I, or V. */
  int inputs() {
    return network.architecture().input().size();
  }

  /** Whether it reads tokens; else features. */
  boolean tokens() {
    return network.layers().tokens();
  }

  /** Whether its outputs are the logits of the next character. */
  boolean speaks() {
    return vocabulary != null && outputs() == vocabulary.size();
  }

  /** What a client has to know. */
  Map<String, Object> describe() {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("model", origin);
    all.put("input", tokens() ? "tokens" : "features");
    all.put("inputs", inputs());
    all.put("outputs", outputs());
    all.put("text", vocabulary != null);
    all.put("invents", speaks());
    all.put("kernels", Kernels.describe());
    return all;
  }
}
