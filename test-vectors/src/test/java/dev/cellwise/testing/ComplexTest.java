package dev.cellwise.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ComplexTest {
  private static final Complex Z = new Complex(0.75, -1.25);
  private static final Complex W = new Complex(-2.5, 0.5);

  @Test
  void arithmetic() {
    assertEquals(new Complex(-1.75, -0.75), Z.plus(W));
    assertEquals(new Complex(3.25, -1.75), Z.minus(W));
    assertEquals(new Complex(-0.75, 1.25), Z.negated());
    assertEquals(new Complex(-1.25, 3.5), Z.times(W));
    assertEquals(new Complex(1.5, -2.5), Z.times(2));
    close(Z, Z.times(W).dividedBy(W));
    close(W, Z.times(W).dividedBy(Z)); // |im| > |re|: the other branch of Smith's method
    close(Complex.of(1), new Complex(1e200, 1e200).dividedBy(new Complex(1e200, 1e200)));
  }

  @Test
  void functionsObeyTheirIdentities() {
    close(new Complex(Math.exp(0.75) * Math.cos(1.25), -Math.exp(0.75) * Math.sin(1.25)), Z.exp());
    close(Z, Z.exp().log());
    for (Complex z : new Complex[] {Z, W, Z.negated(), new Complex(1e-9, 0.3)}) {
      Complex e2 = z.plus(z).exp();
      close(e2.minus(Complex.ONE).dividedBy(e2.plus(Complex.ONE)), z.tanh());
      close(Complex.ONE.dividedBy(Complex.ONE.plus(z.negated().exp())), z.sigmoid());
    }
  }

  @Test
  void rootsAndFunctionsNearZeroObeyTheirIdentities() {
    for (Complex z : new Complex[] {Z, W, Z.negated(), new Complex(1e-9, 0.3)}) {
      close(z, z.sqrt().times(z.sqrt()));
      assertTrue(z.sqrt().re() >= 0);
      close(z.exp().minus(Complex.ONE), z.expm1());
      close(Complex.ONE.plus(z).log(), z.log1p());
    }
    close(new Complex(0, 2), Complex.of(-4).sqrt());
    for (double x : new double[] {-0.75, -1e-20, 0, 1e-300, 1e-9, 3}) {
      assertEquals(Complex.of(StrictMath.expm1(x)), Complex.of(x).expm1());
      assertEquals(Complex.of(StrictMath.log1p(x)), Complex.of(x).log1p());
      derivative(Math.exp(x), x, Complex::expm1);
      derivative(1 / (1 + x), x, Complex::log1p);
    }
    assertEquals(Complex.of(1.5), Complex.of(2.25).sqrt());
    derivative(1 / 3.0, 2.25, Complex::sqrt);
    derivative(0.5e4, 1e-8, Complex::sqrt);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -0.0, 1e-300, 1e-9, 0.3, 1, 5, 20, 40, 400, 800, 1e10, 1e308})
  void realArgumentsGiveRealValues(double magnitude) {
    for (double x : new double[] {magnitude, -magnitude}) {
      Complex z = Complex.of(x);
      assertEquals(Math.tanh(x), z.tanh().re(), 4e-16 * Math.abs(Math.tanh(x)));
      assertEquals(1 / (1 + Math.exp(-x)), z.sigmoid().re(), 1e-15);
      assertEquals(Math.exp(x), z.exp().re(), Math.ulp(Math.exp(x)));
      assertEquals(0, z.tanh().im());
      assertEquals(0, z.sigmoid().im());
      assertEquals(0, z.exp().im());
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1e-9, 0.3, 1, 5, 17, 19, 40, 300, 800, 1e10, 1e308})
  void derivativesKeepTheirDigitsAndNeverBecomeNaN(double magnitude) {
    for (double x : new double[] {magnitude, -magnitude}) {
      double s = 1 / Math.cosh(x);
      derivative(s * s, x, Complex::tanh);
      double e = Math.exp(-Math.abs(x));
      derivative(e / ((1 + e) * (1 + e)), x, Complex::sigmoid);
    }
  }

  @Test
  void derivativesOfExpAndLog() {
    derivative(Math.exp(1.5), 1.5, Complex::exp);
    derivative(1 / 1.5, 1.5, Complex::log);
    derivative(1 / -1.5, -1.5, z -> z.negated().log());
  }

  @Test
  void dotIsASumOfProductsWithoutConjugates() {
    ComplexArray a = ComplexArray.zeros(3);
    a.set(1, Z);
    a.set(2, W);
    ComplexArray b = ComplexArray.ofReal(new double[] {2, 3});
    b.set(1, W);
    close(Z.times(2).plus(W.times(W)), ComplexArray.dot(2, a, 1, b, 0));
    assertThrows(
        IllegalArgumentException.class, () -> new ComplexArray(new double[2], new double[3]));
  }

  private static void derivative(double expected, double x, UnaryOperator<Complex> f) {
    double actual = f.apply(new Complex(x, ComplexStep.STEP)).im() / ComplexStep.STEP;
    assertEquals(expected, actual, 2e-15 * Math.abs(expected) + 1e-280, () -> "at " + x);
  }

  private static void close(Complex expected, Complex actual) {
    Complex d = actual.minus(expected);
    double error = Math.hypot(d.re(), d.im()) / Math.hypot(expected.re(), expected.im());
    assertTrue(error < 1e-14, () -> "expected " + expected + ", actual " + actual);
  }
}
