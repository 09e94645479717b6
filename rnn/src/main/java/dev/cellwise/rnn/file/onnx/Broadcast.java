package dev.cellwise.rnn.file.onnx;

/** Goes through arrays that are stretched to one shape, element by element, in its order. */
final class Broadcast {
  private final int[] shape;
  private final int[][] strides;
  private final int[] places;
  private final int[] index;

  /**
   * Begins at the first element.
   *
   * @param shape what they are stretched to
   * @param of their own shapes
   */
  Broadcast(int[] shape, int[]... of) {
    this.shape = shape;
    this.strides = new int[of.length][];
    this.places = new int[of.length];
    this.index = new int[shape.length];
    for (int k = 0; k < of.length; k++) {
      strides[k] = Axes.stretched(of[k], shape);
    }
  }

  /** Where the element at hand lies in an array. */
  int place(int k) {
    return places[k];
  }

  void next() {
    for (int i = shape.length - 1; i >= 0; i--) {
      for (int k = 0; k < places.length; k++) {
        places[k] += strides[k][i];
      }
      if (++index[i] < shape[i]) {
        return;
      }
      for (int k = 0; k < places.length; k++) {
        places[k] -= strides[k][i] * shape[i];
      }
      index[i] = 0;
    }
  }
}
