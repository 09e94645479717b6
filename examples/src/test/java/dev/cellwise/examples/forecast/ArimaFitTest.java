package dev.cellwise.examples.forecast;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.cellwise.examples.BadInput;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against what R's {@code arima} prints of the same series, by exact maximum likelihood. */
class ArimaFitTest {
  /** Box and Jenkins' series G: passengers of airlines a month, 1949 to 1960, in thousands. */
  private static final String AIRLINE =
      """
      112 118 132 129 121 135 148 148 136 119 104 118
      115 126 141 135 125 149 170 170 158 133 114 140
      145 150 178 163 172 178 199 199 184 162 146 166
      171 180 193 181 183 218 230 242 209 191 172 194
      196 196 236 235 229 243 264 272 237 211 180 201
      204 188 235 227 234 264 302 293 259 229 203 229
      242 233 267 269 270 315 364 347 312 274 237 278
      284 277 317 313 318 374 413 405 355 306 271 306
      315 301 356 348 355 422 465 467 404 347 305 336
      340 318 362 348 363 435 491 505 404 359 310 337
      360 342 406 396 420 472 548 559 463 407 362 405
      417 391 419 461 472 535 622 606 508 461 390 432
      """;

  /** Luteinizing hormone in blood every ten minutes (Diggle 1990). */
  private static final String LH =
      """
      2.4 2.4 2.4 2.2 2.1 1.5 2.3 2.3 2.5 2.0 1.9 1.7 2.2 1.8 3.2 3.2
      2.7 2.2 2.2 1.9 1.9 1.8 2.7 3.0 2.3 2.0 2.0 2.9 2.9 2.7 2.7 2.3
      2.6 2.4 1.8 1.7 1.5 1.4 2.1 3.3 3.5 3.5 3.1 2.6 2.1 3.4 3.0 2.9
      """;

  private static double[] numbers(String text) {
    return Arrays.stream(text.strip().split("\\s+")).mapToDouble(Double::parseDouble).toArray();
  }

  private static ArimaModel fit(String order, double... x) {
    return ArimaFit.of(ArimaOrder.parse("--arima", order), List.of(x));
  }

  @Test
  void theAirlineModelHasItsPublishedCoefficients() {
    double[] logs = DoubleStream.of(numbers(AIRLINE)).map(StrictMath::log).toArray();
    ArimaModel model = fit("0,1,1,0,1,1,12", logs);
    assertArrayEquals(new double[] {-0.4018}, model.ma(), 1e-4);
    assertArrayEquals(new double[] {-0.5569}, model.seasonalMa(), 1e-4);
    assertEquals(0, model.mean());
  }

  @Test
  void autoregressionsHaveTheirPublishedCoefficientsAndMeans() {
    ArimaModel one = fit("1,0,0", numbers(LH));
    assertArrayEquals(new double[] {0.5739}, one.ar(), 1e-4);
    assertEquals(2.4133, one.mean(), 1e-4);
    ArimaModel three = fit("3,0,0", numbers(LH));
    assertArrayEquals(new double[] {0.6448, -0.0634, -0.2198}, three.ar(), 1e-4);
    assertEquals(2.3931, three.mean(), 1e-4);
  }

  @Test
  void aScaleGoesIntoTheMeanAlone() {
    double[] thousandfold = Arrays.stream(numbers(LH)).map(x -> 1000 * x).toArray();
    ArimaModel small = fit("1,0,1", numbers(LH));
    ArimaModel large = fit("1,0,1", thousandfold);
    assertEquals(small.ar()[0], large.ar()[0], 1e-6);
    assertEquals(small.ma()[0], large.ma()[0], 1e-6);
    assertEquals(1000 * small.mean(), large.mean(), 1e-3);
  }

  @Test
  void severalSeriesAreFittedTogether() {
    double[] lh = numbers(LH);
    ArimaModel once = fit("1,0,0", lh);
    ArimaModel twice = ArimaFit.of(once.order(), List.of(lh, lh));
    assertEquals(once.ar()[0], twice.ar()[0], 1e-6);
    assertEquals(once.mean(), twice.mean(), 1e-6);
  }

  @Test
  void tooFewRowsAreRefused() {
    assertThrows(BadInput.class, () -> fit("1,1,1", 1, 2, 3));
    assertThrows(BadInput.class, () -> fit("0,1,1,0,1,1,7", 1, 2, 3));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1",
        "1,0",
        "1,0,0,1",
        "-1,0,0",
        "1,0,x",
        "1,0,0,1,0,0,1",
        "1,0,0,0,0,0,0",
        "21,0,0",
        "0,0,0,1,1,1,64"
      })
  void whatIsNoOrderIsRefused(String text) {
    assertThrows(BadInput.class, () -> ArimaOrder.parse("--arima", text));
  }

  @Test
  void ordersAreWrittenAsUsual() {
    assertEquals("ARIMA(2,0,1)", ArimaOrder.parse("--arima", "2,0,1").toString());
    assertEquals("ARIMA(1,0,0)(0,1,1)7", ArimaOrder.parse("--arima", "1,0,0,0,1,1,7").toString());
  }
}
