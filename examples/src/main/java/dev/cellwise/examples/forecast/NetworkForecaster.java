package dev.cellwise.examples.forecast;

import dev.cellwise.examples.lesson.CellOption;
import dev.cellwise.examples.lesson.Findings;
import dev.cellwise.examples.lesson.Fit;
import dev.cellwise.examples.lesson.Fitted;
import dev.cellwise.kernels.Activation;
import dev.cellwise.rnn.data.LengthBatches;
import dev.cellwise.rnn.data.Windows;
import dev.cellwise.rnn.net.Architecture;
import dev.cellwise.rnn.net.Initialisation;
import dev.cellwise.rnn.net.Network;
import dev.cellwise.rnn.train.BatchSource;
import dev.cellwise.rnn.train.Loss;
import java.util.stream.IntStream;

/** A network that is trained on windows; the weights are those of the best validation. */
public final class NetworkForecaster implements Forecaster {
  private final String name;
  private final Scaled scaled;
  private final boolean flat;
  private final boolean iterated;
  private final Fitted fitted;

  private NetworkForecaster(
      String name, Scaled scaled, boolean flat, boolean iterated, Fitted fitted) {
    this.name = name;
    this.scaled = scaled;
    this.flat = flat;
    this.iterated = iterated;
    this.fitted = fitted;
  }

  /**
   * How networks are trained.
   *
   * @param fit steps, rates, and the rest
   * @param batch N
   * @param loss what is minimised
   * @param seed of weights and orders
   * @param findings shows the progress
   */
  public record Manner(Fit fit, int batch, Loss loss, long seed, Findings findings) {}

  /**
   * Trains a recurrent network.
   *
   * @param scaled the data
   * @param way how it foretells several rows
   * @param cell its cells
   * @param units H
   * @param dense units of a dense layer behind them; 0: none
   * @param manner of training
   * @return trained
   */
  public static NetworkForecaster recurrent(
      Scaled scaled, Way way, String cell, int units, int dense, Manner manner) {
    boolean iterated = way == Way.ITERATED;
    Windows windows = scaled.training();
    if (iterated) {
      int[] measured = IntStream.range(0, scaled.measured()).toArray();
      windows = windows.withHorizon(1).withTargets(measured);
    } else if (way == Way.SEQUENCE) {
      windows = windows.withSequence(scaled.horizon());
    }
    Architecture.Builder builder = Architecture.builder().features(scaled.inputs());
    CellOption.layer(builder, cell, units);
    if (way != Way.SEQUENCE) {
      builder.last();
    }
    if (dense > 0) {
      builder.hidden(dense, Activation.relu());
    }
    Architecture architecture = builder.dense(windows.outputs()).build();
    int rows = Math.min(manner.batch(), windows.count());
    BatchSource source = BatchSource.windows(windows, rows, manner.seed());
    return trained(cell, scaled, false, iterated, architecture, source, manner);
  }

  /**
   * Trains a feed-forward network over all numbers of a window at once. Its first layer is a simple
   * cell that takes one step from a state of zeros: what is left of it is a dense layer.
   *
   * @param scaled the data
   * @param units of each of its two layers
   * @param manner of training
   */
  static NetworkForecaster feedForward(Scaled scaled, int units, Manner manner) {
    Windows windows = scaled.training();
    int inputs = windows.inputSize(1);
    float[][] x = new float[windows.count()][inputs];
    float[][] y = new float[windows.count()][windows.outputs()];
    for (int i = 0; i < x.length; i++) {
      windows.fill(i, 1, x[i], y[i]);
    }
    Architecture architecture =
        Architecture.builder()
            .features(inputs)
            .rnn(units, Activation.relu())
            .hidden(units, Activation.relu())
            .dense(windows.outputs())
            .build();
    int rows = Math.min(manner.batch(), x.length);
    int pool = Math.ceilDiv(x.length, rows) * rows;
    BatchSource source =
        BatchSource.measured(
            x,
            inputs,
            y,
            windows.outputs(),
            lengths -> LengthBatches.ofRows(lengths, rows, pool, manner.seed()));
    return trained("feed-forward", scaled, true, false, architecture, source, manner);
  }

  private static NetworkForecaster trained(
      String name,
      Scaled scaled,
      boolean flat,
      boolean iterated,
      Architecture architecture,
      BatchSource source,
      Manner manner) {
    Network start = Network.initialise(architecture, Initialisation.orthogonal(), manner.seed());
    Foreteller held = new Foreteller(start.layers(), scaled, scaled.validation(), flat, iterated);
    Fitted fitted = manner.fit().run(name, start, source, manner.loss(), held, manner.findings());
    return new NetworkForecaster(name, scaled, flat, iterated, fitted);
  }

  @Override
  public String name() {
    return name;
  }

  /**
   * What training gave.
   *
   * @return with the curves
   */
  public Fitted fitted() {
    return fitted;
  }

  @Override
  public double[] forecasts(Held held) {
    Network network = fitted.network();
    Foreteller judged = new Foreteller(network.layers(), scaled, held.scaled(), flat, iterated);
    return scaled.unscaled(judged.forecasts(network));
  }
}
