package dev.cellwise.bench.cases;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StreamsTest {
  /** Each of three streams goes on from its own state, whichever was stepped before. */
  @ParameterizedTest
  @EnumSource(Layer.class)
  void aStreamHasTheBitsOfOneAlone(Layer layer) throws Exception {
    Problem problem = Problem.of(Case.A.setting(layer, 17));
    Workload[] alone = new Workload[3];
    for (int i = 0; i < alone.length; i++) {
      alone[i] = Cellwise.workload(problem, null);
    }
    try (Streams streams = ((StreamLibrary) Cellwise.all().getFirst()).streams(problem);
        Streams.Share share = streams.share(3)) {
      assertEquals(3, share.streams());
      assertEquals(0, share.nativeBytes());
      for (int stream : new int[] {2, 0, 2, 2, 0, 1}) {
        share.step(stream);
        alone[stream].run();
        assertArrayEquals(alone[stream].results().get("y"), share.output());
      }
    }
  }
}
