package dev.cellwise.testing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

/** The lecture's weights are rounded, so its figures agree to the digits below and not better. */
class LectureExampleTest {
  private final LectureExample example = new LectureExample();

  @Test
  void stateAfterHe() {
    double[] h = {0.936534, 0.949104, 0.762341};
    assertArrayEquals(h, example.state("he"), 1e-6);
    assertArrayEquals(h, example.golden().doubles("printed.h"));
  }

  @Test
  void logitsAfterHe() {
    double[] y = {1.90607732, 1.13779113, 0.95666016, 1.27422602};
    assertArrayEquals(y, example.logits(example.state("he")), 5e-6);
    assertArrayEquals(y, example.golden().doubles("printed.y"));
  }

  @Test
  void softmaxAfterHe() {
    double[] softmax = {0.419748, 0.194682, 0.162429, 0.223141};
    double[] actual = LectureExample.softmax(example.logits(example.state("he")));
    assertArrayEquals(softmax, actual, 2e-6);
    assertArrayEquals(softmax, example.golden().doubles("printed.softmax"));
  }

  @Test
  void agreesWithPyTorch() {
    Golden golden = example.golden();
    double[] h = example.state("he");
    double[] states = golden.doubles("h");
    assertArrayEquals(new double[] {states[3], states[4], states[5]}, h, 1e-15);
    assertArrayEquals(golden.doubles("y"), example.logits(h), 1e-15);
    assertArrayEquals(golden.doubles("softmax"), LectureExample.softmax(example.logits(h)), 1e-15);
  }

  @Test
  void hFollowsHe() {
    assertEquals('h', example.next("he"));
  }

  @Test
  void emptyTextIsTheZeroState() {
    assertArrayEquals(new double[3], example.state(""));
  }

  @Test
  void otherCharactersAreNamed() {
    assertEquals(
        "'x' is not in the vocabulary helo",
        assertThrows(IllegalArgumentException.class, () -> example.state("hex")).getMessage());
  }
}
