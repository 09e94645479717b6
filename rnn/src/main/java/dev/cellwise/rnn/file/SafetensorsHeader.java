package dev.cellwise.rnn.file;

import static dev.cellwise.rnn.file.ModelFileException.quote;

import dev.cellwise.rnn.file.TypedArray.Type;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The JSON header of a safetensors file: what each tensor is and where its bytes lie, and the
 * metadata.
 *
 * @param entries the tensors in the order of their bytes, which they cover without hole or overlap
 * @param metadata in the file's order
 */
record SafetensorsHeader(List<Entry> entries, Map<String, String> metadata) {
  /** Bytes of a header: the format's own limit. */
  static final int MAX_HEADER = 100_000_000;

  static final int MAX_TENSORS = 65_536;

  /** Bytes of a tensor's or a metadata entry's name, as they stand in the JSON. */
  static final int MAX_NAME = 1_024;

  static final int MAX_METADATA = 4_096;

  /** Bytes of one metadata value, as they stand in the JSON. */
  static final int MAX_METADATA_VALUE = 1 << 24;

  /** Arrays of Integer.MAX_VALUE elements do not exist on HotSpot. */
  private static final int MAX_ELEMENTS = Integer.MAX_VALUE - 8;

  private static final String[] FIELDS = {"dtype", "shape", "data_offsets"};
  private static final String METADATA = "__metadata__";

  private static final String DTYPES =
      Arrays.stream(Type.values()).map(type -> type.safetensors).collect(Collectors.joining(", "));

  /** One tensor: its bytes are {@code begin} to {@code end} of those after the header. */
  record Entry(String name, Type type, int[] shape, int elements, long begin, long end) {}

  /**
   * Reads a header.
   *
   * @param source the file, the front of every message
   * @param json the header, with its padding
   * @param dataSize bytes of the file after the header
   * @throws ModelFileException if it is not one, or does not fit that many bytes
   */
  static SafetensorsHeader parse(String source, byte[] json, long dataSize) {
    JsonReader in = new JsonReader(source + ": header", json);
    if (json.length == 0 || json[0] != '{') {
      throw in.refuse(
          "expected '{' as the first byte, got " + (json.length == 0 ? "none" : json[0]));
    }
    List<Entry> entries = new ArrayList<>();
    Map<String, String> metadata = Map.of();
    in.beginObject();
    while (in.hasNext()) {
      String name = in.name(MAX_NAME);
      if (name.equals(METADATA)) {
        metadata = metadata(in);
      } else if (entries.size() == MAX_TENSORS) {
        throw in.refuse("expected at most " + MAX_TENSORS + " tensors, got more");
      } else {
        entries.add(entry(in, name));
      }
    }
    in.endObject();
    in.end();
    entries.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
    checkCover(source, entries, dataSize);
    return new SafetensorsHeader(entries, metadata);
  }

  private static Map<String, String> metadata(JsonReader in) {
    Map<String, String> metadata = new LinkedHashMap<>();
    in.beginObject();
    while (in.hasNext()) {
      if (metadata.size() == MAX_METADATA) {
        throw in.refuse("expected at most " + MAX_METADATA + " metadata entries, got more");
      }
      String name = in.name(MAX_NAME);
      metadata.put(name, in.string(MAX_METADATA_VALUE));
    }
    in.endObject();
    return metadata;
  }

  private static Entry entry(JsonReader in, String name) {
    Type type = null;
    int[] shape = null;
    long[] offsets = null;
    in.beginObject();
    while (in.hasNext()) {
      switch (in.field(FIELDS)) {
        case "dtype" -> type = type(in, name);
        case "shape" -> shape = shape(in, name);
        default -> offsets = offsets(in, name);
      }
    }
    in.endObject();
    if (type == null || shape == null || offsets == null) {
      String missing = type == null ? "dtype" : shape == null ? "shape" : "data_offsets";
      throw refuse(in, name, "expected dtype, shape and data_offsets, got no " + missing);
    }
    int elements = elements(in, name, shape);
    long size = (long) elements * type.size;
    if (offsets[1] - offsets[0] != size) {
      throw refuse(
          in,
          name,
          String.format(
              "expected %d bytes for %s %s, got data_offsets %s",
              size, type.safetensors, Arrays.toString(shape), Arrays.toString(offsets)));
    }
    return new Entry(name, type, shape, elements, offsets[0], offsets[1]);
  }

  private static Type type(JsonReader in, String name) {
    String dtype = in.string(MAX_NAME);
    for (Type type : Type.values()) {
      if (type.safetensors.equals(dtype)) {
        return type;
      }
    }
    throw refuse(in, name, "expected a dtype of " + DTYPES + ", got " + quote(dtype));
  }

  private static int[] shape(JsonReader in, String name) {
    int[] shape = new int[4];
    int rank = 0;
    in.beginArray();
    while (in.hasNext()) {
      long dimension = in.integer();
      if (dimension < 0 || dimension > Integer.MAX_VALUE) {
        throw refuse(in, name, "expected dimensions of 0 to 2147483647, got " + dimension);
      }
      if (rank == TypedArray.MAX_RANK) {
        throw refuse(in, name, "expected at most " + TypedArray.MAX_RANK + " dimensions, got more");
      }
      if (rank == shape.length) {
        shape = Arrays.copyOf(shape, 2 * rank);
      }
      shape[rank++] = (int) dimension;
    }
    in.endArray();
    return Arrays.copyOf(shape, rank);
  }

