package dev.cellwise.rnn.file;

/**
 * How a layout keeps the biases of a recurrent layer: of the input and of the recurrent product.
 */
enum GateBiases {
  /** Two tensors [G·H]. */
  TWO,
  /** Two tensors [G·H], either of which may be absent. */
  EITHER,
  /** [2·G·H], the input's and then the recurrent one. */
  STACKED,
  /** [2, G·H]: the same memory. */
  ROWS,
  /** The sum of both, [G·H]. */
  ONE,
  /** The sum of both, [1, G·H]. */
  ROW,
  /** The sum of both, [G, H]. */
  GATES,
  /** [4, H]: sums of z and of r, then n's of the input and n's recurrent one. */
  LBR;

  int[] shape(int gates, int hidden) {
    return switch (this) {
      case TWO, EITHER, ONE -> new int[] {gates * hidden};
      case STACKED -> new int[] {2 * gates * hidden};
      case ROWS -> new int[] {2, gates * hidden};
      case ROW -> new int[] {1, gates * hidden};
      case GATES -> new int[] {gates, hidden};
      case LBR -> new int[] {gates + 1, hidden};
    };
  }
}
