package dev.cellwise.examples.forecast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cellwise.examples.lesson.LessonRuns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ForecastTest extends LessonRuns {
  private static final String[] LEARNED = {
    "--epochs", "25", "--learning-rate", "0.02", "--feed-forward", "8"
  };

  /** Sunshine is what humidity and pressure of three days before leave, and not linear in them. */
  private String weather() throws IOException {
    StringBuilder csv = new StringBuilder("day,humidity,pressure,sunshine\n");
    double[] humidity = new double[400];
    for (int t = 0; t < humidity.length; t++) {
      humidity[t] = 60 + 30 * StrictMath.sin(t * 0.9) * StrictMath.cos(t * 0.23);
      double before = t < 3 ? 60 : Math.abs(humidity[t - 1] - 60) + Math.abs(humidity[t - 3] - 60);
      csv.append(
          String.format(
              Locale.ROOT,
              "%s,%.3f,%.1f,%.3f%n",
              LocalDate.of(2020, 1, 1).plusDays(t),
              humidity[t],
              1000 + 10 * StrictMath.cos(t * 0.4),
              12 - before / 6));
    }
    return Files.writeString(folder.resolve("weather.csv"), csv).toString();
  }

  private Map<String, Object> weather(String name, String... more) throws IOException {
    Stream<String> command =
        Stream.of(
            "forecast --time day --target sunshine --features humidity,pressure --window 3 --arima"
                + " none --hidden 8 --csv");
    String[] all =
        Stream.of(
                command.flatMap(c -> Arrays.stream(c.split(" "))),
                Stream.of(weather()),
                Arrays.stream(more))
            .flatMap(s -> s)
            .toArray(String[]::new);
    return report(name, all);
  }

  @Test
  void sunshineOfTomorrowFromThreeDays() throws IOException {
    Map<String, Object> first = weather("first", LEARNED);
    assertEquals(280 - 3, first.get("training_windows"));
    assertEquals(60, first.get("validation_windows"));
    assertEquals(60, first.get("judged_windows"));
    assertTrue(number(first, "lstm_mae") < 0.5 * number(first, "linear_regression_mae"));
    assertTrue(number(first, "lstm_mae") < 0.5 * number(first, "naive_the_last_value_mae"));
    Map<String, Object> again = weather("again", LEARNED);
    assertEquals(timeless(first), timeless(again));
    assertTrue(Files.size(folder.resolve("first").resolve("forecast.png")) > 1000);
    assertTrue(Files.size(folder.resolve("first").resolve("forecast-learning.png")) > 1000);
  }

  @Test
  void severalRowsAreForetoldAtEachOfTheWindow() throws IOException {
    Map<String, Object> report =
        weather(
            "rows", "--mode", "sequence", "--horizon", "3", "--epochs", "5", "--feed-forward", "0");
    assertEquals(58, report.get("judged_windows"));
    double sum = 0;
    for (int k = 1; k <= 3; k++) {
      sum += number(report, "lstm_mae_t" + k);
    }
    assertEquals(number(report, "lstm_mae"), sum / 3, 1e-12);
    assertTrue(number(report, "lstm_mae") < number(report, "naive_the_last_value_mae"));
    assertTrue(Files.size(folder.resolve("rows").resolve("forecast-horizon.png")) > 1000);
  }

  @Test
  void severalTargetsAreForetoldRowByRow() throws IOException {
    Map<String, Object> report =
        report(
            "two",
            ("forecast --target sunshine,humidity --features pressure --window 3 --arima 1,0,0"
                    + " --feed-forward 0 --hidden 4 --epochs 1 --scale range --loss absolute"
                    + " --mode iterated --horizon 2 --csv "
                    + weather())
                .split(" "));
    for (String of : new String[] {"sunshine", "humidity"}) {
      double mae = number(report, "lstm_" + of + "_mae");
      double each =
          number(report, "lstm_" + of + "_mae_t1") + number(report, "lstm_" + of + "_mae_t2");
      assertEquals(mae, each / 2, 1e-12);
      assertTrue(number(report, "arima_1_0_0_" + of + "_mape") > 0);
      assertTrue(Double.isFinite(number(report, "lstm_" + of + "_next_2")));
    }
  }

  @Test
  void aSeriesThatIsMadeUpNeedsNoFile() throws IOException {
    Map<String, Object> report =
        report(
            "collatz",
            ("forecast --generated collatz --epochs 1 --hidden 4 --batch 512 --arima none"
                    + " --feed-forward 0")
                .split(" "));
    assertTrue(
        number(report, "linear_regression_mae") < number(report, "naive_the_last_value_mae"));
  }

  @Test
  void birthsAreWithin() throws IOException {
    Map<String, Object> report =
        report(
            "births",
            ("forecast --window 7 --calendar weekday --arima none --feed-forward 0 --hidden 2"
                    + " --epochs 1 --batch 256 --train 2014-01-01..2014-06-30 --valid"
                    + " 2014-06-24..2014-12-31")
                .split(" "));
    assertEquals(184, report.get("judged_windows"));
    assertEquals(false, report.get("judged_apart"));
    assertTrue(number(report, "lstm_births_next_1") > 0);
  }

  /** The figures that are published of these days: A. Géron, Hands-On Machine Learning, ch. 15. */
  @Test
  void ridershipHasItsPublishedNaiveError() throws IOException {
    Path file =
        Path.of(
            System.getProperty("cellwise.shared", ""),
            "data/cta-ridership/CTA_-_Ridership_-_Daily_Boarding_Totals.csv");
    assumeTrue(Files.exists(file), "-Dcellwise.shared has no " + file);
    Map<String, Object> report =
        report(
            "cta",
            ("forecast --time service_date --time-format MM/dd/yyyy --target rail_boardings"
                    + " --train 2016-01-01..2018-12-31 --valid 2019-01-01..2019-05-31 --window 56"
                    + " --scale 1e6 --arima none --feed-forward 0 --hidden 2 --epochs 1"
                    + " --batch 520 --csv "
                    + file)
                .split(" "));
    assertEquals(95, report.get("judged_windows"));
    assertEquals(41274.347, number(report, "naive_7_rows_ago_mae"), 1e-3);
    assertEquals(38117, number(report, "linear_regression_mae"), 5);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--mode best",
        "--loss least",
        "--scale big",
        "--arima 1,2",
        "--arima-from 2014-01-01",
        "--generated sine --calendar month",
        "--generated collatz --window 50",
        "--calendar year",
        "--target births",
        "--csv none.csv --target x --calendar day",
        "--train 1..1000 --valid 900..1200",
        "--train 1..1000 --valid 990..1200 --test 1000..1300",
        "--cell tree",
        "--arima none --refit",
        "--season 29"
      })
  void badOptionsAreRefused(String options) {
    refused("--", ("forecast " + options).split(" "));
  }

  @Test
  void badFilesAreRefusedByTheirLines() throws IOException {
    String file = Files.writeString(folder.resolve("x.csv"), "x,y\n1,2\n3,\n").toString();
    refused("line 3: '' is not a number", "forecast", "--target", "y", "--csv", file);
    refused("no column 'z'", "forecast", "--target", "z", "--csv", file);
    refused("need 29", "forecast", "--target", "x", "--csv", file);
  }
}
