package dev.cellwise.examples.classify;

import static dev.cellwise.examples.Checks.range;
import static dev.cellwise.examples.lesson.Findings.percent;

import dev.cellwise.examples.BadInput;
import dev.cellwise.examples.classify.Task.Baseline;
import dev.cellwise.examples.lesson.CellOption;
import dev.cellwise.examples.lesson.Confusion;
import dev.cellwise.examples.lesson.Findings;
import dev.cellwise.examples.lesson.Fit;
import dev.cellwise.examples.lesson.FitOptions;
import dev.cellwise.examples.lesson.Fitted;
import dev.cellwise.examples.lesson.LearningCurves;
import dev.cellwise.examples.lesson.LessonCommand;
import dev.cellwise.rnn.data.LengthBatches;
import dev.cellwise.rnn.net.Architecture;
import dev.cellwise.rnn.net.Merge;
import dev.cellwise.rnn.net.Network;
import dev.cellwise.rnn.train.Evaluation;
import dev.cellwise.rnn.train.Loss;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code cellwise classify}: one class for a whole sequence. */
@Command(
    name = "classify",
    header = "tell the class of a sequence: which language is a name?",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {
      "Trains an lstm, a gru and a simple rnn on the same batches to tell the class of a sequence from the last output:"
          + " which of twenty languages a name of a country, a language or a currency is of, character by character. Names"
          + " that two languages share are left out.",
      "",
      "Beside them: the most frequent class; for texts naive Bayes over n-grams of characters, its n and smoothing chosen"
          + " on the validation part; for measurements the nearest neighbour. The claim: the cell that is best in"
          + " validation is right more often than any of them on what was held out, or at least as often as --aim says.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  cellwise classify",
      "  cellwise classify --names surnames --cell gru",
      "  cellwise classify --train Vowels_TRAIN.ts --test Vowels_TEST.ts --epochs 60",
      "  cellwise classify --train digits.csv --test more.csv --channels 2",
      "",
      "The same data, options and --seed give the same figures on every machine with the same release of the JDK.",
      "Exit code: 0 done (the last lines and the report say whether the claim was reached), 1 failure of the program, 2 bad"
          + " input."
    })
public final class Classify extends LessonCommand {
  private static final int MISTAKES = 8;
  private static final int EXAMPLES = 8;
  private static final int POOL = 50;

  @Mixin private DataOptions data = new DataOptions();

  @Mixin private CellOption cells = new CellOption(CellOption.LSTM, CellOption.GRU, CellOption.RNN);

  @Option(
      names = "--layers",
      paramLabel = "N",
      description = "Recurrent layers (default: ${DEFAULT-VALUE}).")
  private int layers = 1;

  @Option(names = "--bidirectional", description = "Each layer reads forward and backward in time.")
  private boolean bidirectional;

  @Option(
      names = "--dropout",
      paramLabel = "RATE",
      description =
          "Share of each layer's outputs dropped in training (default: ${DEFAULT-VALUE}).")
  private double dropout = 0.4;

  @Option(
      names = "--aim",
      paramLabel = "PERCENT",
      description = "Claim this accuracy instead of more than the baselines have.")
  private Double aim;

  @Mixin private FitOptions fit = new FitOptions(128, 32, 16, 3e-3);

  /** Made by the command line. */
  public Classify() {}

  @Override
  protected void check() {
    data.check();
    if (data.measured()) {
      unused("has no effect with --train", "--embedding");
    } else {
      unused("needs --train", "--channels", "--header", "--one-hot");
    }
    if (data.described()) {
      unused("has no effect on .ts files", "--channels", "--header", "--one-hot");
    }
    cells.check();
    fit.check();
    range("--layers", layers, 1, 16);
    if (!(dropout >= 0 && dropout < 1)) {
      throw new BadInput("--dropout must be at least 0 and below 1, but is " + dropout);
    }
    if (aim != null && !(aim >= 0 && aim <= 100)) {
      throw new BadInput("--aim must be from 0 to 100, but is " + aim);
    }
  }

