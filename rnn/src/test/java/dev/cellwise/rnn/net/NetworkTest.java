package dev.cellwise.rnn.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.rnn.cell.LstmOptions;
import dev.cellwise.rnn.cell.Packing;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A network and its tensors. */
@Tag("cold")
class NetworkTest {
  private static final List<Architecture> ALL =
      List.of(
          Architecture.builder().features(3).lstm(1).build(),
          Architecture.builder().index(7).lstm(17).dense(7).build(),
          Architecture.builder().embedding(7, 5).lstm(33).lstm(16).dense(65).build(),
          Architecture.builder().index(7).gru(17).rnn(5).dense(7).build());

  @Test
  void tensorsGoOutAndInAgain() {
    for (Architecture a : ALL) {
      Network network = Network.initialise(a, 5);
      Map<String, Tensor> tensors = network.tensors();
      Network again = Network.of(a, tensors);
      Nets.assertSameBits(a.toString(), tensors, again.tensors());
      Nets.assertSameBits(a.toString(), Nets.packed(network), Nets.packed(again));
    }
  }

  @Test
  void namesShapesAndOrderArePyTorchs() {
    Map<String, Tensor> tensors = Network.initialise(ALL.get(2), 5).tensors();
    assertEquals(
        "{embedding.weight=Tensor[7, 5], lstm.weight_ih_l0=Tensor[132, 5],"
            + " lstm.weight_hh_l0=Tensor[132, 33], lstm.bias_ih_l0=Tensor[132],"
            + " lstm.bias_hh_l0=Tensor[132], lstm.weight_ih_l1=Tensor[64, 33],"
            + " lstm.weight_hh_l1=Tensor[64, 16], lstm.bias_ih_l1=Tensor[64],"
            + " lstm.bias_hh_l1=Tensor[64], head.weight=Tensor[65, 16], head.bias=Tensor[65]}",
        tensors.toString());
  }

  @Test
  void theTwoBiasesAreAddedOnce() {
    Architecture a = ALL.get(1);
    Map<String, Tensor> two = new LinkedHashMap<>(Network.initialise(a, 5).tensors());
    float[] b = two.get("lstm.bias_ih_l0").values().clone();
    float[] b2 = Nets.uniform(3, b.length, -1, 1);
    two.put("lstm.bias_hh_l0", Tensor.of(b2.clone(), b.length));
    Network network = Network.of(a, two);
    for (int i = 0; i < b.length; i++) {
      b[i] += b2[i];
    }
    Nets.assertSameBits("b", b, network.tensors().get("lstm.bias_ih_l0").values());
    Nets.assertSameBits(
        "0", new float[b.length], network.tensors().get("lstm.bias_hh_l0").values());
    Nets.assertSameBits("given", b2, two.get("lstm.bias_hh_l0").values());
  }

  @Test
  void nothingIsSharedWithTheCaller() {
    Architecture a = ALL.get(2);
    Network network = Network.initialise(a, 5);
    Map<String, Tensor> before = network.tensors();
    network.tensors().values().forEach(t -> Arrays.fill(t.values(), 9));
    Arrays.fill(network.copyParameters(), 9);
    Nets.assertSameBits("out", before, network.tensors());
    Map<String, Tensor> given = network.tensors();
    Network other = Network.of(a, given);
    given.values().forEach(t -> Arrays.fill(t.values(), 9));
    Nets.assertSameBits("in", before, other.tensors());
    float[] p = network.copyParameters();
    Network third = Network.of(network.layers(), p);
    Arrays.fill(p, 9);
    Nets.assertSameBits("packed", before, third.tensors());
  }

