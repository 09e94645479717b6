/** SIMD kernels for recurrent neural networks, each with a scalar twin of the same bits. */
module dev.cellwise.kernels {
  requires jdk.incubator.vector;
  requires static jdk.management;

  exports dev.cellwise.kernels;
}
