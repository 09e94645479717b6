package dev.cellwise.rnn.file.onnx;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * The texts of a file, each held once and known by its index: names of values come again and again,
 * and as objects of their own they would take many times the memory of the file.
 */
final class Texts {
  /** Different texts of a file at most; the index of the empty one is 0. */
  static final int MOST = Character.MAX_VALUE;

  /** Bytes of a name at most. */
  static final int MAX_BYTES = 1024;

  private static final long PRIME = 0x100000001B3L;

  private final byte[] bytes;
  private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();

  /**
   * Names come from strangers, who could choose such as fall on one place: the places are not known
   * before.
   */
  private final long salt = new SplittableRandom().nextLong();

  /** Indices by hash, 0 for none. */
  private final char[] places;

  private final String[] texts;
  private int count = 1;

  /** For the texts of a file: there cannot be more than its bytes allow. */
  Texts(byte[] bytes) {
    this.bytes = bytes;
    int most = (int) Math.min(MOST, bytes.length / 3L + 1);
    this.texts = new String[most + 1];
    this.texts[0] = "";
    this.places = new char[Integer.highestOneBit(Math.max(most, 2) - 1) * 4];
  }

  /** Texts so far, the empty one among them. */
  int count() {
    return count;
  }

  String get(int index) {
    return texts[index];
  }

  /** Takes the value of the field at hand as a name. */
  int name(Wire wire) {
    int from = wire.skipBytes();
    int length = wire.here() - from;
    if (length > MAX_BYTES) {
      throw wire.refuse("a name of at most " + MAX_BYTES + " bytes", length + " bytes");
    }
    return index(wire, from, length);
  }

  /** Takes the value of the field at hand; null if it is long, or not in UTF-8. */
  String value(Wire wire) {
    int from = wire.skipBytes();
    int length = wire.here() - from;
    if (length > MAX_BYTES || !isAscii(from, length) && decode(from, length) == null) {
      return null;
    }
    return texts[index(wire, from, length)];
  }

  /** Takes the value of the field at hand, whatever its length, as a text of its own. */
  String any(Wire wire) {
    int from = wire.skipBytes();
    int length = wire.here() - from;
    String text = decode(from, length);
    if (text == null) {
      throw wire.refuse("a text in UTF-8", "other bytes");
    }
    return text;
  }

  /** Takes a text of the file. */
  private int index(Wire wire, int from, int length) {
    if (length == 0) {
      return 0;
    }
    String text = null;
    boolean ascii = isAscii(from, length);
    if (!ascii) {
      text = decode(from, length);
      if (text == null) {
        throw wire.refuse("a text in UTF-8", "other bytes");
      }
    }
    int mask = places.length - 1;
    int place = hash(from, length) & mask;
    for (; places[place] != 0; place = (place + 1) & mask) {
      String known = texts[places[place]];
      if (ascii ? isSame(known, from, length) : known.equals(text)) {
        return places[place];
      }
    }
    if (count > MOST) {
      throw wire.refuse("at most " + MOST + " different names", "more");
    }
    texts[count] = ascii ? new String(bytes, from, length, StandardCharsets.ISO_8859_1) : text;
    places[place] = (char) count;
    return count++;
  }

  private int hash(int from, int length) {
    long h = salt;
    for (int i = from; i < from + length; i++) {
      h = (h ^ bytes[i]) * PRIME;
    }
    return (int) (h ^ h >>> 32);
  }

  private boolean isAscii(int from, int length) {
    for (int i = from; i < from + length; i++) {
      if (bytes[i] < 0) {
        return false;
      }
    }
    return true;
  }

  private boolean isSame(String known, int from, int length) {
    if (known.length() != length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (known.charAt(i) != bytes[from + i]) {
        return false;
      }
    }
    return true;
  }

  /** Null if it is not in UTF-8. */
  private String decode(int from, int length) {
    try {
      return decoder.decode(ByteBuffer.wrap(bytes, from, length)).toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  /** All of them by their indices. */
  String[] all() {
    return Arrays.copyOf(texts, count);
  }
}
