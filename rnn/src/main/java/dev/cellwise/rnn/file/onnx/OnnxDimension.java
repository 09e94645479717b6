package dev.cellwise.rnn.file.onnx;

/**
 * A dimension of an input or output.
 *
 * @param size how large it is; {@link #ANY} where that is known only when an array comes
 * @param name of a size that is not known before: the same one stands for the same size; empty
 *     where there is none
 */
public record OnnxDimension(int size, String name) {
  /** In the place of a size: known only when an array comes. */
  public static final int ANY = -1;

  /** Of any size, without a name. */
  static final OnnxDimension UNKNOWN = new OnnxDimension(ANY, "");

  /** The size, the name, or a question mark. */
  @Override
  public String toString() {
    if (size != ANY) {
      return Integer.toString(size);
    }
    return name.isEmpty() ? "?" : name;
  }
}
