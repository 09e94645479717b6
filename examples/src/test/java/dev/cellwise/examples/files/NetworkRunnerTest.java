package dev.cellwise.examples.files;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cellwise.kernels.Activation;
import dev.cellwise.rnn.cell.Packing;
import dev.cellwise.rnn.cell.SimpleOptions;
import dev.cellwise.rnn.file.TypedArray;
import dev.cellwise.rnn.net.Architecture;
import dev.cellwise.rnn.net.Bridge;
import dev.cellwise.rnn.net.Merge;
import dev.cellwise.rnn.net.Mode;
import dev.cellwise.rnn.net.Network;
import dev.cellwise.rnn.net.State;
import dev.cellwise.rnn.net.Stepper;
import dev.cellwise.rnn.net.Unrolled;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Whatever windows a run takes, it has the bits of a stream a row. */
class NetworkRunnerTest {
  /** More steps than a window has, and with them more rows. */
  private static final int STEPS = 300;

  private static final int ROWS = 37;

  @Test
  void rowsOfDifferentLengthHaveTheBitsOfStreams() {
    Network network =
        ModelFiles.network(
            Architecture.builder().features(3).lstm(4).residual(r -> r.gru(4)).dense(2).build());
    int[] lengths = new int[ROWS];
    Arrays.setAll(lengths, n -> n * 97 % (STEPS + 1));
    Map<String, TypedArray> given = new HashMap<>();
    given.put("x", ModelFiles.random(STEPS, ROWS, 3));
    given.put("lengths", TypedArray.of(lengths, ROWS));
    given.put("h0_l0", ModelFiles.random(1, ROWS, 4));
    given.put("h0_l1", ModelFiles.random(1, ROWS, 4));
    Map<String, TypedArray> results = run(network, given);
    assertEquals(List.of("y", "hn_l0", "cn_l0", "hn_l1"), List.copyOf(results.keySet()));
    Stepper stepper = network.newStepper();
    for (int n = 0; n < ROWS; n++) {
      State state = network.newState();
      state.set(0, "h", row(given.get("h0_l0"), n));
      state.set(1, "h", row(given.get("h0_l1"), n));
      for (int t = 0; t < STEPS; t++) {
        float[] y = new float[2];
        if (t < lengths[n]) {
          stepper.step(state, row(given.get("x"), t * ROWS + n), y);
        }
        assertArrayEquals(y, row(results.get("y"), t * ROWS + n), "row " + n + ", step " + t);
      }
      assertArrayEquals(state.h(0), row(results.get("hn_l0"), n));
      assertArrayEquals(state.c(0), row(results.get("cn_l0"), n));
      assertArrayEquals(state.h(1), row(results.get("hn_l1"), n));
    }
  }

  @Test
  void aLearnedFirstStateIsTheOneWithoutAnother() {
    Network network =
        ModelFiles.network(Architecture.builder().index(5).rnn(3).learnStart().build());
    TypedArray tokens = TypedArray.of(new long[] {4, 0, 2}, 3, 1);
    State state = network.newState();
    float[] y = new float[3];
    Stepper stepper = network.newStepper();
    for (int token : tokens.ints()) {
      stepper.step(state, token, y);
    }
    assertArrayEquals(y, run(network, Map.of("tokens", tokens)).get("hn_l0").floats());
  }

  @Test
  void statesOfLagsHaveTheirNames() {
    SimpleOptions lags = SimpleOptions.plain().withActivation(Activation.tanh()).withLags(2);
    Network network = ModelFiles.network(Architecture.builder().features(2).rnn(3, lags).build());
    Map<String, TypedArray> results = run(network, Map.of("x", ModelFiles.random(4, 2, 2)));
    assertEquals(List.of("y", "hn_l0", "h_1n_l0", "h_2n_l0"), List.copyOf(results.keySet()));
  }

