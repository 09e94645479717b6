package dev.cellwise.rnn.file.onnx;

import java.util.List;
import java.util.Optional;

/**
 * An input or output of a graph, as it is declared.
 *
 * @param name its name
 * @param type of its elements; {@link OnnxType#UNDEFINED} where it is no tensor, or not said
 * @param shape its dimensions, outermost first; none where the rank is not said
 */
public record OnnxValue(String name, OnnxType type, Optional<List<OnnxDimension>> shape) {
  /** Copies. */
  public OnnxValue {
    shape = shape.map(List::copyOf);
  }

  /** Such as {@code x float[T, N, 12]}. */
  @Override
  public String toString() {
    return name + " " + type + shape.map(Object::toString).orElse("[...]");
  }
}
