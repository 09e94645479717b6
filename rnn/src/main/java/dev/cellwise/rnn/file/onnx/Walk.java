package dev.cellwise.rnn.file.onnx;

/**
 * Copies elements that lie at regular distances: what transposing, slicing, stretching and turning
 * round come to. Nothing else here goes through an array by several indices.
 */
final class Walk {
  private Walk() {}

  /**
   * Copies.
   *
   * @param from an array. Not modified.
   * @param at place of the first element
   * @param strides from one place of an axis to the next in {@code from}; 0 and less too
   * @param shape of what is copied
   * @param to an array of the same kind, row-major. Modified from its beginning.
   */
  static void copy(Object from, int at, int[] strides, int[] shape, Object to) {
    int rank = shape.length;
    int size = Room.size(shape);
    if (size == 0) {
      return;
    }
    // The axes behind which all lies as it will lie are copied at once.
    int run = 1;
    int outer = rank;
    while (outer > 0 && (strides[outer - 1] == run || shape[outer - 1] == 1)) {
      run *= shape[--outer];
    }
    // Where nothing does, the last axis is gone along.
    int count = outer > 0 && run == 1 ? shape[outer - 1] : 1;
    int step = outer > 0 && run == 1 ? strides[outer - 1] : 0;
    if (count > 1) {
      outer--;
    }
    int[] index = new int[outer];
    int place = at;
    for (int done = 0; done < size; done += run * count) {
      if (count > 1) {
        along(from, place, step, count, to, done);
      } else {
        System.arraycopy(from, place, to, done, run);
      }
      for (int i = outer - 1; i >= 0; i--) {
        place += strides[i];
        if (++index[i] < shape[i]) {
          break;
        }
        place -= strides[i] * shape[i];
        index[i] = 0;
      }
    }
  }

  private static void along(Object from, int at, int step, int count, Object to, int done) {
    switch (from) {
      case float[] a -> {
        float[] b = (float[]) to;
        for (int i = 0; i < count; i++) {
          b[done + i] = a[at + i * step];
        }
      }
      case double[] a -> {
        double[] b = (double[]) to;
        for (int i = 0; i < count; i++) {
          b[done + i] = a[at + i * step];
        }
      }
      case long[] a -> {
        long[] b = (long[]) to;
        for (int i = 0; i < count; i++) {
          b[done + i] = a[at + i * step];
        }
      }
      case int[] a -> {
        int[] b = (int[]) to;
        for (int i = 0; i < count; i++) {
          b[done + i] = a[at + i * step];
        }
      }
      default -> {
        for (int i = 0; i < count; i++) {
          System.arraycopy(from, at + i * step, to, done + i, 1);
        }
      }
    }
  }
}