  /** Begin and end, 0 ≤ begin ≤ end, so that their difference cannot overflow. */
  private static long[] offsets(JsonReader in, String name) {
    in.beginArray();
    in.hasNext();
    long begin = in.integer();
    in.hasNext();
    long end = in.integer();
    if (in.hasNext() || begin < 0 || end < begin) {
      throw refuse(
          in,
          name,
          "expected data_offsets [begin, end], 0 <= begin <= end, got " + begin + ", " + end);
    }
    in.endArray();
    return new long[] {begin, end};
  }

  /** The shape's product; one that overflows on the way is refused, whatever comes after. */
  private static int elements(JsonReader in, String name, int[] shape) {
    try {
      long elements = 1;
      for (int dimension : shape) {
        elements = Math.multiplyExact(elements, dimension);
      }
      if (elements <= MAX_ELEMENTS) {
        return (int) elements;
      }
    } catch (ArithmeticException tooLarge) {
      // Refused below: more than a long holds is more than an array holds.
    }
    throw refuse(
        in,
        name,
        "expected at most " + MAX_ELEMENTS + " elements, got shape " + Arrays.toString(shape));
  }

  private static void checkCover(String source, List<Entry> sorted, long dataSize) {
    long covered = 0;
    for (Entry entry : sorted) {
      if (entry.begin() != covered) {
        throw new ModelFileException(
            String.format(
                "%s: tensor %s: expected to begin where the one before ends, at %d, got %d",
                source, quote(entry.name()), covered, entry.begin()));
      }
      covered = entry.end();
    }
    if (covered != dataSize) {
      throw new ModelFileException(
          String.format(
              "%s: expected %d bytes of tensors after the header, got %d",
              source, covered, dataSize));
    }
  }

  private static ModelFileException refuse(JsonReader in, String name, String why) {
    return in.refuse("tensor " + quote(name) + ": " + why);
  }

  /**
   * Writes a header: the metadata first unless there is none, then the tensors in the order of
   * their bytes, spaces up to a multiple of 8 bytes. The bytes are those of the safetensors library
   * for tensors in its order, which is by name among those of one size of elements.
   *
   * @param arrays in the order of their bytes: see {@link #inOrder}
   * @throws IllegalArgumentException if a name or value is one that {@link #parse} would refuse
   */
  static byte[] format(Map<String, TypedArray> arrays, Map<String, String> metadata) {
    checkCount("tensors", arrays.size(), MAX_TENSORS);
    checkCount("metadata entries", metadata.size(), MAX_METADATA);
    StringBuilder out = new StringBuilder("{");
    if (!metadata.isEmpty()) {
      string(out, METADATA, MAX_NAME).append(":{");
      metadata.forEach(
          (name, value) -> {
            string(out, name, MAX_NAME).append(':');
            string(out, value, MAX_METADATA_VALUE).append(',');
          });
      out.setCharAt(out.length() - 1, '}');
      out.append(',');
    }
    long end = 0;
    for (Map.Entry<String, TypedArray> one : arrays.entrySet()) {
      long begin = end;
      end += (long) one.getValue().type().size * one.getValue().size();
      tensor(out, one.getKey(), one.getValue(), begin, end);
    }
    if (out.length() > 1) {
      out.setLength(out.length() - 1);
    }
    byte[] json = out.append('}').toString().getBytes(StandardCharsets.UTF_8);
    byte[] padded = Arrays.copyOf(json, json.length + 7 & -8);
    Arrays.fill(padded, json.length, padded.length, (byte) ' ');
    checkCount("bytes of header", padded.length, MAX_HEADER);
    return padded;
  }

  /**
   * Arrays in the order in which their bytes are written: those of the largest elements first, so
   * that each begins at a multiple of its elements' size, which some readers ask for.
   */
  static Map<String, TypedArray> inOrder(Map<String, TypedArray> arrays) {
    Map<String, TypedArray> sorted = new LinkedHashMap<>();
    arrays.entrySet().stream()
        .sorted(Comparator.comparingInt(one -> -one.getValue().type().size))
        .forEach(one -> sorted.put(one.getKey(), one.getValue()));
    return sorted;
  }

  private static void tensor(
      StringBuilder out, String name, TypedArray array, long begin, long end) {
    if (name.equals(METADATA)) {
      throw new IllegalArgumentException("tensors: expected names but " + METADATA + ", got it");
    }
    string(out, name, MAX_NAME).append(":{\"dtype\":\"").append(array.type().safetensors);
    out.append("\",\"shape\":[");
    int[] shape = array.shape();
    for (int i = 0; i < shape.length; i++) {
      out.append(i == 0 ? "" : ",").append(shape[i]);
    }
    out.append("],\"data_offsets\":[").append(begin).append(',').append(end).append("]},");
  }

  private static StringBuilder string(StringBuilder out, String value, int maxBytes) {
    String json = JsonWriter.string(new StringBuilder(), value).toString();
    checkCount(
        "bytes of " + quote(value), json.getBytes(StandardCharsets.UTF_8).length - 2, maxBytes);
    return out.append(json);
  }

  private static void checkCount(String what, int count, int most) {
    if (count > most) {
      throw new IllegalArgumentException(what + ": expected at most " + most + ", got " + count);
    }
  }
}
