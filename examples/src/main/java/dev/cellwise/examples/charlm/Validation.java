package dev.cellwise.examples.charlm;

import dev.cellwise.rnn.net.Network;
import dev.cellwise.rnn.net.Scoring;
import dev.cellwise.rnn.net.Session;
import java.util.Arrays;

/** What a network makes of a held-out stream, from a zero state at its lead-in. */
final class Validation {
  private static final int CHUNK = 64;

  private Validation() {}

  /**
   * The mean of {@code -ln p} of the characters after the lead-in, read in chunks.
   *
   * @param network tokens in, as many logits out
   * @param stream the lead-in and at least one character
   * @param characters how many are predicted, at most {@code stream.length - 1}
   * @return nats a character
   */
  static double natsPerCharacter(Network network, int[] stream, int characters) {
    int v = network.architecture().outputSize();
    Session session = network.newSession();
    float[] logits = new float[CHUNK * v];
    float[] one = new float[v];
    double sum = 0;
    for (int from = 0; from < characters; from += CHUNK) {
      int steps = Math.min(CHUNK, characters - from);
      session.run(Arrays.copyOfRange(stream, from, from + steps), steps, logits);
      for (int t = 0; t < steps; t++) {
        System.arraycopy(logits, t * v, one, 0, v);
        sum -= Scoring.logSoftmax(one, stream[from + t + 1]);
      }
    }
    return sum / characters;
  }
}
