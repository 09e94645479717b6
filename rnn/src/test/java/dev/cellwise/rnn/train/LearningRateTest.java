package dev.cellwise.rnn.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cellwise.rnn.net.Nets;
import dev.cellwise.testing.Golden;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Schedules against PyTorch's, and at their ends. */
@Tag("cold")
class LearningRateTest {
  private static final Golden GOLDEN = Golden.load("schedules");

  @Test
  void schedulesAgreeWithPyTorch() {
    agree("step", LearningRate.step(0.1, 4, 0.5));
    agree("exponential", LearningRate.exponential(0.1, 0.9));
    agree("cosine", LearningRate.cosine(0.1, 0.05, 5, 20));
  }

  private static void agree(String name, LearningRate schedule) {
    double[] expected = GOLDEN.doubles(name + ".rates");
    for (int step = 0; step < expected.length; step++) {
      assertEquals(expected[step], schedule.at(step), 1e-14, name + " at " + step);
    }
  }

  @Test
  void atTheirEnds() {
    assertEquals(0.3, LearningRate.constant(0.3).at(1L << 40));
    LearningRate cosine = LearningRate.cosine(1, 0.25, 0, 8);
    assertEquals(1, cosine.at(0));
    assertEquals(0.25, cosine.at(8));
    assertEquals(0.25, cosine.at(1000));
    assertEquals(0, LearningRate.cosine(1, 0, 2, 2).at(2), "no steps but the warm-up");
    assertEquals(1, LearningRate.cosine(1, 0, 2, 2).at(1));
  }

  @Test
  void numbersThatAreNoneAreRefused() {
    Nets.assertRefused("rate", () -> LearningRate.constant(-1));
    Nets.assertRefused("steps", () -> LearningRate.cosine(1, 0, 0, -1));
    Nets.assertRefused("every", () -> LearningRate.step(1, 0, 0.5));
    Nets.assertRefused("factor", () -> LearningRate.step(1, 1, 1.5));
    Nets.assertRefused("factor", () -> LearningRate.exponential(1, 0));
    Nets.assertRefused("peak", () -> LearningRate.cosine(Double.NaN, 0, 0, 1));
    Nets.assertRefused("floor", () -> LearningRate.cosine(1, -1, 0, 1));
    Nets.assertRefused("warmUp", () -> LearningRate.cosine(1, 0, 2, 1));
    Nets.assertRefused("rate", () -> new Plateau(-1, 0.5, 1, 0, 0));
    Nets.assertRefused("factor", () -> new Plateau(1, 2, 1, 0, 0));
    Nets.assertRefused("patience", () -> new Plateau(1, 0.5, -1, 0, 0));
    Nets.assertRefused("threshold", () -> new Plateau(1, 0.5, 1, 1, 0));
    Nets.assertRefused("floor", () -> new Plateau(1, 0.5, 1, 0, -1));
    Nets.assertRefused("best", () -> new Plateau.State(1, Double.NaN, 0));
    Nets.assertRefused("bad", () -> new Plateau.State(1, 1, -1));
  }

  @Test
  void plateauAgreesWithPyTorchAlsoWhenStoppedAnywhere() {
    double[] losses = GOLDEN.doubles("plateau.losses");
    double[] rates = GOLDEN.doubles("plateau.rates");
    double[] bests = GOLDEN.doubles("plateau.bests");
    for (int stop = 0; stop <= losses.length; stop++) {
      Plateau p = plateau();
      for (int i = 0; i < losses.length; i++) {
        if (i == stop) {
          Plateau fresh = plateau();
          fresh.restore(p.state());
          p = fresh;
        }
        assertEquals(rates[i], p.validated(losses[i]), 1e-15);
        assertEquals(rates[i], p.rate(), 1e-15);
        assertEquals(bests[i], p.state().best());
      }
    }
  }

  private static Plateau plateau() {
    return new Plateau(0.1, 0.5, 2, 0.01, 0.02);
  }

  @Test
  void aLossThatIsNoNumberIsNotBetter() {
    Plateau p = new Plateau(1, 0.5, 0, 0, 0);
    assertEquals(0.5, p.validated(Double.NaN));
    assertEquals(0.5, p.validated(1));
    assertEquals(0.25, p.validated(Double.NaN));
  }
}
