package dev.cellwise.testing;

/**
 * A recurrent network that a lecture works out by hand: which character follows "he" in the
 * vocabulary h, e, l, o?
 *
 * <p>Hidden size 3; {@code h = tanh(W_xh x + w_hh h' + b)}, where x is one-hot, w_hh and b are one
 * number each for all units and h' = 0 at first; {@code y = W_hy h}. The weights, and the figures
 * that the lecture prints, are in the golden case {@code lecture-helo}. The lecture printed its
 * weights rounded: the states computed from them agree with its own within 1e-6, the logits within
 * 5e-6, the softmax within 2e-6, and not better.
 */
public final class LectureExample {
  /** The characters; the index of each is its token. */
  public static final String VOCABULARY = "helo";

  private static final int H = 3;

  private final Golden golden = Golden.load("lecture-helo");

  /** Loads the weights. */
  public LectureExample() {}

  /**
   * The golden case behind this example: tensors {@code W_xh} [3, 4], {@code w_hh} [], {@code b}
   * [], {@code W_hy} [4, 3], and {@code printed.h}, {@code printed.y}, {@code printed.softmax}.
   *
   * @return the case
   */
  public Golden golden() {
    return golden;
  }

  /**
   * The state after a text.
   *
   * @param text characters of {@link #VOCABULARY}
   * @return [3] the state; zeros for an empty text
   * @throws IllegalArgumentException if a character is not in the vocabulary
   */
  public double[] state(String text) {
    double[] wXh = golden.doubles("W_xh");
    double wHh = golden.scalar("w_hh");
    double b = golden.scalar("b");
    double[] h = new double[H];
    for (int x : text.chars().map(LectureExample::token).toArray()) {
      for (int j = 0; j < H; j++) {
        h[j] = StrictMath.tanh(wXh[j * VOCABULARY.length() + x] + wHh * h[j] + b);
      }
    }
    return h;
  }

  /**
   * The outputs in a state.
   *
   * @param h [3] not modified
   * @return [4] one logit a character
   */
  public double[] logits(double[] h) {
    double[] wHy = golden.doubles("W_hy");
    double[] y = new double[VOCABULARY.length()];
    for (int k = 0; k < y.length; k++) {
      for (int j = 0; j < H; j++) {
        y[k] += wHy[k * H + j] * h[j];
      }
    }
    return y;
  }

  /**
   * The probabilities that logits stand for.
   *
   * @param y [n] not modified
   * @return [n] e^y over its sum
   */
  public static double[] softmax(double[] y) {
    double[] p = new double[y.length];
    double sum = 0;
    for (int k = 0; k < y.length; k++) {
      p[k] = StrictMath.exp(y[k]);
      sum += p[k];
    }
    for (int k = 0; k < y.length; k++) {
      p[k] /= sum;
    }
    return p;
  }

  /**
   * The character that is most probable after a text.
   *
   * @param text characters of {@link #VOCABULARY}
   * @return a character of it
   * @throws IllegalArgumentException if a character is not in the vocabulary
   */
  public char next(String text) {
    double[] y = logits(state(text));
    int best = 0;
    for (int k = 1; k < y.length; k++) {
      if (y[k] > y[best]) {
        best = k;
      }
    }
    return VOCABULARY.charAt(best);
  }

  private static int token(int character) {
    int token = VOCABULARY.indexOf(character);
    if (token < 0) {
      throw new IllegalArgumentException(
          "'" + Character.toString(character) + "' is not in the vocabulary " + VOCABULARY);
    }
    return token;
  }
}