  @Test
  void wrongTensorsAreNamed() {
    for (Architecture a : ALL) {
      Map<String, Tensor> tensors = Network.initialise(a, 5).tensors();
      for (String name : tensors.keySet()) {
        Map<String, Tensor> some = new LinkedHashMap<>(tensors);
        some.remove(name);
        Nets.assertRefused(name, () -> Network.of(a, some));
        int[] shape = tensors.get(name).shape();
        int[] reversed =
            shape.length == 2 ? new int[] {shape[1], shape[0]} : new int[] {shape[0], 1};
        if (!Arrays.equals(shape, reversed)) {
          some.put(name, new Tensor(reversed, tensors.get(name).values()));
          Nets.assertRefused(name, () -> Network.of(a, some));
        }
        shape[0]++;
        int size = Arrays.stream(shape).reduce(1, (m, n) -> m * n);
        some.put(name, new Tensor(shape, new float[size]));
        Nets.assertRefused(name, () -> Network.of(a, some));
      }
      Map<String, Tensor> more = new LinkedHashMap<>(tensors);
      more.put("lstm.weight_ih_l9", Tensor.of(new float[1], 1));
      more.put("optimizer.step", Tensor.of(new float[1], 1));
      RuntimeException e = assertThrows(IllegalArgumentException.class, () -> Network.of(a, more));
      assertTrue(e.getMessage().contains("[lstm.weight_ih_l9, optimizer.step]"), e.getMessage());
    }
  }

  @Test
  void aSeedGivesTheSameWeights() {
    for (Architecture a : ALL) {
      Network network = Network.initialise(a, 5);
      Nets.assertSameBits("5", network.tensors(), Network.initialise(a, 5).tensors());
      assertFalse(Arrays.equals(Nets.packed(network), Nets.packed(Network.initialise(a, 6))));
      network
          .tensors()
          .forEach(
              (name, tensor) -> {
                int h =
                    name.contains("_l1") ? a.layers().get(1).units() : a.layers().getLast().units();
                double bound = 1 / Math.sqrt(name.contains("_l0") ? a.layers().get(0).units() : h);
                if (name.startsWith("embedding")) {
                  bound = 1;
                }
                if (name.endsWith("weight_ih_l0") && a.input() instanceof Architecture.Index) {
                  bound = Math.sqrt(3);
                }
                double sum = 0;
                for (int i = 0; i < tensor.values().length; i++) {
                  boolean forget =
                      name.equals("lstm.bias_ih_l0") && i / a.layers().getFirst().units() == 1
                          || name.equals("lstm.bias_ih_l1")
                              && i / a.layers().getLast().units() == 1;
                  float value = tensor.values()[i] - (forget ? 1 : 0);
                  assertTrue(Math.abs(value) <= bound * (1 + 1e-6), name + "[" + i + "] " + value);
                  sum += value;
                }
                int n = tensor.values().length;
                assertEquals(0, sum / n, 4 * bound / Math.sqrt(3. * n), name);
              });
    }
  }

  @Test
  void aBiasOfMinusZeroComesBack() {
    Architecture a = ALL.get(1);
    Map<String, Tensor> tensors = Network.initialise(a, 5).tensors();
    tensors.get("lstm.bias_ih_l0").values()[3] = -0f;
    tensors.get("lstm.bias_hh_l0").values()[3] = -0f;
    Map<String, Tensor> once = Network.of(a, tensors).tensors();
    Nets.assertSameBits("saved and loaded", once, Network.of(a, once).tensors());
  }

  @Test
  void sizesThatNoArrayHoldsAreRefusedByName() {
    Nets.assertRefused(
        "lstm(30000) on 1 inputs: k",
        () -> new Layers(Architecture.builder().features(1).lstm(30_000).build()));
    new Layers(Architecture.builder().features(1 << 24).lstm(1).build());
    Layers layers = Network.initialise(ALL.get(1), 5).layers();
    Nets.assertRefused("packed", () -> Network.of(layers, new float[10]));
  }

