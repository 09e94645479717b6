package dev.cellwise.rnn.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.kernels.Activation;
import dev.cellwise.rnn.cell.JordanOptions;
import dev.cellwise.rnn.cell.LstmOptions;
import dev.cellwise.rnn.cell.SimpleOptions;
import dev.cellwise.rnn.net.Initialisation.Scheme;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Starts of recurrent layers: what each scheme promises, and the same bits for a seed. */
@Tag("cold")
class InitialisationTest {
  private static final List<Architecture> LAYERS =
      List.of(
          Architecture.builder().features(20).lstm(13).build(),
          Architecture.builder().features(7).gru(17).build(),
          Architecture.builder().features(16).rnn(16).build(),
          Architecture.builder().features(9).lstm(16, LstmOptions.plain().withPeephole()).build(),
          Architecture.builder().features(9).lstm(16, LstmOptions.plain().withLayerNorm()).build());

  private static Tensor tensor(Architecture a, Initialisation start, String name) {
    return Network.initialise(a, start, 5)
        .tensors()
        .get(a.layers().getFirst().family() + "." + name + "_l0");
  }

  private static Initialisation of(Scheme input, Scheme recurrent) {
    return new Initialisation(input, recurrent, Scheme.ZERO, 0);
  }

  /** Each gate's [h, k] has orthonormal rows or columns, whichever are fewer. */
  @Test
  void orthogonalMatricesKeepLengths() {
    for (Architecture a : LAYERS) {
      Initialisation start = of(Scheme.ORTHOGONAL, Scheme.ORTHOGONAL);
      int h = a.layers().getFirst().units();
      for (String name : List.of("weight_ih", "weight_hh")) {
        Tensor t = tensor(a, start, name);
        int k = t.shape()[1];
        for (int at = 0; at < t.values().length; at += h * k) {
          orthonormal(a + ", " + name, t.values(), at, h, k);
        }
        assertFalse(
            Arrays.equals(
                Arrays.copyOf(t.values(), h * k),
                Network.initialise(a, start, 6)
                    .tensors()
                    .get(a.layers().getFirst().family() + "." + name + "_l0")
                    .values()));
      }
    }
  }

  private static void orthonormal(String what, float[] m, int at, int rows, int columns) {
    boolean byRow = rows <= columns;
    int count = Math.min(rows, columns);
    for (int i = 0; i < count; i++) {
      for (int j = 0; j <= i; j++) {
        double dot = 0;
        for (int n = 0; n < Math.max(rows, columns); n++) {
          double x = byRow ? m[at + i * columns + n] : m[at + n * columns + i];
          double y = byRow ? m[at + j * columns + n] : m[at + n * columns + j];
          dot += x * y;
        }
        assertEquals(i == j ? 1 : 0, dot, 5e-7, what);
      }
    }
  }

  @Test
  void uniformSchemesKeepTheirBoundsAndFillThem() {
    for (Architecture a : LAYERS) {
      int h = a.layers().getFirst().units();
      for (String name : List.of("weight_ih", "weight_hh")) {
        for (Scheme scheme : List.of(Scheme.UNIFORM, Scheme.GLOROT, Scheme.HE)) {
          Tensor t = tensor(a, of(scheme, scheme), name);
          int k = t.shape()[1];
          double bound =
              switch (scheme) {
                case GLOROT -> Math.sqrt(6.0 / (h + k));
                case HE -> Math.sqrt(6.0 / k);
                default -> 1 / Math.sqrt(h);
              };
          double squares = 0;
          for (float w : t.values()) {
            assertTrue(Math.abs(w) <= bound * (1 + 1e-6), a + ", " + name + ", " + scheme);
            squares += w * w;
          }
          int n = t.values().length;
          // The variance of a square of a uniform number is 4/45 of the bound to the fourth.
          double deviation = bound * bound * Math.sqrt(4 / 45.0 / n);
          assertEquals(bound * bound / 3, squares / n, 4 * deviation, name + ", " + scheme);
        }
      }
    }
  }

  @Test
  void identityIsTheIdentityOfEachGate() {
    for (Architecture a : LAYERS) {
      Tensor t = tensor(a, Initialisation.identity(), "weight_hh");
      int h = t.shape()[1];
      for (int i = 0; i < t.values().length; i++) {
        assertEquals(i / h % h == i % h ? 1 : 0, t.values()[i]);
      }
    }
  }

  /** With relu and the identity a state stays as it is while nothing comes in. */
  @Test
  void anIdentityStartRemembers() {
    Architecture a = Architecture.builder().features(2).rnn(17, Activation.relu()).build();
    Network network = Network.initialise(a, Initialisation.identity(), 1);
    State state = network.newState();
    float[] h = Nets.uniform(1, 17, 0, 1);
    state.set(0, "h", h);
    float[] out = new float[17];
    for (int t = 0; t < 50; t++) {
      network.newStepper().step(state, new float[2], out);
    }
    Nets.assertSameBits("h", h, out);
  }

