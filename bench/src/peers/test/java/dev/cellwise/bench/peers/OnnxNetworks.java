package dev.cellwise.bench.peers;

import dev.cellwise.kernels.Activation;
import dev.cellwise.rnn.cell.GruOptions;
import dev.cellwise.rnn.cell.LstmOptions;
import dev.cellwise.rnn.cell.LstmOptions.Coupling;
import dev.cellwise.rnn.cell.SimpleOptions;
import dev.cellwise.rnn.net.Architecture;
import dev.cellwise.rnn.net.Merge;
import dev.cellwise.rnn.net.Network;
import dev.cellwise.rnn.net.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;

/** A network for every layer and option that a model of ONNX can have. */
final class OnnxNetworks {
  private static final int I = 5;
  private static final int V = 6;
  private static final float NONE = Float.POSITIVE_INFINITY;

  /** What a recurrent node of ONNX can compute, with constants that are not its own defaults. */
  private static final List<Activation> RECURRENT =
      List.of(
          Activation.identity(),
          Activation.affine(0.7f, 0.1f),
          Activation.tanh(),
          Activation.scaledTanh(1.25f, 0.6f),
          Activation.sigmoid(),
          Activation.hardSigmoid(0.3f, 0.4f),
          Activation.softsign(),
          Activation.relu(),
          Activation.thresholdedRelu(0.2f),
          Activation.leakyRelu(0.15f),
          Activation.elu(0.8f),
          Activation.softplus());

  private final Map<String, Architecture> all = new LinkedHashMap<>();

  private OnnxNetworks() {
    lstms();
    grus();
    simple();
    activations();
    inputs();
    directions();
    layers();
    lasts();
    starts();
  }

  /** By names of their own. */
  static Map<String, Architecture> all() {
    return new OnnxNetworks().all;
  }

  /** Random numbers for every tensor, so that none is the one that is easily right. */
  static Network network(Architecture a) {
    SplittableRandom random = new SplittableRandom(7);
    Map<String, Tensor> tensors = new LinkedHashMap<>(Network.initialise(a, 3).tensors());
    tensors.replaceAll(
        (name, t) -> {
          float[] values = new float[t.values().length];
          for (int i = 0; i < values.length; i++) {
            values[i] = (random.nextInt() >> 8) * 0x1p-24f;
          }
          return new Tensor(t.shape(), values);
        });
    return Network.of(a, tensors);
  }

  private static Architecture.Builder features() {
    return Architecture.builder().features(I);
  }

  private void put(String name, Architecture.Builder b) {
    all.put(name, b.build());
  }

  private void lstms() {
    LstmOptions plain = LstmOptions.plain();
    put("lstm", features().lstm(17));
    put("lstm of one unit", features().lstm(1));
    put("lstm, peephole", features().lstm(16, plain.withPeephole()));
    put("lstm, clip", features().lstm(7, plain.withClips(0.5f, NONE, NONE)));
    for (Coupling coupling : List.of(Coupling.FORGET_FROM_INPUT, Coupling.INPUT_FROM_FORGET)) {
      LstmOptions coupled = plain.withCoupling(coupling);
      String name = "lstm, " + coupling.name().toLowerCase(Locale.ROOT);
      put(name, features().lstm(7, coupled));
      put(
          name + ", peephole, clip",
          features().lstm(7, coupled.withPeephole().withClips(0.25f, NONE, NONE)));
      Activation gate = Activation.hardSigmoid(0.25f, 0.5f);
      put(
          name + ", hard gates",
          features().lstm(7, coupled.withActivations(gate, Activation.tanh(), Activation.tanh())));
    }
    put(
        "lstm, peephole, clip, activations",
        features()
            .lstm(
                9,
                plain
                    .withPeephole()
                    .withClips(0.75f, NONE, NONE)
                    .withActivations(
                        Activation.hardSigmoid(0.3f, 0.4f),
                        Activation.softsign(),
                        Activation.scaledTanh(1.5f, 0.5f))));
    put(
        "lstm, dropout within",
        features().lstm(5, plain.withRecurrentDropout(0.25f).withInputDropout(0.5f)));
  }

  private void grus() {
    put("gru", features().gru(17));
    for (GruOptions o : List.of(GruOptions.resetAfter(), GruOptions.resetBefore())) {
      String name = o.after() ? "gru, reset after" : "gru, reset before";
      put(name, features().gru(16, o));
      put(name + ", clip", features().gru(7, o.withClip(0.5f)));
      put(
          name + ", clip, activations",
          features()
              .gru(
                  9,
                  o.withClip(0.75f)
                      .withActivations(Activation.hardSigmoid(0.3f, 0.4f), Activation.elu(0.9f))));
      put(
          name + ", dropout within",
          features().gru(5, o.withRecurrentDropout(0.25f).withInputDropout(0.5f)));
    }
  }

