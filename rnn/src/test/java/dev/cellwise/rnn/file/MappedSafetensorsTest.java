package dev.cellwise.rnn.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cellwise.rnn.net.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No vectors here, so one mode is enough. Hostile files: {@link SafetensorsHostileTest}. */
@Tag("reference")
class MappedSafetensorsTest {
  /** Several pages, and several chunks. */
  private static final int FLOATS = 100_003;

  @TempDir Path folder;

  private static TypedArray counted(int from) {
    float[] values = new float[FLOATS];
    for (int i = 0; i < FLOATS; i++) {
      values[i] = from + i;
    }
    return TypedArray.of(values, FLOATS);
  }

  private Path written() throws IOException {
    Map<String, TypedArray> arrays = new LinkedHashMap<>();
    arrays.put("wide", TypedArray.of(new double[] {0.1, 2}, 1, 2));
    arrays.put("first", counted(0));
    arrays.put("last", counted(7));
    arrays.put("tokens", TypedArray.of(new short[] {-1, 3}, 2));
    Path path = folder.resolve("m.safetensors");
    SafetensorsFile.writeArrays(path, arrays, Map.of("format", "pt"));
    return path;
  }

  @Test
  void readsWhatIsAskedFor() throws IOException {
    Path path = written();
    try (MappedSafetensors file = MappedSafetensors.open(path)) {
      assertEquals(List.of("wide", "first", "last", "tokens"), List.copyOf(file.names()));
      assertEquals(Map.of("format", "pt"), file.metadata());
      assertEquals(TypedArray.Type.FLOAT64, file.type("wide"));
      assertArrayEquals(new int[] {1, 2}, file.shape("wide"));
      assertEquals(counted(7), file.array("last"));
      assertEquals(Tensor.of(new float[] {-1, 3}, 2), file.tensor("tokens"));
      assertEquals(
          "tensor \"wide\" of FLOAT64: values[0]: expected a number that a float holds, got 0.1",
          assertThrows(ModelFileException.class, () -> file.tensor("wide")).getMessage());
      assertEquals(
          "name: expected one of the file's tensors, got \"other\"",
          assertThrows(IllegalArgumentException.class, () -> file.array("other")).getMessage());
      SafetensorsFile whole = SafetensorsFile.read(path);
      for (String name : file.names()) {
        assertEquals(whole.arrays().get(name), file.array(name));
      }
    }
  }

  @Test
  void whatWasReadStaysWhenTheFileIsClosed() throws IOException {
    MappedSafetensors file = MappedSafetensors.open(written());
    TypedArray first = file.array("first");
    file.close();
    file.close();
    assertEquals(counted(0), first);
    assertThrows(IllegalStateException.class, () -> file.array("first"));
  }

  @Test
  void aFileThatIsReplacedStaysWhatItWas() throws IOException {
    Path path = written();
    try (MappedSafetensors file = MappedSafetensors.open(path)) {
      SafetensorsFile.write(path, Map.of("other", Tensor.of(new float[1])), Map.of());
      assertEquals(counted(0), file.array("first"));
    }
  }

  /** To nothing; within pages that are still there; by one byte, which no page shows. */
  @ParameterizedTest
  @ValueSource(longs = {0, 5, 4096, 400_000, -1})
  void aFileThatBecameShorterIsRefused(long size) throws IOException {
    Path path = written();
    try (MappedSafetensors file = MappedSafetensors.open(path)) {
      try (FileChannel out = FileChannel.open(path, StandardOpenOption.WRITE)) {
        out.truncate(size < 0 ? out.size() + size : size);
      }
      for (String name : file.names()) {
        ModelFileException e = assertThrows(ModelFileException.class, () -> file.array(name), name);
        assertTrue(e.getMessage().startsWith(path + ": expected "), e.getMessage());
        assertTrue(e.getMessage().endsWith("the file became shorter"), e.getMessage());
      }
    }
  }