  @Test
  void biasesAreZeroButForTheForgetGate() {
    Architecture a = LAYERS.getFirst();
    int h = a.layers().getFirst().units();
    float[] b = tensor(a, Initialisation.orthogonal(), "bias_ih").values();
    for (int i = 0; i < b.length; i++) {
      assertEquals(i / h == 1 ? 1 : 0, b[i]);
    }
    for (Architecture other : LAYERS.subList(1, 3)) {
      for (String name : List.of("bias_ih", "bias_hh")) {
        float[] zeros = tensor(other, Initialisation.orthogonal(), name).values();
        Nets.assertSameBits(name, new float[zeros.length], zeros);
      }
    }
  }

  @Test
  void gainsStartAtOneAndLeaksAndSlopesInBetween() {
    Architecture a = LAYERS.getLast();
    for (String name : List.of("gain_ih", "gain_hh", "gain_c")) {
      for (float gain : tensor(a, Initialisation.standard(), name).values()) {
        assertEquals(1, gain);
      }
    }
    float[] b = tensor(a, Initialisation.orthogonal(), "bias_ih").values();
    for (int i = 0; i < b.length; i++) {
      assertEquals(i / 16 == 1 ? 1 : 0, b[i]);
    }
    SimpleOptions o = SimpleOptions.plain().withPrelu().withLearnedAlpha();
    Architecture simple = Architecture.builder().features(3).rnn(2, o).build();
    assertEquals(0.25f, tensor(simple, Initialisation.standard(), "slope").values()[1]);
    assertEquals(0.5f, tensor(simple, Initialisation.standard(), "alpha").values()[1]);
    Architecture head = Architecture.builder().features(3).lstm(2).densePrelu(3).build();
    assertEquals(
        Tensor.of(new float[] {0.25f, 0.25f, 0.25f}, 3),
        Network.initialise(head, 1).tensors().get("head.slope"));
  }

  /** As many outputs as two layers' units are one matrix nevertheless. */
  @Test
  void whatIsNoGateIsNotSplit() {
    Architecture a = Architecture.builder().features(3).jordan(4, JordanOptions.plain(8)).build();
    Tensor t = tensor(a, of(Scheme.ORTHOGONAL, Scheme.ORTHOGONAL), "weight_hy");
    orthonormal("weight_hy", t.values(), 0, 8, 4);
  }

  /** Where f = 1 - i, the forget gate is opened by a lower bias of the input gate. */
  @Test
  void aCoupledForgetGateStartsOpenToo() {
    LstmOptions o = LstmOptions.plain().withCoupling(LstmOptions.Coupling.FORGET_FROM_INPUT);
    Architecture a = Architecture.builder().features(3).lstm(5, o).build();
    float[] b = tensor(a, Initialisation.orthogonal(), "bias_ih").values();
    for (int i = 0; i < b.length; i++) {
      assertEquals(i < 5 ? -1 : 0, b[i]);
    }
    LstmOptions other = LstmOptions.plain().withCoupling(LstmOptions.Coupling.INPUT_FROM_FORGET);
    a = Architecture.builder().features(3).lstm(5, other).build();
    b = tensor(a, Initialisation.orthogonal(), "bias_ih").values();
    for (int i = 0; i < b.length; i++) {
      assertEquals(i < 5 ? 1 : 0, b[i]);
    }
  }

  /** The columns that an index selects have a variance of their own. */
  @Test
  void anIndexKeepsItsColumns() {
    Architecture a = Architecture.builder().index(9).gru(17).build();
    float[] standard = tensor(a, Initialisation.standard(), "weight_ih").values();
    Nets.assertSameBits(
        "W", standard, tensor(a, Initialisation.orthogonal(), "weight_ih").values());
    float[] zeros = tensor(a, of(Scheme.ZERO, Scheme.ZERO), "weight_ih").values();
    Nets.assertSameBits("W", new float[zeros.length], zeros);
  }

  @Test
  void wrongStartsAreRefused() {
    Scheme u = Scheme.UNIFORM;
    Nets.assertRefused("input", () -> new Initialisation(Scheme.IDENTITY, u, u, 1));
    Nets.assertRefused("bias", () -> new Initialisation(u, u, Scheme.GLOROT, 1));
    Nets.assertRefused("forgetBias", () -> new Initialisation(u, u, u, Float.NaN));
    assertThrows(NullPointerException.class, () -> new Initialisation(u, null, u, 1));
  }
}
