package dev.cellwise.bench.peers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cellwise.bench.cases.Case;
import dev.cellwise.bench.cases.Cellwise;
import dev.cellwise.bench.cases.Layer;
import dev.cellwise.bench.cases.Library;
import dev.cellwise.bench.cases.Problem;
import dev.cellwise.bench.cases.Setting;
import dev.cellwise.bench.cases.StreamLibrary;
import dev.cellwise.bench.cases.Streams;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class OnnxRuntimeTest {
  private static final Library LIBRARY = new OnnxRuntime();

  static List<Setting> settings() {
    return Agreement.settings(LIBRARY);
  }

  @ParameterizedTest
  @MethodSource("settings")
  void agrees(Setting setting) throws Exception {
    Agreement.assertAgrees(LIBRARY, setting, Agreement.GRADIENTS);
  }

  /** Each of three streams goes on from its own state, whichever was stepped before. */
  @ParameterizedTest
  @EnumSource(Layer.class)
  void streamsAgree(Layer layer) throws Exception {
    Problem problem = Problem.of(Case.A.setting(layer, 16));
    try (Streams theirs = new OnnxRuntime().streams(problem);
        Streams ours = ((StreamLibrary) Cellwise.all().getFirst()).streams(problem);
        Streams.Share actual = theirs.share(3);
        Streams.Share expected = ours.share(3)) {
      assertEquals(3, actual.streams());
      for (int stream : new int[] {2, 0, 2, 2, 0, 1}) {
        expected.step(stream);
        actual.step(stream);
        assertArrayEquals(expected.output(), actual.output(), 1e-5f);
      }
      int parts = layer == Layer.LSTM ? 2 : 1;
      assertEquals(3L * parts * 16 * Float.BYTES, actual.nativeBytes());
    }
  }
}
