package dev.cellwise.examples.memory;

import static dev.cellwise.examples.Checks.range;

import dev.cellwise.examples.Draws;
import dev.cellwise.examples.Draws.Purpose;
import dev.cellwise.examples.Plot;
import dev.cellwise.examples.memory.Contest.Result;
import dev.cellwise.examples.memory.CopyMemory.Score;
import dev.cellwise.kernels.Activation;
import dev.cellwise.rnn.net.Architecture;
import dev.cellwise.rnn.net.Initialisation;
import dev.cellwise.rnn.net.Network;
import dev.cellwise.rnn.net.Precision;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code cellwise copy}: ten symbols are to be repeated after a long wait. */
@Command(
    name = "copy",
    header = "repeat ten symbols after a long wait",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {
      "Trains recurrent networks to repeat ten symbols (of eight) after --length blanks and a delimiter.",
      "",
      "Whoever keeps time but remembers nothing has a loss of 10 ln 8 / (T + 20) nats a step. The claim: linear and gru"
          + " get below half of that on 1,000 sequences that are not trained on. Cells: linear, a recurrence without an"
          + " activation that starts as a rotation, with a relu layer on top (Henaff, Szlam and LeCun 2016); gru and lstm,"
          + " whose gates start at all time scales (Tallec and Ollivier 2018); rnn, the plain one (tanh), that starts as a"
          + " rotation too. Each step is over fresh sequences.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  cellwise copy",
      "",
      "The same options and --seed give the same figures on every machine.",
      "Exit code: 0 done (the last lines and the report say whether the claim was reached), 1 failure of the program, 2 bad"
          + " input."
    })
public final class Copy extends MemoryCommand {
  private static final String LINEAR = "linear";
  private static final int TESTED = 1000;

  /** Share of the loss of who remembers nothing. */
  private static final double CLAIMED = 0.5;

  @Option(
      names = "--length",
      paramLabel = "T",
      description = "Blanks to wait over (default: ${DEFAULT-VALUE}).")
  private int blanks = 100;

  @Mixin private RunOptions options = new RunOptions("copy", 128, 32, 4000, rates());

  /** What keeps all it hears as it is must learn slowly. */
  private static SequencedMap<String, Double> rates() {
    SequencedMap<String, Double> rates = new LinkedHashMap<>();
    rates.put(LINEAR, 0.0005);
    rates.putAll(Cells.at(0.006));
    rates.put(Cells.RNN, 0.0005);
    return rates;
  }

  /** Made by the command line. */
  public Copy() {}

  @Override
  RunOptions check() {
    range("--length", blanks, 1, 100_000);
    options.check(CopyMemory.length(blanks));
    return options;
  }

  private Network start(String cell) {
    Architecture.Builder builder = Architecture.builder().index(CopyMemory.VOCABULARY);
    if (cell.equals(LINEAR)) {
      builder.rnn(options.hidden, Activation.identity()).hidden(options.hidden, Activation.relu());
    } else {
      Cells.layer(builder, cell, options.hidden);
    }
    Architecture architecture = builder.dense(CopyMemory.SYMBOLS + 1).build();
    Network network = Network.initialise(architecture, Initialisation.orthogonal(), options.seed);
    if (!cell.equals(Cells.GRU) && !cell.equals(Cells.LSTM)) {
      return network;
    }
    Draws draws = new Draws(options.seed, Purpose.START);
    return Chrono.start(network, cell, options.hidden, CopyMemory.length(blanks), draws);
  }

  private CopyMemory problem() {
    return new CopyMemory(blanks, options.batch, options.seed);
  }

  @Override
  void run(Contest contest) throws IOException {
    double memoryless = CopyMemory.memoryless(blanks);
    contest.line("copy memory, %d blanks between ten symbols and their recall", blanks);
    contest.report().put("length", blanks);
    List<Result> results = contest.hold(this::problem, this::start);
    contest.head("%,d test sequences".formatted(TESTED), "nats a step", "recalled");
    contest.row("no memory", nats(memoryless), percent(1.0 / CopyMemory.SYMBOLS));
    contest.report().put("test_sequences", TESTED).put("memoryless_nats", memoryless);
    List<String> judged = options.judged(LINEAR, Cells.GRU);
    boolean reached = true;
    for (Result result : results) {
      Network network = result.learned().network();
      Score score = problem().score(network, Purpose.TEST, TESTED);
      Score rounded = problem().score(network.to(Precision.BF16), Purpose.TEST, TESTED);
      contest.row(result, nats(score.loss()), percent(score.recalled()));
      contest.rounded(nats(rounded.loss()), percent(rounded.recalled()));
      contest
          .report()
          .put(result.cell() + "_test_nats", score.loss())
          .put(result.cell() + "_recalled", score.recalled())
          .put(result.cell() + "_bf16_test_nats", rounded.loss())
          .put(result.cell() + "_bf16_recalled", rounded.recalled());
      reached &= !judged.contains(result.cell()) || score.loss() < CLAIMED * memoryless;
    }
    Plot plot = contest.plot("Copy memory, T = " + blanks, "nats a step", 1e-4);
    plot.line("no memory", memoryless);
    String claim =
        "%s below half the loss without memory at T = %d"
            .formatted(String.join(", ", judged), blanks);
    contest.end(claim, reached, plot);
  }

  private static String nats(double value) {
    return String.format(Locale.ROOT, "%.5f", value);
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }
}
