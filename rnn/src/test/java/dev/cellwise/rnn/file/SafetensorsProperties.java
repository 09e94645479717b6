package dev.cellwise.rnn.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cellwise.rnn.net.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.Size;

/** What was written is what is read, for any names, shapes, bits and metadata. */
@Tag("reference")
class SafetensorsProperties {
  /** Any text that UTF-8 can hold, with what must be escaped in it more often than by chance. */
  @Provide
  Arbitrary<String> texts() {
    Arbitrary<Integer> codePoints =
        Arbitraries.oneOf(
            Arbitraries.integers().between(0, 0x7F),
            Arbitraries.of((int) '"', (int) '\\', (int) '/', (int) '\n', 0, 0x2028, 0xFFFD),
            Arbitraries.integers().between(0, 0xD7FF),
            Arbitraries.integers().between(0xE000, 0x10FFFF));
    return codePoints
        .list()
        .ofMaxSize(20)
        .map(
            list ->
                list.stream()
                    .collect(
                        StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString());
  }

  @Provide
  Arbitrary<Tensor> tensors() {
    return Arbitraries.integers()
        .between(0, 5)
        .list()
        .ofMaxSize(5)
        .flatMap(
            shape ->
                Arbitraries.longs()
                    .map(seed -> tensor(shape.stream().mapToInt(i -> i).toArray(), seed)));
  }

  /** Any bits at all, signalling NaNs included. */
  private static Tensor tensor(int[] shape, long seed) {
    int size = 1;
    for (int d : shape) {
      size *= d;
    }
    Random random = new Random(seed);
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = Float.intBitsToFloat(random.nextInt());
    }
    return new Tensor(shape, values);
  }

  @Provide
  Arbitrary<Map<String, Tensor>> files() {
    return Arbitraries.maps(texts(), tensors()).ofMaxSize(8);
  }

  /** Fewer tries: each one waits for the disk. */
  @Property(tries = 50)
  void readsWhatItWrote(
      @ForAll("files") Map<String, Tensor> tensors,
      @ForAll @Size(max = 5) List<@From("texts") String> texts)
      throws IOException {
    Map<String, String> metadata = new LinkedHashMap<>();
    texts.forEach(text -> metadata.put(text, text + "\"" + metadata.size()));
    Path path = Files.createTempFile("cellwise", ".safetensors");
    try {
      SafetensorsFile.write(path, tensors, metadata);
      byte[] bytes = Files.readAllBytes(path);
      SafetensorsFile read = SafetensorsFile.read(path);
      assertEquals(List.copyOf(tensors.keySet()), List.copyOf(read.tensors().keySet()));
      tensors.forEach((name, t) -> assertSameBits(t, read.tensors().get(name)));
      assertEquals(metadata, read.metadata());
      SafetensorsFile.write(path, read.tensors(), read.metadata());
      assertArrayEquals(bytes, Files.readAllBytes(path), "written again: the same bytes");
    } finally {
      Files.delete(path);
    }
  }

  /** Up to 8 arrays of any types, of up to 5 dimensions; whole, and mapped one by one. */
  @Property(tries = 50)
  void readsArraysOfAnyTypeThatItWrote(@ForAll("arrays") Map<String, TypedArray> arrays)
      throws IOException {
    Path path = Files.createTempFile("cellwise", ".safetensors");
    try {
      SafetensorsFile.writeArrays(path, arrays, Map.of());
      byte[] bytes = Files.readAllBytes(path);
      SafetensorsFile read = SafetensorsFile.read(path);
      assertEquals(arrays, read.arrays());
      try (MappedSafetensors mapped = MappedSafetensors.open(path)) {
        assertEquals(List.copyOf(read.arrays().keySet()), List.copyOf(mapped.names()));
        for (String name : mapped.names()) {
          assertEquals(arrays.get(name), mapped.array(name));
          assertEquals(arrays.get(name).type(), mapped.type(name));
          assertArrayEquals(arrays.get(name).shape(), mapped.shape(name));
        }
      }
      SafetensorsFile.writeArrays(path, read.arrays(), Map.of());
      assertArrayEquals(bytes, Files.readAllBytes(path), "written again: the same bytes");
    } finally {
      Files.delete(path);
    }
  }

  @Provide
  Arbitrary<Map<String, TypedArray>> arrays() {
    Arbitrary<TypedArray> array =
        Combinators.combine(
                Arbitraries.of(TypedArray.Type.class),
                Arbitraries.integers().between(0, 5).list().ofMaxSize(5),
                Arbitraries.longs())
            .as(SafetensorsProperties::array);
    return Arbitraries.maps(texts(), array).ofMaxSize(8);
  }

  /** Any bits at all, but for truth values. */
  private static TypedArray array(TypedArray.Type type, List<Integer> dimensions, long seed) {
    int[] shape = dimensions.stream().mapToInt(d -> d).toArray();
    int size = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    byte[] bytes = new byte[size * type.size];
    new Random(seed).nextBytes(bytes);
    for (int i = 0; type == TypedArray.Type.BOOL && i < size; i++) {
      bytes[i] &= 1;
    }
    Object values = type.allocate(size);
    ByteBuffer chunk = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    ArrayBytes.take(type, chunk, values, 0, size);
    return new TypedArray(type, shape, size, values);
  }

  private static void assertSameBits(Tensor expected, Tensor actual) {
    assertArrayEquals(expected.shape(), actual.shape());
    assertEquals(expected.values().length, actual.values().length);
    for (int i = 0; i < expected.values().length; i++) {
      assertEquals(
          Float.floatToRawIntBits(expected.values()[i]),
          Float.floatToRawIntBits(actual.values()[i]));
    }
  }

  @Property
  void readsTheStringsItWrote(@ForAll("texts") String text) {
    String json = JsonWriter.string(new StringBuilder(), text).toString();
    assertEquals(text, JsonReaderTest.value(json.getBytes(StandardCharsets.UTF_8)));
    List<String> escaped = new ArrayList<>();
    text.chars().forEach(c -> escaped.add(String.format("\\u%04X", c)));
    String allEscaped = "\"" + String.join("", escaped) + "\"";
    assertEquals(text, JsonReaderTest.value(allEscaped.getBytes(StandardCharsets.UTF_8)));
  }
}
