package dev.cellwise.rnn.cell;

import dev.cellwise.kernels.Hadamard;
import java.util.Arrays;

/** The passes with random masks. */
final class MaskPasses {
  private MaskPasses() {}

  /**
   * {@code m} = 1 by the given rate, 0 otherwise, for each step, row and unit; the rate itself
   * where no masks are drawn. What it is blended with is {@link Passes.Blend}'s.
   *
   * @param m the mask
   * @param before the part of the state that it keeps
   * @param rate share of ones
   */
  record Zoneout(Block m, Block before, float rate) implements Pass {
    @Override
    public void forward(Frame f) {
      int at = f.at(m);
      if (f.masks == null) {
        Arrays.fill(f.data, at, at + f.length(m), rate);
      } else {
        int stream = RandomMasks.ZONEOUT + before.value.index();
        f.masks.ofStep(f.packing, f.g, stream, f.layer, f.t, f.row(m), 1 - rate, 1, f.data, at);
      }
    }

    @Override
    public void backward(Frame f) {
      // A mask has no gradient.
    }
  }

  /**
   * {@code y = m h}, m the same at all steps of a sequence. Where no masks are drawn, y lies where
   * h does, and so does its gradient.
   *
   * @param h a part of the state before the step
   * @param rate share of zeros
   * @param y as the products see it
   */
  record Dropped(Block h, float rate, Block y) implements Pass {
    @Override
    public void forward(Frame f) {
      if (f.masks == null) {
        return;
      }
      int mask = f.places.mask(y.value, f.g);
      if (f.t == 0) {
        int stream = RandomMasks.RECURRENT + h.value.index();
        f.masks.ofSequence(f.packing, f.g, stream, f.layer, f.row(y), rate, f.data, mask);
      }
      Hadamard.multiply(f.length(y), f.data, f.at(h), f.data, mask, f.data, f.at(y));
    }

    @Override
    public void backward(Frame f) {
      if (f.masks != null) {
        int mask = f.places.mask(y.value, f.g);
        int dy = f.gradient(y);
        Hadamard.addProduct(f.length(y), f.d, dy, f.data, mask, f.d, f.gradient(h));
      }
    }
  }
}
