/** Models in ONNX files. */
package dev.cellwise.rnn.file.onnx;
