package dev.cellwise.rnn.net;

import java.util.Objects;

/**
 * How the weights of the recurrent layers start. The matrices of a layer are drawn gate by gate:
 * fan-in is the gate's inputs, fan-out its units.
 *
 * @param input the scheme of W, all but {@link Scheme#IDENTITY}; where the input is an index, W is
 *     uniform in ±√3 with every scheme but {@link Scheme#ZERO}: one column of it is all that a step
 *     sees
 * @param recurrent the scheme of U
 * @param bias the scheme of b: {@link Scheme#UNIFORM} or {@link Scheme#ZERO}
 * @param forgetBias is added to an LSTM's forget bias: with 1 a cell keeps its state until it
 *     learns to forget (F. Gers, J. Schmidhuber and F. Cummins, "Learning to forget", 2000)
 */
public record Initialisation(Scheme input, Scheme recurrent, Scheme bias, float forgetBias) {
  /** How a gate's matrix starts. */
  public enum Scheme {
    /** Uniform in ±1/√H, H the units of the layer: PyTorch's. */
    UNIFORM,
    /**
     * Uniform in ±√(6 / (fan-in + fan-out)): X. Glorot and Y. Bengio, "Understanding the difficulty
     * of training deep feedforward neural networks", 2010.
     */
    GLOROT,
    /**
     * Uniform in ±√(6 / fan-in), for relu: K. He and others, "Delving deep into rectifiers", 2015.
     */
    HE,
    /**
     * Rows, or columns where there are fewer of them, that are orthonormal: those of a random
     * rotation, by the QR decomposition of a normal matrix. A. Saxe, J. McClelland and S. Ganguli,
     * "Exact solutions to the nonlinear dynamics of learning in deep linear neural networks", 2013.
     */
    ORTHOGONAL,
    /** Ones on the diagonal, zeros elsewhere. */
    IDENTITY,
    /** Zeros. */
    ZERO
  }

  /** Checks. */
  public Initialisation {
    Objects.requireNonNull(input, "input");
    Objects.requireNonNull(recurrent, "recurrent");
    Objects.requireNonNull(bias, "bias");
    if (input == Scheme.IDENTITY) {
      throw new IllegalArgumentException("input: expected any scheme but IDENTITY, got it");
    }
    if (bias != Scheme.UNIFORM && bias != Scheme.ZERO) {
      throw new IllegalArgumentException("bias: expected UNIFORM or ZERO, got " + bias);
    }
    if (!Float.isFinite(forgetBias)) {
      throw new IllegalArgumentException("forgetBias: expected a finite one, got " + forgetBias);
    }
  }

  /**
   * Everything uniform in ±1/√H, an LSTM's forget bias 1 higher.
   *
   * @return the start that is taken unless told
   */
  public static Initialisation standard() {
    return new Initialisation(Scheme.UNIFORM, Scheme.UNIFORM, Scheme.UNIFORM, 1);
  }

  /**
   * W by Glorot, U orthogonal, biases zero, an LSTM's forget bias 1.
   *
   * @return a start that keeps the norm of what passes through U
   */
  public static Initialisation orthogonal() {
    return new Initialisation(Scheme.GLOROT, Scheme.ORTHOGONAL, Scheme.ZERO, 1);
  }

  /**
   * W by He, U the identity, biases zero: a simple cell with relu then remembers at first. Q. Le,
   * N. Jaitly and G. Hinton, "A simple way to initialize recurrent networks of rectified linear
   * units", 2015 (there W is normal with deviation 0.001).
   *
   * @return the start of an "IRNN"
   */
  public static Initialisation identity() {
    return new Initialisation(Scheme.HE, Scheme.IDENTITY, Scheme.ZERO, 1);
  }
}