  @Test
  void bothDirectionsStandInOneState() {
    Network network = ModelFiles.tagger();
    TypedArray tokens = TypedArray.of(new int[] {0, 5, 1, 4, 2, 3}, 3, 2);
    TypedArray lengths = TypedArray.of(new long[] {3, 2}, 2);
    TypedArray start = ModelFiles.random(2, 2, 4);
    Map<String, TypedArray> results =
        run(network, Map.of("tokens", tokens, "lengths", lengths, "h0_l0", start));
    Packing packing = Packing.ragged(3, 2, 6);
    packing.lengths(3, 2);
    Unrolled unrolled = new Unrolled(network.layers(), packing, Mode.inference());
    for (int n = 0; n < 2; n++) {
      State state = network.newState();
      state.set(0, "h", row(start, n));
      state.set(1, "h", row(start, 2 + n));
      unrolled.setState(n, state);
    }
    // Step by step, the rows that are longer: 0 and 5, 1 and 4, 2.
    unrolled.forward(new int[] {0, 5, 1, 4, 2}, 0, network.copyParameters());
    State after = network.newState();
    for (int n = 0; n < 2; n++) {
      unrolled.state(n, after);
      assertArrayEquals(after.h(0), row(results.get("hn_l0"), n));
      assertArrayEquals(after.h(1), row(results.get("hn_l0"), 2 + n));
      assertArrayEquals(after.c(2), row(results.get("cn_l1"), n));
      int at = unrolled.output() + n * unrolled.outputRow();
      float[] y = Arrays.copyOfRange(unrolled.tape().data(), at, at + 2);
      assertArrayEquals(y, row(results.get("y"), n));
    }
  }

  @Test
  void aNetworkBeginsFromASource() {
    Architecture encoder =
        Architecture.builder()
            .embedding(6, 3)
            .bidirectional(new Architecture.Gru(4), Merge.CONCAT)
            .build();
    Network network =
        ModelFiles.network(
            Architecture.builder()
                .encoder(encoder, Bridge.dense())
                .features(2)
                .gru(5)
                .attention(3)
                .dense(2)
                .build());
    TypedArray x = ModelFiles.random(3, 1, 2);
    TypedArray source = TypedArray.of(new int[] {5, 1, 3, 0}, 4, 1);
    TypedArray length = TypedArray.of(new int[] {3}, 1);
    Map<String, TypedArray> results =
        run(network, Map.of("x", x, "source_tokens", source, "source_lengths", length));
    Packing packing = Packing.dense(3, 1);
    Packing before = Packing.dense(3, 1);
    Unrolled unrolled = new Unrolled(network.layers(), before, packing, Mode.inference(), null);
    unrolled.encode(new int[] {5, 1, 3}, 0, network.copyParameters());
    unrolled.forward(x.floats(), 0, network.copyParameters());
    for (int t = 0; t < 3; t++) {
      int at = unrolled.output() + t * unrolled.outputRow();
      float[] y = Arrays.copyOfRange(unrolled.tape().data(), at, at + 2);
      assertArrayEquals(y, row(results.get("y"), t));
    }
  }

  @Test
  void aNetworkBeginsFromAVector() {
    Network network =
        ModelFiles.network(
            Architecture.builder().vector(4, Bridge.dense()).features(2).gru(5).build());
    TypedArray x = ModelFiles.random(3, 2, 2);
    TypedArray vector = ModelFiles.random(2, 4);
    Map<String, TypedArray> results = run(network, Map.of("x", x, "vector", vector));
    Unrolled unrolled = new Unrolled(network.layers(), Packing.dense(3, 2), Mode.inference());
    unrolled.vectors(vector.floats(), 0);
    unrolled.forward(x.floats(), 0, network.copyParameters());
    State after = network.newState();
    for (int n = 0; n < 2; n++) {
      unrolled.state(n, after);
      assertArrayEquals(after.h(0), row(results.get("hn_l0"), n));
    }
  }

  @Test
  void rowsOfNoStepsGiveZeros() {
    Network network = ModelFiles.lstm();
    TypedArray start = ModelFiles.random(1, 2, 4);
    Map<String, TypedArray> results =
        run(
            network,
            Map.of(
                "x", ModelFiles.random(3, 2, 3),
                "lengths", TypedArray.of(new int[2], 2),
                "h0_l0", start));
    assertArrayEquals(new float[12], results.get("y").floats());
    assertArrayEquals(start.floats(), results.get("hn_l0").floats());
  }

  private static Map<String, TypedArray> run(Network network, Map<String, TypedArray> given) {
    return new NetworkRunner(network).run(new Given("test", given, false));
  }

  /** A row of the last dimension. */
  private static float[] row(TypedArray array, int index) {
    int[] shape = array.shape();
    int size = shape[shape.length - 1];
    return Arrays.copyOfRange(array.floats(), index * size, (index + 1) * size);
  }
}