  private void simple() {
    put("rnn", features().rnn(17));
    put("rnn of one unit", features().rnn(1));
    put("rnn, relu", features().rnn(16, Activation.relu()));
    SimpleOptions clipped = SimpleOptions.plain().withClip(0.5f);
    put("rnn, clip", features().rnn(7, clipped));
    put("rnn, relu, clip", features().rnn(9, clipped.withActivation(Activation.relu())));
    put(
        "rnn, dropout within",
        features()
            .rnn(5, SimpleOptions.plain().withRecurrentDropout(0.25f).withInputDropout(0.5f)));
  }

  private void activations() {
    Activation sigmoid = Activation.sigmoid();
    for (Activation f : RECURRENT) {
      put("rnn, " + f, features().rnn(7, f));
      put(
          "gru, candidate " + f,
          features().gru(7, GruOptions.resetAfter().withActivations(sigmoid, f)));
      put(
          "lstm, candidate and output " + f,
          features().lstm(7, LstmOptions.plain().withActivations(sigmoid, f, f)));
      put("dense, " + f, features().lstm(7).hidden(9, f).dense(4, f));
    }
    put("dense, gelu", features().lstm(7).hidden(9, Activation.gelu()).dense(4, Activation.gelu()));
    put("dense, prelu", features().lstm(7).densePrelu(4));
    put(
        "bidirectional activations",
        features()
            .bidirectional(
                new Architecture.Lstm(
                    5,
                    LstmOptions.plain()
                        .withActivations(
                            Activation.hardSigmoid(0.3f, 0.4f),
                            Activation.leakyRelu(0.2f),
                            Activation.affine(0.5f, 0.25f))),
                Merge.CONCAT));
  }

  private void inputs() {
    put("index", Architecture.builder().index(V).lstm(7).dense(V));
    put("embedding", Architecture.builder().embedding(V, 4).gru(7).dense(V));
    put("index of one", Architecture.builder().index(1).rnn(3));
    put("features of one", Architecture.builder().features(1).rnn(3));
  }

  private void directions() {
    for (Architecture.Recurrent cell : cells()) {
      put("reverse " + cell.family(), features().reverse(cell));
      for (Merge merge : Merge.values()) {
        String name =
            "bidirectional " + cell.family() + ", " + merge.name().toLowerCase(Locale.ROOT);
        put(name, features().bidirectional(cell, merge));
      }
    }
    put(
        "bidirectional, peephole, coupled",
        features()
            .bidirectional(
                new Architecture.Lstm(
                    6, LstmOptions.plain().withPeephole().withCoupling(Coupling.INPUT_FROM_FORGET)),
                Merge.SUM));
  }

  private static List<Architecture.Recurrent> cells() {
    return List.of(
        new Architecture.Lstm(7),
        new Architecture.Gru(6),
        new Architecture.Gru(6, GruOptions.resetBefore()),
        new Architecture.Simple(8, Activation.tanh()));
  }

  private void layers() {
    put("stack of unlike cells", features().lstm(7).gru(5).rnn(6).dense(3));
    put(
        "stack of both directions",
        features()
            .bidirectional(new Architecture.Gru(4), Merge.CONCAT)
            .reverse(new Architecture.Lstm(5))
            .dense(3));
    put("norm", features().norm().lstm(6).norm().dense(4));
    put("dropout", features().dropout(0.5f).lstm(6).dropout(0.25f).gru(4).dropout(0.25f));
    put(
        "residual",
        features()
            .residual(b -> b.norm().lstm(7).hidden(I, Activation.tanh()))
            .residual(b -> b.residual(c -> c.gru(I).dropout(0.5f)).norm())
            .dense(3));
  }

  private void lasts() {
    for (Architecture.Recurrent cell : cells()) {
      put("last of " + cell, features().layer(cell).last().dense(3));
      put("last of reverse " + cell, features().reverse(cell).last());
      for (Merge merge : Merge.values()) {
        put("last of both, " + merge + " " + cell, features().bidirectional(cell, merge).last());
      }
    }
    put("last of norm", features().lstm(6).norm().dropout(0.5f).last().norm().densePrelu(3));
    put("last of residual", features().residual(b -> b.lstm(I)).last().residual(b -> b.norm()));
    put(
        "last of a stack",
        Architecture.builder()
            .embedding(V, 4)
            .bidirectional(new Architecture.Lstm(4), Merge.SUM)
            .gru(5)
            .last()
            .hidden(6, Activation.relu())
            .dense(2, Activation.sigmoid()));
  }

  private void starts() {
    put("learned start", features().lstm(6).gru(4).rnn(3).learnStart().dense(2));
    put(
        "learned start of both",
        Architecture.builder()
            .index(V)
            .bidirectional(new Architecture.Lstm(6), Merge.AVERAGE)
            .bidirectional(new Architecture.Gru(6), Merge.CONCAT)
            .last()
            .learnStart());
  }
}
