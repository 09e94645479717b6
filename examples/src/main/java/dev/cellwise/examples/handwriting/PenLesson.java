package dev.cellwise.examples.handwriting;

import dev.cellwise.examples.lesson.CellOption;
import dev.cellwise.examples.lesson.Confusion;
import dev.cellwise.examples.lesson.Findings;
import dev.cellwise.examples.lesson.Fit;
import dev.cellwise.examples.lesson.FitOptions;
import dev.cellwise.examples.lesson.Fitted;
import dev.cellwise.examples.lesson.NearestNeighbour;
import dev.cellwise.examples.lesson.Outputs;
import dev.cellwise.kernels.Activation;
import dev.cellwise.rnn.data.LengthBatches;
import dev.cellwise.rnn.data.StandardScaler;
import dev.cellwise.rnn.net.Architecture;
import dev.cellwise.rnn.net.Merge;
import dev.cellwise.rnn.net.Network;
import dev.cellwise.rnn.train.BatchSource;
import dev.cellwise.rnn.train.Evaluation;
import dev.cellwise.rnn.train.Loss;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** The way of a pen in, a letter or digit out. */
final class PenLesson {
  private static final int POINTS = 16;
  private static final int SHOWN = 48;
  private static final int COLUMNS = 12;
  private static final int POOL = 20;

  private final Pen training;
  private final Pen validation;
  private final Pen test;
  private final FitOptions fit;
  private final long seed;
  private final Findings findings;

  /** What the points of a way are divided by. */
  private final double size;

  /** The lesson on ways in three parts. */
  PenLesson(Pen training, Pen validation, Pen test, FitOptions fit, long seed, Findings findings) {
    size = size(training);
    StandardScaler scaler = training.scaler();
    this.training = training.scaled(scaler);
    this.validation = validation.scaled(scaler);
    this.test = test.scaled(scaler);
    this.fit = fit;
    this.seed = seed;
    this.findings = findings;
  }

  /**
   * Trains, compares and draws.
   *
   * @param cells to train
   * @return whether each cell is right more often than both baselines
   */
  boolean run(List<String> cells) throws IOException {
    int count = test.classes().length;
    findings.line(
        "%,d ways of a pen to train on, %,d to choose by",
        training.classes().length, validation.classes().length);
    int[] nearest =
        new NearestNeighbour(points(training), training.classes()).classify(points(test));
    Fitted dense = learn("pen-dense", dense(), points(training), points(validation), 2 * POINTS);
    Fitted[] fitted = new Fitted[cells.size()];
    for (int i = 0; i < fitted.length; i++) {
      String name = "pen-" + cells.get(i);
      Architecture net = recurrent(cells.get(i));
      fitted[i] = learn(name, net, training.steps(), validation.steps(), training.channels());
    }
    findings.head("%,d held-out ways of a pen".formatted(count), "right", "seconds");
    double bar =
        Math.max(
            tell("nearest neighbour", "pen_nearest", nearest, null),
            tell(
                "dense network, 16 points",
                "pen_dense",
                read(dense, points(test), 2 * POINTS),
                dense));
    boolean beaten = true;
    for (int i = 0; i < fitted.length; i++) {
      int[] said = read(fitted[i], test.steps(), test.channels());
      String cell = cells.get(i);
      beaten &= tell(cell + ", both directions", "pen_" + cell, said, fitted[i]) > bar;
      if (i == 0) {
        findings.draw("pen", sheet(cell, said));
      }
    }
    findings.report().put("pen_test", count);
    findings.line("");
    return beaten;
  }

  private double tell(String name, String key, int[] said, Fitted fitted) {
    double right = new Confusion(test.symbols(), test.classes(), said).accuracy();
    findings.row(name, Findings.percent(right, 1), WordLesson.seconds(fitted));
    findings.report().put(key + "_accuracy", right);
    if (fitted != null) {
      findings.report().put(key + "_train_seconds", fitted.seconds());
    }
    return right;
  }

  /** Each way as 16 points around their middle, to be seen at once, about as large as 1. */
  private float[][] points(Pen of) {
    float[][] all = new float[of.paths().length][];
    for (int i = 0; i < all.length; i++) {
      all[i] = NearestNeighbour.resampled(of.paths()[i], 2, POINTS);
      for (int c = 0; c < 2; c++) {
        double middle = 0;
        for (int k = c; k < 2 * POINTS; k += 2) {
          middle += all[i][k] / POINTS;
        }
        for (int k = c; k < 2 * POINTS; k += 2) {
          all[i][k] = (float) ((all[i][k] - middle) / size);
        }
      }
    }
    return all;
  }

  /** Half of the widest or highest way. */
  private static double size(Pen of) {
    double widest = 0;
    for (float[] path : of.paths()) {
      for (int c = 0; c < 2; c++) {
        float least = Float.POSITIVE_INFINITY;
        float most = Float.NEGATIVE_INFINITY;
        for (int k = c; k < path.length; k += 2) {
          least = Math.min(least, path[k]);
          most = Math.max(most, path[k]);
        }
        widest = Math.max(widest, most - least);
      }
    }
    return widest > 0 ? widest / 2 : 1;
  }

  /** On sequences of one step a simple cell is a dense layer. */
  private Architecture dense() {
    return Architecture.builder()
        .features(2 * POINTS)
        .hidden(fit.hidden(), Activation.relu())
        .rnn(fit.hidden())
        .last()
        .dense(test.symbols().size())
        .build();
  }

  private Architecture recurrent(String cell) {
    return Architecture.builder()
        .features(training.channels())
        .bidirectional(CellOption.cell(cell, fit.hidden()), Merge.CONCAT)
        .last()
        .dropout(0.2f)
        .dense(test.symbols().size())
        .build();
  }

  private Fitted learn(String name, Architecture net, float[][] in, float[][] held, int inputs) {
    Network start = Network.initialise(net, seed);
    int rows = 2 * fit.batch();
    Function<int[], LengthBatches> plan =
        lengths -> LengthBatches.ofRows(lengths, rows, POOL * rows, seed);
    Loss loss = Loss.crossEntropy();
    BatchSource chosen = BatchSource.classified(held, inputs, validation.classes(), plan);
    return new Fit(fit, seed)
        .run(
            name,
            start,
            BatchSource.classified(in, inputs, training.classes(), plan),
            loss,
            new Evaluation(start.layers(), chosen, loss),
            findings);
  }

  private static int[] read(Fitted fitted, float[][] in, int inputs) {
    return Arrays.stream(Outputs.ofFeatures(fitted.network(), in, inputs))
        .mapToInt(logits -> Outputs.largest(logits, 0, logits.length))
        .toArray();
  }

  private Sheet sheet(String cell, int[] said) {
    Sheet sheet = new Sheet("Ways of a pen as %s reads them".formatted(cell));
    for (int i = 0; i < Math.min(SHOWN, said.length); i++) {
      Sheet row = i % COLUMNS == 0 ? sheet.row() : sheet;
      List<String> symbols = test.symbols();
      row.add(test.drawing(i), symbols.get(test.classes()[i]), symbols.get(said[i]));
    }
    return sheet;
  }
}
