package dev.cellwise.rnn.cell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.cellwise.kernels.Activation;
import dev.cellwise.rnn.tape.Layout;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What a builder refuses: each would be a cell whose way back is wrong. */
class PassCellTest {
  private static void refused(String message, Consumer<PassCell.Builder> steps) {
    PassCell.Builder b = PassCell.builder(Layout.builder("parameters"), "own", "l0", 3);
    Exception e = assertThrows(IllegalArgumentException.class, () -> steps.accept(b));
    assertEquals(message, e.getMessage());
  }

  @Test
  void aValueThatIsReadCannotBeOverwritten() {
    refused(
        "a_f: expected a value that no other pass reads, got one that is read",
        b -> {
          Block f = b.gate("f", 4);
          b.multiply("ff", f, f);
          b.activate(Activation.tanh(), f);
        });
  }

  @Test
  void aValueThatIsOverwrittenCannotBeRead() {
    refused(
        "a_f: expected a value, got one overwritten in place",
        b -> {
          Block f = b.gate("f", 4);
          b.activate(Activation.tanh(), f);
          b.multiply("ff", f, f);
        });
  }

  @Test
  void whatItsPassNeedsOnTheWayBackCannotBeOverwritten() {
    refused(
        "tanh(a_f): expected a value that can be overwritten, got one needed on the way back",
        b -> {
          Block h = b.state("h", 4);
          Block f = b.activate(Activation.tanh(), b.gate("f", 4));
          b.product("weight_hh", h, f);
        });
  }

  @Test
  void aStateIsNotWritten() {
    refused(
        "h: expected a value to write, got a state",
        b -> b.activate(Activation.tanh(), b.state("h", 4)));
  }

  @Test
  void sizesAgree() {
    refused(
        "expected blocks of one size, got a_f of 4, a_n of 5",
        b -> b.multiply("y", b.gate("f", 4), b.gate("n", 5)));
    refused(
        "h: expected 4 units, got a_f of 5",
        b -> {
          b.state("h", 4);
          b.next("h", b.gate("f", 5));
        });
  }

  @Test
  void everyPartOfTheStateHasOneNextValue() {
    refused(
        "c: expected a next value, got none",
        b -> {
          b.state("h", 4);
          b.state("c", 4);
          b.next("h", b.gate("f", 4));
          b.build();
        });
    refused(
        "h: expected one next value, got two",
        b -> {
          b.state("h", 4);
          b.next("h", b.gate("f", 4));
          b.next("h", b.gate("n", 4));
        });
    refused("cell: expected a gate and a state, got 0 and 0", PassCell.Builder::build);
  }

  @Test
  void optionsAreChecked() {
    LstmOptions o = LstmOptions.plain();
    float none = Float.POSITIVE_INFINITY;
    assertThrows(IllegalArgumentException.class, () -> o.withProjection(-1));
    assertThrows(IllegalArgumentException.class, () -> o.withClips(0, none, none));
    assertThrows(IllegalArgumentException.class, () -> o.withClips(none, Float.NaN, none));
    assertThrows(IllegalArgumentException.class, () -> o.withClips(none, none, 1));
    assertThrows(IllegalArgumentException.class, () -> GruOptions.resetBefore().withClip(-1));
  }
}
