package dev.cellwise.rnn.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What NumPy 1.24 wrote: the files that {@code test-vectors/src/main/python/numpy_files.py} makes.
 * No vectors here, so one mode is enough.
 */
@Tag("reference")
class NumpyFilesTest {
  @TempDir Path folder;

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = NumpyFilesTest.class.getResourceAsStream(name)) {
      return in.readAllBytes();
    }
  }

  /** Each type's values, as the script lists them. */
  private static Map<String, TypedArray> types() {
    Map<String, TypedArray> types = new LinkedHashMap<>();
    float inf = Float.POSITIVE_INFINITY;
    types.put("b1", TypedArray.of(new boolean[] {true, false, true, true, false, false}, 2, 3));
    types.put("i1", TypedArray.of(new byte[] {-128, -1, 0, 1, 2, 127}, 2, 3));
    types.put("u1", TypedArray.ofUnsigned(new byte[] {0, 1, 127, -128, -56, -1}, 2, 3));
    types.put("i2", TypedArray.of(new short[] {-32768, -1, 0, 1, 2, 32767}, 2, 3));
    types.put(
        "i4", TypedArray.of(new int[] {Integer.MIN_VALUE, -1, 0, 1, 2, Integer.MAX_VALUE}, 2, 3));
    types.put("i8", TypedArray.of(new long[] {Long.MIN_VALUE, -1, 0, 1, 2, Long.MAX_VALUE}, 2, 3));
    types.put("u2", TypedArray.ofUnsigned(new short[] {0, 1, 32767, -32768, -2, -1}, 2, 3));
    types.put(
        "u4",
        TypedArray.ofUnsigned(
            new int[] {0, 1, Integer.MAX_VALUE, Integer.MIN_VALUE, -2, -1}, 2, 3));
    types.put(
        "u8",
        TypedArray.ofUnsigned(new long[] {0, 1, Long.MAX_VALUE, Long.MIN_VALUE, -2, -1}, 2, 3));
    types.put(
        "f2", TypedArray.roundedToFloat16(new float[] {0.5f, -0f, -2, 65504, 0x1p-24f, inf}, 2, 3));
    types.put(
        "f4",
        TypedArray.of(
            new float[] {0.1f, -0f, -inf, Float.NaN, Float.MIN_VALUE, Float.MAX_VALUE}, 2, 3));
    types.put(
        "f8",
        TypedArray.of(new double[] {0.1, -0.0, Double.NaN, inf, Double.MIN_VALUE, 0x1p1023}, 2, 3));
    return types;
  }

  @ParameterizedTest
  @ValueSource(strings = {"stored.npz", "deflated.npz"})
  void readsEveryTypeInEveryOrder(String file) throws IOException {
    Map<String, TypedArray> arrays = new LinkedHashMap<>(NpzFile.parse(file, resource(file)));
    types()
        .forEach(
            (code, expected) -> {
              assertEquals(expected, arrays.remove(code), code);
              assertEquals(expected, arrays.remove(code + "-fortran"), code);
              if (expected.type().size > 1) {
                assertEquals(expected, arrays.remove(code + "-big"), code);
              }
            });
    assertEquals(List.of("deep", "single", "one", "empty", "../é"), List.copyOf(arrays.keySet()));
    TypedArray deep = arrays.get("deep");
    assertArrayEquals(new int[] {2, 3, 4}, deep.shape());
    assertArrayEquals(IntStream.range(0, 24).toArray(), deep.ints());
    assertEquals(TypedArray.of(new float[] {3.25f}), arrays.get("single"));
    assertEquals(TypedArray.of(new float[] {0, 1, 2}, 3), arrays.get("one"));
    assertEquals(TypedArray.of(new float[0], 2, 0, 3), arrays.get("empty"));
    assertEquals(TypedArray.of(new long[1], 1, 1), arrays.get("../é"));
    assertTrue(NpzFile.parse("none", resource("none.npz")).isEmpty());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void readsEveryVersion(int version) throws IOException {
    byte[] file = resource("version" + version + ".npy");
    assertEquals(version, file[6]);
    TypedArray expected = TypedArray.of(new float[] {0, 1, 2, 3, 4, 5}, 2, 3);
    assertEquals(expected, NpyFile.parse("v", file));
  }

  @Test
  void writesTheBytesThatNumpyWrites() throws IOException {
    Map<String, TypedArray> all = new LinkedHashMap<>(types());
    all.put("single", TypedArray.of(new float[] {3.25f}));
    all.put("one", TypedArray.of(new float[] {0, 1, 2}, 3));
    all.put("empty", TypedArray.of(new float[0], 2, 0, 3));
    int compared = 0;
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(resource("stored.npz")))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        TypedArray array = all.get(entry.getName().replace(".npy", ""));
        byte[] expected = in.readAllBytes();
        if (array != null) {
          ByteArrayOutputStream out = new ByteArrayOutputStream();
          NpyCodec.write(array, out);
          assertArrayEquals(expected, out.toByteArray(), entry.getName());
          compared++;
        }
      }
    }
    assertEquals(all.size(), compared);
    Path path = folder.resolve("a.npy");
    NpyFile.write(path, TypedArray.of(new float[] {0, 1, 2, 3, 4, 5}, 2, 3));
    assertArrayEquals(resource("version1.npy"), Files.readAllBytes(path));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "objects.npy;expected one of the types b1, i1, u1, i2, u2, i4, u4, i8, u8, f2, f4, f8, got \"|O\"",
        "text.npy;expected one of the types b1, i1, u1, i2, u2, i4, u4, i8, u8, f2, f4, f8, got \"<U2\"",
        "complex.npy;expected one of the types b1, i1, u1, i2, u2, i4, u4, i8, u8, f2, f4, f8, got \"<c8\"",
        "fields.npy;expected an array of one type, got a list of fields",
      })
  void refusesWhatOnlyPickleOrFieldsCouldHold(String name, String message) throws IOException {
    byte[] file = resource(name);
    String refusal =
        assertThrows(ModelFileException.class, () -> NpyFile.parse(name, file)).getMessage();
    assertTrue(refusal.startsWith(name + ": header at "), refusal);
    assertTrue(refusal.endsWith(message), refusal);
  }

  @Test
  void refusesAFileForOneArrayOfObjects() throws IOException {
    byte[] file = resource("objects.npz");
    String refusal =
        assertThrows(ModelFileException.class, () -> NpzFile.parse("f", file)).getMessage();
    assertTrue(refusal.startsWith("f: \"b.npy\": header at "), refusal);
    assertTrue(refusal.endsWith("got \"|O\""), refusal);
  }
}