  /** Compiled code tells of the fault at another place than the interpreter. */
  @Test
  void aFileThatBecameShorterIsRefusedByCompiledCodeToo() throws IOException {
    Path small = folder.resolve("small.safetensors");
    SafetensorsFile.write(small, Map.of("t", Tensor.of(new float[2000], 2000)), Map.of());
    Path copy = folder.resolve("copy.safetensors");
    int faults = 0;
    for (int i = 0; i < 3000; i++) {
      Files.copy(small, copy, StandardCopyOption.REPLACE_EXISTING);
      try (MappedSafetensors file = MappedSafetensors.open(copy)) {
        file.array("t");
        try (FileChannel out = FileChannel.open(copy, StandardOpenOption.WRITE)) {
          out.truncate(0);
        }
        ModelFileException e = assertThrows(ModelFileException.class, () -> file.array("t"));
        if (e.getCause() != null) {
          assertInstanceOf(InternalError.class, e.getCause());
          faults++;
        }
      }
    }
    // Where the fault is told of; the length alone would do as well.
    assertTrue(faults > 0 || !System.getProperty("os.name").contains("Linux"), faults + " faults");
  }

  /** Nothing behind 2 GiB can be reached by an int. */
  @Test
  void readsBehindTwoGibibytes() throws IOException {
    int large = 2_000_000_000;
    String header =
        """
        {"a":{"dtype":"U8","shape":[%1$d],"data_offsets":[0,%1$d]},\
        "b":{"dtype":"I8","shape":[%1$d],"data_offsets":[%1$d,%2$d]},\
        "c":{"dtype":"F32","shape":[2],"data_offsets":[%2$d,%3$d]}}"""
            .formatted(large, 2L * large, 2L * large + 8);
    Path path = folder.resolve("sparse.safetensors");
    Files.write(path, Bytes.file(header, 0));
    try (FileChannel out = FileChannel.open(path, StandardOpenOption.WRITE)) {
      out.write(ByteBuffer.wrap(Bytes.floats(1.5f, -2)), out.size() + 2L * large);
    }
    try (MappedSafetensors file = MappedSafetensors.open(path)) {
      assertEquals(Tensor.of(new float[] {1.5f, -2}, 2), file.tensor("c"));
    }
  }

  @Test
  void refusesATensorBeyondTheHeap() throws IOException {
    long elements = Math.min(Runtime.getRuntime().maxMemory() / 8 + 1, Integer.MAX_VALUE - 8);
    assumeTrue(
        8 * elements > Runtime.getRuntime().maxMemory(), "no tensor is larger than this heap");
    String header =
        "{\"t\":{\"dtype\":\"F64\",\"shape\":[%d],\"data_offsets\":[0,%d]}}"
            .formatted(elements, 8 * elements);
    Path path = folder.resolve("sparse.safetensors");
    Files.write(path, Bytes.file(header, 0));
    try (FileChannel out = FileChannel.open(path, StandardOpenOption.WRITE)) {
      out.write(ByteBuffer.allocate(1), out.size() + 8 * elements - 1);
    }
    try (MappedSafetensors file = MappedSafetensors.open(path)) {
      String message = assertThrows(ModelFileException.class, () -> file.array("t")).getMessage();
      assertTrue(message.contains("fit the largest heap"), message);
    }
  }

  @Test
  void threadsReadAtTheSameTimeAndWhenInterrupted() throws Exception {
    try (MappedSafetensors file = MappedSafetensors.open(written())) {
      try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
        List<Future<TypedArray>> read = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
          read.add(threads.submit(() -> interrupted(file)));
        }
        for (Future<TypedArray> one : read) {
          assertEquals(counted(7), one.get());
        }
      }
      assertEquals(counted(0), file.array("first"));
    }
  }

  private static TypedArray interrupted(MappedSafetensors file) throws IOException {
    Thread.currentThread().interrupt();
    try {
      return file.array("last");
    } finally {
      assertTrue(Thread.interrupted());
    }
  }

  @Test
  void saysThatThereIsNoFileOrNoRegularOne() {
    assertThrows(
        NoSuchFileException.class, () -> MappedSafetensors.open(folder.resolve("missing")));
    FileSystemException e =
        assertThrows(FileSystemException.class, () -> MappedSafetensors.open(folder));
    assertEquals("not a regular file", e.getReason());
  }
}
