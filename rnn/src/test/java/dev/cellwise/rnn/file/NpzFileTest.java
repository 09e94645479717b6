package dev.cellwise.rnn.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No vectors here, so one mode is enough; {@link Hostile} says what must not come of any file. */
@Tag("reference")
class NpzFileTest {
  private static final int MUTANTS = 10_000;

  @TempDir Path folder;

  private final Map<String, TypedArray> arrays = new LinkedHashMap<>();
  private byte[] stored;
  private byte[] deflated;

  @BeforeEach
  void writeValidFiles() throws IOException {
    arrays.put("x", TypedArray.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3));
    arrays.put("../é", TypedArray.of(new long[] {7}));
    Path path = folder.resolve("a.npz");
    NpzFile.write(path, arrays);
    stored = Files.readAllBytes(path);
    NpzFile.writeDeflated(path, arrays);
    deflated = Files.readAllBytes(path);
  }

  private static String refusal(byte[] file) {
    return assertThrows(ModelFileException.class, () -> NpzFile.parse("f", file)).getMessage();
  }

  private static boolean accepted(byte[] file) {
    return Hostile.accepted(file, content -> NpzFile.parse("f", content));
  }

  /** The JDK's zip file of contents, with sizes behind them where they are deflated. */
  private static byte[] zip(Map<String, byte[]> contents) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, byte[]> one : contents.entrySet()) {
        zip.putNextEntry(new ZipEntry(one.getKey()));
        zip.write(one.getValue());
        zip.closeEntry();
      }
    }
    return out.toByteArray();
  }

  private static int find(byte[] file, int signature, int from) {
    ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = from; at + 4 <= file.length; at++) {
      if (in.getInt(at) == signature) {
        return at;
      }
    }
    throw new AssertionError("no " + Integer.toHexString(signature));
  }

  private static int central(byte[] file) {
    return find(file, 0x02014B50, 0);
  }

  private static byte[] with(byte[] file, int at, int size, long value) {
    byte[] copy = file.clone();
    for (int i = 0; i < size; i++) {
      copy[at + i] = (byte) (value >> 8 * i);
    }
    return copy;
  }

  private static byte[] splice(byte[] file, int at, byte[] more) {
    byte[] copy = Arrays.copyOf(file, file.length + more.length);
    System.arraycopy(more, 0, copy, at, more.length);
    System.arraycopy(file, at, copy, at + more.length, file.length - at);
    return copy;
  }

  // Reading and writing.

  @Test
  void readsWhatItWrote() throws IOException {
    assertEquals(arrays, NpzFile.parse("f", stored));
    assertEquals(arrays, NpzFile.parse("f", deflated));
    assertEquals(List.of("x", "../é"), List.copyOf(NpzFile.parse("f", stored).keySet()));
    Path path = folder.resolve("b.npz");
    NpzFile.write(path, arrays);
    assertArrayEquals(stored, Files.readAllBytes(path), "the same bytes each time");
    NpzFile.write(path, Map.of());
    assertTrue(NpzFile.read(path).isEmpty());
    assertThrows(UnsupportedOperationException.class, () -> NpzFile.read(path).clear());
    assertThrows(NoSuchFileException.class, () -> NpzFile.read(folder.resolve("none")));
  }

  @Test
  void touchesNoPathButItsOwn() throws IOException {
    Path inner = Files.createDirectory(folder.resolve("inner"));
    Path path = inner.resolve("b.npz");
    NpzFile.write(path, arrays);
    assertEquals(arrays.get("../é"), NpzFile.read(path).get("../é"));
    try (Stream<Path> there = Files.walk(folder)) {
      assertEquals(
          List.of("", "a.npz", "inner", "inner/b.npz"),
          there.map(p -> folder.relativize(p).toString().replace('\\', '/')).sorted().toList());
    }
  }

  @Test
  void readsLargeArraysIfAllowed() throws IOException {
    Path path = folder.resolve("b.npz");
    TypedArray zeros = TypedArray.of(new float[300_000], 300_000);
    NpzFile.writeDeflated(path, Map.of("a", zeros));
    String refusal = assertThrows(ModelFileException.class, () -> NpzFile.read(path)).getMessage();
    long most = 8 * Files.size(path) + (1 << 19);
    assertEquals(
        path
            + ": \"a.npy\": expected values that take at most "
            + most
            + " bytes, got 1200000 bytes",
        refusal);
    assertEquals(zeros, NpzFile.read(path, 1_200_000).get("a"));
    assertThrows(ModelFileException.class, () -> NpzFile.read(path, 1_199_999));
    NpzFile.writeDeflated(path, Map.of("a", zeros, "b", zeros));
    assertThrows(ModelFileException.class, () -> NpzFile.read(path, 2_399_999), "together");
    assertEquals(2, NpzFile.read(path, 2_400_000).size());
    assertEquals(2, NpzFile.parse("f", Files.readAllBytes(path), 2_400_000).size());
    assertThrows(IllegalArgumentException.class, () -> NpzFile.read(path, -1));
  }

  @Test
  void refusesToWriteWhatItWouldNotRead() throws IOException {
    Path path = folder.resolve("b.npz");
    TypedArray one = TypedArray.of(new int[1], 1);
    NpzFile.write(path, Map.of("x".repeat(1020), one));
    assertEquals(1, NpzFile.read(path).size());
    byte[] before = Files.readAllBytes(path);
    for (String name : new String[] {"x".repeat(1021), "é".repeat(511), "\uD800"}) {
      assertThrows(
          IllegalArgumentException.class, () -> NpzFile.write(path, Map.of(name, one)), name);
    }
    assertArrayEquals(before, Files.readAllBytes(path));
  }

  // Bombs.

  private static byte[] zeros(int floats) throws IOException {
    return NpyFileTest.bytes(TypedArray.of(new float[floats], floats));
  }

  @Test
  void refusesABombByWhatItClaims() throws IOException {
    byte[] bomb = zip(Map.of("a.npy", zeros(10_000_000)));
    assertTrue(bomb.length < 50_000);
    assertTrue(refusal(bomb).contains("expected values that take at most"));
    assertFalse(accepted(bomb));
  }

  /** It claims four floats, in the directory and in its header, and goes on for millions. */
  @Test
  void refusesABombByWhatItHolds() throws IOException {
    byte[] small = zeros(4);
    byte[] content = Arrays.copyOf(small, 40_000_000);
    byte[] bomb = zip(Map.of("a.npy", content));
    byte[] claimed = with(bomb, central(bomb) + 24, 4, small.length);
    assertEquals(
        "f: expected content of " + small.length + " bytes in \"a.npy\", got more",
        refusal(claimed));
    assertFalse(accepted(claimed));
  }

  @Test
  void refusesContentThatIsLessThanClaimed() throws IOException {
    byte[] file = zip(Map.of("a.npy", zeros(4)));
    byte[] claimed = with(file, central(file) + 24, 4, zeros(4).length + 4);
    assertTrue(refusal(claimed).contains("bytes of data after the header"));
    byte[] header = NpyFileTest.file("{'descr':'<f4','fortran_order':False,'shape':(4,)}", 12);
    byte[] less = zip(Map.of("a.npy", header));
    byte[] more = with(less, central(less) + 24, 4, header.length + 4);
    assertEquals(
        "f: expected content of " + (header.length + 4) + " bytes in \"a.npy\", got less",
        refusal(more));
  }

  @Test
  void boundsTheMemoryOfMany() throws IOException {
    Map<String, byte[]> contents = new LinkedHashMap<>();
    StringBuilder shape = new StringBuilder("(");
    shape.append("1,".repeat(64)).append(')');
    String header = "{'descr':'|b1','fortran_order':True,'shape':" + shape + "}";
    for (int i = 0; i < 10_000; i++) {
      contents.put(Integer.toString(i, 36) + ".npy", NpyFileTest.file(header, 1));
    }
    byte[] many = zip(contents);
    NpzFile.parse("f", many);
    assertTrue(accepted(many));
    contents.clear();
    for (int i = 0; i < 100; i++) {
      contents.put(i + ".npy", NpyFileTest.file(header + " ".repeat(9000), 1));
    }
    assertTrue(accepted(zip(contents)), "headers take no memory of their own");
  }

  // The zip file.

  @Test
  void refusesTwoOfOneNameAndOtherFiles() throws IOException {
    Map<String, byte[]> contents = new LinkedHashMap<>();
    contents.put("a.npy", zeros(1));
    contents.put("b.npy", zeros(1));
    byte[] two = zip(contents);
    String text = new String(two, StandardCharsets.ISO_8859_1).replace("b.npy", "a.npy");
    assertEquals(
        "f: expected each name once, got \"a\" twice",
        refusal(text.getBytes(StandardCharsets.ISO_8859_1)));
    for (String name : new String[] {"a", "a.npy/", "a.npy\u0000", "a.NPY", ""}) {
      assertTrue(
          refusal(zip(Map.of(name, zeros(1)))).contains("expected names that end with .npy"), name);
    }
    assertTrue(
        refusal(zip(Map.of("x".repeat(1021) + ".npy", zeros(1))))
            .contains("expected names of at most 1024 bytes, got 1025 bytes"));
  }

  @Test
  void refusesNamesThatAreNoText() throws IOException {
    byte[] file = zip(Map.of("é.npy", zeros(1)));
    int central = central(file);
    assertTrue(accepted(file));
    byte[] unflagged = with(with(file, 7, 1, 0), central + 9, 1, 0);
    assertTrue(refusal(unflagged).contains("expected a name in UTF-8, or in ASCII if not flagged"));
    byte[] broken = with(with(file, 31, 1, 'x'), central + 47, 1, 'x');
    assertTrue(refusal(broken).contains("expected a name in UTF-8"));
  }

  /** Each number of the directory that another program might trust more than the one before. */
  @Test
  void refusesAnEntryThatIsNotAsTheDirectorySays() {
    int central = central(stored);
    int[][] fields = {{8, 2}, {10, 2}, {16, 4}, {20, 4}, {24, 4}, {28, 2}, {42, 4}, {46, 1}};
    for (int[] field : fields) {
      for (int delta : new int[] {1, 2, 8, 127}) {
        byte[] changed = stored.clone();
        changed[central + field[0]] += (byte) delta;
        assertFalse(accepted(changed), field[0] + " by " + delta);
      }
    }
    int[][] local = {{0, 4}, {6, 2}, {8, 2}, {14, 4}, {18, 4}, {22, 4}, {26, 2}, {28, 2}, {30, 1}};
    for (int[] field : local) {
      byte[] changed = stored.clone();
      changed[field[0]] += 1;
      assertFalse(accepted(changed), "" + field[0]);
    }
    assertTrue(
        refusal(with(stored, 14, 4, 0)).contains("expected before an entry what the directory"));
  }

  @Test
  void refusesContentOfAnotherChecksum() {
    byte[] changed = stored.clone();
    changed[central(stored) - 1] ^= 1;
    assertEquals(
        "f: expected content of its checksum in \"../é.npy\", got other content", refusal(changed));
  }

  @Test
  void refusesHolesOverlapAndWhatLiesAround() {
    int central = central(stored);
    assertTrue(refusal(splice(stored, 0, new byte[] {1})).contains("expected a directory that"));
    byte[] hole = splice(stored, central, new byte[] {1});
    int end = find(hole, 0x06054B50, 0);
    assertTrue(
        refusal(with(hole, end + 16, 4, central + 1))
            .contains("expected entries without hole or overlap, got 1 bytes at " + central));
    byte[] before = splice(stored, 0, new byte[] {1});
    before = with(before, end + 16, 4, central + 1);
    assertFalse(accepted(before), "bytes before the first entry");
    int second = find(stored, 0x02014B50, central + 4);
    assertTrue(
        refusal(with(stored, second + 42, 4, 0)).contains("expected entries without hole"),
        "one within the other");
    assertTrue(refusal(with(stored, end - 1 + 20, 2, 1)).contains("no comment"));
    assertTrue(refusal(Arrays.copyOf(stored, stored.length + 1)).contains("the end of a zip"));
    assertTrue(refusal(with(stored, central + 8, 1, 1)).contains("with flags 801"), "encrypted");
    assertTrue(refusal(with(stored, central + 10, 1, 14)).contains("stored or deflated entries"));
    assertFalse(accepted(with(stored, end - 1 + 10, 2, 3)), "three entries");
    assertFalse(accepted(with(with(stored, end - 1 + 10, 2, 1), end - 1 + 8, 2, 1)), "one");
  }

  /** The same file with its numbers in 64 bits, as files over 4 GiB have them. */
  @Test
  void readsNumbersOf64Bits() {
    byte[] wide = wide();
    assertEquals(arrays, NpzFile.parse("f", wide));
    int end = find(wide, 0x06064B50, 0);
    for (int at = end; at < wide.length; at++) {
      byte[] changed = wide.clone();
      changed[at] ^= 4;
      boolean version = at >= end + 12 && at < end + 16;
      assertEquals(version, accepted(changed), "byte " + (at - end));
    }
    for (int length = 0; length < wide.length; length++) {
      assertFalse(accepted(Arrays.copyOf(wide, length)), "" + length);
    }
  }

  private byte[] wide() {
    int central = central(stored);
    ByteBuffer in = ByteBuffer.wrap(stored).order(ByteOrder.LITTLE_ENDIAN);
    int nameSize = in.getShort(central + 28);
    ByteBuffer extra = ByteBuffer.allocate(28).order(ByteOrder.LITTLE_ENDIAN);
    extra.putShort((short) 1).putShort((short) 24);
    extra.putLong(in.getInt(central + 24)).putLong(in.getInt(central + 20)).putLong(0);
    byte[] file = splice(stored, central + 46 + nameSize, extra.array());
    file = with(file, central + 20, 8, -1);
    file = with(file, central + 42, 4, -1);
    file = with(file, central + 30, 2, 28);
    int end = find(file, 0x06054B50, 0);
    ByteBuffer tail = ByteBuffer.allocate(76).order(ByteOrder.LITTLE_ENDIAN);
    tail.putInt(0x06064B50).putLong(44).putInt(0x2D002D).putLong(0).putLong(2).putLong(2);
    tail.putLong(end - central).putLong(central);
    tail.putInt(0x07064B50).putInt(0).putLong(end).putInt(1);
    file = splice(file, end, tail.array());
    file = with(file, end + 76 + 8, 4, -1);
    return with(file, end + 76 + 12, 8, -1);
  }

  // Harm.

  @Test
  void refusesEachTruncation() {
    for (byte[] valid : new byte[][] {stored, deflated}) {
      assertTrue(accepted(valid));
      for (int length = 0; length < valid.length; length++) {
        assertFalse(accepted(Arrays.copyOf(valid, length)), "" + length);
      }
    }
  }

  @Test
  void survivesMutants() {
    SplittableRandom random = new SplittableRandom(20_261_125);
    int accepted = 0;
    for (int i = 0; i < MUTANTS; i++) {
      byte[] valid = i % 2 == 0 ? stored : deflated;
      accepted += accepted(Hostile.mutant(valid, random)) ? 1 : 0;
    }
    // A date or a version may change; nearly nothing else.
    assertTrue(accepted > MUTANTS / 100 && accepted < MUTANTS / 5, accepted + " accepted");
  }

  @Test
  void readsAFileAsItReadsItsBytes() throws IOException {
    Path path = folder.resolve("mutant.npz");
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < 300; i++) {
      byte[] mutant = Hostile.mutant(deflated, random);
      Files.write(path, mutant);
      Object fromBytes = outcome(() -> NpzFile.parse(path.toString(), mutant));
      assertEquals(fromBytes, outcome(() -> NpzFile.read(path)));
    }
  }

  private interface Reading {
    Object read() throws IOException;
  }

  private static Object outcome(Reading reading) throws IOException {
    try {
      return reading.read();
    } catch (ModelFileException e) {
      return e.getMessage();
    }
  }
}
