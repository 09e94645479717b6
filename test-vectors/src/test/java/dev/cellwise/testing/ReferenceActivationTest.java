package dev.cellwise.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReferenceActivationTest {
  /** Values and derivatives by mpmath with 40 digits; at a kink the derivative from the left. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          identity | -0.5 | -0.5 | 1.0
          identity | 3.0 | 3.0 | 1.0
          tanh | -30.0 | -1.0 | 3.502604305078608135e-26
          tanh | -5.0 | -0.9999092042625951312 | 0.0001815832309438066841
          tanh | -0.5 | -0.4621171572600097585 | 0.7864477329659274101
          tanh | 0.5 | 0.4621171572600097585 | 0.7864477329659274101
          tanh | 3.0 | 0.9950547536867304513 | 0.009866037165440191273
          sigmoid | -30.0 | 9.357622968839298954e-14 | 9.357622968838423303e-14
          sigmoid | -5.0 | 0.006692850924284855559 | 0.006648056670790154914
          sigmoid | -0.5 | 0.3775406687981454354 | 0.2350037122015944891
          sigmoid | 0.5 | 0.6224593312018545646 | 0.2350037122015944891
          sigmoid | 3.0 | 0.9525741268224332191 | 0.04517665973091213265
          softsign | -30.0 | -0.9677419354838709677 | 0.001040582726326742976
          softsign | -5.0 | -0.8333333333333333333 | 0.02777777777777777778
          softsign | -0.5 | -0.3333333333333333333 | 0.4444444444444444444
          softsign | 0.5 | 0.3333333333333333333 | 0.4444444444444444444
          softsign | 3.0 | 0.75 | 0.0625
          elu(1.0) | -30.0 | -0.9999999999999064238 | 9.357622968840174605e-14
          elu(1.0) | -5.0 | -0.9932620530009145329 | 0.006737946999085467097
          elu(1.0) | -0.5 | -0.3934693402873665764 | 0.6065306597126334236
          elu(1.0) | 0.5 | 0.5 | 1.0
          elu(1.0) | 3.0 | 3.0 | 1.0
          softplus | -30.0 | 9.357622968839736779e-14 | 9.357622968839298954e-14
          softplus | -12.0 | 6.144193477732805435e-6 | 6.144174602214717826e-6
          softplus | -5.0 | 0.006715348489118068616 | 0.006692850924284855559
          softplus | -1.25 | 0.251929081345372889 | 0.222700138825308853
          softplus | -1.249 | 0.2521518680525920345 | 0.2228732916131159531
          softplus | -0.5 | 0.4740769841801066809 | 0.3775406687981454354
          softplus | -1e-05 | 0.6931421805724453094 | 0.4999975000000000208
          softplus | 0.25 | 0.8259394198788435622 | 0.562176500885798104
          softplus | 1.249 | 1.501151868052592145 | 0.7771267083868840469
          softplus | 1.25 | 1.501929081345372889 | 0.777299861174691147
          softplus | 3.0 | 3.048587351573742059 | 0.9525741268224332191
          softplus | 40.0 | 40.0 | 0.9999999999999999958
          gelu | -30.0 | -1.472014178144456118e-196 | -4.41603169070849437e-195
          gelu | -12.0 | -2.131778534493214797e-32 | -2.557895661674895624e-31
          gelu | -5.0 | -1.433257859395969558e-6 | -7.146946001792294628e-6
          gelu | -1.25 | -0.1320622170835690721 | -0.1226615830694221236
          gelu | -1.249 | -0.1321848386193653524 | -0.1225813957032615057
          gelu | -0.5 | -0.1542687693629934482 | 0.1325048753438371575
          gelu | -1e-05 | -4.999960105771960931e-6 | 0.4999920211543922373
          gelu | 0.25 | 0.1496765814207309311 | 0.695373354883636026
          gelu | 1.249 | 1.116815161380634758 | 1.122581395703261506
          gelu | 1.25 | 1.117937782916430928 | 1.122661583069422124
          gelu | 3.0 | 2.995950305905109716 | 1.011945647204183927
          gelu | 40.0 | 40.0 | 1.0
          affine(0.5, -0.25) | -0.5 | -0.5 | 0.5
          affine(0.5, -0.25) | 3.0 | 1.25 | 0.5
          scaledTanh(1.75, 0.5) | -30.0 | -1.749999999999672483 | 3.275168039093448156e-13
          scaledTanh(1.75, 0.5) | -5.0 | -1.726575021765003006 | 0.0232681983477655422
          scaledTanh(1.75, 0.5) | -0.5 | -0.4286076592064909762 | 0.8225129927055807117
          scaledTanh(1.75, 0.5) | 0.5 | 0.4286076592064909762 | 0.8225129927055807117
          scaledTanh(1.75, 0.5) | 3.0 | 1.584009443878516267 | 0.1581183090581924643
          hardSigmoid(0.25, 0.5) | -2.0 | 0.0 | 0.0
          hardSigmoid(0.25, 0.5) | -0.5 | 0.375 | 0.25
          hardSigmoid(0.25, 0.5) | 0.0 | 0.5 | 0.25
          hardSigmoid(0.25, 0.5) | 0.5 | 0.625 | 0.25
          hardSigmoid(0.25, 0.5) | 2.0 | 1.0 | 0.0
          relu | -2.0 | 0.0 | 0.0
          relu | -0.5 | 0.0 | 0.0
          relu | 0.0 | 0.0 | 0.0
          relu | 0.5 | 0.5 | 1.0
          relu | 2.0 | 2.0 | 1.0
          thresholdedRelu(0.5) | -2.0 | 0.0 | 0.0
          thresholdedRelu(0.5) | -0.5 | 0.0 | 0.0
          thresholdedRelu(0.5) | 0.0 | 0.0 | 0.0
          thresholdedRelu(0.5) | 0.5 | 0.0 | 0.0
          thresholdedRelu(0.5) | 2.0 | 2.0 | 1.0
          leakyRelu(0.125) | -2.0 | -0.25 | 0.125
          leakyRelu(0.125) | -0.5 | -0.0625 | 0.125
          leakyRelu(0.125) | 0.0 | 0.0 | 0.125
          leakyRelu(0.125) | 0.5 | 0.5 | 1.0
          leakyRelu(0.125) | 2.0 | 2.0 | 1.0
          elu(0.5) | -30.0 | -0.4999999999999532119 | 4.678811484420087302e-14
          elu(0.5) | -5.0 | -0.4966310265004572665 | 0.003368973499542733548
          elu(0.5) | -0.5 | -0.1967346701436832882 | 0.3032653298563167118
          elu(0.5) | 0.5 | 0.5 | 1.0
          elu(0.5) | 3.0 | 3.0 | 1.0
          """)
  void valuesAndDerivatives(String text, double a, double value, double derivative) {
    ReferenceActivation f = ReferenceActivation.parse(text);
    assertEquals(value, f.of(Complex.of(a)).re(), 2e-15 * Math.abs(value));
    Complex y = f.of(new Complex(a, ComplexStep.STEP));
    assertEquals(value, y.re(), 2e-15 * Math.abs(value));
    assertEquals(derivative, y.im() / ComplexStep.STEP, 4e-15 * Math.abs(derivative));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "identity",
        "tanh",
        "sigmoid",
        "softsign",
        "leakyRelu(1)",
        "elu(1.0)",
        "hardSigmoid(0, 0)",
        "hardSigmoid(-0.0, 0.5)",
        "hardSigmoid(0, 1)",
        "softplus",
        "gelu"
      })
  void smoothFunctions(String text) {
    ReferenceActivation f = ReferenceActivation.parse(text);
    assertFalse(f.hasKink());
    assertEquals(Double.POSITIVE_INFINITY, f.kinkDistance(0));
    assertEquals(Double.POSITIVE_INFINITY, f.kinkDistance(-0.75));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          relu | -0.25 | 0.25
          thresholdedRelu(0.5) | 2 | 1.5
          leakyRelu(0.25) | 0 | 0
          elu(0.5) | 3 | 3
          hardSigmoid(0.25, 0.5) | 1.5 | 0.5
          hardSigmoid(-0.25, 0.5) | 1.5 | 0.5
          """)
  void distancesToAKink(String text, double a, double distance) {
    assertEquals(distance, ReferenceActivation.parse(text).kinkDistance(a));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "relu",
        "thresholdedRelu(0.5)",
        "leakyRelu(0.01)",
        "elu(0.5)",
        "hardSigmoid(0.2, 0.5)"
      })
  void functionsWithAKink(String text) {
    assertTrue(ReferenceActivation.parse(text).hasKink());
    assertEquals(text, ReferenceActivation.parse(text).toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "identity",
        "affine(2, 1)",
        "tanh",
        "scaledTanh(2, 1)",
        "sigmoid",
        "hardSigmoid(0.2, 0.5)",
        "softsign",
        "relu",
        "thresholdedRelu(1)",
        "leakyRelu(0.1)",
        "elu(1)",
        "softplus",
        "gelu"
      })
  void anyArgument(String text) {
    ReferenceActivation f = ReferenceActivation.parse(text);
    assertTrue(Double.isNaN(f.of(Complex.of(Double.NaN)).re()));
    for (double a : new double[] {-1e200, -1000, -39.5, -0.0, 0, 39.5, 1000, 1e200}) {
      Complex y = f.of(new Complex(a, ComplexStep.STEP));
      assertTrue(Double.isFinite(y.re()), () -> a + ": " + y);
      double derivative = y.im() / ComplexStep.STEP;
      assertTrue(derivative >= 0 && derivative <= 2, () -> a + ": " + derivative);
    }
  }

  @Test
  void constantsAreFloatsAndSpaceDoesNotCount() {
    ReferenceActivation f = ReferenceActivation.parse("affine( 0.1,0.2 )");
    assertEquals("affine(0.1, 0.2)", f.toString());
    assertEquals((double) 0.1f + (double) 0.2f, f.of(Complex.ONE).re());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "Tanh", "tanh()", "tanh(1)", "elu", "elu()", "elu(a)", "elu(1", "affine(1)"})
  void refuses(String text) {
    assertThrows(IllegalArgumentException.class, () -> ReferenceActivation.parse(text));
  }
}
