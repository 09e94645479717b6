package dev.cellwise.rnn.file.onnx;

import dev.cellwise.kernels.Activation;
import dev.cellwise.rnn.cell.GruOptions;
import dev.cellwise.rnn.cell.LstmOptions;
import dev.cellwise.rnn.cell.LstmOptions.Coupling;
import dev.cellwise.rnn.cell.SimpleOptions;
import dev.cellwise.rnn.net.Architecture;
import dev.cellwise.rnn.net.Layer;
import dev.cellwise.rnn.net.Merge;
import dev.cellwise.rnn.net.Nets;
import dev.cellwise.rnn.net.Network;
import dev.cellwise.rnn.net.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Random networks, all of which a model of ONNX can be. */
final class Exportable {
  private static final List<Activation> GATES =
      List.of(Activation.sigmoid(), Activation.hardSigmoid(0.3f, 0.5f));

  private static final List<Activation> FUNCTIONS =
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

  private final SplittableRandom random;

  private Exportable(long seed) {
    this.random = new SplittableRandom(seed);
  }

  /** What a seed says. */
  static Architecture architecture(long seed) {
    return new Exportable(seed).architecture();
  }

  /** Random numbers for every tensor, so that none is the one that is easily right. */
  static Network network(Architecture a) {
    Map<String, Tensor> tensors = new LinkedHashMap<>(Network.initialise(a, 3).tensors());
    int[] seed = {1};
    tensors.replaceAll(
        (name, t) ->
            new Tensor(t.shape(), Nets.uniform(seed[0]++, t.values().length, -0.5f, 0.5f)));
    return Network.of(a, tensors);
  }

  private boolean chance(int of) {
    return random.nextInt(of) == 0;
  }

  private <T> T one(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  private Architecture architecture() {
    Architecture.Builder b = Architecture.builder();
    switch (random.nextInt(5)) {
      case 0 -> b.features(4);
      case 1 -> b.features(4).dropout(0.5f).hidden(5, one(FUNCTIONS));
      case 2 -> b.features(4).residual(r -> r.dropout(0.25f).hidden(4, Activation.gelu()).norm());
      case 3 -> b.index(4);
      default -> b.embedding(4, 5);
    }
    recurrent(b);
    for (int i = random.nextInt(4); i > 0; i--) {
      layer(b);
    }
    if (chance(3)) {
      recurrent(b);
      b.last();
    } else if (chance(4)) {
      b.layer(cell()).norm().last();
    }
    if (chance(2)) {
      b.norm();
    }
    if (chance(2)) {
      b.learnStart();
    }
    return switch (random.nextInt(4)) {
      case 0 -> b.build();
      case 1 -> b.densePrelu(3).build();
      default -> b.dense(3, chance(5) ? Activation.gelu() : one(FUNCTIONS)).build();
    };
  }

  private void layer(Architecture.Builder b) {
    switch (random.nextInt(5)) {
      case 0 -> b.norm();
      case 1 -> b.layer(new Layer.Dense(7, Activation.identity(), chance(2)));
      case 2 -> {
        b.hidden(6, Activation.identity());
        b.residual(this::inside);
      }
      case 3 -> b.dropout(0.5f);
      default -> recurrent(b);
    }
  }

  private Architecture.Builder inside(Architecture.Builder b) {
    b.norm();
    recurrent(b);
    return b.dropout(0.25f).hidden(6, one(FUNCTIONS));
  }

  private void recurrent(Architecture.Builder b) {
    switch (random.nextInt(4)) {
      case 0 -> b.reverse(cell());
      case 1 -> b.bidirectional(cell(), Merge.values()[random.nextInt(4)]);
      default -> b.layer(cell());
    }
  }

  private Architecture.Recurrent cell() {
    int units = 1 + random.nextInt(20);
    return switch (random.nextInt(3)) {
      case 0 -> new Architecture.Lstm(units, lstm());
      case 1 -> new Architecture.Gru(units, gru());
      default -> new Architecture.Simple(units, simple());
    };
  }

  private LstmOptions lstm() {
    LstmOptions o = LstmOptions.plain().withCoupling(one(List.of(Coupling.values())));
    if (chance(3)) {
      o = o.withPeephole();
    }
    if (chance(3)) {
      o = o.withClips(0.5f, Float.POSITIVE_INFINITY, Float.POSITIVE_INFINITY);
    }
    if (chance(3)) {
      o = o.withActivations(one(GATES), one(FUNCTIONS), one(FUNCTIONS));
    }
    return chance(4) ? o.withRecurrentDropout(0.5f) : o;
  }

  private GruOptions gru() {
    GruOptions o = chance(2) ? GruOptions.resetAfter() : GruOptions.resetBefore();
    if (chance(3)) {
      o = o.withClip(0.5f);
    }
    if (chance(3)) {
      o = o.withActivations(one(GATES), one(FUNCTIONS));
    }
    return chance(4) ? o.withRecurrentDropout(0.5f) : o;
  }

  private SimpleOptions simple() {
    SimpleOptions o = SimpleOptions.plain();
    if (chance(2)) {
      o = o.withActivation(one(FUNCTIONS));
    }
    if (chance(3)) {
      o = o.withClip(0.5f);
    }
    return chance(4) ? o.withRecurrentDropout(0.5f) : o;
  }
}
