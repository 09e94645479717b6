package dev.cellwise.examples.memory;

import static dev.cellwise.examples.Checks.positive;
import static dev.cellwise.examples.Checks.range;

import dev.cellwise.examples.Checks;
import dev.cellwise.examples.Draws;
import dev.cellwise.examples.GradientFlowPlot;
import dev.cellwise.examples.Plot;
import dev.cellwise.examples.Progress;
import dev.cellwise.examples.memory.Contest.Result;
import dev.cellwise.rnn.cell.StatePart;
import dev.cellwise.rnn.net.GradientFlow;
import dev.cellwise.rnn.net.Network;
import dev.cellwise.rnn.train.Clipping;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code cellwise gradients}: where gradients vanish and explode, and what is done about it. */
@Command(
    name = "gradients",
    header = "vanishing and exploding gradients, and what helps",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {
      "On the adding problem: how much of the loss's gradient comes back to each step.",
      "",
      "1. First weights: the norm of the gradient by the state after the first step over that by the last h, for sequences of"
          + " several lengths and many ways to start: U with all eigenvalues of one magnitude (its spectral radius),"
          + " orthogonal, uniform, the identity with relu, forget biases, and the chrono start of gates.",
      "2. Training: gru, lstm and rnn learn to add, and their gradients are looked at again.",
      "3. Clipping: plain gradient descent of a relu cell, with and without.",
      "4. Truncation: what is lost of the gradient when it goes back k steps, and what is learned with it.",
      "",
      "The claim: at the first step there is less than a millionth of the last one's gradient in a uniform rnn, more than a"
          + " thousandth in gru and lstm, with open gates at first and when trained; clipping keeps a run that fails"
          + " without; and where truncation does not come back to the numbers, adding is not learned.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  cellwise gradients",
      "  cellwise gradients --lengths 10,500 --length 200 --steps 3000",
      "",
      "The same options and --seed give the same figures on every machine.",
      "Exit code: 0 done (the last lines and the report say whether the claim was reached), 1 failure of the program, 2 bad"
          + " input."
    })
public final class Gradients extends MemoryCommand {
  private static final double VANISHED = 1e-6;
  private static final double THROUGH = 1e-3;

  /** A mean squared error of the sum. */
  private static final double LEARNED = 0.01;

  /** That of the answer 1 is 0.167. */
  private static final double NOT_LEARNED = 0.1;

  /** As many as there are colours. */
  private static final List<String> DRAWN =
      List.of(
          Start.UNIFORM,
          "rnn, radius 1",
          "rnn, radius 1.5",
          "lstm, forget bias 1",
          Start.OPEN_GRU,
          Start.OPEN_LSTM);

  private static final String START = "start";
  private static final String CLIPPING = "clipping";
  private static final double LEAST_DRAWN = 0.01;
  private static final double MOST_DRAWN = 1e4;

  @Option(
      names = "--lengths",
      paramLabel = "T",
      split = ",",
      description = "Lengths to look at with first weights (default: ${DEFAULT-VALUE}).")
  private List<Integer> lengths = List.of(10, 50, 100, 200, 500);

  @Option(
      names = "--length",
      paramLabel = "T",
      description = "Numbers of a sequence in training (default: ${DEFAULT-VALUE}).")
  private int length = 100;

  @Option(
      names = "--descent-rate",
      paramLabel = "RATE",
      description =
          "Learning rate of the gradient descent to be clipped (default: ${DEFAULT-VALUE}).")
  private double descent = 0.005;

  @Option(
      names = "--descent-steps",
      paramLabel = "N",
      description = "Its steps (default: ${DEFAULT-VALUE}).")
  private int descentSteps = 600;

  @Option(
      names = "--cut-length",
      paramLabel = "T",
      description = "Numbers of a sequence where it is truncated (default: ${DEFAULT-VALUE}).")
  private int cutLength = 40;

  @Option(
      names = "--cut-steps",
      paramLabel = "N",
      description = "Training steps of each truncation (default: ${DEFAULT-VALUE}).")
  private int cutSteps = 1500;

  @Mixin private RunOptions options = new RunOptions("gradients", 32, 32, 3000, Cells.at(0.008));

