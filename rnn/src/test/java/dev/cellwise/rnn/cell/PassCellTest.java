package dev.cellwise.rnn.cell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.cellwise.kernels.Activation;
import dev.cellwise.rnn.tape.Layout;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What a builder refuses, and what it takes. */
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

  /** Its weights' gradient would be made of a gradient that has changed since. */
  @Test
  void aProductDoesNotContinueAFunction() {
    refused(
        "gelu(a_f): expected a sum, got a function's value, whose gradient changes on its way back",
        b -> {
          Block h = b.state("h", 4);
          b.product("weight_hh", h, b.activate(Activation.gelu(), b.gate("f", 4)));
        });
  }

  @Test
  void aBlockIsWrittenOnceAndBeforeItIsRead() {
    Pass pass = new Passes.Zero(null);
    refused(
        "y: expected a value, got one that no pass writes",
        b -> b.activate(Activation.tanh(), b.block("y", 4)));
    refused(
        "y: expected a block that no pass writes yet, got one that is written",
        b -> {
          Block y = b.block("y", 4);
          b.pass(pass, y);
          b.pass(pass, y);
        });
  }

  @Test
  void anotherCellsBlockIsNone() {
    Block other = PassCell.builder(Layout.builder("parameters"), "own", "l1", 3).state("h", 4);
    refused(
        "h: expected a block of this cell, got another's",
        b -> b.product("weight_hh", other, b.gate("f", 4)));
  }

  @Test
  void aGateHasOneSecondBias() {
    refused(
        "secondBias: expected a gate before it, one each, got 0 gates",
        PassCell.Builder::secondBias);
    refused(
        "secondBias: expected a gate before it, one each, got 1 gates",
        b -> {
          b.gate("f", 4);
          b.secondBias();
          b.secondBias();
        });
  }

  /** Whatever was named first: the second name's rows are added to the bias, not overwritten. */
  @Test
  void theSecondBiasIsAddedInAnyOrder() {
    Layout.Builder parameters = Layout.builder("parameters");
    PassCell.Builder b = PassCell.builder(parameters, "own", "l0", 1);
    Block m = b.start("bias_hh", "m", 1);
    Block h = b.state("h", 1);
    Block a = b.gate("a", 1);
    b.secondBias();
    b.next("h", b.multiplyAdd("y", m, h, a, a));
    PassCell cell = b.build();
    float[] p = parameters.build().allocate();
    cell.pack((name, shape) -> name.equals("bias_hh") ? new float[] {1, 2} : new float[] {4}, p);
    cell.unpack(
        p,
        (name, values, shape) -> {
          if (name.equals("bias_ih")) {
            assertEquals(6, values[0]);
          }
        });
  }

  @Test
  void aStateMayHaveAnyName() {
    PassCell.Builder b = PassCell.builder(Layout.builder("parameters"), "own", "l0", 1);
    b.inputDropout(0.5f);
    b.state("m", 1);
    for (String name : new String[] {"h", "x", "a0", "block0", "next_h", "mask_h", "zoneout_h"}) {
      Block part = b.state(name, 1);
      b.dropout(0.5f, part);
      b.next(name, b.zoneout(0.5f, part, part));
    }
    b.next("m", b.gate("a", 1));
    b.build().stream(1);
  }

  /** Its gradient changes in place, and what is made of it is needed to change it. */
  @Test
  void whatIsNormalisedIsNotReadAndItsValueNotOverwritten() {
    refused(
        "x: expected a value that no other pass reads, got one that is read",
        b -> {
          Block x = b.input("x", 8);
          b.multiply("y", x, x);
          b.normalise(x);
        });
    refused(
        "x: expected a value, got one overwritten in place",
        b -> {
          Block x = b.input("x", 8);
          b.normalise(x);
          b.normalise("y", x);
        });
    refused(
        "norm(x): expected a value that can be overwritten, got one needed on the way back",
        b -> b.product("weight_hh", b.state("h", 4), b.normalise(b.input("x", 8))));
    refused(
        "norm(x): expected a value that can be overwritten, got one needed on the way back",
        b -> b.bias("bias_hh", b.normalise(b.input("x", 8))));
    refused("h: expected a value to write, got a state", b -> b.normalise(b.state("h", 4)));
  }

  @Test
  void partsLieWithinTheirBlock() {
    refused(
        "from: expected 0 to 4 for 4 of 8 units of norm(x), got 5",
        b -> b.scale("y", "gain", "bias", b.normalise(b.input("x", 8)), 5, 4));
    refused(
        "from: expected 0 to 4 for 4 of 8 units of norm(x), got -1",
        b -> {
          Block x = b.normalise(b.input("x", 8));
          b.scale("y", "bias", "gain", x, "gain2", b.normalise(b.zero("u", 8)), -1, 4);
        });
    refused(
        "u: expected another block than x, got norm(x) and norm(x), which share a gradient",
        b -> {
          Block x = b.normalise(b.input("x", 8));
          b.scale("y", "bias", "gain", x, "gain2", x, 0, 4);
        });
    refused(
        "u: expected another block than x, got masked h and h, which share a gradient",
        b -> {
          Block h = b.state("h", 8);
          b.scale("y", "bias", "gain", h, "gain2", b.dropout(0.5f, h), 0, 8);
        });
    refused(
        "y: expected at least 1 unit, got 0",
        b -> b.scale("y", "gain", "bias", b.normalise(b.input("x", 8)), 8, 0));
    refused("x: expected at least 1 unit, got 0", b -> b.input("x", 0));
  }

  @Test
  void anInputHasNoBias() {
    refused(
        "secondBias: expected a gate before it, got an input without a bias",
        b -> {
          b.input("x", 4);
          b.secondBias();
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

  @Test
  void withLayerNormalisationOtherOptionsAreRefusedByName() {
    LstmOptions o = LstmOptions.plain().withLayerNorm();
    float none = Float.POSITIVE_INFINITY;
    GruOptions after = GruOptions.resetAfter().withLayerNorm();
    assertEquals(o, LstmOptions.plain().withLayerNorm());
    notBoth("peephole", o::withPeephole);
    notBoth("peephole", LstmOptions.plain().withPeephole()::withLayerNorm);
    notBoth("projection", () -> o.withProjection(2));
    notBoth("coupling", () -> o.withCoupling(LstmOptions.Coupling.INPUT_FROM_FORGET));
    notBoth("clip", () -> o.withClips(1, none, none));
    notBoth("cellClip", () -> o.withClips(none, 1, none));
    notBoth("reset before the product", GruOptions.resetBefore()::withLayerNorm);
    notBoth("clip", () -> after.withClip(1));
  }

  private static void notBoth(String option, Executable steps) {
    Exception e = assertThrows(IllegalArgumentException.class, steps);
    assertEquals(option + ": expected none with layer normalisation, got both", e.getMessage());
  }
}
