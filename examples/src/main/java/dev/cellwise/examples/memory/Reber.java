package dev.cellwise.examples.memory;

import static dev.cellwise.examples.Checks.range;

import dev.cellwise.examples.memory.Contest.Result;
import dev.cellwise.rnn.net.Architecture;
import dev.cellwise.rnn.net.Initialisation;
import dev.cellwise.rnn.net.Network;
import dev.cellwise.rnn.net.Precision;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code cellwise reber}: which symbols may come next in strings of the embedded Reber grammar. */
@Command(
    name = "reber",
    header = "tell which symbols of a grammar may come next",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {
      "Trains recurrent networks to tell, after each symbol of a string of the embedded Reber grammar, which symbols may"
          + " come next. The last symbol but one depends on the second.",
      "",
      "A string is right when at every step the set is the grammar's: no symbol more, none less. The claim: gru has every"
          + " one of 1,000 strings right that are not trained on. Beside it: n-grams that are told the same, with the n"
          + " that is best on these strings, and the plain rnn (tanh) with the same steps.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  cellwise reber",
      "  cellwise reber --cell gru --hidden 20",
      "",
      "The same options and --seed give the same figures on every machine.",
      "Exit code: 0 done (the last lines and the report say whether the claim was reached), 1 failure of the program, 2 bad"
          + " input."
    })
public final class Reber extends MemoryCommand {
  private static final int VALIDATED = 1000;
  private static final int TESTED = 1000;
  private static final int LONGEST_CONTEXT = 24;

  @Option(
      names = "--strings",
      paramLabel = "N",
      description = "Strings to train on (default: ${DEFAULT-VALUE}).")
  private int count = 10_000;

  @Mixin private RunOptions options = new RunOptions("reber", 30, 32, 4000, Cells.at(0.01));

  private ReberStrings strings;

  /** Made by the command line. */
  public Reber() {}

  @Override
  RunOptions check() {
    range("--strings", count, 2, 1_000_000);
    strings = ReberStrings.draw(count, VALIDATED, TESTED, options.seed);
    options.check(strings.longest());
    return options;
  }

  private Network start(String cell) {
    Architecture.Builder builder = Architecture.builder().index(ReberGrammar.SYMBOLS.length());
    Architecture architecture =
        Cells.layer(builder, cell, options.hidden).dense(ReberGrammar.SYMBOLS.length()).build();
    return Network.initialise(architecture, Initialisation.orthogonal(), options.seed);
  }

  private ReberTask task() {
    return new ReberTask(strings, options.batch, options.seed);
  }

  @Override
  void run(Contest contest) throws IOException {
    contest.line(
        "embedded Reber grammar: %,d strings to train on, the longest of all %d symbols",
        count, strings.longest());
    contest.report().put("strings", count).put("longest", strings.longest());
    List<Result> results = contest.hold(this::task, this::start);
    contest.head("%,d held-out strings".formatted(TESTED), "right", "last but one");
    contest.report().put("test_strings", TESTED);
    grams(contest);
    List<String> judged = options.judged(Cells.GRU);
    boolean reached = true;
    for (Result result : results) {
      Network network = result.learned().network();
      Judged score = task().judge(network, strings.test());
      Judged rounded = task().judge(network.to(Precision.BF16), strings.test());
      contest.row(result, percent(score.right()), percent(score.lastButOne()));
      contest.rounded(percent(rounded.right()), percent(rounded.lastButOne()));
      contest
          .report()
          .put(result.cell() + "_right", score.right())
          .put(result.cell() + "_last_but_one", score.lastButOne())
          .put(result.cell() + "_bf16_right", rounded.right())
          .put(result.cell() + "_bf16_last_but_one", rounded.lastButOne());
      reached &= !judged.contains(result.cell()) || score.right() == TESTED;
    }
    String claim =
        "%s right on all of %,d held-out strings".formatted(String.join(", ", judged), TESTED);
    String title = "Embedded Reber grammar";
    contest.end(claim, reached, contest.plot(title, "share of validation strings that are wrong"));
  }

  /** The n-gram that is right most often, the shortest of these. */
  private void grams(Contest contest) {
    Judged best = Judged.none();
    int order = 0;
    for (int n = 2; n <= LONGEST_CONTEXT; n++) {
      Follows follows = new Follows(n, strings.training());
      Judged score =
          Judged.none().and(strings.test(), (s, t) -> follows.after(strings.test().get(s), t));
      if (order == 0 || score.right() > best.right()) {
        best = score;
        order = n;
      }
    }
    contest.row(
        "best n-gram: n = %d".formatted(order), percent(best.right()), percent(best.lastButOne()));
    contest.report().put("ngram_order", order).put("ngram_right", best.right());
  }

  private static String percent(int strings) {
    return String.format(Locale.ROOT, "%.1f %%", 100.0 * strings / TESTED);
  }
}
