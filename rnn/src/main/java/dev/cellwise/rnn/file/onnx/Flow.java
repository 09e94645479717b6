package dev.cellwise.rnn.file.onnx;

import java.util.List;

/** What a value of a graph is to a chain of layers. */
sealed interface Flow {
  /**
   * A constant.
   *
   * @param value it
   */
  record Known(Value value) implements Flow {}

  /**
   * An input, as it came or brought into another form: what it is shows where it is read.
   *
   * @param input its number
   * @param type of its elements
   * @param axes null where it has been cut or joined
   */
  record Given(int input, OnnxType type, List<Axis> axes) implements Flow {}

  /**
   * Numbers that come out of layers.
   *
   * @param sources what lies along the axis of directions, or side by side in a row; one where
   *     there is neither
   * @param part of the state; 0 is the output
   * @param ended whether only the last one of each row is there
   * @param axes the last one of features
   */
  record Signal(List<Source> sources, int part, boolean ended, List<Axis> axes) implements Flow {
    Signal with(List<Axis> others) {
      return new Signal(sources, part, ended, others);
    }

    Trace trace() {
      return sources.getFirst().trace;
    }
  }

  /**
   * What a signal comes from.
   *
   * @param trace the layers
   * @param direction of the topmost, if that is recurrent; {@link #ALL} of another layer
   */
  record Source(Trace trace, int direction) {
    /** Not a direction. */
    static final int ALL = -1;
  }

  /**
   * The same for all rows: a first state.
   *
   * @param value whose axes of one are stretched; null for a single number
   * @param number that number
   */
  record Stretched(Value value, float number) implements Flow {}

  /**
   * A shape, or parts of one.
   *
   * @param sizes each a {@link Long} or the {@link Axis} that has the size
   */
  record Sizes(List<Object> sizes) implements Flow {}

  /**
   * What a chain has no place for.
   *
   * @param reason says where and why
   */
  record Refused(String reason) implements Flow {}
}
