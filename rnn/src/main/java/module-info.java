/** Recurrent cells, networks, an explicit tape, training and model files. */
module dev.cellwise.rnn {
  requires transitive dev.cellwise.kernels;
}
