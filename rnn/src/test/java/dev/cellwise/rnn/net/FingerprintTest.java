package dev.cellwise.rnn.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.kernels.Activation;
import dev.cellwise.rnn.cell.GruOptions;
import dev.cellwise.rnn.cell.JordanOptions;
import dev.cellwise.rnn.cell.LstmOptions;
import dev.cellwise.rnn.cell.MaskRates;
import dev.cellwise.rnn.cell.SimpleOptions;
import dev.cellwise.rnn.own.MinimalGatedCell;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a network's fingerprint sees, and what it does not. */
@Tag("cold")
class FingerprintTest {
  private static final Architecture STACK =
      Architecture.builder()
          .embedding(7, 5)
          .lstm(17)
          .residual(b -> b.norm().gru(17).dropout(0.25f))
          .rnn(3)
          .dense(4, Activation.leakyRelu(0.125f))
          .build();

  private static Architecture.Builder features() {
    return Architecture.builder().features(3);
  }

  /** In every version: if it changes, no state that is kept anywhere can be taken up again. */
  @Test
  void itIsTheSameInEveryVersion() {
    assertEquals(
        "66b9727b0d93f78f500402baaec5888004eb06a7ed9cfd64f3aadf2800861e9e",
        Network.initialise(STACK, 5).fingerprint());
  }

  @Test
  void theTextIsTheSameInEveryVersion() {
    assertEquals(
        "architecture{input{embedding{size=7;width=5;}}stack{"
            + "cell{family=lstm;units=17;options{layerNorm=false;peephole=false;projection=0;"
            + "coupling=NONE;clip=Infinity;cellClip=Infinity;projectionClip=Infinity;gate=sigmoid;"
            + "candidate=tanh;output=tanh;masks{zoneoutHidden=0x0.0p0;zoneoutCell=0x0.0p0;"
            + "recurrent=0x0.0p0;input=0x0.0p0;}}}"
            + "residual{layers{norm{}cell{family=gru;units=17;options{layerNorm=false;after=true;"
            + "clip=Infinity;gate=sigmoid;candidate=tanh;masks{zoneoutHidden=0x0.0p0;"
            + "zoneoutCell=0x0.0p0;recurrent=0x0.0p0;input=0x0.0p0;}}}dropout{rate=0x1.0p-2;}}}"
            + "cell{family=rnn;units=3;options{activation=tanh;prelu=false;alpha{}"
            + "learnedAlpha=false;lags{}masks{zoneoutHidden=0x0.0p0;zoneoutCell=0x0.0p0;"
            + "recurrent=0x0.0p0;input=0x0.0p0;}}}"
            + "}outputs=4;activation=leakyRelu(0.125);prelu=false;learnedStart=false;source{}}",
        CanonicalText.of(STACK));
  }

  @Test
  void networksOfTheSameWeightsHaveTheSame() {
    Network network = Network.initialise(STACK, 5);
    String expected = network.fingerprint();
    assertEquals(64, expected.length());
    assertEquals(expected, network.fingerprint());
    assertEquals(expected, Network.initialise(STACK, 5).fingerprint());
    assertEquals(expected, Network.of(STACK, network.tensors()).fingerprint());
    float[] packed = network.copyParameters();
    assertEquals(expected, Network.of(new Layers(STACK), packed).fingerprint());
    assertNotEquals(expected, Network.initialise(STACK, 6).fingerprint());
  }

  /** The last bit of any tensor's last number, or the sign of a zero. */
  @Test
  void eachTensorCountsBitForBit() {
    Network network = Network.initialise(STACK, 5);
    Set<String> all = new HashSet<>(Set.of(network.fingerprint()));
    network
        .tensors()
        .forEach(
            (name, t) -> {
              // Both biases of these are one: the second comes out as zero.
              if (!name.startsWith("lstm.bias_hh") && !name.startsWith("rnn.bias_hh")) {
                float[] changed = t.values().clone();
                int i = changed.length - 1;
                changed[i] = changed[i] == 0 ? -0f : Math.nextUp(changed[i]);
                Map<String, Tensor> tensors = new LinkedHashMap<>(network.tensors());
                tensors.put(name, Tensor.of(changed, t.shape()));
                assertTrue(all.add(Network.of(STACK, tensors).fingerprint()), name);
              }
            });
    assertTrue(all.size() > 10, all::toString);
  }

