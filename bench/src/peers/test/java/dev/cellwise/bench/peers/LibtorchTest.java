package dev.cellwise.bench.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cellwise.bench.cases.Library;
import dev.cellwise.bench.cases.Setting;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LibtorchTest {
  private static final Library LIBRARY = new Libtorch();

  static List<Setting> settings() {
    return Agreement.settings(LIBRARY);
  }

  @ParameterizedTest
  @MethodSource("settings")
  void agrees(Setting setting) throws Exception {
    Agreement.assertAgrees(LIBRARY, setting, Agreement.TWO_BIASES);
  }

  @Test
  void multipliesByOpenBlas() throws Exception {
    assertEquals(List.of("openblas"), Agreement.productsOf(LIBRARY));
  }
}