  /** Of the trained networks, by their cells. */
  private final Map<String, double[]> flows = new LinkedHashMap<>();

  /** Made by the command line. */
  public Gradients() {}

  @Override
  RunOptions check() {
    lengths.forEach(t -> range("--lengths", t, 2, 500));
    range("--length", length, 2, 10_000);
    range("--descent-steps", descentSteps, 1, 1_000_000);
    positive("--descent-rate", descent);
    range("--cut-length", cutLength, 4, 10_000);
    range("--cut-steps", cutSteps, 1, 1_000_000);
    options.check(Math.max(500, Math.max(length, cutLength)));
    for (String picture : List.of(START, CLIPPING)) {
      Checks.writable("--out", options.picture(picture));
    }
    return options;
  }

  private AddingProblem problem(int steps) {
    return new AddingProblem(steps, options.batch, options.seed);
  }

  @Override
  void run(Contest contest) throws IOException {
    boolean reached = firstWeights(contest);
    contest.line("");
    reached &= trained(contest);
    reached &= clipped(contest);
    reached &= truncated(contest);
    String claim =
        "the gradient vanishes in rnn and comes through gates; clipping keeps a run; truncation before"
            + " the numbers learns nothing";
    contest.end(claim, reached, file -> flowPlot(file, "trained", flows));
  }

  private void flowPlot(Path file, String when, Map<String, double[]> lines) throws IOException {
    GradientFlowPlot.write(
        file, "Adding problem, T = %d: gradient flow, %s".formatted(length, when), lines);
  }

  /** The norm by the whole state after each step. */
  private static double[] norms(Network network, AddingProblem problem) {
    GradientFlow flow = problem.flow(network);
    double[] squares = null;
    for (StatePart part : network.layers().state().getFirst()) {
      double[] norms = flow.norms(0, part.name());
      squares = squares == null ? new double[norms.length] : squares;
      for (int t = 0; t < norms.length; t++) {
        squares[t] += norms[t] * norms[t];
      }
    }
    for (int t = 0; t < squares.length; t++) {
      squares[t] = Math.sqrt(squares[t]);
    }
    return squares;
  }

  /** Of the gradient after the last step, what has come to the first. */
  private static double share(double[] norms) {
    return norms[1] / norms[norms.length - 1];
  }

  private boolean firstWeights(Contest contest) throws IOException {
    contest.line(
        "first weights: |dL/ds_1| / |dL/ds_T|, s the state after a step (h; h and c of lstm)");
    StringBuilder head = new StringBuilder();
    lengths.forEach(t -> head.append(" %10s".formatted("T = " + t)));
    contest.line("%-24s%s", "", head);
    Map<String, double[]> drawn = new LinkedHashMap<>();
    boolean reached = true;
    for (Start start : Start.all(options.hidden, options.seed)) {
      StringBuilder row = new StringBuilder();
      for (int t : lengths) {
        double share = share(norms(start.make().network(t), problem(t)));
        row.append(String.format(Locale.ROOT, " %10.1e", share));
        contest.report().put("start_%s_%d".formatted(start.key(), t), finite(share));
      }
      contest.line("%-24s%s", start.name(), row);
      double[] norms = norms(start.make().network(length), problem(length));
      reached &= isClaimed(start.name(), share(norms));
      if (DRAWN.contains(start.name())) {
        drawn.put(start.name(), norms);
      }
    }
    contest.line(
        "A linear cell's is its radius to the power of T - 1: below 1 it vanishes, above it explodes.");
    Path file = options.picture(START);
    flowPlot(file, "first weights", drawn);
    contest.drawn(file);
    return reached;
  }

  private static boolean isClaimed(String start, double share) {
    return switch (start) {
      case Start.UNIFORM -> share < VANISHED;
      case Start.OPEN_GRU, Start.OPEN_LSTM -> share > THROUGH;
      default -> true;
    };
  }

  private static Object finite(double value) {
    return Double.isFinite(value) ? value : Double.toString(value);
  }

  private Network start(String cell) {
    return Start.orthogonal(cell, options.hidden, options.seed);
  }

