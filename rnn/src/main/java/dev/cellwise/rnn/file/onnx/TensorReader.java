package dev.cellwise.rnn.file.onnx;

import static dev.cellwise.rnn.file.ModelFileException.quote;

import dev.cellwise.rnn.file.ModelFileException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;

/**
 * Reads TensorProto: a type, a shape, and elements as raw bytes or as numbers of the field that is
 * the type's, or from another file. Each count is held against the shape before memory is taken.
 */
final class TensorReader {
  /** Arrays of Integer.MAX_VALUE elements do not exist on HotSpot. */
  private static final int MAX_ELEMENTS = Integer.MAX_VALUE - 8;

  /** As NumPy's arrays. */
  static final int MAX_RANK = 64;

  private final Wire wire;
  private final Texts texts;
  private final ExternalData external;

  /** The file: one view for all tensors, each of which may be a few bytes. */
  private final ByteBuffer file;

  // Of the tensor at hand.
  private int name;
  private int[] shape;
  private long typeNumber;
  private boolean raw;
  private int rawFrom;
  private int rawLength;

  /** The field of numbers that has come, and how many; 0 for none. */
  private int field;

  /** Another one that has come, too; 0 for none. */
  private int another;

  private long numbers;
  private boolean outside;
  private ExternalData.Place place;

