package dev.cellwise.rnn.net;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/**
 * A state as bytes, little-endian:
 *
 * <pre>
 * at 0   4 bytes   CWST
 *    4   int       1, the version of this table
 *    8   32 bytes  fingerprint of the network
 *   40   int       n, its numbers
 *   44   n floats  for each layer the parts of its state, without padding, bit for bit
 *   …    int       CRC-32C of all bytes before
 * </pre>
 *
 * <p>The reader takes these bytes and no others, and no more memory than a state of the network
 * has. The check sum is against bad luck, not malice: whoever writes such bytes can write any
 * state.
 */
final class StateBytes {
  private static final byte[] MAGIC = {'C', 'W', 'S', 'T'};
  private static final int VERSION = 1;
  private static final int FINGERPRINT = MAGIC.length + Integer.BYTES;
  private static final int COUNT = FINGERPRINT + Fingerprint.BYTES;
  private static final int FLOATS = COUNT + Integer.BYTES;

  /** Bytes beside the floats. */
  private static final int BESIDE = FLOATS + Integer.BYTES;

  private StateBytes() {}

  static byte[] write(byte[] fingerprint, State state) {
    float[] all = state.toArray();
    long length = BESIDE + (long) Float.BYTES * all.length;
    if (length > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "state: expected one that an array of bytes holds, got " + all.length + " floats");
    }
    ByteBuffer to = ByteBuffer.allocate((int) length).order(ByteOrder.LITTLE_ENDIAN);
    to.put(MAGIC).putInt(VERSION).put(fingerprint).putInt(all.length);
    for (float value : all) {
      to.putInt(Float.floatToRawIntBits(value));
    }
    to.putInt(sum(to.array()));
    return to.array();
  }

  /** Of all bytes but the last four. */
  private static int sum(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, bytes.length - Integer.BYTES);
    return (int) crc.getValue();
  }

  static State read(byte[] fingerprint, StateShape shape, byte[] bytes) {
    ByteBuffer from = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    checkForm(from);
    byte[] theirs = new byte[Fingerprint.BYTES];
    from.get(FINGERPRINT, theirs);
    if (!Arrays.equals(fingerprint, theirs)) {
      throw refuse(
          "a state of this network, of fingerprint " + hex(fingerprint), "one of " + hex(theirs));
    }
    int count = from.getInt(COUNT);
    if (count != shape.numbers) {
      throw refuse(shape.numbers + " floats for this network", Integer.toString(count));
    }
    float[] all = new float[count];
    for (int i = 0; i < count; i++) {
      all[i] = Float.intBitsToFloat(from.getInt(FLOATS + i * Float.BYTES));
    }
    State state = new State(shape);
    state.fromArray(all);
    return state;
  }

  /** What any state's bytes have, of whatever network. */
  private static void checkForm(ByteBuffer from) {
    int length = from.capacity();
    if (length < BESIDE) {
      throw refuse("at least " + BESIDE + " for a state", Integer.toString(length));
    }
    byte[] magic = new byte[MAGIC.length];
    from.get(0, magic);
    if (!Arrays.equals(magic, MAGIC)) {
      throw refuse("a state, which begins with " + hex(MAGIC), hex(magic));
    }
    int version = from.getInt(MAGIC.length);
    if (version != VERSION) {
      throw refuse("a state of version " + VERSION, "version " + version);
    }
    int count = from.getInt(COUNT);
    long expected = BESIDE + (long) Float.BYTES * count;
    if (count < 0 || length != expected) {
      throw refuse(expected + " for " + count + " floats", Integer.toString(length));
    }
    int sum = from.getInt(length - Integer.BYTES);
    int own = sum(from.array());
    if (sum != own) {
      throw refuse("the check sum %08x of what is in them".formatted(own), "%08x".formatted(sum));
    }
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private static IllegalArgumentException refuse(String expected, String got) {
    return new IllegalArgumentException("bytes: expected " + expected + ", got " + got);
  }
}