  private boolean trained(Contest contest) {
    contest.line("training, T = %d", length);
    List<Result> results = contest.hold(() -> problem(length), this::start);
    contest.head("T = " + length, "squared error", "first / last");
    boolean reached = true;
    for (Result result : results) {
      Network network = result.learned().network();
      double error = problem(length).error(network, Draws.Purpose.TEST, 1000);
      double[] norms = norms(network, problem(length));
      double share = share(norms);
      flows.put(result.cell(), norms);
      contest.row(
          result,
          String.format(Locale.ROOT, "%.5f", error),
          String.format(Locale.ROOT, "%.1e", share));
      contest
          .report()
          .put(result.cell() + "_test_mse", error)
          .put(result.cell() + "_first_over_last", finite(share));
      reached &= result.cell().equals(Cells.RNN) || share > THROUGH;
    }
    return reached;
  }

  private boolean clipped(Contest contest) throws IOException {
    contest.line("");
    contest.line(
        "clipping: g = g c / |g| where the norm |g| of all gradients is above c = %s",
        options.clip);
    contest.line(
        "gradient descent of a relu cell that starts with U = 1, T = %d, rate %s", length, descent);
    contest.line("%-28s %16s %16s %16s", "", "largest |g|", "first loss", "last loss");
    Exploding with = descend(contest, "clipped", Clipping.byNorm((float) options.clip));
    Exploding without = descend(contest, "unclipped", Clipping.none());
    Plot plot =
        new Plot("Gradient descent, T = " + length, "training steps", descentSteps, "squared error")
            .logarithmic(LEAST_DRAWN)
            .line("the answer 1 always", 1.0 / 6);
    curve(plot, "unclipped", without, Plot.RED);
    curve(plot, "clipped", with, Plot.BLUE);
    Path file = options.picture(CLIPPING);
    plot.write(file);
    contest.drawn(file);
    return with.lasted() && !without.lasted();
  }

  private Exploding descend(Contest contest, String name, Clipping clipping) {
    Network first = Start.relu(options.hidden, options.seed);
    Exploding run;
    try (Progress progress = contest.progress(name, descentSteps)) {
      run = Exploding.run(first, problem(length), clipping, descent, descentSteps, progress);
    }
    contest.line("%-28s %16.3g %16.3g %16.3g", name, run.largestNorm(), run.first(), run.last());
    if (!run.ended().isEmpty()) {
      contest.line("  ended after %d steps: %s", run.losses().size(), run.ended());
    }
    contest
        .report()
        .put(name + "_descent_steps", run.losses().size())
        .put(name + "_largest_norm", finite(run.largestNorm()))
        .put(name + "_last_loss", finite(run.last()))
        .put(name + "_lasted", run.lasted());
    return run;
  }

  private static void curve(Plot plot, String name, Exploding run, Color color) {
    double[] steps = IntStream.range(0, run.losses().size()).asDoubleStream().toArray();
    double[] losses =
        run.losses().stream()
            .mapToDouble(loss -> Math.clamp(loss, LEAST_DRAWN, MOST_DRAWN))
            .toArray();
    plot.curve(name, steps, losses, color, false);
  }

  private boolean truncated(Contest contest) {
    contest.line("");
    contest.line(
        "truncated backpropagation: gru, %d numbers, then %d steps without; the gradient goes back k"
            + " steps",
        cutLength - cutLength / 2, cutLength / 2);
    contest.line("%-28s %16s %16s", "", "gradient lost", "squared error");
    Network first = Start.chrono(Cells.GRU, options.hidden, cutLength, options.seed);
    Truncation truncation = new Truncation(cutLength, options.batch, options.seed, first);
    boolean reached = true;
    for (int quarters = 4; quarters >= 1; quarters--) {
      int k = cutLength * quarters / 4;
      double lost = truncation.lost(k);
      double error;
      try (Progress progress = contest.progress("k=" + k, cutSteps)) {
        float clip = (float) options.clip;
        error = truncation.learn(k, options.rate(Cells.GRU), cutSteps, clip, progress);
      }
      contest.line("%-28s %14.1f %% %16.5f", "k = " + k, 100 * lost, error);
      contest.report().put("k_%d_lost".formatted(k), lost).put("k_%d_test_mse".formatted(k), error);
      reached &= quarters == 4 ? error < LEARNED : quarters > 2 || error > NOT_LEARNED;
    }
    return reached;
  }
}
