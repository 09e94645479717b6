package dev.cellwise.rnn.file.onnx;

/**
 * Fields that a message may have once. Protocol Buffers let the last one count; who writes two
 * wants two readers to see two things.
 */
final class Once {
  private Once() {}

  /**
   * Refuses the field at hand if it has come before.
   *
   * @param seen a bit for each field that has
   * @return the same with this one's
   */
  static long check(Wire wire, long seen) {
    long bit = 1L << wire.field();
    if ((seen & bit) != 0) {
      throw wire.refuse("field " + wire.field() + " once", "it twice");
    }
    return seen | bit;
  }
}
