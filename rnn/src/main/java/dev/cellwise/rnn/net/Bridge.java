package dev.cellwise.rnn.net;

import dev.cellwise.kernels.Activation;
import java.util.Objects;

/** How the states that a decoder begins with come of its {@link Source}. */
public sealed interface Bridge {
  /**
   * The encoder's final states as they are: both have the same recurrent layers, forward in time
   * (Sutskever, Vinyals and Le 2014).
   */
  record Copy() implements Bridge {
    @Override
    public String toString() {
      return "copy";
    }
  }

  /**
   * Each part of each cell's state is {@code f(b + W e)}, e all final states of the encoder one
   * after the other, or the source vector (Cho and others 2014).
   *
   * @param activation f
   */
  record Dense(Activation activation) implements Bridge {
    /** Checks. */
    public Dense {
      Objects.requireNonNull(activation, "activation");
    }

    @Override
    public String toString() {
      return "dense " + activation;
    }
  }

  /**
   * The final states as they are.
   *
   * @return the bridge
   */
  static Bridge copy() {
    return new Copy();
  }

  /**
   * A dense layer with tanh.
   *
   * @return the bridge
   */
  static Bridge dense() {
    return new Dense(Activation.tanh());
  }

  /**
   * A dense layer.
   *
   * @param f its activation
   * @return the bridge
   */
  static Bridge dense(Activation f) {
    return new Dense(f);
  }
}
