package dev.cellwise.examples.memory;

import static dev.cellwise.examples.Checks.range;

import dev.cellwise.examples.Checks;
import dev.cellwise.examples.Draws.Purpose;
import dev.cellwise.examples.Plot;
import dev.cellwise.examples.memory.Contest.Result;
import dev.cellwise.rnn.net.Architecture;
import dev.cellwise.rnn.net.Initialisation;
import dev.cellwise.rnn.net.Network;
import dev.cellwise.rnn.net.Precision;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code cellwise adding}: two marked numbers of a long sequence are to be added. */
@Command(
    name = "adding",
    header = "add the two marked numbers of a long sequence",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {
      "Trains recurrent networks on the adding problem: of a sequence of numbers two are marked, and their sum is to"
          + " be told after the last.",
      "",
      "Whoever always answers 1 has a mean squared error of 1/6. The claim: gru and lstm get below 0.01 on 2,000"
          + " sequences that are not trained on. The plain rnn (tanh) takes the same steps beside them. Each step"
          + " is over fresh sequences.",
      "",
      "Beside the curves, pictures are drawn of how much of the loss comes back to each step: the norms of its gradient"
          + " by the states after each step (h, and c of lstm), of the first weights and of the trained ones, on a"
          + " batch of test sequences. The report has them after the first step, half of the steps and the last.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  cellwise adding",
      "  cellwise adding --length 100 --cell gru",
      "",
      "The same options and --seed give the same figures on every machine.",
      "Exit code: 0 done (the last lines and the report say whether the claim was reached), 1 failure of the program, 2 bad"
          + " input."
    })
public final class Adding extends MemoryCommand {
  private static final int TESTED = 2000;
  private static final double CLAIMED = 0.01;

  /** Of the first weights. */
  private static final String START = "start";

  /** Of those that did best in validation. */
  private static final String TRAINED = "trained";

  @Option(
      names = "--length",
      paramLabel = "T",
      description = "Numbers of a sequence (default: ${DEFAULT-VALUE}).")
  private int length = 200;

  @Mixin private RunOptions options = new RunOptions("adding", 64, 50, 4000, Cells.at(0.005));

  /** Made by the command line. */
  public Adding() {}

  @Override
  RunOptions check() {
    range("--length", length, 2, 100_000);
    options.check(length);
    for (String when : new String[] {START, TRAINED}) {
      Checks.writable("--out", options.picture(picture(when)));
    }
    return options;
  }

  /** Orthogonal recurrent weights: what is remembered neither grows nor fades at first. */
  private Network start(String cell) {
    Architecture architecture = cell(cell).last().dense(1).build();
    return Network.initialise(architecture, Initialisation.orthogonal(), options.seed);
  }

  private Architecture.Builder cell(String cell) {
    return Cells.layer(Architecture.builder().features(2), cell, options.hidden);
  }

  /**
   * With weights rounded to bfloat16, as steps would read them: of the network that answers after
   * every number, for the other one has no steps.
   */
  private Network rounded(String cell, Network network) {
    Network stepped = Network.of(cell(cell).dense(1).build(), network.tensors());
    return Network.of(network.layers(), stepped.to(Precision.BF16).tensors());
  }

  private AddingProblem problem() {
    return new AddingProblem(length, options.batch, options.seed);
  }

  @Override
  void run(Contest contest) throws IOException {
    contest.line("adding problem, %d numbers a sequence", length);
    contest.report().put("length", length);
    List<Result> results = contest.hold(this::problem, this::start);
    double one = problem().errorOfOne(Purpose.TEST, TESTED);
    contest.head("%,d test sequences".formatted(TESTED), "squared error");
    contest.row("the answer 1 always", error(one));
    contest.report().put("test_sequences", TESTED).put("constant_test_mse", one);
    List<String> judged = options.judged(Cells.GRU, Cells.LSTM);
    boolean reached = true;
    for (Result result : results) {
      Network network = result.learned().network();
      double error = problem().error(network, Purpose.TEST, TESTED);
      double rounded = problem().error(rounded(result.cell(), network), Purpose.TEST, TESTED);
      contest.row(result, error(error));
      contest.rounded(error(rounded));
      contest
          .report()
          .put(result.cell() + "_test_mse", error)
          .put(result.cell() + "_bf16_test_mse", rounded);
      reached &= !judged.contains(result.cell()) || error < CLAIMED;
    }
    draw(contest, START, "first weights", result -> start(result.cell()), results);
    draw(contest, TRAINED, "trained", result -> result.learned().network(), results);
    String claim = "%s below %s at T = %d".formatted(String.join(", ", judged), CLAIMED, length);
    Plot plot = contest.plot("Adding problem, T = " + length, "mean squared error", 1e-4);
    plot.line("the answer 1 always", 1.0 / 6).line("claimed", CLAIMED);
    contest.end(claim, reached, plot);
  }

  /** Draws how much of the loss reaches each state of some networks, on the same batch. */
  private void draw(
      Contest contest,
      String when,
      String title,
      Function<Result, Network> of,
      List<Result> results)
      throws IOException {
    Flows flows = new Flows(when, contest.report());
    for (Result result : results) {
      Network network = of.apply(result);
      flows.add(result.cell(), network, problem().flow(network));
    }
    Path file = options.picture(picture(when));
    flows.write(file, "Adding problem, T = %d: gradient flow, %s".formatted(length, title));
    contest.drawn(file);
  }

  private static String picture(String when) {
    return "gradients-" + when;
  }

  private static String error(double value) {
    return String.format(Locale.ROOT, "%.5f", value);
  }
}
