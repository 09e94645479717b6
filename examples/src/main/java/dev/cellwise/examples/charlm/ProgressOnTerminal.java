package dev.cellwise.examples.charlm;

import java.text.DecimalFormat;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A progress bar with elapsed time, ETA, rate and loss. */
final class ProgressOnTerminal implements Progress {
  private final ProgressBar bar;

  ProgressOnTerminal(long total) {
    bar =
        new ProgressBarBuilder()
            .setTaskName("training")
            .setInitialMax(total)
            .setUnit(" kchar", 1000)
            .showSpeed(new DecimalFormat("0.0"))
            .setStyle(ProgressBarStyle.ASCII)
            .setUpdateIntervalMillis(250)
            .build();
  }

  @Override
  public void update(long characters, double loss) {
    bar.stepTo(characters);
    bar.setExtraMessage(String.format(Locale.ROOT, " loss %.3f", loss));
  }

  @Override
  public void close() {
    bar.close();
  }
}
