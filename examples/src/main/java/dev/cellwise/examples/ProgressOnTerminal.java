package dev.cellwise.examples;

import java.text.DecimalFormat;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A progress bar with elapsed time, ETA, rate and loss. */
final class ProgressOnTerminal implements Progress {
  private final ProgressBar bar;

  ProgressOnTerminal(String name, Unit unit, long total) {
    bar =
        new ProgressBarBuilder()
            .setTaskName(name)
            .setInitialMax(total)
            .setUnit(" " + unit.name(), unit.size())
            .showSpeed(new DecimalFormat("0.0"))
            .setStyle(ProgressBarStyle.ASCII)
            .setUpdateIntervalMillis(250)
            .build();
  }

  @Override
  public void update(long done, double loss) {
    bar.stepTo(done);
    bar.setExtraMessage(String.format(Locale.ROOT, " loss %.3f", loss));
  }

  @Override
  public void close() {
    bar.close();
  }
}
