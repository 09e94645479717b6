package dev.cellwise.testing;

import java.util.Optional;

/**
 * What the cells of a {@link SequenceNetwork}, the decoder, begin with: a vector a row, or the
 * final states of an encoder, which {@linkplain SequenceStack#dotAttention attention} then can look
 * back at.
 *
 * <p>Either is one vector e_n a row, the parameter {@code source} [N, E], or the final states of
 * all the encoder's cells one after the other: from the input up, of a layer in both directions the
 * forward one's first, of each cell its parts in order. Then, for each state part of each cell of
 * the decoder,
 *
 * <pre>
 *   start = f(W e_n + b)     dense: W {@code bridge.h_l0.weight} [H, E], b {@code bridge.h_l0.bias} [H], …
 *   start = its part of e_n  copied
 * </pre>
 *
 * <p>All names of the encoder have {@code encoder.} in front: {@code encoder.weight_ih_l0}, {@code
 * encoder.x}. Objects of this class are immutable.
 *
 * <p>Source: I. Sutskever and others, Sequence to sequence learning with neural networks, 2014; K.
 * Cho and others, Learning phrase representations using RNN encoder-decoder, 2014.
 */
public final class SequenceSource {
  private final Optional<SequenceNetwork> encoder;
  private final int size;
  private final Optional<ReferenceActivation> activation;

  private SequenceSource(
      Optional<SequenceNetwork> encoder, int size, Optional<ReferenceActivation> activation) {
    this.encoder = encoder;
    this.size = size;
    this.activation = activation;
  }

  /**
   * A vector a row, the parameter {@code source} [N, E], and a dense bridge.
   *
   * @param size E, at least 1
   * @param activation f, as {@link ReferenceActivation#parse} reads it
   * @return a source
   * @throws IllegalArgumentException if {@code size} is less than 1, or there is no such f
   */
  public static SequenceSource vector(int size, String activation) {
    if (size < 1) {
      throw new IllegalArgumentException("source: expected at least 1, got " + size);
    }
    ReferenceActivation f = ReferenceActivation.parse(activation);
    return new SequenceSource(Optional.empty(), size, Optional.of(f));
  }

  /**
   * An encoder and a dense bridge.
   *
   * @param encoder a network without a source of its own that does not read only the last step
   * @param activation f, as {@link ReferenceActivation#parse} reads it
   * @return a source
   * @throws IllegalArgumentException if the encoder has a source or reads only the last step, or
   *     there is no such f
   */
  public static SequenceSource encoder(SequenceNetwork encoder, String activation) {
    return of(encoder, Optional.of(ReferenceActivation.parse(activation)));
  }

  /**
   * An encoder whose final states the decoder's cells begin with, as they are: the decoder must
   * have cells with the same state parts in the same order.
   *
   * @param encoder a network without a source of its own that does not read only the last step
   * @return a source
   * @throws IllegalArgumentException if the encoder has a source or reads only the last step
   */
  public static SequenceSource copied(SequenceNetwork encoder) {
    return of(encoder, Optional.empty());
  }

  private static SequenceSource of(SequenceNetwork encoder, Optional<ReferenceActivation> f) {
    if (encoder.bridge().isPresent() || encoder.last()) {
      throw new IllegalArgumentException(
          "encoder: expected no source and all steps, got "
              + (encoder.last() ? "only the last step" : "a source"));
    }
    return new SequenceSource(Optional.of(encoder), encoder.cells().size(), f);
  }

  Optional<SequenceNetwork> encoder() {
    return encoder;
  }

  /** E. */
  int size() {
    return size;
  }

  /** f; none where the final states are copied. */
  Optional<ReferenceActivation> activation() {
    return activation;
  }

  /** M, the numbers a source step that attention sees; 0 without an encoder. */
  int memory() {
    return encoder.map(SequenceNetwork::outputs).orElse(0);
  }

  boolean hasKink() {
    return encoder.map(SequenceNetwork::hasKink).orElse(false)
        || activation.map(ReferenceActivation::hasKink).orElse(false);
  }
}
