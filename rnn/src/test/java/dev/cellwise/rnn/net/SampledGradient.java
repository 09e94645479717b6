package dev.cellwise.rnn.net;

import dev.cellwise.testing.ComplexArray;
import dev.cellwise.testing.ComplexFunction;
import dev.cellwise.testing.ComplexStep;
import dev.cellwise.testing.Layout;
import java.util.SplittableRandom;

/** A gradient against the complex step at some of its elements: each costs a forward pass. */
@SuppressWarnings("exports")
public final class SampledGradient {
  private final int[] some;
  private final double[] expected;

  private SampledGradient(int[] some, double[] expected) {
    this.some = some;
    this.expected = expected;
  }

  /**
   * The complex step at some elements of a tensor.
   *
   * @param f the function
   * @param z parameters, imaginary parts zero; the same after the call
   * @param tensor whose elements are sampled
   * @param most elements to look at, all of a smaller tensor
   * @param random chooses them
   * @return what a gradient is compared with
   */
  public static SampledGradient of(
      ComplexFunction f, ComplexArray z, Layout.Tensor tensor, int most, SplittableRandom random) {
    int[] some = sample(tensor.size(), most, random);
    double[] expected = new double[some.length];
    for (int i = 0; i < some.length; i++) {
      int k = tensor.offset() + some[i];
      z.im()[k] = ComplexStep.STEP;
      expected[i] = f.at(z).im() / ComplexStep.STEP;
      z.im()[k] = 0;
    }
    return new SampledGradient(some, expected);
  }

  /** The mean of the squares of what is expected; 0 of an empty tensor. */
  public double meanSquare() {
    double norm = norm(expected);
    return norm == 0 ? 0 : norm * norm / expected.length;
  }

  /**
   * The relative error of a tensor's gradient.
   *
   * @param actual its gradient
   * @param least number that the error of an element is held against
   * @return of a sample, the error is relative to the sample's share in the norm of the whole; 0
   *     where there is none
   */
  public double error(double[] actual, double least) {
    double error = 0;
    for (int i = 0; i < some.length; i++) {
      error += (actual[some[i]] - expected[i]) * (actual[some[i]] - expected[i]);
    }
    double share = norm(actual) * Math.sqrt((double) some.length / actual.length);
    double floor = Math.max(share, least * Math.sqrt(some.length));
    return error == 0 ? 0 : Math.sqrt(error) / Math.max(norm(expected), floor);
  }

  /** The same at once, held against nothing but the tensor. */
  public static double error(
      ComplexFunction f,
      ComplexArray z,
      Layout.Tensor tensor,
      double[] actual,
      int most,
      SplittableRandom random) {
    return of(f, z, tensor, most, random).error(actual, 0);
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
