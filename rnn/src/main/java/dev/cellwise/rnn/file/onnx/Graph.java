package dev.cellwise.rnn.file.onnx;

import java.util.List;

/**
 * A graph, as the file has it. Values are known by numbers, the indices of their names.
 *
 * @param name of the graph
 * @param names of values, by number; the empty one stands for none
 * @param nodes in the order in which they are computed
 * @param initial values that the file holds, by number; null elsewhere
 * @param unread what the file holds in the place of a value that is not read, by number; null
 *     elsewhere
 * @param inputs declared, those with an initial value too
 * @param outputs declared
 */
record Graph(
    String name,
    String[] names,
    Node[] nodes,
    Value[] initial,
    String[] unread,
    List<Declared> inputs,
    List<Declared> outputs) {

  /**
   * An input or output.
   *
   * @param value its number
   * @param of what is declared of it
   */
  record Declared(int value, OnnxValue of) {}
}
