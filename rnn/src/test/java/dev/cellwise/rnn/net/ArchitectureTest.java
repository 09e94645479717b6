package dev.cellwise.rnn.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.kernels.Activation;
import dev.cellwise.rnn.cell.Cell;
import dev.cellwise.rnn.cell.LstmOptions;
import dev.cellwise.rnn.cell.SimpleOptions;
import dev.cellwise.rnn.cell.StatePart;
import dev.cellwise.rnn.own.MinimalGatedCell;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What a network is made of. */
@Tag("cold")
class ArchitectureTest {
  private static final Architecture READER = Architecture.builder().index(3).gru(4).build();

  private static Architecture.Builder decoder() {
    return Architecture.builder().encoder(READER, Bridge.dense());
  }

  /** What does not fit is refused when it is built, with both sizes. */
  @Test
  void refusesSourcesThatDoNotFit() {
    refusedSaying("attention: expected an encoder", () -> Architecture.builder().attention());
    refusedSaying("attention: expected 1", () -> decoder().attention(0));
    refusedSaying(
        "attention(dot on 4): expected as many inputs as the encoder has outputs, 4, got 5",
        () -> decoder().index(3).gru(5).attention().build());
    refusedSaying(
        "attention(dot on 5): expected a memory of the encoder's 4 outputs, got 5",
        () -> decoder().index(3).gru(5).layer(new Layer.Attention(0, 5)).build());
    refusedSaying(
        "attention(7 on 4): expected an encoder that it reads, got none",
        () -> Architecture.builder().index(3).gru(5).layer(new Layer.Attention(7, 4)).build());
    refusedSaying("source: expected one", () -> decoder().vector(3, Bridge.dense()));
    refusedSaying(
        "bridge: expected a dense one for a vector", () -> new Source.Vector(3, Bridge.copy()));
    refusedSaying("start", () -> decoder().index(3).gru(4).learnStart().build());
    refusedSaying(
        "layers: expected such as go forward",
        () -> decoder().index(3).reverse(new Architecture.Gru(4)).build());
    refusedSaying("last", () -> decoder().index(3).gru(4).last().build());
    refusedSaying(
        "bridge: expected the same recurrent layers in encoder and decoder",
        () -> Architecture.builder().encoder(READER, Bridge.copy()).index(3).gru(5).build());
    Architecture both =
        Architecture.builder().index(3).bidirectional(new Architecture.Gru(4), Merge.SUM).build();
    refusedSaying(
        "bridge: expected a dense one from layers that go backward",
        () -> Architecture.builder().encoder(both, Bridge.copy()));
    Architecture wide = Architecture.builder().index(3).gru(4).dense(1 << 24).build();
    refusedSaying(
        "attention(1 on 16777216): expected at most 16777216 outputs",
        () ->
            Architecture.builder()
                .encoder(wide, Bridge.dense())
                .index(3)
                .gru(4)
                .attention(1)
                .build());
    Architecture last = Architecture.builder().index(3).gru(4).last().build();
    refusedSaying("encoder", () -> Architecture.builder().encoder(last, Bridge.dense()));
    Architecture head = Architecture.builder().index(3).gru(4).dense(2).build();
    refusedSaying(
        "encoder: expected no head where no attention reads",
        () -> Architecture.builder().encoder(head, Bridge.dense()).index(3).gru(4).build());
    Architecture own = decoder().index(3).gru(4).build();
    refusedSaying(
        "encoder: expected one without a source",
        () -> Architecture.builder().encoder(own, Bridge.dense()));
  }

  private static void refusedSaying(String start, Executable call) {
    String got = assertThrows(IllegalArgumentException.class, call).getMessage();
    assertTrue(got.startsWith(start), got);
  }

  @Test
  void isWhatWasBuilt() {
    Architecture a = Architecture.builder().embedding(65, 32).lstm(256).lstm(17).dense(65).build();
    assertEquals(
        new Architecture(
            new Architecture.Embedding(65, 32),
            List.of(new Architecture.Lstm(256), new Architecture.Lstm(17)),
            65),
        a);
    assertEquals(Activation.identity(), a.activation());
    assertEquals(
        new Architecture(new Architecture.Index(3), LAYERS, 5, TANH, false),
        Architecture.builder().index(3).lstm(3).dense(5, TANH).build());
    assertEquals(
        new Architecture(new Architecture.Index(3), LAYERS, 5, Activation.identity(), true),
        Architecture.builder().index(3).lstm(3).densePrelu(5).build());
    assertEquals(65, a.outputSize());
    assertEquals(65, a.input().size());
    LstmOptions projected = LstmOptions.plain().withProjection(4);
    assertEquals(4, Architecture.builder().index(3).lstm(5, projected).build().outputSize());
    assertEquals("lstm(256)", a.layers().getFirst().toString());
    assertEquals(17, Architecture.builder().index(3).lstm(5).lstm(17).build().outputSize());
  }