  /** What steps read counts: rounded weights, however they are held. */
  @Test
  void aPrecisionIsItsRoundedWeights() {
    Network network = Network.initialise(STACK, 5);
    Network half = network.to(Precision.BF16);
    assertNotEquals(network.fingerprint(), half.fingerprint());
    assertEquals(half.fingerprint(), half.to(Precision.F32).fingerprint());
    assertEquals(half.fingerprint(), Network.of(STACK, half.tensors()).fingerprint());
  }

  /** The same weights, but not the same function of them. */
  @Test
  void theArchitectureCounts() {
    Network plain = Network.initialise(features().lstm(5).dense(2).build(), 1);
    Set<String> all = new HashSet<>(Set.of(plain.fingerprint()));
    for (Architecture a :
        List.of(
            features().lstm(5).dense(2, Activation.tanh()).build(),
            features().lstm(5, LstmOptions.plain().withZoneout(0.5f, 0)).dense(2).build(),
            features().lstm(5).dropout(0.5f).dense(2).build())) {
      assertTrue(all.add(Network.of(a, plain.tensors()).fingerprint()), a::toString);
    }
  }

  @Test
  void itIsMadeOnce() throws InterruptedException {
    Network network = Network.initialise(STACK, 5);
    Fingerprint fingerprint = new Fingerprint(network.layers(), network.parameters());
    byte[][] got = new byte[4][];
    Thread[] threads = new Thread[got.length];
    for (int i = 0; i < threads.length; i++) {
      int at = i;
      threads[i] = Thread.ofPlatform().start(() -> got[at] = fingerprint.bytes());
    }
    for (Thread thread : threads) {
      thread.join();
    }
    for (byte[] each : got) {
      assertSame(fingerprint.bytes(), each);
    }
    assertEquals(Fingerprint.BYTES, got[0].length);
  }

  /** A component that is added to one of these records must come into the text. */
  @Test
  void eachComponentIsInTheText() {
    Architecture encoder = features().gru(4).build();
    String text = CanonicalText.of(translator(encoder, Bridge.dense()));
    assertFields(text, "architecture", Architecture.class);
    assertFields(text, "sequence", Source.Sequence.class);
    assertFields(text, "attention", Layer.Attention.class);
    assertEquals(List.of("activation"), fields(text.substring(text.indexOf("bridge{")), "dense"));
    assertFields(
        CanonicalText.of(Architecture.builder().vector(4, Bridge.dense()).index(3).gru(5).build()),
        "vector",
        Source.Vector.class);
    assertFields(CanonicalText.of(STACK), "embedding", Architecture.Embedding.class);
    assertFields(text, "index", Architecture.Index.class);
    assertFields(CanonicalText.of(encoder), "features", Architecture.Features.class);
    assertFields(CanonicalText.of(STACK), "dropout", Layer.Dropout.class);
    assertFields(CanonicalText.of(STACK), "residual", Layer.Residual.class);
    assertFields(CanonicalText.of(STACK), "masks", MaskRates.class);
    Architecture both =
        features()
            .bidirectional(new Architecture.Lstm(4), Merge.SUM)
            .reverse(new Architecture.Gru(4))
            .hidden(3, Activation.tanh())
            .build();
    assertFields(CanonicalText.of(both), "bidirectional", Layer.Bidirectional.class);
    assertFields(CanonicalText.of(both), "reverse", Layer.Reverse.class);
    assertFields(CanonicalText.of(both), "dense", Layer.Dense.class);
    assertOptions(b -> b.lstm(3), LstmOptions.class);
    assertOptions(b -> b.gru(3), GruOptions.class);
    assertOptions(b -> b.rnn(3, SimpleOptions.plain().withClip(2)), SimpleOptions.class);
    assertOptions(b -> b.jordan(3, JordanOptions.plain(2)), JordanOptions.class);
  }

  private static Architecture translator(Architecture encoder, Bridge bridge) {
    return Architecture.builder()
        .encoder(encoder, bridge)
        .index(3)
        .gru(4)
        .attention(5)
        .dense(3)
        .build();
  }

  private static void assertOptions(
      Function<Architecture.Builder, Architecture.Builder> cell, Class<?> options) {
    String text = CanonicalText.of(cell.apply(features()).build());
    assertEquals(List.of("family", "units", "options"), fields(text, "cell"));
    assertFields(text, "options", options);
  }

