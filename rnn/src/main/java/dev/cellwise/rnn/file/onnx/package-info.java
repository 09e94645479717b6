/**
 * Models of ONNX, read and written. {@link dev.cellwise.rnn.file.onnx.OnnxFile} reads one as an
 * {@link dev.cellwise.rnn.file.onnx.OnnxModel}, to be looked at, run as the graph that it is, or
 * made into a network. {@link dev.cellwise.rnn.file.onnx.OnnxExport} writes a network as one, by
 * {@link dev.cellwise.rnn.file.onnx.OnnxExportOptions}.
 *
 * <p>How it is written: the network is walked from its input up; a recurrent layer is a node RNN,
 * LSTM or GRU with its gates in ONNX's order, any other layer some nodes of arithmetic; then the
 * graph is written in protobuf's format, field by field in the order of their numbers, with nothing
 * in it that depends on time, place or chance.
 */
package dev.cellwise.rnn.file.onnx;
