package dev.cellwise.examples.charlm;

/**
 * Text to learn and text to be measured on, by the stream convention of this package.
 *
 * @param title what it is, in a few words
 * @param kind what a piece of it is
 * @param training the training stream; its first character is the lead-in
 * @param heldOut the held-out stream; its first character is the lead-in
 */
public record Corpus(String title, Kind kind, String training, String heldOut) {
  /** What a piece of the corpus is, and so what the trained model is asked to invent. */
  public enum Kind {
    /** One piece a line. */
    LINES,
    /** Running text. */
    TEXT
  }

  /** The number of characters (Unicode code points) in both streams, lead-ins not counted. */
  public int characters() {
    return predictions(training) + predictions(heldOut);
  }

  /**
   * The number of characters that are predicted in a stream: all but its lead-in.
   *
   * @param stream one of the two streams
   */
  public static int predictions(String stream) {
    return stream.codePointCount(0, stream.length()) - 1;
  }

  /** The number of different characters (Unicode code points) in both streams. */
  public int symbols() {
    return (int) (training + heldOut).codePoints().distinct().count();
  }
}
