package dev.cellwise.examples.memory;

import static dev.cellwise.examples.Checks.range;

import dev.cellwise.examples.Checks;
import dev.cellwise.examples.Draws.Purpose;
import dev.cellwise.examples.Plot;
import dev.cellwise.examples.memory.Contest.Result;
import dev.cellwise.rnn.cell.Packing;
import dev.cellwise.rnn.cell.StatePart;
import dev.cellwise.rnn.net.Architecture;
import dev.cellwise.rnn.net.Initialisation;
import dev.cellwise.rnn.net.Mode;
import dev.cellwise.rnn.net.Network;
import dev.cellwise.rnn.net.Unrolled;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code cellwise cells}: five cells side by side on two tasks. */
@Command(
    name = "cells",
    header = "five cells on two tasks: accuracy, time and memory",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {
      "Trains five recurrent cells of as many units on the adding problem and on the embedded Reber grammar: gru, lstm,"
          + " rnn (tanh), leaky (units that forget at rates of their own, h = a h- + (1 - a) tanh(...)), and skip"
          + " (which also sees its h of ten steps before).",
      "",
      "Beside what each learns stand its time and its memory: parameters, bytes of tape and workspace of a training batch,"
          + " bytes of the state that a stream keeps. Who knows nothing answers 1 in the one task and has no string"
          + " right in the other. The claim: gru and lstm get below 0.01 on the first and have at least 99 %% of the"
          + " strings of the second right.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  cellwise cells",
      "  cellwise cells --cell gru,leaky --length 200 --steps 4000",
      "",
      "The same options and --seed give the same figures on every machine, but for the seconds.",
      "Exit code: 0 done (the last lines and the report say whether the claim was reached), 1 failure of the program, 2 bad"
          + " input."
    })
public final class CompareCells extends MemoryCommand {
  private static final int TESTED = 1000;
  private static final double CLAIMED_ERROR = 0.01;
  private static final double CLAIMED_SHARE = 0.99;
  private static final String REBER = "reber";

  @Option(
      names = "--length",
      paramLabel = "T",
      description = "Numbers of a sequence to add (default: ${DEFAULT-VALUE}).")
  private int length = 50;

  @Option(
      names = "--strings",
      paramLabel = "N",
      description = "Reber strings to train on (default: ${DEFAULT-VALUE}).")
  private int count = 10_000;

  @Mixin
  private RunOptions options =
      new RunOptions(
          "cells",
          32,
          32,
          2500,
          Cells.at(0.008, Cells.GRU, Cells.LSTM, Cells.RNN, Cells.LEAKY, Cells.SKIP));

  private ReberStrings strings;

  /** Made by the command line. */
  public CompareCells() {}

  @Override
  RunOptions check() {
    range("--length", length, 2, 100_000);
    range("--strings", count, 2, 1_000_000);
    strings = ReberStrings.draw(count, TESTED, TESTED, options.seed);
    options.check(Math.max(length, strings.longest()));
    Checks.writable("--out", options.picture(REBER));
    return options;
  }

  private Network adder(String cell) {
    Architecture.Builder builder = Architecture.builder().features(2);
    return start(Cells.layer(builder, cell, options.hidden).last().dense(1));
  }

  private Network teller(String cell) {
    int symbols = ReberGrammar.SYMBOLS.length();
    Architecture.Builder builder = Architecture.builder().index(symbols);
    return start(Cells.layer(builder, cell, options.hidden).dense(symbols));
  }

  private Network start(Architecture.Builder builder) {
    return Network.initialise(builder.build(), Initialisation.orthogonal(), options.seed);
  }

  private AddingProblem adding() {
    return new AddingProblem(length, options.batch, options.seed);
  }

  private ReberTask reber() {
    return new ReberTask(strings, options.batch, options.seed);
  }

  @Override
  void run(Contest contest) throws IOException {
    contest.line(
        "adding: %d numbers a sequence; reber: %,d strings, the longest of all %d symbols",
        length, count, strings.longest());
    contest.report().put("length", length).put("strings", count);
    List<Result> added = contest.train("adding_", this::adding, this::adder);
    List<Result> told = contest.train("reber_", this::reber, this::teller);
    boolean reached = adding(contest, added) & reber(contest, told);
    memory(contest, added);
    Path second = options.picture(REBER);
    Contest.plot("Reber grammar", "share of validation strings that are wrong", 0, told)
        .write(second);
    contest.drawn(second);
    String claim =
        "%s: adding below %s and at least 99 %% of reber strings right"
            .formatted(String.join(", ", judged()), CLAIMED_ERROR);
    Plot plot =
        Contest.plot("Adding problem, T = " + length, "mean squared error", 1e-4, added)
            .line("the answer 1 always", 1.0 / 6);
    contest.end(claim, reached, plot);
  }

  private List<String> judged() {
    return options.judged(Cells.GRU, Cells.LSTM);
  }

  private boolean adding(Contest contest, List<Result> results) {
    contest.line("");
    contest.head("adding, %,d test sequences".formatted(TESTED), "squared error", "ms a step");
    double one = adding().errorOfOne(Purpose.TEST, TESTED);
    contest.row("the answer 1 always", String.format(Locale.ROOT, "%.5f", one), "");
    contest.report().put("constant_test_mse", one);
    boolean reached = true;
    for (Result result : results) {
      double error = adding().error(result.learned().network(), Purpose.TEST, TESTED);
      contest.row(result, String.format(Locale.ROOT, "%.5f", error), milliseconds(result));
      contest.report().put("adding_%s_test_mse".formatted(result.cell()), error);
      reached &= !judged().contains(result.cell()) || error < CLAIMED_ERROR;
    }
    return reached;
  }

  private boolean reber(Contest contest, List<Result> results) {
    contest.line("");
    contest.head("reber, %,d held-out strings".formatted(TESTED), "right", "ms a step");
    boolean reached = true;
    for (Result result : results) {
      Judged score = reber().judge(result.learned().network(), strings.test());
      contest.row(
          result, String.format(Locale.ROOT, "%.1f %%", 100 * score.share()), milliseconds(result));
      contest.report().put("reber_%s_right".formatted(result.cell()), score.right());
      reached &= !judged().contains(result.cell()) || score.share() >= CLAIMED_SHARE;
    }
    return reached;
  }

  private static String milliseconds(Result result) {
    double each = 1000 * result.learned().seconds() / result.learned().steps();
    return String.format(Locale.ROOT, "%.2f", each);
  }

  /** Of the networks that add: what a batch needs in training, and what a stream keeps. */
  private void memory(Contest contest, List<Result> results) {
    contest.line("");
    contest.line("%-28s %16s %16s %16s", "memory, bytes", "parameters", "of a batch", "of a state");
    Packing packing = Packing.dense(length, options.batch);
    for (Result result : results) {
      Network network = result.learned().network();
      long batch = new Unrolled(network.layers(), packing, Mode.inference()).bytes();
      long state =
          network.layers().state().getFirst().stream().mapToLong(StatePart::size).sum()
              * Float.BYTES;
      contest.line(
          "%-28s %,16d %,16d %,16d",
          result.cell(), network.parameterCount() * Float.BYTES, batch, state);
      contest
          .report()
          .put(result.cell() + "_batch_bytes", batch)
          .put(result.cell() + "_state_bytes", state);
    }
  }
}
