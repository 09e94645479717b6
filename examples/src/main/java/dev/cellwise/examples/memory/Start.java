package dev.cellwise.examples.memory;

import dev.cellwise.examples.Draws;
import dev.cellwise.examples.Draws.Purpose;
import dev.cellwise.kernels.Activation;
import dev.cellwise.rnn.net.Architecture;
import dev.cellwise.rnn.net.Initialisation;
import dev.cellwise.rnn.net.Network;
import dev.cellwise.rnn.net.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A way in which the weights of a network that adds may start: what decides how much of a gradient
 * reaches its first steps.
 *
 * @param name as it is printed
 * @param make a network for sequences of a length
 */
record Start(String name, Maker make) {
  /** The simple cell as most libraries start it. */
  static final String UNIFORM = "rnn uniform";

  /** Gates that are open for as long as a sequence is. */
  static final String OPEN_GRU = "gru chrono";

  /** The same. */
  static final String OPEN_LSTM = "lstm chrono";

  private static final String INPUT = "rnn.weight_ih_l0";
  private static final String RECURRENT = "rnn.weight_hh_l0";

  /** Of W where U is the identity: what is remembered of T numbers is to be small at first. */
  private static final float SMALL = 0.01f;

  /** Makes a network. */
  @FunctionalInterface
  interface Maker {
    /**
     * The first weights.
     *
     * @param length T of the sequences
     */
    Network network(int length);
  }

  /** As a key of a report: small letters, digits and underlines. */
  String key() {
    return name.replaceAll("[^a-z0-9]+", "_");
  }

  /**
   * All of them.
   *
   * @param hidden H
   */
  static List<Start> all(int hidden, long seed) {
    Of of = new Of(hidden, seed);
    return List.of(
        of.linear(0.95f),
        of.linear(1),
        of.linear(1.05f),
        of.scaled(0.5f),
        of.scaled(1),
        of.scaled(1.5f),
        new Start(UNIFORM, t -> of.network(Cells.RNN, Initialisation.standard())),
        new Start("rnn relu identity", t -> of.relu()),
        new Start("gru uniform", t -> of.network(Cells.GRU, Initialisation.standard())),
        of.chrono(OPEN_GRU, Cells.GRU),
        of.forgetting(0),
        of.forgetting(1),
        of.forgetting(3),
        of.chrono(OPEN_LSTM, Cells.LSTM));
  }

  /**
   * Nearly the start of Q. Le, N. Jaitly and G. Hinton 2015: relu, U the identity, W small.
   *
   * @param hidden H
   */
  static Network relu(int hidden, long seed) {
    return new Of(hidden, seed).relu();
  }

  /**
   * Gates that are open for as long as a sequence is.
   *
   * @param cell one with gates
   * @param hidden H
   * @param length T, at least 2
   */
  static Network chrono(String cell, int hidden, int length, long seed) {
    return new Of(hidden, seed).open(cell, length);
  }

  /**
   * U orthogonal.
   *
   * @param hidden H
   */
  static Network orthogonal(String cell, int hidden, long seed) {
    return new Of(hidden, seed).network(cell, Initialisation.orthogonal());
  }

  /** Makes them of one size and seed. */
  private record Of(int hidden, long seed) {
    private Architecture adder(Architecture.Builder layers) {
      return layers.last().dense(1).build();
    }

    Network network(String cell, Initialisation start) {
      Architecture.Builder builder = Architecture.builder().features(2);
      return Network.initialise(adder(Cells.layer(builder, cell, hidden)), start, seed);
    }

    private Network simple(Activation f, Initialisation start) {
      Architecture.Builder builder = Architecture.builder().features(2).rnn(hidden, f);
      return Network.initialise(adder(builder), start, seed);
    }

    Network relu() {
      return scaled(simple(Activation.relu(), Initialisation.identity()), INPUT, SMALL);
    }

    Start linear(float radius) {
      return new Start(
          "linear, radius " + text(radius),
          t ->
              scaled(
                  simple(Activation.identity(), Initialisation.orthogonal()), RECURRENT, radius));
    }

    Start scaled(float radius) {
      return new Start(
          "rnn, radius " + text(radius),
          t -> scaled(network(Cells.RNN, Initialisation.orthogonal()), RECURRENT, radius));
    }

    private static String text(float radius) {
      return radius == 1 ? "1" : Float.toString(radius);
    }

    Start forgetting(float bias) {
      Initialisation standard = Initialisation.standard();
      Initialisation start =
          new Initialisation(standard.input(), standard.recurrent(), standard.bias(), bias);
      return new Start("lstm, forget bias " + (int) bias, t -> network(Cells.LSTM, start));
    }

    Start chrono(String name, String cell) {
      return new Start(name, t -> open(cell, t));
    }

    Network open(String cell, int length) {
      Network network = network(cell, Initialisation.orthogonal());
      return Chrono.start(network, cell, hidden, length, new Draws(seed, Purpose.START));
    }

    /**
     * Of U: all eigenvalues of an orthogonal U have the magnitude 1; those of a multiple that one.
     */
    private static Network scaled(Network network, String name, float factor) {
      Map<String, Tensor> tensors = new LinkedHashMap<>(network.tensors());
      Tensor old = tensors.get(name);
      float[] values = old.values().clone();
      for (int i = 0; i < values.length; i++) {
        values[i] *= factor;
      }
      tensors.put(name, Tensor.of(values, old.shape()));
      return Network.of(network.architecture(), tensors);
    }
  }
}
