package dev.cellwise.rnn.file.onnx;

import java.util.Set;

/**
 * A node made ready to be run: its attributes are read, its inputs and outputs counted. Immutable.
 */
interface Operator {
  /**
   * The types of the outputs, before anything is run.
   *
   * @param in of the inputs; null where one is left out
   * @return of the outputs
   * @throws Refusal if it does not take such inputs
   */
  OnnxType[] types(OnnxType[] in);

  /**
   * Computes.
   *
   * @param in inputs of the types that {@link #types} took; null where one is left out. Not
   *     modified.
   * @param room for what is made
   * @return the outputs, those that nobody asked for perhaps null
   * @throws Refusal if a shape or a value is one that it does not take
   */
  Value[] run(Value[] in, Room room);

  /**
   * The same where some inputs never change: what can be made of them once is.
   *
   * @param constants inputs; null where one is left out or is known only in a run
   * @param room for what is made
   * @return this or another operator, of the same inputs and outputs
   */
  default Operator with(Value[] constants, Room room) {
    return this;
  }

  /** Makes a node into an operator. */
  @FunctionalInterface
  interface Maker {
    /**
     * Takes the attributes.
     *
     * @throws Refusal if the node asks for what is not supported
     */
    Operator make(Making node);
  }

  /** What an operator of one output computes. */
  @FunctionalInterface
  interface Function {
    Value apply(Value[] in, Room room);
  }

  /** The type of an operator's one output. */
  @FunctionalInterface
  interface Typing {
    OnnxType of(OnnxType[] in);
  }

  /** An operator of one output. */
  static Operator of(Typing type, Function function) {
    return new Operator() {
      @Override
      public OnnxType[] types(OnnxType[] in) {
        return new OnnxType[] {type.of(in)};
      }

      @Override
      public Value[] run(Value[] in, Room room) {
        return new Value[] {function.apply(in, room)};
      }
    };
  }

  /** The type of the first input, which is among these; all inputs that are there have it. */
  static Typing same(Set<OnnxType> allowed) {
    return in -> {
      for (OnnxType type : in) {
        if (type != null) {
          check(0, in, allowed);
          if (type != in[0]) {
            throw new Refusal("inputs", "of one type", in[0] + " and " + type);
          }
        }
      }
      return in[0];
    };
  }

  /** Checks the type of an input. */
  static void check(int i, OnnxType[] in, Set<OnnxType> allowed) {
    if (!allowed.contains(in[i])) {
      throw new Refusal("input " + (i + 1), "one of type " + names(allowed), in[i]);
    }
  }

  private static String names(Set<OnnxType> types) {
    return String.join(", ", types.stream().map(OnnxType::toString).sorted().toList());
  }

  /** Checks that an input, if it is there, is indices. */
  static void checkIndices(int i, OnnxType[] in) {
    if (i < in.length && in[i] != null) {
      check(i, in, Types.INDICES);
    }
  }
}
