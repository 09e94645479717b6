package dev.cellwise.bench.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cellwise.bench.cases.Library;
import dev.cellwise.bench.cases.Setting;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LibtorchMklTest {
  private static final Library LIBRARY = new LibtorchMkl();

  static {
    // As its flags say, before anything native is loaded.
    for (String flag : LIBRARY.jvmFlags(1)) {
      if (flag.startsWith("-D")) {
        String[] property = flag.substring(2).split("=", 2);
        System.setProperty(property[0], property[1]);
      }
    }
  }

  static List<Setting> settings() {
    return Agreement.settings(LIBRARY);
  }

  @ParameterizedTest
  @MethodSource("settings")
  void agrees(Setting setting) throws Exception {
    Agreement.assertAgrees(LIBRARY, setting, Agreement.TWO_BIASES);
  }

  @Test
  void multipliesByMkl() throws Exception {
    assertEquals(List.of("mkl"), Agreement.productsOf(LIBRARY));
  }
}
