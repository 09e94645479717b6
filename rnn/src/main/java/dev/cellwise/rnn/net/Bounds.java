package dev.cellwise.rnn.net;

/** Refuses an index, or a range of an array, that is not there: by the argument's name. */
final class Bounds {
  private Bounds() {}

  /** An index of so many. */
  static void checkIndex(String name, int index, int count) {
    if (index < 0 || index >= count) {
      String expected = count == 0 ? "none, for there are none" : "0 to " + (count - 1);
      throw new IndexOutOfBoundsException(name + ": expected " + expected + ", got " + index);
    }
  }

  /** So many elements from {@code off} of an array of {@code length}. */
  static void checkRoom(String name, long elements, int off, int length) {
    if (off < 0 || length - off < elements) {
      throw new IndexOutOfBoundsException(
          name
              + ": expected "
              + elements
              + " elements from "
              + off
              + ", got an array of "
              + length);
    }
  }
}
