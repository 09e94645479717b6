package dev.cellwise.rnn.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** No vectors here, so one mode is enough; {@link Hostile} says what must not come of any file. */
@Tag("reference")
class NpyFileTest {
  private static final int MUTANTS = 10_000;
  private static final String HEADER =
      "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2), }\n";

  @TempDir Path folder;

  /** A file of version 1.0 with zeros as data. */
  static byte[] file(String header, int dataSize) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(NpyHeader.MAGIC);
    out.write(1);
    out.write(0);
    out.write(header.length());
    out.write(header.length() >> 8);
    out.writeBytes(header.getBytes(StandardCharsets.ISO_8859_1));
    out.writeBytes(new byte[dataSize]);
    return out.toByteArray();
  }

  private static String refusal(byte[] file) {
    return assertThrows(ModelFileException.class, () -> NpyFile.parse("f", file)).getMessage();
  }

  private static boolean accepted(byte[] file) {
    return Hostile.accepted(file, content -> NpyFile.parse("f", content));
  }

  static byte[] bytes(TypedArray array) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    NpyCodec.write(array, out);
    return out.toByteArray();
  }

  // Reading and writing.

  @Test
  void readsWhatItWrote() throws IOException {
    Path path = folder.resolve("a.npy");
    float[] many = new float[40_000];
    for (int i = 0; i < many.length; i++) {
      many[i] = i * 0.25f;
    }
    for (TypedArray array :
        new TypedArray[] {
          TypedArray.of(many, 100, 400),
          TypedArray.roundedToFloat16(many, many.length),
          TypedArray.of(new double[20_000], 20_000, 1),
          TypedArray.of(new byte[70_000], 70_000),
          TypedArray.of(new int[1], 1, 1, 1, 1, 1),
          TypedArray.of(new long[] {7})
        }) {
      NpyFile.write(path, array);
      assertEquals(array, NpyFile.read(path), "more than a chunk");
      assertEquals(0, (Files.size(path) - (long) array.size() * array.type().size) % 64);
    }
  }

  /** More elements than fit a chunk, in the file's order: the first index runs fastest. */
  @Test
  void turnsLargeArraysOfFortran() {
    int rows = 300;
    int columns = 200;
    byte[] file =
        file(
            "{'descr': '>i4', 'fortran_order': True, 'shape': (300, 200), }\n", 4 * rows * columns);
    for (int i = 0; i < rows * columns; i++) {
      int at = file.length - 4 * rows * columns + 4 * i;
      file[at + 1] = (byte) (i >> 16);
      file[at + 2] = (byte) (i >> 8);
      file[at + 3] = (byte) i;
    }
    int[] values = NpyFile.parse("f", file).ints();
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        assertEquals(c * rows + r, values[r * columns + c]);
      }
    }
  }

  @Test
  void doesNotWriteATypeThatNumpyHasNot() {
    Path path = folder.resolve("b.npy");
    TypedArray array = TypedArray.roundedToBfloat16(new float[] {1}, 1);
    String refusal =
        assertThrows(IllegalArgumentException.class, () -> NpyFile.write(path, array)).getMessage();
    assertEquals("array: expected a type that NumPy has, got BFLOAT16", refusal);
    assertFalse(Files.exists(path));
  }

  @Test
  void aFailedWriteLeavesTheOldFile() throws IOException {
    Path path = folder.resolve("none").resolve("a.npy");
    assertThrows(
        NoSuchFileException.class, () -> NpyFile.write(path, TypedArray.of(new int[1], 1)));
    assertThrows(NoSuchFileException.class, () -> NpyFile.read(path));
    assertThrows(FileSystemException.class, () -> NpyFile.read(folder));
  }

  // Headers.

  @ParameterizedTest(name = "{index}")
  @ValueSource(
      strings = {
        HEADER,
        "{'shape':(2,2),'fortran_order':False,'descr':'<f4'}",
        "  { \"descr\" : \"<f4\" , 'fortran_order' : False , 'shape' : ( 2 , 2 , ) , }  \n\n",
        "{'descr': '<f4', 'fortran_order': True, 'shape': (4,), }",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2L, 2L), }",
        "{'descr': '>i8', 'fortran_order': False, 'shape': (1, 2), }",
        "{'descr': '|b1', 'fortran_order': False, 'shape': (16,), }",
        "{'descr': '<u1', 'fortran_order': False, 'shape': (16,), }",
      })
  void takesWhatIsAHeader(String header) {
    assertTrue(accepted(file(header, 16)));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "<f4|<f16|at 16: expected one of the types b1, i1, u1, i2, u2, i4, u4, i8, u8, f2, f4, f8, got",
        "<f4|=f4|expected one of the types",
        "<f4|f4|expected one of the types",
        "<f4|<c8|expected one of the types",
        "<f4|<f3|expected one of the types",
        "'<f4'|''|expected one of the types",
        "'<f4'|['<f4']|expected an array of one type, got a list of fields",
        "'<f4'|None|expected a string, got \"N\"",
        "<f4|<\\x66|expected plain ASCII in a string",
        "<f4'|<f4|expected one of the types",
        "descr|other|at 8: expected descr, fortran_order or shape, got \"other\"",
        "'descr': '<f4', |``|expected descr, fortran_order and shape, got not all of them",
        "'shape'|'descr': '<f4', 'shape'|expected each name once, got descr twice",
        "False|false|expected True or False, got \"f\"",
        "False|0|expected True or False, got \"0\"",
        "False|Falsely|expected '}', got \"l\"",
        "(2, 2)|(4)|expected a tuple, got a number in parentheses",
        "(2, 2)|[2, 2]|expected '(', got \"[\"",
        "(2, 2)|(2 2)|expected ',' or ')', got \"2\"",
        "(2, 2)|(,)|expected a dimension, got \",\"",
        "(2, 2)|(2,, 2)|expected a dimension, got \",\"",
        "(2, 2)|(-2, -2)|expected a dimension, got \"-\"",
        "(2, 2)|(2, 02)|expected a dimension, got a number that begins with 0",
        "(2, 2)|(2, 2.0)|expected ',' or ')', got \".\"",
        "(2, 2)|(2, 2147483640)|expected a dimension of at most 2147483639, got more",
        "(2, 2)|(2, 18446744073709551618)|expected a dimension of at most 2147483639, got more",
        "(2, 2)|(65536, 65536)|expected at most 2147483639 elements, got shape [65536, 65536]",
        "(2, 2)|(2, 2, 2)|f: expected 32 bytes of data after the header, got 16 bytes",
        "(2, 2)|(3,)|f: expected 12 bytes of data after the header, got 16 bytes",
        "(2, 2)|(2, 0)|f: expected 0 bytes of data after the header, got 16 bytes",
        "}|x|expected a string, got \"x\"",
        "}|} x|expected the end of the header, got \"x\"",
        "}|}}|expected the end of the header, got \"}\"",
        "}|``|got the end",
        "{|(|at 0: expected '{', got \"(\"",
      })
  void refusesWhatIsNone(String there, String instead, String message) {
    assertTrue(HEADER.contains(there), there);
    byte[] file = file(HEADER.replace(there, instead), 16);
    String refusal = refusal(file);
    assertTrue(refusal.startsWith("f: ") && refusal.contains(message), refusal);
    assertFalse(accepted(file));
  }

  @Test
  void refusesMoreThan64Dimensions() {
    String shape = "(" + "1, ".repeat(63) + "4)";
    assertTrue(accepted(file(HEADER.replace("(2, 2)", shape), 16)));
    assertTrue(
        refusal(file(HEADER.replace("(2, 2)", shape.replace("4", "1, 4")), 16))
            .contains("expected at most 64 dimensions, got more"));
  }

  @Test
  void refusesHeadersLongerThanTheFileOrTheLimit() {
    byte[] file = file(HEADER + " ".repeat(10_000 - HEADER.length()), 16);
    assertTrue(accepted(file));
    file[8]++;
    assertEquals(
        "f: expected a header of at most 10000 bytes, got the length 10001", refusal(file));
    byte[] small = file(HEADER, 0);
    small[8] += 1;
    assertEquals(
        "f: expected a header of at most "
            + HEADER.length()
            + " bytes, got the length "
            + (HEADER.length() + 1),
        refusal(small));
    small[6] = 3;
    assertTrue(refusal(small).contains("got the length " + (0x277B0000L + HEADER.length() + 1)));
    small[6] = 4;
    assertEquals("f: expected version 1.0, 2.0 or 3.0, got version 4.0", refusal(small));
    small[6] = 1;
    small[7] = -1;
    assertEquals("f: expected version 1.0, 2.0 or 3.0, got version 1.255", refusal(small));
    small[5] = 'y';
    assertEquals("f: expected the magic bytes of NumPy, got others", refusal(small));
    assertEquals(
        "f: expected 10 bytes of magic, version and header length, got 0 bytes",
        refusal(new byte[0]));
  }

  @Test
  void refusesNumbersOfPython2InVersion3() {
    byte[] file = file(HEADER.replace("2, 2", "2L, 2"), 16);
    assertTrue(accepted(file));
    byte[] three = new byte[file.length + 2];
    System.arraycopy(file, 0, three, 0, 10);
    System.arraycopy(file, 10, three, 12, file.length - 10);
    three[6] = 2;
    assertTrue(accepted(three));
    three[6] = 3;
    assertTrue(refusal(three).contains("expected ',' or ')', got \"L\""));
  }

  @Test
  void refusesTruthValuesThatAreNone() {
    byte[] file = file(HEADER.replace("<f4", "|b1").replace("2, 2", "4, 4"), 16);
    assertTrue(accepted(file));
    file[file.length - 2] = 2;
    assertEquals("f: expected truth values of 0 or 1, got 2 as value 14", refusal(file));
    file[file.length - 2] = -1;
    refusal(file);
  }

  // Harm.

  @Test
  void refusesEachTruncation() throws IOException {
    byte[] valid = bytes(TypedArray.of(new float[] {1, 2, 3, 4}, 2, 2));
    assertTrue(accepted(valid));
    for (int length = 0; length < valid.length; length++) {
      assertFalse(accepted(Arrays.copyOf(valid, length)), "" + length);
    }
    assertFalse(accepted(Arrays.copyOf(valid, valid.length + 1)), "one byte more");
  }

  @Test
  void survivesMutants() throws IOException {
    byte[] valid = file(HEADER, 16);
    SplittableRandom random = new SplittableRandom(20_261_124);
    int accepted = 0;
    for (int i = 0; i < MUTANTS; i++) {
      accepted += accepted(Hostile.mutant(valid, random)) ? 1 : 0;
    }
    assertTrue(accepted > MUTANTS / 100 && accepted < MUTANTS / 2, accepted + " accepted");
  }

  /** Large arrays, where 1 MiB hides nothing. */
  @Test
  void boundsTheMemory() {
    for (String descr : new String[] {"|b1", "<f2", ">f8", "<i8"}) {
      int size = descr.charAt(2) - '0';
      for (String order : new String[] {"False", "True"}) {
        String header = HEADER.replace("<f4", descr).replace("False", order);
        int rows = 1_000_000 / size;
        assertTrue(accepted(file(header.replace("2, 2", rows / 2 + ", 2"), rows * size)));
        assertFalse(accepted(file(header.replace("2, 2", "500000000, 2"), 0)));
      }
    }
  }
}
