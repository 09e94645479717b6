/** Models of ONNX: {@link dev.cellwise.rnn.file.onnx.OnnxExport} writes a network as one. */
package dev.cellwise.rnn.file.onnx;
