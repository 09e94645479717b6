package dev.cellwise.rnn.net;

import dev.cellwise.testing.ComplexArray;
import dev.cellwise.testing.ComplexFunction;
import dev.cellwise.testing.ComplexStep;
import dev.cellwise.testing.Layout;
import java.util.SplittableRandom;

/** A gradient against the complex step at some of its elements: each costs a forward pass. */
@SuppressWarnings("exports")
public final class SampledGradient {
  private SampledGradient() {}

  /**
   * The relative error of a tensor's gradient.
   *
   * @param f the function
   * @param z parameters, imaginary parts zero; the same after the call
   * @param tensor whose elements are sampled
   * @param actual its gradient
   * @param most elements to look at, all of a smaller tensor
   * @param random chooses them
   * @param least number that the error of an element is held against: what a single number is,
   *     whose terms may cancel, says nothing of their rounding
   * @return of a sample, the error is relative to the sample's share in the norm of the whole; 0
   *     where there is none
   */
  public static double error(
      ComplexFunction f,
      ComplexArray z,
      Layout.Tensor tensor,
      double[] actual,
      int most,
      SplittableRandom random,
      double least) {
    int[] some = sample(tensor.size(), most, random);
    double error = 0;
    double scale = 0;
    for (int k : some) {
      z.im()[tensor.offset() + k] = ComplexStep.STEP;
      double expected = f.at(z).im() / ComplexStep.STEP;
      z.im()[tensor.offset() + k] = 0;
      error += (actual[k] - expected) * (actual[k] - expected);
      scale += expected * expected;
    }
    double share = norm(actual) * Math.sqrt((double) some.length / actual.length);
    double floor = Math.max(share, least * Math.sqrt(some.length));
    return error == 0 ? 0 : Math.sqrt(error) / Math.max(Math.sqrt(scale), floor);
  }

  /** The same, held against nothing but the tensor. */
  public static double error(
      ComplexFunction f,
      ComplexArray z,
      Layout.Tensor tensor,
      double[] actual,
      int most,
      SplittableRandom random) {
    return error(f, z, tensor, actual, most, random, 0);
  }

  private static int[] sample(int size, int most, SplittableRandom random) {
    int[] some = new int[Math.min(size, most)];
    for (int i = 0; i < some.length; i++) {
      some[i] = size <= most ? i : random.nextInt(size);
    }
    return some;
  }

  private static double norm(double[] a) {
    double squares = 0;
    for (double v : a) {
      squares += v * v;
    }
    return Math.sqrt(squares);
  }
}