  TensorReader(Wire wire, Texts texts, ExternalData external) {
    this.wire = wire;
    this.texts = texts;
    this.external = external;
    this.file = ByteBuffer.wrap(wire.bytes()).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The name of the tensor that was read last, among the texts. */
  int name() {
    return name;
  }

  /**
   * Reads the tensor that is the value of the field at hand.
   *
   * @return a {@link Value}, or a text that says what is not read
   */
  Object read() {
    int outer = wire.open();
    int start = wire.here();
    scan(start);
    OnnxType type = OnnxType.of(typeNumber);
    Object read;
    if (type == null || !type.isRead()) {
      read = "a tensor of type " + (type == null ? "number " + typeNumber : type);
    } else {
      checkData(type);
      int size = size(type);
      // Before memory is taken: the other file may be shorter.
      ByteBuffer other = outside ? external.read(place, (long) size * type.size) : null;
      Object data = Value.allocate(type, size);
      if (raw) {
        fill(type, file.clear().position(rawFrom).limit(rawFrom + rawLength), data);
      } else if (outside) {
        fill(type, other, data);
      } else if (size > 0) {
        wire.back(start);
        numbers(type, data);
      }
      checkTruths(type, data);
      read = new Value(type, shape, data);
    }
    wire.close(outer);
    return read;
  }

  /** Finds out what there is, and counts. */
  private void scan(int start) {
    name = 0;
    typeNumber = 0;
    raw = false;
    field = 0;
    another = 0;
    numbers = 0;
    outside = false;
    place = null;
    long seen = 0;
    long rank = 0;
    while (wire.next()) {
      int f = wire.field();
      seen = once(seen, f);
      switch (f) {
        case Fields.Tensor.DIMS -> rank += countNumbers(Wire.VARINT);
        case Fields.Tensor.DATA_TYPE -> typeNumber = wire.varint();
        case Fields.Tensor.NAME -> name = texts.name(wire);
        case Fields.Tensor.SEGMENT -> throw wire.refuse("a tensor in one piece", "a segment");
        case Fields.Tensor.RAW_DATA -> {
          raw = true;
          rawFrom = wire.skipBytes();
          rawLength = wire.here() - rawFrom;
        }
        case Fields.Tensor.FLOAT_DATA -> numbers(f, countNumbers(Wire.FIXED32));
        case Fields.Tensor.DOUBLE_DATA -> numbers(f, countNumbers(Wire.FIXED64));
        case Fields.Tensor.INT32_DATA, Fields.Tensor.INT64_DATA, Fields.Tensor.UINT64_DATA ->
            numbers(f, countNumbers(Wire.VARINT));
        case Fields.Tensor.STRING_DATA -> {
          wire.skipBytes();
          numbers(f, 1);
        }
        case Fields.Tensor.EXTERNAL_DATA -> {
          place = place == null ? new ExternalData.Place() : place;
          place.read(wire, texts);
        }
        case Fields.Tensor.DATA_LOCATION -> outside = location(wire.varint());
        default -> wire.skip();
      }
    }
    if (another != 0) {
      throw refuse("numbers in one field", "fields " + field + " and " + another);
    }
    if (rank > MAX_RANK) {
      throw refuse("at most " + MAX_RANK + " dimensions", rank);
    }
    shape = rank == 0 ? Value.SCALAR : new int[(int) rank];
    wire.back(start);
    dimensions();
  }

  private boolean location(long number) {
    if (number != 0 && number != Fields.Tensor.EXTERNAL) {
      throw wire.refuse("a location of data that is known", "number " + number);
    }
    return number == Fields.Tensor.EXTERNAL;
  }

  private void numbers(int of, long count) {
    if (field != 0 && field != of && count > 0) {
      another = of;
      return;
    }
    field = count > 0 ? of : field;
    numbers += count;
  }

  /** Whoever writes a single field twice wants it to be read in two ways. */
  private long once(long seen, int f) {
    return switch (f) {
      case Fields.Tensor.DATA_TYPE,
          Fields.Tensor.NAME,
          Fields.Tensor.RAW_DATA,
          Fields.Tensor.DATA_LOCATION ->
          Once.check(wire, seen);
      default -> seen;
    };
  }

  /** Numbers in the field at hand, packed or single. */
  private long countNumbers(int kind) {
    if (!wire.isBytes()) {
      switch (kind) {
        case Wire.VARINT -> wire.varint();
        case Wire.FIXED32 -> wire.fixed32();
        default -> wire.fixed64();
      }
      return 1;
    }
    int outer = wire.open();
    long count = 0;
    if (kind == Wire.VARINT) {
      while (wire.left() > 0) {
        wire.rawVarint();
        count++;
      }
    } else {
      int size = kind == Wire.FIXED32 ? Float.BYTES : Double.BYTES;
      count = wire.left() / size;
      if (wire.left() % size != 0) {
        throw wire.refuse("numbers of " + size + " bytes", wire.left() + " bytes");
      }
    }
    wire.close(outer);
    return count;
  }

  private void dimensions() {
    int at = 0;
    while (wire.next()) {
      if (wire.field() != Fields.Tensor.DIMS) {
        wire.skip();
      } else if (wire.isBytes()) {
        int outer = wire.open();
        while (wire.left() > 0) {
          shape[at++] = dimension(wire.rawVarint());
        }
        wire.close(outer);
      } else {
        shape[at++] = dimension(wire.varint());
      }
    }
  }

  private int dimension(long size) {
    if (size < 0 || size > MAX_ELEMENTS) {
      throw refuse("dimensions of 0 to " + MAX_ELEMENTS, size);
    }
    return (int) size;
  }

  /** Elements by the shape, as many as there are. */
  private int size(OnnxType type) {
    long size = 1;
    for (int d : shape) {
      // At most (2^31)^2 before it is cut back, so it cannot overflow.
      size = Math.min(size, MAX_ELEMENTS + 1L) * d;
    }
    if (size > MAX_ELEMENTS) {
      throw refuse("at most " + MAX_ELEMENTS + " elements", "a shape of more");
    }
    long heap = Runtime.getRuntime().maxMemory();
    if (size * type.held > heap) {
      throw refuse("elements that fit the largest heap of " + heap + " bytes", size + " of them");
    }
    if (raw && rawLength != size * type.size) {
      throw refuse(size * type.size + " raw bytes for its shape", rawLength);
    }
    if (!raw && !outside && numbers != size) {
      throw refuse(size + " numbers for its shape", numbers);
    }
    return (int) size;
  }

  private void checkData(OnnxType type) {
    if (raw && field != 0) {
      throw refuse("raw bytes or numbers", "both");
    }
    if (outside && (raw || field != 0)) {
      throw refuse("data of another file alone", "some within, too");
    }
    if (outside == (place == null)) {
      throw refuse(
          "a place in another file where data are external, and nowhere else",
          outside ? "none" : "one");
    }
    if (outside) {
      place.check(this::refuse);
      external.checkAllowed(place, this::refuse);
    }
    if (field != 0 && field != field(type)) {
      throw refuse("numbers of " + type + " in field " + field(type), "field " + field);
    }
  }

  private static int field(OnnxType type) {
    return switch (type) {
      case FLOAT -> Fields.Tensor.FLOAT_DATA;
      case DOUBLE -> Fields.Tensor.DOUBLE_DATA;
      case INT64 -> Fields.Tensor.INT64_DATA;
      default -> Fields.Tensor.INT32_DATA;
    };
  }

  /** Little-endian elements. */
  private static void fill(OnnxType type, ByteBuffer from, Object data) {
    switch (type) {
      case FLOAT -> from.asFloatBuffer().get((float[]) data);
      case DOUBLE -> from.asDoubleBuffer().get((double[]) data);
      case INT64 -> from.asLongBuffer().get((long[]) data);
      case INT32 -> from.asIntBuffer().get((int[]) data);
      case INT16 -> from.asShortBuffer().get((short[]) data);
      case INT8, UINT8, BOOL -> from.get((byte[]) data);
      default -> {
        ShortBuffer halves = from.asShortBuffer();
        float[] floats = (float[]) data;
        for (int i = 0; i < floats.length; i++) {
          floats[i] = wide(type, halves.get(i));
        }
      }
    }
  }

  private static float wide(OnnxType type, short half) {
    return type == OnnxType.FLOAT16
        ? Float.float16ToFloat(half)
        : Float.intBitsToFloat(half << Short.SIZE);
  }

  /** Numbers of the type's field. */
  private void numbers(OnnxType type, Object data) {
    int at = 0;
    while (wire.next()) {
      if (wire.field() != field) {
        wire.skip();
      } else if (wire.isBytes()) {
        int outer = wire.open();
        while (wire.left() > 0) {
          switch (type) {
            case DOUBLE -> ((double[]) data)[at] = wire.rawDouble();
            case FLOAT -> ((float[]) data)[at] = wire.rawFloat();
            default -> put(type, data, at, wire.rawVarint());
          }
          at++;
        }
        wire.close(outer);
      } else {
        switch (type) {
          case DOUBLE -> ((double[]) data)[at] = wire.fixed64();
          case FLOAT -> ((float[]) data)[at] = wire.fixed32();
          default -> put(type, data, at, wire.varint());
        }
        at++;
      }
    }
  }

  /** A number of variable length; negative ones come with 64 bits. */
  private void put(OnnxType type, Object data, int at, long value) {
    if (value < type.least() || value > type.most()) {
      throw refuse("numbers of " + type, value);
    }
    if (data instanceof float[] floats) {
      floats[at] = wide(type, (short) value);
    } else {
      Value.put(data, at, value);
    }
  }

  private void checkTruths(OnnxType type, Object data) {
    if (type == OnnxType.BOOL) {
      for (byte b : (byte[]) data) {
        if (b < 0 || b > 1) {
          throw refuse("truth values of 0 or 1", b);
        }
      }
    }
  }

  private ModelFileException refuse(String expected, Object got) {
    return wire.refuse("tensor " + quote(texts.get(name)) + ": " + expected, "" + got);
  }
}
