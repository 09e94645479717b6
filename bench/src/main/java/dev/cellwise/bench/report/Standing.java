package dev.cellwise.bench.report;

import dev.cellwise.bench.cases.Case;
import dev.cellwise.bench.cases.Setting;
import dev.cellwise.bench.figure.Figure;
import dev.cellwise.bench.figure.Results;
import dev.cellwise.bench.figure.Round;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;

/** How Cellwise stands at a setting: its time, the best other, the limit, as cells of a table. */
record Standing(Results results, Setting setting, int threads) {
  /** Medians closer than this are level. */
  private static final double LEVEL = 1.03;

  private static final String NONE = "–";

  Optional<Figure> ours() {
    return results.ours(setting, threads);
  }

  Optional<Figure> best() {
    return results.best(setting, threads);
  }

  /** The median; bold if it is ahead of the best other. */
  String ourTime() {
    boolean ahead = ours().isPresent() && best().isPresent() && ahead(ours().get(), best().get());
    return ours().map(f -> time(f, ahead)).orElse(NONE);
  }

  /** The best other's median; bold if it is ahead of ours. */
  String bestTime() {
    boolean ahead = ours().isPresent() && best().isPresent() && ahead(best().get(), ours().get());
    return best().map(f -> time(f, ahead)).orElse(NONE);
  }

  String bestName() {
    return best().map(f -> Names.library(f.library())).orElse(NONE);
  }

  private static boolean ahead(Figure a, Figure b) {
    return a.median() * LEVEL < b.median();
  }

  private static String time(Figure figure, boolean ahead) {
    String time = Names.time(figure.setting().kind(), figure.median());
    return ahead ? "**" + time + "**" : time;
  }

  /** The median of the rounds' ratios; NaN if there is none. */
  double ratio() {
    return Round.middle(results.ratios(setting, threads));
  }

  /** The median of the rounds' ratios, bold if above level; empty if there is none. */
  String ratioText() {
    double ratio = ratio();
    if (Double.isNaN(ratio)) {
      return "";
    }
    String text = Digits.ratio(ratio);
    return ratio > LEVEL ? "**" + text + "**" : text;
  }

  /** Median, lowest and highest of the rounds' ratios: {@code 1.31 [1.27, 1.62]}. */
  String spread() {
    double[] ratios = results.ratios(setting, threads);
    if (ratios.length == 0) {
      return NONE;
    }
    String least = Digits.ratio(Arrays.stream(ratios).min().getAsDouble());
    String most = Digits.ratio(Arrays.stream(ratios).max().getAsDouble());
    return "%s [%s, %s]".formatted(Digits.ratio(Round.middle(ratios)), least, most);
  }

  /** The aim, and whether it was missed; empty if there is none. */
  String aim() {
    OptionalDouble aim = Aims.of(setting, threads);
    if (aim.isEmpty()) {
      return "";
    }
    String text = Digits.ratio(aim.getAsDouble());
    double ratio = ratio();
    return Double.isNaN(ratio) || Aims.met(aim.getAsDouble(), ratio) ? text : text + ", missed";
  }

  /** Nanoseconds that the machine allows; threads share the work of batches only. */
  double limit() {
    Case kind = setting.kind();
    double one = setting.limit(results.limits());
    return kind == Case.A || kind == Case.B ? one : one / threads;
  }

  /** The limit in parts of our time. */
  String ofLimit() {
    return ours().map(f -> Digits.percent(limit() / f.median())).orElse(NONE);
  }
}