  private static void assertFields(String text, String name, Class<?> record) {
    List<String> components =
        Arrays.stream(record.getRecordComponents()).map(RecordComponent::getName).toList();
    // Order is free where a component's own text stands between braces.
    assertEquals(new HashSet<>(components), new HashSet<>(fields(text, name)), record::toString);
  }

  /** What stands directly within the first braces behind a name. */
  private static List<String> fields(String text, String name) {
    List<String> fields = new ArrayList<>();
    int at = text.indexOf(name + "{") + name.length() + 1;
    StringBuilder word = new StringBuilder();
    for (int depth = 1; depth > 0; at++) {
      char c = text.charAt(at);
      if (depth == 1 && (c == '=' || c == '{')) {
        fields.add(word.toString());
      }
      depth += c == '{' ? 1 : c == '}' ? -1 : 0;
      if (c == '{' || c == '}' || c == ';') {
        word.setLength(0);
      } else {
        word.append(c);
      }
    }
    return fields;
  }

  /** Architectures that are not equal have other texts. */
  @Test
  void anythingElseIsAnotherText() {
    LstmOptions lstm = LstmOptions.plain();
    GruOptions gru = GruOptions.resetAfter();
    SimpleOptions rnn = SimpleOptions.plain();
    List<Architecture> all = new ArrayList<>();
    for (LstmOptions o :
        List.of(
            lstm,
            lstm.withLayerNorm(),
            lstm.withPeephole(),
            lstm.withProjection(2),
            lstm.withCoupling(LstmOptions.Coupling.INPUT_FROM_FORGET),
            lstm.withCoupling(LstmOptions.Coupling.FORGET_FROM_INPUT),
            lstm.withClips(1, 2, Float.POSITIVE_INFINITY),
            lstm.withClips(2, 1, Float.POSITIVE_INFINITY),
            lstm.withZoneout(0.5f, 0),
            lstm.withZoneout(0, 0.5f),
            lstm.withRecurrentDropout(0.5f),
            lstm.withInputDropout(0.5f))) {
      all.add(features().lstm(4, o).build());
    }
    for (GruOptions o :
        List.of(
            gru,
            GruOptions.resetBefore(),
            gru.withLayerNorm(),
            gru.withClip(2),
            gru.withActivations(Activation.sigmoid(), Activation.relu()))) {
      all.add(features().gru(4, o).build());
    }
    for (SimpleOptions o :
        List.of(
            rnn,
            rnn.withPrelu(),
            rnn.withClip(2),
            rnn.withClip(3),
            rnn.withAlpha(0.5f),
            rnn.withAlpha(0.5f, 0.5f, 0.5f, 0.25f),
            rnn.withLearnedAlpha(),
            rnn.withLags(2),
            rnn.withLags(2, 3),
            rnn.withActivation(Activation.elu(0.5f)))) {
      all.add(features().rnn(4, o).build());
    }
    all.add(features().jordan(4, JordanOptions.plain(2)).build());
    all.add(features().cell("minimal", 4, MinimalGatedCell::cell).build());
    all.add(features().lstm(5).build());
    all.add(features().lstm(4).learnStart().build());
    all.add(features().lstm(4).dense(2).build());
    all.add(features().lstm(4).densePrelu(2).build());
    all.add(features().lstm(4).hidden(2, Activation.identity()).build());
    all.add(features().lstm(4).norm().build());
    all.add(features().lstm(4).last().build());
    all.add(features().reverse(new Architecture.Lstm(4)).build());
    for (Merge merge : Merge.values()) {
      all.add(features().bidirectional(new Architecture.Lstm(4), merge).build());
    }
    all.add(Architecture.builder().index(3).lstm(4).build());
    all.add(Architecture.builder().embedding(3, 3).lstm(4).build());
    all.add(translator(features().gru(4).build(), Bridge.dense()));
    all.add(translator(features().gru(4).build(), Bridge.dense(Activation.relu())));
    all.add(translator(features().gru(4).build(), Bridge.copy()));
    all.add(Architecture.builder().vector(3, Bridge.dense()).features(3).gru(4).build());
    Map<String, Architecture> texts = new LinkedHashMap<>();
    for (Architecture a : all) {
      Architecture before = texts.put(CanonicalText.of(a), a);
      assertNull(before, () -> a + " and " + before);
    }
    assertTrue(texts.size() > 40, () -> "" + texts.size());
  }
}
