package dev.cellwise.examples.hello;

import dev.cellwise.examples.lesson.CellOption;
import dev.cellwise.kernels.Activation;
import dev.cellwise.rnn.net.Architecture;
import dev.cellwise.rnn.net.Network;
import dev.cellwise.rnn.net.Sampler;
import dev.cellwise.rnn.net.Session;

/** The networks of the example: one-hot letters, one recurrent layer, a logit for each letter. */
final class Model {
  private Model() {}

  /**
   * The first weights.
   *
   * @param cell its name
   * @param hidden H
   */
  static Network start(Word word, String cell, int hidden, long seed) {
    Architecture.Builder builder = Architecture.builder().features(word.size());
    return Network.initialise(
        CellOption.layer(builder, cell, hidden).dense(word.size()).build(), seed);
  }

  /**
   * What goes into the tanh of a simple cell: one step of the same weights without it.
   *
   * @param before h of the step before
   * @param x one-hot letter
   * @return W_xh x + W_hh h + b
   */
  static float[] preActivation(Network network, float[] before, float[] x) {
    Architecture linear =
        Architecture.builder()
            .features(x.length)
            .rnn(before.length, Activation.identity())
            .dense(network.architecture().outputSize())
            .build();
    Session session = Network.of(linear, network.tensors()).newSession();
    session.state().set(0, "h", before);
    session.step(x, new float[network.architecture().outputSize()]);
    return session.state().h(0);
  }

  /**
   * Says a word greedily: each letter is the likeliest after those that were said.
   *
   * @return as long as the word, beginning with its first letter
   */
  static String says(Network network, Word word) {
    Session session = network.newSession();
    float[] y = new float[word.size()];
    StringBuilder said = new StringBuilder(word.input(0));
    int letter = word.inputs()[0];
    for (int t = 0; t < word.steps(); t++) {
      float[] x = new float[word.size()];
      x[letter] = 1;
      session.step(x, y);
      letter = Sampler.greedy().next(y, y.length);
      said.append(word.letters().get(letter));
    }
    return said.toString();
  }
}
