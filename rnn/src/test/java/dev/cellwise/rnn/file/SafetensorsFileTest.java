package dev.cellwise.rnn.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.rnn.net.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** No vectors here, so one mode is enough. */
@Tag("reference")
class SafetensorsFileTest {
  /** 2 x 2 floats named "t", but for what a test changes. */
  private static final String T =
      "\"t\":{\"dtype\":\"F32\",\"shape\":[2,2],\"data_offsets\":[0,16]}";

  @TempDir Path folder;

  private static SafetensorsFile parse(String header, int dataSize) {
    return SafetensorsFile.parse("f", Bytes.file(header, dataSize));
  }

  private static String refusal(String header, int dataSize) {
    return refusal(Bytes.file(header, dataSize));
  }

  private static String refusal(byte[] file) {
    return assertThrows(ModelFileException.class, () -> SafetensorsFile.parse("f", file))
        .getMessage();
  }

  private static int[] bits(float[] values) {
    int[] bits = new int[values.length];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = Float.floatToRawIntBits(values[i]);
    }
    return bits;
  }

  private byte[] written(Map<String, Tensor> tensors, Map<String, String> metadata)
      throws IOException {
    Path path = folder.resolve("written.safetensors");
    SafetensorsFile.write(path, tensors, metadata);
    return Files.readAllBytes(path);
  }

  // What is written, byte by byte.

  @Test
  void writesTheFormatsOwnExample() throws IOException {
    String header = "{\"attn.0\":{\"dtype\":\"F32\",\"shape\":[1,2,3],\"data_offsets\":[0,24]}}";
    assertEquals(64, header.length(), "no padding");
    assertArrayEquals(
        Bytes.file(header.getBytes(StandardCharsets.UTF_8), Bytes.floats(0, 1, 2, 3, 4, 5)),
        written(Map.of("attn.0", Tensor.of(new float[] {0, 1, 2, 3, 4, 5}, 1, 2, 3)), Map.of()));
  }

  @Test
  void padsTheHeaderWithSpaces() throws IOException {
    String header = "{\"attn0\":{\"dtype\":\"F32\",\"shape\":[1,1,2,3],\"data_offsets\":[0,24]}}";
    assertArrayEquals(
        Bytes.file(
            (header + " ".repeat(72 - header.length())).getBytes(StandardCharsets.UTF_8),
            Bytes.floats(0, 1, 2, 3, 4, 5)),
        written(Map.of("attn0", Tensor.of(new float[] {0, 1, 2, 3, 4, 5}, 1, 1, 2, 3)), Map.of()));
  }

  @Test
  void writesNothingAndMetadataAlone() throws IOException {
    assertArrayEquals(Bytes.file("{}      ", 0), written(Map.of(), Map.of()));
    assertArrayEquals(
        Bytes.file("{\"__metadata__\":{\"framework\":\"pt\"}}     ", 0),
        written(Map.of(), Map.of("framework", "pt")));
  }

  /**
   * What safetensors 0.8.0 for Python wrote for float32 tensors {@code a = [1.5]}, {@code b.weight
   * = arange(6).reshape(2, 3)}, {@code scalar = 3.25} and an empty one with a name to be escaped,
   * with metadata.
   */
  private static final String PYTHON =
      "28010000000000007b225f5f6d657461646174615f5f223a7b226672616d65776f726b223a226e70222c227a"
          + "223a22615c5c5c222f5c75303030317ff09f9880227d2c2261223a7b226474797065223a22463332222c2273"
          + "68617065223a5b315d2c22646174615f6f666673657473223a5b302c345d7d2c22622e776569676874223a7b"
          + "226474797065223a22463332222c227368617065223a5b322c335d2c22646174615f6f666673657473223a5b"
          + "342c32385d7d2c227363616c6172223a7b226474797065223a22463332222c227368617065223a5b5d2c2264"
          + "6174615f6f666673657473223a5b32382c33325d7d2c22c3a95c6e5c22223a7b226474797065223a22463332"
          + "222c227368617065223a5b322c305d2c22646174615f6f666673657473223a5b33322c33325d7d7d0000c03f"
          + "000000000000803f0000004000004040000080400000a04000005040";

  /** The same for {@code h = [1, -2, 65504, 2^-24]} as float16. */
  private static final String PYTHON_HALF =
      "38000000000000007b2268223a7b226474797065223a22463136222c227368617065223a5b345d2c22646174"
          + "615f6f666673657473223a5b302c385d7d7d2020003c00c0ff7b0100";

  /** The same for three numbers of each type, named after it. */
  private static final String PYTHON_TYPES =
      "f8020000000000007b22553634223a7b226474797065223a22553634222c227368617065223a5b335d2c"
          + "22646174615f6f666673657473223a5b302c32345d7d2c22493634223a7b226474797065223a22493634"
          + "222c227368617065223a5b335d2c22646174615f6f666673657473223a5b32342c34385d7d2c22463634"
          + "223a7b226474797065223a22463634222c227368617065223a5b335d2c22646174615f6f666673657473"
          + "223a5b34382c37325d7d2c22463332223a7b226474797065223a22463332222c227368617065223a5b33"
          + "5d2c22646174615f6f666673657473223a5b37322c38345d7d2c22553332223a7b226474797065223a22"
          + "553332222c227368617065223a5b335d2c22646174615f6f666673657473223a5b38342c39365d7d2c22"
          + "493332223a7b226474797065223a22493332222c227368617065223a5b335d2c22646174615f6f666673"
          + "657473223a5b39362c3130385d7d2c2242463136223a7b226474797065223a2242463136222c22736861"
          + "7065223a5b335d2c22646174615f6f666673657473223a5b3130382c3131345d7d2c22463136223a7b22"
          + "6474797065223a22463136222c227368617065223a5b335d2c22646174615f6f666673657473223a5b31"
          + "31342c3132305d7d2c22553136223a7b226474797065223a22553136222c227368617065223a5b335d2c"
          + "22646174615f6f666673657473223a5b3132302c3132365d7d2c22493136223a7b226474797065223a22"
          + "493136222c227368617065223a5b335d2c22646174615f6f666673657473223a5b3132362c3133325d7d"
          + "2c224938223a7b226474797065223a224938222c227368617065223a5b335d2c22646174615f6f666673"
          + "657473223a5b3133322c3133355d7d2c225538223a7b226474797065223a225538222c22736861706522"
          + "3a5b335d2c22646174615f6f666673657473223a5b3133352c3133385d7d2c22424f4f4c223a7b226474"
          + "797065223a22424f4f4c222c227368617065223a5b335d2c22646174615f6f666673657473223a5b3133"
          + "382c3134315d7d7d2020202000000000000000000100000000000000ffffffffffffffff000000000000"
          + "00800000000000000000ffffffffffffff7f9a9999999999b93f00000000000000800100000000000000"
          + "cdcccc3d000000800000807f0000000001000000ffffffff0000008000000000ffffff7f803f00c07f7f"
          + "00380080ff7b00000100ffff00800000ff7f80007f0001ff010001";

  /** What these numbers are, in the library's order. */
  private static Map<String, TypedArray> types() {
    Map<String, TypedArray> types = new LinkedHashMap<>();
    types.put("U64", TypedArray.ofUnsigned(new long[] {0, 1, -1}, 3));
    types.put("I64", TypedArray.of(new long[] {Long.MIN_VALUE, 0, Long.MAX_VALUE}, 3));
    types.put("F64", TypedArray.of(new double[] {0.1, -0.0, Double.MIN_VALUE}, 3));
    types.put("F32", TypedArray.of(new float[] {0.1f, -0f, Float.POSITIVE_INFINITY}, 3));
    types.put("U32", TypedArray.ofUnsigned(new int[] {0, 1, -1}, 3));
    types.put("I32", TypedArray.of(new int[] {Integer.MIN_VALUE, 0, Integer.MAX_VALUE}, 3));
    types.put("BF16", TypedArray.roundedToBfloat16(new float[] {1, -2, 0x1.fep127f}, 3));
    types.put("F16", TypedArray.roundedToFloat16(new float[] {0.5f, -0f, 65504}, 3));
    types.put("U16", TypedArray.ofUnsigned(new short[] {0, 1, -1}, 3));
    types.put("I16", TypedArray.of(new short[] {Short.MIN_VALUE, 0, Short.MAX_VALUE}, 3));
    types.put("I8", TypedArray.of(new byte[] {-128, 0, 127}, 3));
    types.put("U8", TypedArray.ofUnsigned(new byte[] {0, 1, -1}, 3));
    types.put("BOOL", TypedArray.of(new boolean[] {true, false, true}, 3));
    return types;
  }

  @Test
  void readsAndWritesEachTypeAsThePythonLibraryDoes() throws IOException {
    SafetensorsFile file = SafetensorsFile.parse("f", HexFormat.of().parseHex(PYTHON_TYPES));
    assertEquals(types(), file.arrays());
    assertEquals(List.copyOf(types().keySet()), List.copyOf(file.arrays().keySet()));
    Path path = folder.resolve("types.safetensors");
    SafetensorsFile.writeArrays(path, types(), Map.of());
    assertEquals(PYTHON_TYPES, HexFormat.of().formatHex(Files.readAllBytes(path)));
  }

  /** Whatever the map's order, each tensor begins at a multiple of its elements' size. */
  @Test
  void writesLargerElementsFirst() throws IOException {
    Map<String, TypedArray> reversed = new LinkedHashMap<>();
    List.copyOf(types().keySet()).reversed().forEach(name -> reversed.put(name, types().get(name)));
    Path path = folder.resolve("reversed.safetensors");
    SafetensorsFile.writeArrays(path, reversed, Map.of());
    assertEquals(
        List.of(
            "F64", "I64", "U64", "I32", "U32", "F32", "I16", "U16", "F16", "BF16", "BOOL", "U8",
            "I8"),
        List.copyOf(SafetensorsFile.read(path).arrays().keySet()));
    assertEquals(types(), SafetensorsFile.read(path).arrays());
  }

  @Test
  void givesNoFloatsWhereTheyWouldBeOthers() {
    SafetensorsFile file = SafetensorsFile.parse("f", HexFormat.of().parseHex(PYTHON_TYPES));
    assertEquals(
        "tensor \"U64\" of UINT64: values[2]: expected a number that a float holds, got"
            + " 18446744073709551615",
        assertThrows(ModelFileException.class, file::tensors).getMessage());
    Map<String, TypedArray> held = new LinkedHashMap<>(types());
    held.keySet().removeAll(List.of("U64", "I64", "F64", "U32", "I32"));
    assertEquals(
        Tensor.of(new float[] {0, 1, 65535}, 3),
        new SafetensorsFile(held, Map.of()).tensors().get("U16"));
  }

  @Test
  void refusesTruthValuesThatAreNone() {
    byte[] file = HexFormat.of().parseHex(PYTHON_TYPES);
    file[file.length - 2] = (byte) 200;
    assertEquals(
        "f: expected truth values of 0 or 1, got 200 as value 1 of \"BOOL\"", refusal(file));
  }

  @Test
  void readsWhatThePythonLibraryWrites() {
    SafetensorsFile file = SafetensorsFile.parse("f", HexFormat.of().parseHex(PYTHON));
    assertEquals(List.of("a", "b.weight", "scalar", "é\n\""), List.copyOf(file.tensors().keySet()));
    assertEquals(Tensor.of(new float[] {1.5f}, 1), file.tensors().get("a"));
    assertEquals(Tensor.of(new float[] {0, 1, 2, 3, 4, 5}, 2, 3), file.tensors().get("b.weight"));
    assertEquals(Tensor.of(new float[] {3.25f}), file.tensors().get("scalar"));
    assertEquals(Tensor.of(new float[0], 2, 0), file.tensors().get("é\n\""));
    assertEquals(Map.of("z", "a\\\"/\u0001\u007F\uD83D\uDE00", "framework", "np"), file.metadata());
    assertEquals(
        Map.of("h", Tensor.of(new float[] {1, -2, 65504, 0x1p-24f}, 4)),
        SafetensorsFile.parse("f", HexFormat.of().parseHex(PYTHON_HALF)).tensors());
  }

  @Test
  void writesTheBytesOfThePythonLibrary() throws IOException {
    SafetensorsFile file = SafetensorsFile.parse("f", HexFormat.of().parseHex(PYTHON));
    assertEquals(PYTHON, HexFormat.of().formatHex(written(file.tensors(), file.metadata())));
  }

  // What is read back.

  @Test
  void keepsEveryBitOfEveryValue() throws IOException {
    int[] expected = {
      0,
      0x80000000,
      1,
      0x807fffff,
      0x7f7fffff,
      0x7f800000,
      0xff800000,
      0x7fc00000,
      0x7f800001,
      0xffffffff,
      0x7fc12345,
      0x3f800001
    };
    float[] values = new float[expected.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = Float.intBitsToFloat(expected[i]);
    }
    Path path = folder.resolve("bits.safetensors");
    SafetensorsFile.write(path, Map.of("t", Tensor.of(values, 3, 4)), Map.of());
    assertArrayEquals(expected, bits(SafetensorsFile.read(path).tensors().get("t").values()));
  }

  @Test
  void readsTensorsOfSeveralChunks() throws IOException {
    float[] values = new float[100_003];
    for (int i = 0; i < values.length; i++) {
      values[i] = i * 0.5f;
    }
    Path path = folder.resolve("large.safetensors");
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("z", Tensor.of(values, 100_003, 1));
    tensors.put("a", Tensor.of(new float[] {-1}));
    SafetensorsFile.write(path, tensors, Map.of("k", "v"));
    SafetensorsFile file = SafetensorsFile.read(path);
    assertEquals(tensors, file.tensors());
    assertEquals(List.of("z", "a"), List.copyOf(file.tensors().keySet()));
    assertEquals(Map.of("k", "v"), file.metadata());
    assertThrows(UnsupportedOperationException.class, () -> file.tensors().clear());
  }

  @Test
  void widensHalfPrecisionExactly() {
    String header =
        "{\"h\":{\"dtype\":\"F16\",\"shape\":[65536],\"data_offsets\":[0,131072]},"
            + "\"b\":{\"dtype\":\"BF16\",\"shape\":[65536],\"data_offsets\":[131072,262144]}}";
    byte[] data = new byte[262144];
    for (int i = 0; i < 65536; i++) {
      data[2 * i] = data[131072 + 2 * i] = (byte) i;
      data[2 * i + 1] = data[131072 + 2 * i + 1] = (byte) (i >> 8);
    }
    SafetensorsFile file =
        SafetensorsFile.parse("f", Bytes.file(header.getBytes(StandardCharsets.UTF_8), data));
    float[] h = file.tensors().get("h").values();
    float[] b = file.tensors().get("b").values();
    for (int i = 0; i < 65536; i++) {
      assertEquals(half(i), h[i]);
      assertEquals(i << 16, Float.floatToRawIntBits(b[i]));
    }
  }

  /** By the definition: sign, 5 bits of exponent, 10 of fraction. */
  private static float half(int bits) {
    int exponent = bits >> 10 & 31;
    int fraction = bits & 1023;
    double magnitude =
        exponent == 31
            ? fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN
            : exponent == 0
                ? Math.scalb((double) fraction, -24)
                : Math.scalb((double) (1024 + fraction), exponent - 25);
    return (float) (bits >> 15 == 0 ? magnitude : -magnitude);
  }

  @Test
  void acceptsTensorsInAnyOrderOfTheHeader() {
    SafetensorsFile file =
        parse(
            "{\"b\":{\"shape\":[1],\"data_offsets\":[4,8],\"dtype\":\"F32\"},"
                + "\"none\":{\"shape\":[0],\"data_offsets\":[4,4],\"dtype\":\"F32\"},"
                + "\"__metadata__\":{},"
                + "\"a\":{\"data_offsets\":[0,4],\"dtype\":\"F32\",\"shape\":[]}}",
            8);
    assertEquals(List.of("a", "none", "b"), List.copyOf(file.tensors().keySet()));
    assertEquals(0x03020100, Float.floatToRawIntBits(file.tensors().get("a").values()[0]));
    assertEquals(0x07060504, Float.floatToRawIntBits(file.tensors().get("b").values()[0]));
  }

  @Test
  void acceptsZeroDimensionsNoDimensionsAndPadding() {
    assertTrue(parse("{}", 0).tensors().isEmpty());
    assertTrue(parse("{}\r \t\n", 0).tensors().isEmpty());
    SafetensorsFile file =
        parse("{\"t\":{\"dtype\":\"F32\",\"shape\":[2,0],\"data_offsets\":[0, 0]}}", 0);
    assertTrue(file.tensors().get("t").hasShape(2, 0));
    assertTrue(
        parse(
                "{\"t\":{\"dtype\":\"F32\",\"shape\":[2147483647,2147483647,0],"
                    + "\"data_offsets\":[0,0]}}",
                0)
            .tensors()
            .get("t")
            .hasShape(Integer.MAX_VALUE, Integer.MAX_VALUE, 0));
    assertEquals(
        0x03020100,
        Float.floatToRawIntBits(
            parse("{\"t\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[0,4]}}", 4)
                .tensors()
                .get("t")
                .values()[0]));
  }

  // What is refused, by the format's rules.

  @Test
  void refusesAFileWithoutAHeaderLength() {
    assertEquals("f: expected 8 bytes of header length, got 0 bytes", refusal(new byte[0]));
    assertEquals("f: expected 8 bytes of header length, got 7 bytes", refusal(new byte[7]));
  }

  @ParameterizedTest(name = "{index}")
  @CsvSource({
    "100000001, 100000001",
    "9223372036854775807, 9223372036854775807",
    "-1, 18446744073709551615",
    "-9223372036854775808, 9223372036854775808",
  })
  void refusesAHeaderThatIsTooLong(long length, String unsigned) {
    assertEquals(
        "f: expected a header of at most 100000000 bytes, got the length " + unsigned,
        refusal(Bytes.file(length, "{}".getBytes(StandardCharsets.UTF_8), new byte[0])));
  }

  @ParameterizedTest(name = "{index}")
  @ValueSource(longs = {3, 60, 100_000_000})
  void refusesAHeaderPastTheEnd(long length) {
    assertEquals(
        "f: expected a header of " + length + " bytes, got a file of 10",
        refusal(Bytes.file(length, "{}".getBytes(StandardCharsets.UTF_8), new byte[0])));
    assertTrue(refusal(Bytes.file(60, new byte[0], new byte[0])).contains("got a file of 8"));
  }

  @Test
  void refusesAHeaderThatIsNoObject() {
    assertEquals("f: header at byte 0: expected '{' as the first byte, got none", refusal("", 0));
    for (String header :
        List.of(" {}", "\t\n{}\r ", "[]", "1", "null", "{", "{}x", "{}{}", "{}\0", "\uFEFF{}")) {
      assertTrue(refusal(header, 0).startsWith("f: header at byte "), header);
    }
    refusal(Bytes.file(new byte[] {(byte) 0xff}, new byte[0]));
    refusal(Bytes.file(new byte[] {'{', '"', (byte) 0xff, '"', ':', '1', '}'}, new byte[0]));
  }

  @Test
  void refusesNamesThatComeTwice() {
    assertTrue(refusal("{" + T + "," + T + "}", 16).contains("\"t\" once more"));
    String metadata = "\"__metadata__\":{}";
    assertTrue(refusal("{" + metadata + "," + metadata + "}", 0).contains("once more"));
    assertTrue(refusal("{\"__metadata__\":{\"a\":\"\",\"a\":\"\"}}", 0).contains("once more"));
    assertTrue(
        refusal("{" + T.replace("\"shape\"", "\"dtype\":\"F32\",\"shape\"") + "}", 16)
            .contains("\"dtype\" once more"));
  }

  @ParameterizedTest(name = "{index}")
  @ValueSource(
      strings = {"1", "null", "[]", "\"a\"", "{\"a\":1}", "{\"a\":null}", "{\"a\":{}}", "{\"a\"}"})
  void refusesMetadataOtherThanStrings(String metadata) {
    assertTrue(refusal("{\"__metadata__\":" + metadata + "}", 0).startsWith("f: header at byte "));
  }

  @ParameterizedTest(name = "{index}")
  @ValueSource(
      strings = {
        "F8_E4M3", "F8_E5M2", "F4", "C64", "I4", "f32", "F32 ", "FLOAT32", "f4", "", "\\u0000"
      })
  void refusesOtherTypesByName(String dtype) {
    String message = refusal("{" + T.replace("F32", dtype) + "}", 16);
    assertTrue(
        message.contains(
            "tensor \"t\": expected a dtype of BOOL, I8, U8, I16, U16, I32, U32, I64, U64, F16,"
                + " BF16, F32, F64, got \""),
        message);
  }

  @ParameterizedTest(name = "{index}")
  @ValueSource(
      strings = {
        "[-1,-4]",
        "[2,2.0]",
        "[2,2e0]",
        "[2,\"2\"]",
        "[2,[2]]",
        "[2,null]",
        "4",
        "{}",
        "null",
        "[2,2,]",
        "[2,18446744073709551614]",
        "[2,9223372036854775807]",
        "[2147483648,0]",
        "[4294967296,4294967296]",
        "[65536,65536,65536,65536]",
        "[65536,65536]",
        "[2147483647,2147483647,2147483647,0]",
        "[2147483647]",
        "[2]",
        "[2,3]",
        "[]",
        "[0]"
      })
  void refusesShapesThatAreNotTheData(String shape) {
    assertTrue(refusal("{" + T.replace("[2,2]", shape) + "}", 16).startsWith("f: header at byte "));
  }

  @ParameterizedTest(name = "{index}")
  @ValueSource(
      strings = {
        "[]",
        "[0]",
        "[16]",
        "[0,16,16]",
        "[16,0]",
        "[-16,0]",
        "[0,4]",
        "[0,15]",
        "[0,17]",
        "[0,-16]",
        "[18446744073709551600,16]",
        "[9223372036854775807,9223372036854775807]",
        "[-9223372036854775808,9223372036854775807]",
        "[0,16.0]",
        "{}",
        "16",
        "null",
        "[0,null]"
      })
  void refusesOffsetsThatAreNotTheData(String offsets) {
    String message = refusal("{" + T.replace("[0,16]", offsets) + "}", 16);
    assertTrue(message.startsWith("f: header at byte "), message);
  }

  @Test
  void refusesFieldsMissingOrUnknown() {
    assertTrue(refusal("{\"t\":{}}", 0).contains("got no dtype"));
    assertTrue(refusal("{\"t\":{\"dtype\":\"F32\"}}", 0).contains("got no shape"));
    assertTrue(
        refusal("{\"t\":{\"dtype\":\"F32\",\"shape\":[]}}", 4).contains("got no data_offsets"));
    assertTrue(
        refusal("{" + T.replace("\"dtype\"", "\"strides\":[1],\"dtype\"") + "}", 16)
            .contains("strides"));
    assertTrue(refusal("{\"t\":[]}", 0).contains("expected an object"));
  }

  @Test
  void refusesHolesOverlapsAndBytesThatNobodyOwns() {
    String u = "\"u\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[%d,%d]}";
    assertEquals(
        "f: tensor \"u\": expected to begin where the one before ends, at 16, got 20",
        refusal("{" + T + "," + u.formatted(20, 24) + "}", 24));
    assertTrue(refusal("{" + T + "," + u.formatted(12, 16) + "}", 16).contains("at 16, got 12"));
    assertTrue(refusal("{" + T + "," + u.formatted(0, 4) + "}", 16).contains("at 4, got 0"));
    assertTrue(refusal("{" + u.formatted(4, 8) + "}", 8).contains("at 0, got 4"));
    assertEquals(
        "f: expected 16 bytes of tensors after the header, got 50", refusal("{" + T + "}", 50));
    assertEquals(
        "f: expected 16 bytes of tensors after the header, got 14", refusal("{" + T + "}", 14));
    assertTrue(refusal("{}", 1).contains("expected 0 bytes"));
  }

  @Test
  void refusesManyTensorsOverTheSameBytes() {
    StringBuilder header = new StringBuilder("{");
    for (int i = 0; i < 10; i++) {
      header.append(T.replace("\"t\"", "\"weight_" + i + "\"")).append(i < 9 ? ',' : '}');
    }
    assertTrue(refusal(header.toString(), 16).contains("expected to begin"));
  }

  // What is refused by limits of our own.

  @Test
  void refusesNamesAndCountsBeyondTheCaps() {
    String longest = "n".repeat(SafetensorsHeader.MAX_NAME);
    assertEquals(
        1, parse("{" + T.replace("\"t\"", "\"" + longest + "\"") + "}", 16).tensors().size());
    assertTrue(
        refusal("{" + T.replace("\"t\"", "\"n" + longest + "\"") + "}", 16)
            .contains("at most 1024 bytes"));
    assertTrue(
        refusal("{" + T.replace("[2,2]", "[2,2" + ",1".repeat(63) + "]") + "}", 16)
            .contains("at most 64 dimensions"));
    parse("{" + T.replace("[2,2]", "[2,2" + ",1".repeat(62) + "]") + "}", 16);
    StringBuilder metadata = new StringBuilder("{\"__metadata__\":{\"\":\"\"");
    for (int i = 1; i < SafetensorsHeader.MAX_METADATA; i++) {
      metadata.append(",\"").append(i).append("\":\"\"");
    }
    assertEquals(SafetensorsHeader.MAX_METADATA, parse(metadata + "}}", 0).metadata().size());
    assertTrue(refusal(metadata + ",\"more\":\"\"}}", 0).contains("at most 4096 metadata"));
  }

  @Test
  void refusesTensorsBeyondTheCap() {
    StringBuilder header =
        new StringBuilder("{\"\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}");
    for (int i = 1; i < SafetensorsHeader.MAX_TENSORS; i++) {
      header
          .append(",\"")
          .append(i)
          .append("\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}");
    }
    assertEquals(SafetensorsHeader.MAX_TENSORS, parse(header + "}", 0).tensors().size());
    assertTrue(
        refusal(header + ",\"more\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}}", 0)
            .contains("at most 65536 tensors"));
  }

  /** A sparse file costs its maker nothing. */
  @Test
  void refusesMoreThanTheHeapBeforeTakingAnyOfIt() throws IOException {
    long elements = 2_000_000_000L;
    long tensors = Runtime.getRuntime().maxMemory() / (4 * elements) + 1;
    StringBuilder header = new StringBuilder("{");
    for (int i = 0; i < tensors; i++) {
      header.append(
          "\"%d\":{\"dtype\":\"F32\",\"shape\":[%d],\"data_offsets\":[%d,%d]},"
              .formatted(i, elements, 4 * elements * i, 4 * elements * (i + 1)));
    }
    header.setCharAt(header.length() - 1, '}');
    String message =
        assertThrows(
                ModelFileException.class,
                () -> SafetensorsFile.read(sparse(header.toString(), 4 * elements * tensors)))
            .getMessage();
    assertTrue(message.contains("fit the largest heap"), message);
  }

  private Path sparse(String header, long dataSize) throws IOException {
    Path path = folder.resolve("sparse.safetensors");
    Files.write(path, Bytes.file(header, 0));
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
      long size = channel.size() + dataSize;
      channel.write(ByteBuffer.allocate(1), size - 1);
    }
    return path;
  }

  @Test
  void quotesNamesFromTheFileInVisibleText() {
    String message = refusal("{\"\\u001b[31m\\u202e\\n\":1}", 0);
    assertTrue(message.chars().allMatch(c -> c >= ' ' && c < 0x7F), message);
    message = refusal("{\"" + "x".repeat(1000) + "\":{}}", 0);
    assertTrue(message.length() < 250, message);
  }

  // Writing what could not be read back, and input and output that fail.

  @Test
  void doesNotWriteWhatItWouldNotRead() {
    Tensor t = Tensor.of(new float[] {1});
    Path path = folder.resolve("refused.safetensors");
    for (String name : List.of("__metadata__", "n".repeat(1025), "\uD800", "é".repeat(513))) {
      assertThrows(
          IllegalArgumentException.class,
          () -> SafetensorsFile.write(path, Map.of(name, t), Map.of()));
    }
    for (String text : List.of("\uDC00", "v".repeat(SafetensorsHeader.MAX_METADATA_VALUE + 1))) {
      assertThrows(
          IllegalArgumentException.class,
          () -> SafetensorsFile.write(path, Map.of("t", t), Map.of("k", text)));
    }
    int[] shape = new int[65];
    Arrays.fill(shape, 1);
    assertThrows(
        IllegalArgumentException.class,
        () -> SafetensorsFile.write(path, Map.of("t", new Tensor(shape, new float[1])), Map.of()));
    assertFalse(Files.exists(path));
  }

  @Test
  void saysThatThereIsNoFileOrNoRegularOne() {
    assertThrows(NoSuchFileException.class, () -> SafetensorsFile.read(folder.resolve("missing")));
    FileSystemException e =
        assertThrows(FileSystemException.class, () -> SafetensorsFile.read(folder));
    assertEquals("not a regular file", e.getReason());
  }

  @Test
  void namesTheFile() throws IOException {
    Path path =
        Files.writeString(folder.resolve("text.safetensors"), "This is no model, but text.");
    String message =
        assertThrows(ModelFileException.class, () -> SafetensorsFile.read(path)).getMessage();
    assertTrue(message.startsWith(path + ": expected a header of at most"), message);
  }
}
