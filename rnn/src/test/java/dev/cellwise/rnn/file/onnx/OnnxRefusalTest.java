package dev.cellwise.rnn.file.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.cellwise.kernels.Activation;
import dev.cellwise.rnn.cell.GruOptions;
import dev.cellwise.rnn.cell.JordanOptions;
import dev.cellwise.rnn.cell.LstmOptions;
import dev.cellwise.rnn.cell.LstmOptions.Coupling;
import dev.cellwise.rnn.cell.SimpleOptions;
import dev.cellwise.rnn.net.Architecture;
import dev.cellwise.rnn.net.Bridge;
import dev.cellwise.rnn.net.Merge;
import dev.cellwise.rnn.net.Network;
import dev.cellwise.rnn.own.MinimalGatedCell;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a model of ONNX cannot say is refused by layer and option, with the reason. */
@Tag("reference")
class OnnxRefusalTest {
  private static final float NONE = Float.POSITIVE_INFINITY;
  private static final Activation SIGMOID = Activation.sigmoid();
  private static final Activation TANH = Activation.tanh();
  private static final Activation GELU = Activation.gelu();

  private static Architecture.Builder features() {
    return Architecture.builder().features(3);
  }

  private static Architecture lstm(UnaryOperator<LstmOptions> o) {
    return features().gru(2).lstm(4, o.apply(LstmOptions.plain())).dense(2).build();
  }

  private static Architecture gru(UnaryOperator<GruOptions> o) {
    return features()
        .residual(b -> b.reverse(new Architecture.Gru(3, o.apply(GruOptions.resetAfter()))))
        .build();
  }

  private static Architecture rnn(UnaryOperator<SimpleOptions> o) {
    Architecture.Recurrent cell = new Architecture.Simple(4, o.apply(SimpleOptions.plain()));
    return features().bidirectional(cell, Merge.SUM).build();
  }

  private static Map<String, Architecture> refused() {
    Map<String, Architecture> all = new LinkedHashMap<>();
    all.put("lstm l1, layerNorm", lstm(o -> o.withLayerNorm()));
    all.put("lstm l1, projection", lstm(o -> o.withProjection(2)));
    all.put("lstm l1, projection ", lstm(o -> o.withProjection(2).withClips(NONE, NONE, 1)));
    all.put("lstm l1, cellClip", lstm(o -> o.withClips(NONE, 3, NONE)));
    all.put("lstm l1, zoneoutHidden", lstm(o -> o.withZoneout(0.25f, 0)));
    all.put("lstm l1, zoneoutCell", lstm(o -> o.withZoneout(0, 0.25f)));
    all.put("lstm l1, gate", lstm(o -> o.withActivations(GELU, TANH, TANH)));
    all.put("lstm l1, candidate", lstm(o -> o.withActivations(SIGMOID, GELU, TANH)));
    all.put("lstm l1, output", lstm(o -> o.withActivations(SIGMOID, TANH, GELU)));
    LstmOptions coupled = LstmOptions.plain().withCoupling(Coupling.INPUT_FROM_FORGET);
    all.put("lstm l1, coupling", lstm(o -> coupled.withActivations(TANH, TANH, TANH)));
    Activation askew = Activation.hardSigmoid(0.2f, 0.4f);
    all.put("lstm l1, coupling ", lstm(o -> coupled.withActivations(askew, TANH, TANH)));
    all.put("gru l0, layerNorm", gru(o -> o.withLayerNorm()));
    all.put("gru l0, zoneoutHidden", gru(o -> o.withZoneout(0.5f)));
    all.put("gru l0, gate", gru(o -> o.withActivations(GELU, TANH)));
    all.put("gru l0, candidate", gru(o -> o.withActivations(SIGMOID, GELU)));
    all.put("rnn l0, activation", rnn(o -> o.withActivation(GELU)));
    all.put("rnn l0, prelu", rnn(o -> o.withPrelu()));
    all.put("rnn l0, alpha", rnn(o -> o.withAlpha(0.5f)));
    all.put("rnn l0, learnedAlpha", rnn(o -> o.withLearnedAlpha()));
    all.put("rnn l0, lags", rnn(o -> o.withLags(2)));
    all.put("rnn l0, zoneoutHidden", rnn(o -> o.withZoneout(0.5f)));
    all.put("jordan l0, cell", features().jordan(4, JordanOptions.plain(2)).build());
    all.put("minimal l0, cell", features().cell("minimal", 4, MinimalGatedCell::cell).build());
    all.put("source", features().vector(2, Bridge.dense()).lstm(3).build());
    Architecture encoder = features().lstm(3).build();
    all.put(
        "source ",
        Architecture.builder().encoder(encoder, Bridge.copy()).features(3).lstm(3).build());
    all.put(
        "source  ",
        Architecture.builder()
            .encoder(encoder, Bridge.dense())
            .index(3)
            .lstm(3)
            .attention()
            .build());
    return all;
  }

  static Map<String, Architecture> cases = refused();

  static Iterable<String> names() {
    return cases.keySet();
  }

  @ParameterizedTest
  @MethodSource("names")
  void isRefusedByName(String name) {
    Network network = Network.initialise(cases.get(name), 1);
    String message =
        assertThrows(IllegalArgumentException.class, () -> OnnxExport.bytes(network)).getMessage();
    assertEquals(name.strip(), message.substring(0, message.indexOf(": expected ")), message);
  }
}
