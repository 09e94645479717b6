package dev.cellwise.rnn.net;

import dev.cellwise.rnn.cell.StatePart;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;

/**
 * What tells networks apart that may give other bits: SHA-256 over
 *
 * <ol>
 *   <li>a version of this list
 *   <li>the architecture as {@linkplain CanonicalText canonical text}
 *   <li>names and sizes of the parts of each cell's state
 *   <li>each tensor, in the order of {@link Network#tensors}: name and shape, then its bits, every
 *       NaN counting as one
 * </ol>
 *
 * <p>Tensors are taken as files have them: how they are packed is a matter of the version and the
 * JVM. They are those that steps read, so a network in another {@link Precision} has the
 * fingerprint of one whose weights were rounded before. Of a cell of one's own its name, sizes and
 * weights count: what it computes is not seen.
 *
 * <p>Made when it is first asked for, once, by whichever thread comes first.
 */
final class Fingerprint {
  static final int BYTES = 32;

  private static final String VERSION = "cellwise network 1";
  private static final int BUFFERED = 1 << 13;

  private final Layers layers;
  private final float[] parameters;

  /** Null until it is made; nobody writes to it. */
  private volatile byte[] bytes;

  Fingerprint(Layers layers, float[] parameters) {
    this.layers = layers;
    this.parameters = parameters;
  }

  /** The hash: not a copy. */
  byte[] bytes() {
    byte[] made = bytes;
    if (made == null) {
      synchronized (this) {
        made = bytes;
        if (made == null) {
          made = new Digest().of(layers, parameters);
          bytes = made;
        }
      }
    }
    return made;
  }

  /** Feeds the hash. */
  private static final class Digest {
    private final MessageDigest sha = sha();
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFERED).order(ByteOrder.LITTLE_ENDIAN);

    private static MessageDigest sha() {
      try {
        return MessageDigest.getInstance("SHA-256");
      } catch (NoSuchAlgorithmException e) {
        // Every Java platform has it.
        throw new IllegalStateException(e);
      }
    }

    byte[] of(Layers layers, float[] parameters) {
      text(VERSION);
      text(CanonicalText.of(layers.architecture()));
      for (List<StatePart> cell : layers.state()) {
        number(cell.size());
        for (StatePart part : cell) {
          text(part.name());
          number(part.size());
        }
      }
      for (Part part : layers.parts()) {
        part.unpack(parameters, this::tensor);
      }
      flush();
      return sha.digest();
    }

    private void tensor(String name, float[] values, int... shape) {
      text(name + Arrays.toString(shape));
      for (float value : values) {
        number(Float.floatToIntBits(value));
      }
    }

    /** With its length before it, so that no two lists of texts give the same bytes. */
    private void text(String text) {
      byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
      number(utf8.length);
      flush();
      sha.update(utf8);
    }

    private void number(int number) {
      if (!buffer.hasRemaining()) {
        flush();
      }
      buffer.putInt(number);
    }

    private void flush() {
      sha.update(buffer.flip());
      buffer.clear();
    }
  }
}
