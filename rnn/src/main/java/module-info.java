/** Recurrent cells, networks, an explicit tape, training and model files. */
module dev.cellwise.rnn {
  requires transitive dev.cellwise.kernels;
  requires static jdk.jfr;

  exports dev.cellwise.rnn.tape;
  exports dev.cellwise.rnn.cell;
  exports dev.cellwise.rnn.net;
  exports dev.cellwise.rnn.data;
  exports dev.cellwise.rnn.file;
  exports dev.cellwise.rnn.file.onnx;
  exports dev.cellwise.rnn.train;
}
