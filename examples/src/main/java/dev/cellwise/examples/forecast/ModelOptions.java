package dev.cellwise.examples.forecast;

import static dev.cellwise.examples.Checks.range;

import dev.cellwise.examples.BadInput;
import dev.cellwise.examples.Checks;
import dev.cellwise.rnn.train.Loss;
import java.util.List;
import picocli.CommandLine.Option;

/** What is foretold, and by which models. */
final class ModelOptions {
  private static final String NONE = "none";

  @Option(
      names = "--window",
      paramLabel = "T",
      description = "Rows that a forecast is made from (default: 28; of collatz 3).")
  private Integer window;

  @Option(
      names = "--horizon",
      paramLabel = "N",
      description = "Rows that are foretold (default: ${DEFAULT-VALUE}).")
  private int horizon = 1;

  @Option(
      names = "--mode",
      paramLabel = "MODE",
      description = {
        "How the network foretells several (default: ${DEFAULT-VALUE}):",
        "  direct    all at once behind the window",
        "  sequence  at each row of the window those that follow it",
        "  iterated  one, which is taken for true, and so on"
      })
  private String mode = "direct";

  @Option(
      names = "--scale",
      paramLabel = "SCALE",
      description =
          "standard (mean 0, deviation 1), range (0 to 1), none, or a number to divide by (default:"
              + " ${DEFAULT-VALUE}). Flags stay 0 and 1.")
  private String scale = "standard";

  @Option(
      names = "--loss",
      paramLabel = "LOSS",
      description = "huber, squared or absolute (default: ${DEFAULT-VALUE}).")
  private String loss = "huber";

  @Option(
      names = "--season",
      paramLabel = "ROWS",
      description =
          "Rows of a season, of the seasonal baseline, the average and the seasonal ARIMA (default:"
              + " 7, or the window if that is shorter).")
  private Integer season;

  @Option(
      names = "--arima",
      paramLabel = "ORDER",
      description =
          "p,d,q or p,d,q,P,D,Q,s, or none; may be given several times (default: 2,0,1, 1,1,1 and"
              + " 1,0,1,0,1,1 with the season).")
  private List<String> arima;

  @Option(
      names = "--arima-from",
      paramLabel = "ROW",
      description = "Row or date at which the ARIMA models begin (default: where --train does).")
  private String arimaFrom;

  @Option(
      names = "--refit",
      description = "Fit the ARIMA models anew before each forecast, on all rows before it.")
  private boolean refit;

  @Option(
      names = "--feed-forward",
      paramLabel = "H",
      description =
          "Units of each of the two layers of the feed-forward network on the same window (default:"
              + " ${DEFAULT-VALUE}; 0: without it).")
  private int feedForward = 64;

  @Option(
      names = "--dense",
      paramLabel = "H",
      description =
          "Units of a dense layer (ReLU) behind the recurrent one (default: ${DEFAULT-VALUE}; 0: none).")
  private int dense = 32;

  /** Refuses what cannot be used. */
  void check(String generated) {
    range("--window", window(generated), 1, 10_000);
    range("--horizon", horizon, 1, 1000);
    range("--feed-forward", feedForward, 0, 8192);
    range("--dense", dense, 0, 8192);
    range("--season", season(generated), 1, window(generated));
    way();
    loss();
    if (!List.of("standard", "range", NONE).contains(scale)) {
      if (!scale.matches("[0-9]+(\\.[0-9]+)?([eE][+-]?[0-9]+)?")) {
        throw new BadInput(
            "--scale must be standard, range, none or a number, but is %s".formatted(scale));
      }
      Checks.positive("--scale", Double.parseDouble(scale));
    }
    orders(generated);
  }

  /**
   * T.
   *
   * @param generated the name of a generated series, or another text
   */
  int window(String generated) {
    return window != null ? window : "collatz".equals(generated) ? 3 : 28;
  }

  int horizon() {
    return horizon;
  }

  String scale() {
    return scale;
  }

  int season(String generated) {
    return season != null ? season : Math.min(7, window(generated));
  }

  String arimaFrom() {
    return arimaFrom;
  }

  boolean refit() {
    return refit;
  }

  int dense() {
    return dense;
  }

  int feedForward() {
    return feedForward;
  }

  Way way() {
    for (Way way : Way.values()) {
      if (way.toString().equals(mode)) {
        return way;
      }
    }
    throw new BadInput("--mode must be of %s, but is %s".formatted(List.of(Way.values()), mode));
  }

  Loss loss() {
    return switch (loss) {
      case "huber" -> Loss.huber(1);
      case "squared" -> Loss.squared();
      case "absolute" -> Loss.absolute();
      default -> throw new BadInput("--loss must be huber, squared or absolute, but is " + loss);
    };
  }

  List<ArimaOrder> orders(String generated) {
    int s = season(generated);
    List<String> all = arima;
    if (all == null && generated.equals("collatz")) {
      all = List.of("1,0,0");
    } else if (all == null) {
      all = s < 2 ? List.of("2,0,1", "1,1,1") : List.of("2,0,1", "1,1,1", "1,0,1,0,1,1," + s);
    }
    if (all.equals(List.of(NONE))) {
      return List.of();
    }
    return all.stream().distinct().map(text -> ArimaOrder.parse("--arima", text)).toList();
  }
}
