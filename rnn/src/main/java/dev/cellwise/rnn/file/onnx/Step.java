package dev.cellwise.rnn.file.onnx;

/**
 * What is run at a time: a node, or several that are computed as one.
 *
 * @param node the node, or the last of several: as messages call it
 * @param operator what computes
 * @param inputs values by number; {@link Node#NONE} where one is left out
 * @param outputs values by number; {@link Node#NONE} where one is left out
 */
record Step(Node node, Operator operator, int[] inputs, int[] outputs) {}