  @Test
  void isImmutable() {
    Architecture.Recurrent three = new Architecture.Lstm(3);
    List<Architecture.Recurrent> layers = new ArrayList<>(List.of(three));
    Architecture a = new Architecture(new Architecture.Features(2), layers, 0);
    layers.add(new Architecture.Gru(4));
    assertEquals(List.of(three), a.layers());
    assertThrows(UnsupportedOperationException.class, () -> a.layers().add(three));
  }

  @Test
  void whatMakesNoSenseIsRefused() {
    refused("input", () -> Architecture.builder().lstm(3).build());
    refused("input", () -> Architecture.builder().index(3).features(3));
    refused("layers", () -> Architecture.builder().index(3).build());
    refused("layers", () -> Architecture.builder().index(3).dense(3).build());
    refused("lstm", () -> Architecture.builder().index(3).lstm(0));
    refused("lstm(4)", () -> Architecture.builder().index(3).lstm(3).dense(3).lstm(4));
    refused("dense", () -> Architecture.builder().index(3).lstm(3).dense(0));
    refused("dense", () -> Architecture.builder().index(3).lstm(3).dense(3).dense(3));
    refused("dense", () -> Architecture.builder().index(3).lstm(3).dense(0, TANH));
    refused("dense", () -> Architecture.builder().index(3).lstm(3).dense(3, TANH).dense(3));
    refused("lstm(4)", () -> Architecture.builder().index(3).lstm(3).dense(3, TANH).lstm(4));
    refused("dense", () -> Architecture.builder().index(3).lstm(3).densePrelu(0));
    refused("dense", () -> Architecture.builder().index(3).lstm(3).densePrelu(3).dense(3));
    refused("lstm(4)", () -> Architecture.builder().index(3).lstm(3).densePrelu(3).lstm(4));
    Architecture.Input index = new Architecture.Index(3);
    Activation none = Activation.identity();
    refused("activation", () -> new Architecture(index, LAYERS, 0, TANH, false));
    refused("activation", () -> new Architecture(index, LAYERS, 3, TANH, true));
    refused("prelu", () -> new Architecture(index, LAYERS, 0, none, true));
    assertThrows(
        NullPointerException.class, () -> Architecture.builder().index(3).lstm(3).dense(3, null));
    refused("features", () -> Architecture.builder().features(0));
    refused("vocabulary", () -> Architecture.builder().index(-1));
    refused("vocabulary", () -> Architecture.builder().embedding(0, 3));
    refused("embedding", () -> Architecture.builder().embedding(3, 0));
    refused("features", () -> Architecture.builder().features(Integer.MAX_VALUE));
    refused(
        "outputs",
        () -> new Architecture(new Architecture.Index(3), List.of(new Architecture.Lstm(3)), -1));
    refused("lstm", () -> new Architecture.Lstm(0));
    refused("gru", () -> Architecture.builder().index(3).gru(0));
    refused("rnn", () -> Architecture.builder().index(3).rnn(0));
    LstmOptions dropped = LstmOptions.plain().withInputDropout(0.5f);
    refused("inputDropout", () -> Architecture.builder().index(3).lstm(3, dropped).build());
    Architecture.builder().embedding(3, 2).lstm(3, dropped).build();
    SimpleOptions lagged = SimpleOptions.plain().withLags(2, 300);
    Architecture.builder().index(3).rnn(3, lagged).build();
    refused("lags", () -> Architecture.builder().index(3).rnn(3, lagged).rnn(3, lagged).build());
    for (String name : List.of("", "lstm", "head", "a.b", "é", "a".repeat(65))) {
      refused("family", () -> Architecture.builder().cell(name, 3, MinimalGatedCell::cell));
    }
    refused("minimal", () -> Architecture.builder().cell("minimal", 0, MinimalGatedCell::cell));
    assertThrows(NullPointerException.class, () -> new Architecture.Own("own", 3, null));
  }

