package dev.cellwise.bench.cold;

import dev.cellwise.rnn.net.Architecture;
import dev.cellwise.rnn.net.Network;
import dev.cellwise.rnn.net.Session;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A stream of a network that has a name: {@code lstm64}, {@code gru32}, {@code charlm}. */
final class ColdStream {
  private static final Pattern NAME =
      Pattern.compile("(lstm|gru|rnn)([1-9]\\d{0,3})|charlm([1-9]\\d{0,2})?");

  /** Symbols of the character model. */
  private static final int VOCABULARY = 65;

  private static final int UNITS = 256;

  private final Session session;
  private final boolean tokens;
  private final float[] x;
  private final float[] out;
  private int t;

  private ColdStream(Network network) {
    Architecture a = network.architecture();
    session = network.newSession();
    tokens = a.input() instanceof Architecture.Index;
    x = new float[a.input().size()];
    Arrays.fill(x, 0.5f);
    out = new float[a.outputSize()];
  }

  /** At its start. */
  static ColdStream of(Network network) {
    return new ColdStream(network);
  }

  /**
   * The architecture of a name: a cell with as many inputs as units, {@code charlm} for 65 symbols
   * by index, an LSTM of 256 (or of the number that follows) and a dense layer.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  static Architecture architecture(String name) {
    Matcher m = NAME.matcher(name);
    if (!m.matches()) {
      throw new IllegalArgumentException(
          "expected lstm, gru or rnn with a number of units, or charlm, got " + name);
    }
    Architecture.Builder b = Architecture.builder();
    if (m.group(1) == null) {
      int units = m.group(3) == null ? UNITS : Integer.parseInt(m.group(3));
      return b.index(VOCABULARY).lstm(units).dense(VOCABULARY).build();
    }
    int units = Integer.parseInt(m.group(2));
    b.features(units);
    return switch (m.group(1)) {
      case "lstm" -> b.lstm(units).build();
      case "gru" -> b.gru(units).build();
      default -> b.rnn(units).build();
    };
  }

  /** The next step. */
  void step() {
    if (tokens) {
      session.step(t++ % VOCABULARY, out);
    } else {
      session.step(x, out);
    }
  }

  /** Whether its last output is a number, so that no step was left out as useless. */
  boolean isSound() {
    return Float.isFinite(out[0]) && out[0] != 0;
  }
}
