package dev.cellwise.kernels;

/**
 * One of the two implementations of a kernel. A test picks the method by a conditional, so that the
 * vector class is not linked where its module is missing:
 *
 * <pre>{@code
 * static Exp exp(Twin twin) {
 *   return twin == Twin.SCALAR ? ScalarElementwise::exp : VectorElementwise::exp;
 * }
 * }</pre>
 */
enum Twin {
  SCALAR,
  VECTOR
}
