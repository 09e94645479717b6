package dev.cellwise.bench.peers;

import dev.cellwise.bench.cases.Library;
import dev.cellwise.bench.cases.Setting;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class Dl4jTest {
  private static final Library LIBRARY = new Dl4j();

  static List<Setting> settings() {
    return Agreement.settings(LIBRARY);
  }

  @ParameterizedTest
  @MethodSource("settings")
  void agrees(Setting setting) throws Exception {
    Agreement.assertAgrees(LIBRARY, setting, Agreement.GRADIENTS);
  }
}
