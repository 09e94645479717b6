package dev.cellwise.examples.lesson;

import dev.cellwise.examples.BadInput;
import dev.cellwise.examples.Progress;
import dev.cellwise.examples.lesson.Fitted.Point;
import dev.cellwise.rnn.net.Mode;
import dev.cellwise.rnn.net.Network;
import dev.cellwise.rnn.train.BatchSource;
import dev.cellwise.rnn.train.LearningRate;
import dev.cellwise.rnn.train.Loss;
import dev.cellwise.rnn.train.Trainer;
import dev.cellwise.rnn.train.Training;
import dev.cellwise.rnn.train.TrainingListener;
import dev.cellwise.rnn.train.Validation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Trains a network with Adam over the epochs of a source, with a progress bar; keeps the best. */
public final class Fit {
  private static final int WARM_UP = 100;
  private static final double FLOOR = 0.05;

  private final FitOptions options;
  private final long seed;

  /**
   * A way of training.
   *
   * @param options checked
   * @param seed of random masks
   */
  public Fit(FitOptions options, long seed) {
    this.options = options;
    this.seed = seed;
  }

  /**
   * Trains.
   *
   * @param name for the progress bar, a word
   * @param start the first weights
   * @param source batches, at its first
   * @param loss what is minimised
   * @param held a loss on data that is held out, after each epoch: the weights of the smallest are
   *     kept
   * @param findings shows the progress
   * @return the best network, and the curves
   * @throws BadInput when training goes astray
   */
  public Fitted run(
      String name,
      Network start,
      BatchSource source,
      Loss loss,
      Validation held,
      Findings findings) {
    long perEpoch = stepsOfAnEpoch(source);
    long total = perEpoch * options.epochs();
    Training training = made(() -> Training.over(start, source, Mode.training(seed), loss));
    training.clip((float) options.clip());
    int warmUp = (int) Math.min(WARM_UP, total / 10);
    Curves curves = new Curves(perEpoch);
    long began = System.nanoTime();
    try (Progress shown = Progress.start(findings.progress(), name, Progress.Unit.STEPS, total)) {
      curves.shown = shown;
      Trainer.Result result =
          new Trainer(training, source)
              .learningRate(LearningRate.cosine(options.learningRate(), FLOOR, warmUp, (int) total))
              .validate(perEpoch, held)
              .maxSteps(total)
              .listener(curves)
              .run();
      double seconds = (System.nanoTime() - began) / 1e9;
      return new Fitted(
          result.network(),
          result.steps(),
          seconds,
          List.copyOf(curves.training),
          List.copyOf(curves.validation));
    } catch (ArithmeticException e) {
      throw new BadInput(
          "training went astray (%s): try a lower --learning-rate or --clip"
              .formatted(e.getMessage()));
    } catch (IOException e) {
      throw new UncheckedIOException("without checkpoints nothing is written", e);
    }
  }

  /**
   * Makes what may be too large to be made.
   *
   * @param <T> what it is
   * @param maker makes it
   * @return what it made
   * @throws BadInput if it is too large
   */
  public static <T> T made(Supplier<T> maker) {
    try {
      return maker.get();
    } catch (IllegalArgumentException e) {
      throw new BadInput(
          "too large: take a lower --hidden or --batch, or shorter sequences (%s)"
              .formatted(e.getMessage()));
    }
  }

  /** By going through one; the source is then where it was. */
  private static long stepsOfAnEpoch(BatchSource source) {
    long[] first = source.position();
    long epoch = source.epoch();
    boolean[] begins = new boolean[source.packing().rows()];
    long steps = 0;
    while (source.epoch() == epoch) {
      source.next(begins);
      steps++;
    }
    source.position(first);
    return steps;
  }

  /** Shows each step, and keeps what is drawn. */
  private static final class Curves implements TrainingListener {
    private final long perEpoch;
    private final List<Point> training = new ArrayList<>();
    private final List<Point> validation = new ArrayList<>();
    private Progress shown;

    Curves(long perEpoch) {
      this.perEpoch = perEpoch;
    }

    @Override
    public void step(dev.cellwise.rnn.train.Progress progress) {
      shown.update(progress.steps(), progress.smoothedLoss());
    }

    @Override
    public void validation(dev.cellwise.rnn.train.Progress progress) {
      double epochs = (double) progress.steps() / perEpoch;
      training.add(new Point(epochs, progress.smoothedLoss()));
      validation.add(new Point(epochs, progress.validationLoss()));
    }
  }
}
