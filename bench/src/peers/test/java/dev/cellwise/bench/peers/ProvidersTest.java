package dev.cellwise.bench.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.bench.cases.Case;
import dev.cellwise.bench.cases.Library;
import dev.cellwise.bench.cases.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class ProvidersTest {
  private static final List<String> PEERS =
      List.of("onnxruntime", "onednn", "libtorch", "libtorch-mkl");

  private static List<Library> libraries() {
    return ServiceLoader.load(Library.class).stream().map(ServiceLoader.Provider::get).toList();
  }

  @Test
  void areFound() {
    List<String> names = libraries().stream().map(Library::name).toList();
    assertTrue(names.containsAll(PEERS), names::toString);
    assertEquals(names.size(), names.stream().distinct().count());
  }

  /** What the program asks for in its own JVM maps no file of a library. */
  @Test
  void loadNothingNativeToBeAsked() throws IOException {
    for (Library library : libraries()) {
      for (Case kind : Case.values()) {
        for (Setting setting : kind.settings(32)) {
          library.runs(setting, 2);
        }
      }
      boolean quiet = library.jvmFlags(1).isEmpty();
      assertFalse(quiet && PEERS.contains(library.name()), library::name);
    }
    String maps = Files.readString(Path.of("/proc/self/maps"));
    assertFalse(maps.matches("(?s).*(onnxruntime|dnnl|torch|jnijavacpp|nd4j).*[.]so.*"), maps);
  }
}