  @Test
  void parametersAreCounted() {
    assertEquals(4 * 1 * (3 + 1 + 1), Network.initialise(ALL.get(0), 1).parameterCount());
    assertEquals(
        4 * 17 * (7 + 17 + 1) + 7 * 18, Network.initialise(ALL.get(1), 1).parameterCount());
    assertEquals(
        7 * 5 + 4 * 33 * (5 + 33 + 1) + 4 * 16 * (33 + 16 + 1) + 65 * 17,
        Network.initialise(ALL.get(2), 1).parameterCount());
    Architecture options =
        Architecture.builder()
            .features(3)
            .lstm(5, LstmOptions.plain().withPeephole().withProjection(2))
            .gru(7)
            .densePrelu(4)
            .build();
    assertEquals(
        4 * 5 * (3 + 2 + 1) + 3 * 5 + 2 * 5 + 3 * 7 * (2 + 7 + 1) + 7 + 4 * 8 + 4,
        Network.initialise(options, 1).parameterCount());
  }

  @Test
  void aSummaryNamesLayersShapesAndBytes() {
    Architecture a =
        Architecture.builder()
            .embedding(10, 4)
            .bidirectional(new Architecture.Lstm(8), Merge.CONCAT)
            .residual(r -> r.norm().dropout(0.5f).gru(16))
            .last()
            .learnStart()
            .dense(3)
            .build();
    Network n = Network.initialise(a, 1);
    String[] lines = n.summary(5, 2).split(System.lineSeparator());
    String[][] expected = {
      {"layer", "out", "learned"},
      {"Embedding[size=10, width=4]", "[5, 2]", "0"},
      {"embedding", "[5, 2, 4]", "40"},
      {"bidirectional lstm(8) concat", "[5, 2, 16]", "864"},
      {"residual", "", "0"},
      {"  norm", "[5, 2, 16]", "32"},
      {"  dropout(0.5)", "[5, 2, 16]", "0"},
      {"  gru(16)", "[5, 2, 16]", "1,616"},
      {"last", "[2, 16]", "0"},
      {"dense head", "[2, 3]", "51"}
    };
    for (int i = 0; i < expected.length; i++) {
      String line = "%-28s  %-16s  %12s".formatted((Object[]) expected[i]);
      assertEquals(line, lines[i]);
    }
    // 2 (4 · 8 (4 + 8 + 1) + 2 · 8): weights and a bias, and two first states, each direction.
    assertEquals(40 + 864 + 32 + 1616 + 51, n.parameterCount());
    assertTrue(lines[10].startsWith("learned numbers: 2,603, packed: "), lines[10]);
    long tape = new Unrolled(n.layers(), 5, 2, 0, 0).tape().layout().bytes();
    assertEquals(
        String.format(
            java.util.Locale.ROOT, "a window of 5 steps of 2 rows, tape: %,d bytes", tape),
        lines[11]);
    assertEquals(13, lines.length, "no state of a stream: it goes backward");
  }

  @Test
  void aSummaryHasEncoderAndBridge() {
    Network n = Network.initialise(Translators.additive(), 1);
    String summary = n.summary(5, 2);
    String[] lines = summary.split(System.lineSeparator());
    String bridge = "%-35s  %-16s  %12s".formatted("bridge to h", "[2, 17]", "221");
    assertTrue(Arrays.asList(lines).contains(bridge), summary);
    String attention = "%-35s  %-16s  %12s".formatted("attention(19 on 12)", "[5, 2, 29]", "589");
    assertTrue(Arrays.asList(lines).contains(attention), summary);
    assertTrue(
        summary.contains(
            String.format(java.util.Locale.ROOT, "learned numbers: %,d,", n.parameterCount())),
        summary);
    Packing shape = Packing.dense(5, 2);
    Unrolled u = new Unrolled(n.layers(), shape, Packing.dense(5, 2), Mode.training(0), null);
    long tape = u.tape().layout().bytes() + u.encoder().tape().layout().bytes();
    String bytes = String.format(java.util.Locale.ROOT, "2 rows, tape: %,d bytes", tape);
    assertTrue(summary.contains(bytes), summary);
  }
}