  /** Both sizes, or both layers, are in the message. */
  @Test
  void layersThatDoNotFitAreRefused() {
    Architecture.Recurrent gru = new Architecture.Gru(5);
    says(
        "residual[gru(5)]: expected as many outputs as inputs, got 3 in and 5 out",
        b -> b.residual(r -> r.gru(5)),
        3);
    says(
        "got 4 in and 8 out",
        b -> b.lstm(4).residual(r -> r.bidirectional(new Architecture.Gru(4), Merge.CONCAT)),
        3);
    says("last: expected once, got it twice", b -> b.lstm(4).last().norm().last(), 3);
    says("last: expected above a recurrent layer, got it below", b -> b.last().lstm(4), 3);
    says(
        "last: expected above a recurrent layer, got it above norm",
        b -> b.norm().last().lstm(4),
        3);
    says("gru(5): expected below the last output of a row", b -> b.lstm(4).last().gru(5), 3);
    says("reverse gru(5): expected below the last", b -> b.lstm(4).last().reverse(gru), 3);
    says(
        "residual[gru(5)]: expected below the last",
        b -> b.lstm(5).last().residual(r -> r.gru(5)),
        3);
    says("right above reverse gru(5), got it above norm", b -> b.reverse(gru).norm().last(), 3);
    says(
        "right above bidirectional gru(5) sum, got it above dropout(0.5)",
        b -> b.bidirectional(gru, Merge.SUM).dropout(0.5f).last(),
        3);
    says(
        "goes forward in time, got it above residual[reverse gru(5)]",
        b -> b.lstm(5).residual(r -> r.reverse(gru)).last(),
        3);
    says(
        "last: expected outside of a residual, got residual[gru(5), last]",
        b -> b.lstm(5).residual(r -> r.gru(5).last()),
        3);
    says("layers: expected at least one recurrent", b -> b.norm().hidden(3, TANH), 3);
    says("residual: expected at least one layer", b -> b.residual(r -> r), 3);
    says(
        "residual: expected at most 8 in one another", b -> b.lstm(5).residual(r -> nest(r, 8)), 3);
    for (String below : List.of("dense(4, tanh)", "norm", "dropout(0.5)", "residual[gru(3)]")) {
      says(
          below + ": expected a recurrent layer on an index (take an embedding), got it on Index",
          b ->
              switch (below.charAt(0) + "" + below.charAt(1)) {
                case "de" -> b.hidden(4, TANH).lstm(3);
                case "no" -> b.norm().lstm(3);
                case "dr" -> b.dropout(0.5f).lstm(3);
                default -> b.residual(r -> r.gru(3)).lstm(3);
              },
          0);
    }
    refused("rate", () -> Architecture.builder().dropout(0));
    refused("rate", () -> Architecture.builder().dropout(1));
    refused("rate", () -> Architecture.builder().dropout(Float.NaN));
    refused("dense", () -> Architecture.builder().hidden(0, TANH));
    refused("residual", () -> Architecture.builder().residual(r -> r.features(3).lstm(3)));
    refused("residual", () -> Architecture.builder().residual(r -> r.lstm(3).dense(3)));
    refused("residual", () -> Architecture.builder().residual(r -> r.lstm(3).learnStart()));
    refused("activation", () -> new Layer.Dense(3, TANH, true));
    Architecture.builder().features(3).norm().hidden(4, TANH).reverse(gru).last().norm().build();
    Architecture.builder().features(3).lstm(4).norm().dropout(0.5f).last().dense(3).build();
  }

  private static Architecture.Builder nest(Architecture.Builder b, int more) {
    return more == 0 ? b.norm() : b.residual(r -> nest(r, more - 1));
  }

  /** On so many features, or on an index where there are none. */
  private static void says(
      String message, UnaryOperator<Architecture.Builder> layers, int features) {
    Architecture.Builder b = Architecture.builder();
    Architecture.Builder on = features > 0 ? b.features(features) : b.index(3);
    String said =
        assertThrows(IllegalArgumentException.class, () -> layers.apply(on).build()).getMessage();
    assertTrue(said.contains(message), said);
  }

  /** A cell that says of itself what is not so: no state, or one that is not its output. */
  @Test
  void aCellOfOnesOwnHasItsOutputAsItsFirstState() {
    for (List<StatePart> state : List.of(List.<StatePart>of(), List.of(new StatePart("h", 2)))) {
      Architecture.CellMaker maker =
          (layout, suffix, inputs, units) -> {
            Cell cell = MinimalGatedCell.cell(layout, suffix, inputs, units);
            return (Cell)
                Proxy.newProxyInstance(
                    Cell.class.getClassLoader(),
                    new Class<?>[] {Cell.class},
                    (proxy, method, arguments) ->
                        method.getName().equals("state") ? state : method.invoke(cell, arguments));
          };
      String message =
          assertThrows(
                  IllegalArgumentException.class,
                  () ->
                      Network.initialise(
                          Architecture.builder().index(4).cell("minimal", 3, maker).build(), 1))
              .getMessage();
      assertTrue(message.contains("first state") && message.contains(state.toString()), message);
    }
  }

  private static final Activation TANH = Activation.tanh();
  private static final List<Architecture.Recurrent> LAYERS = List.of(new Architecture.Lstm(3));

  private static void refused(String argument, Runnable call) {
    Nets.assertRefused(argument, call);
    assertTrue(assertThrows(RuntimeException.class, call::run) instanceof IllegalArgumentException);
  }
}