  @Override
  protected void run(Findings findings) throws IOException {
    Task task = data.task(seed());
    int tested = task.test().classes().length;
    findings.line("%s", task.what());
    findings.line(
        "%d classes; %,d sequences to train on, %,d to choose by, %,d to judge by",
        task.labels().size(),
        task.training().classes().length,
        task.validation().classes().length,
        tested);
    fit.describe(findings.report());
    List<Judged> judged = new ArrayList<>();
    for (String cell : cells.asked()) {
      judged.add(Judged.of(cell, train(cell, task, findings), task));
    }
    findings.head(
        "%,d held-out sequences".formatted(tested), "accuracy", "loss", "parameters", "seconds");
    judged.forEach(j -> tell(j, findings));
    double bar = baselines(task, findings);
    Judged best =
        judged.stream()
            .max(
                Comparator.comparingDouble(Judged::validated)
                    .thenComparingDouble(j -> -j.validationLoss()))
            .orElseThrow();
    findings.report().put("best_cell", best.cell()).put("test_sequences", tested);
    details(task, best, findings);
    String title = "%s, the best in validation".formatted(best.cell());
    findings.draw("", best.confusion().picture(title));
    findings.draw("curves", curves(judged));
    double accuracy = best.confusion().accuracy();
    if (aim == null) {
      findings.claim(title + ", is right more often than all baselines", accuracy > bar);
    } else {
      String claim = "%s, is right on at least %s %%".formatted(title, aim);
      findings.claim(claim, 100 * accuracy >= aim);
    }
  }

  private Fitted train(String cell, Task task, Findings findings) {
    Architecture.Builder builder = task.input().get();
    for (int i = 0; i < layers; i++) {
      Architecture.Recurrent one = CellOption.cell(cell, fit.hidden());
      if (bidirectional) {
        builder.bidirectional(one, Merge.CONCAT);
      } else {
        builder.layer(one);
      }
      if (i == layers - 1) {
        builder.last();
      }
      if (dropout > 0) {
        builder.dropout((float) dropout);
      }
    }
    Architecture architecture = builder.dense(task.labels().size()).build();
    Network start = Network.initialise(architecture, seed());
    Function<int[], LengthBatches> plan =
        lengths -> LengthBatches.ofRows(lengths, fit.batch(), POOL * fit.batch(), seed());
    Loss loss = Loss.crossEntropy();
    return new Fit(fit, seed())
        .run(
            cell,
            start,
            task.training().batches(plan),
            loss,
            new Evaluation(start.layers(), task.validation().batches(plan), loss),
            findings);
  }

  private static void tell(Judged judged, Findings findings) {
    String cell = judged.cell();
    Fitted fitted = judged.fitted();
    long parameters = fitted.network().parameterCount();
    findings.row(
        cell,
        percent(judged.confusion().accuracy(), 1),
        text("%.3f", judged.loss()),
        text("%,d", parameters),
        text("%.1f", fitted.seconds()));
    findings
        .report()
        .put(cell + "_accuracy", judged.confusion().accuracy())
        .put(cell + "_validation_accuracy", judged.validated())
        .put(cell + "_loss", judged.loss())
        .put(cell + "_parameters", parameters)
        .put(cell + "_train_seconds", fitted.seconds());
  }

  /** The accuracy of the best one. */
  private static double baselines(Task task, Findings findings) {
    double best = 0;
    for (Baseline baseline : task.baselines()) {
      double accuracy =
          new Confusion(task.labels(), task.test().classes(), baseline.said()).accuracy();
      findings.row(baseline.name(), percent(accuracy, 1));
      findings.report().put(baseline.key() + "_accuracy", accuracy);
      best = Math.max(best, accuracy);
    }
    return best;
  }

  private static void details(Task task, Judged best, Findings findings) {
    findings.line("");
    findings.line("most frequent mistakes of %s:", best.cell());
    best.confusion().mistakes(MISTAKES).forEach(m -> findings.line("  %s", m));
    findings.line("");
    findings.line("some of the held-out sequences, what they are, what %s says:", best.cell());
    int all = best.probabilities().length;
    for (int i = 0; i < all; i += Math.ceilDiv(all, EXAMPLES)) {
      double[] p = best.probabilities()[i];
      int[] ranked = Judged.ranked(p);
      StringBuilder said = new StringBuilder();
      for (int k = 0; k < Math.min(3, ranked.length); k++) {
        said.append(" %s %s,".formatted(task.labels().get(ranked[k]), percent(p[ranked[k]], 1)));
      }
      int truth = task.test().classes()[i];
      findings.line(
          "  %s %-30s %-12s%s",
          truth == ranked[0] ? " " : "x",
          task.test().shown(i),
          task.labels().get(truth),
          said.substring(0, said.length() - 1));
    }
  }

  private static LearningCurves curves(List<Judged> judged) {
    LearningCurves curves =
        new LearningCurves("Loss on the sequences to choose by", "nats a sequence");
    judged.forEach(j -> curves.curve(j.cell(), j.fitted().validation()));
    return curves;
  }

  private static String text(String format, Object figure) {
    return String.format(Locale.ROOT, format, figure);
  }
}
