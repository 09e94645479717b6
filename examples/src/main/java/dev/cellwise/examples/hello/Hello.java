package dev.cellwise.examples.hello;

import static dev.cellwise.examples.Checks.positive;
import static dev.cellwise.examples.Checks.range;

import dev.cellwise.examples.BadInput;
import dev.cellwise.examples.Plot;
import dev.cellwise.examples.lesson.CellOption;
import dev.cellwise.examples.lesson.Findings;
import dev.cellwise.examples.lesson.LessonCommand;
import dev.cellwise.rnn.cell.Packing;
import dev.cellwise.rnn.net.Mode;
import dev.cellwise.rnn.net.Network;
import dev.cellwise.rnn.train.Loss;
import dev.cellwise.rnn.train.Sgd;
import dev.cellwise.rnn.train.Training;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code cellwise hello}: the worked example, every number printed. */
@Command(
    name = "hello",
    header = "the letters of a word: every number, there and back",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {
      "A network of three units sees h, e, l, l as one-hot vectors and is to say e, l, l, o. Every number of the way there"
          + " and of backpropagation through time is printed beside its equation, then one step of gradient"
          + " descent, then training until it says the word.",
      "",
      "The claim: told the first letter it says the word, each letter being the likeliest, and gives the whole a"
          + " probability of at least 0.9. A bigram, which sees the last letter alone, gives hello at most 0.25:"
          + " after l there come l and o.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  cellwise hello",
      "  cellwise hello --lecture",
      "  cellwise hello --word papaya --hidden 4 --cell lstm",
      "",
      "The same options and --seed give the same figures on every machine.",
      "Exit code: 0 done (the last lines and the report say whether the claim was reached), 1 failure of the program, 2 bad"
          + " input."
    })
public final class Hello extends LessonCommand {
  private static final double SURE = 0.9;

  @Option(
      names = "--word",
      paramLabel = "WORD",
      description = "2 to 16 letters (default: ${DEFAULT-VALUE}).")
  private String text = "hello";

  @Option(
      names = "--hidden",
      paramLabel = "H",
      description = "Units of the recurrent layer, 1 to 16 (default: ${DEFAULT-VALUE}).")
  private int hidden = 3;

  @Option(
      names = "--learning-rate",
      paramLabel = "RATE",
      description = "That of plain gradient descent (default: ${DEFAULT-VALUE}).")
  private double rate = 0.5;

  @Option(
      names = "--steps",
      paramLabel = "N",
      description = "The most training steps (default: ${DEFAULT-VALUE}).")
  private int most = 5000;

  @Option(
      names = "--lecture",
      description =
          "Start from the weights that a lecture works with by hand, not from --seed; for hello and an"
              + " rnn of 3 units.")
  private boolean lecture;

  @Mixin private CellOption cells = new CellOption(CellOption.RNN);

  private Word word;

  /** Made by the command line. */
  public Hello() {}

  @Override
  protected void check() {
    word = Word.of(text);
    range("--hidden", hidden, 1, 16);
    positive("--learning-rate", rate);
    range("--steps", most, 1, 1_000_000);
    cells.check();
    if (cells.asked().size() != 1) {
      throw new BadInput("--cell must be one of " + CellOption.ALL);
    }
    boolean fits =
        text.equals(LectureWeights.WORD)
            && hidden == LectureWeights.UNITS
            && cells.asked().contains(CellOption.RNN);
    if (lecture && !fits) {
      throw new BadInput("--lecture is for the word hello and an rnn of 3 units");
    }
  }

  @Override
  protected void run(Findings findings) throws IOException {
    String cell = cells.asked().getFirst();
    Network random = Model.start(word, cell, hidden, seed());
    Network start = lecture ? LectureWeights.network(random) : random;
    Explained explained = new Explained(findings, word, cell);
    findings.line(
        "%s: sees %s, is to say %s; vocabulary %s (V = %d), %s of H = %d units",
        word.text(),
        spaced(0),
        spaced(1),
        String.join(" ", word.letters()),
        word.size(),
        cell,
        hidden);
    findings.line("");
    explained.network(start);
    Trace first = Trace.of(start, word);
    explained.forward(start, first);
    explained.backward(first);
    findings.draw("", new UnrolledPicture("first weights", word, first));
    findings.report().put("cell", cell).put("word", word.text()).put("hidden", hidden);
    findings.report().put("first_loss", first.loss()).put("first_joint", first.joint(word));
    learn(start, explained, findings);
  }

  /** The word with spaces, without its last letter or without its first. */
  private String spaced(int from) {
    List<String> spaced = new ArrayList<>();
    for (int t = 0; t < word.steps(); t++) {
      spaced.add(from == 0 ? word.input(t) : word.target(t));
    }
    return String.join(" ", spaced);
  }

  private void learn(Network start, Explained explained, Findings findings) throws IOException {
    findings.line("");
    findings.line("training: W = W - %s dW, for all weights, again and again", rate);
    findings.head("step", "L", "P(word)", "says");
    Learned learned = train(start, findings);
    Trace trace = Trace.of(learned.network(), word);
    explained.memory(trace);
    String when = "after %,d steps".formatted(learned.steps());
    findings.draw("trained", new UnrolledPicture(when, word, trace));
    findings.draw("loss", curve(learned.losses()));
    findings
        .report()
        .put("steps", learned.steps())
        .put("steps_until_it_says_it", learned.saidAt())
        .put("loss", trace.loss())
        .put("joint", trace.joint(word))
        .put("bigram_joint", word.bigram())
        .put("says", Model.says(learned.network(), word));
    findings.line("");
    findings.line("a bigram gives the word at most %s", Explained.bare(word.bigram()));
    findings.claim("it says '%s' and gives it at least %s".formatted(text, SURE), learned.sure());
  }

  /**
   * What training came to.
   *
   * @param network at its end
   * @param saidAt the first step at which it said the word; -1 for none
   * @param losses before each step, and at the end
   * @param sure whether it says the word and is sure of it
   */
  private record Learned(Network network, int saidAt, List<Double> losses, boolean sure) {
    int steps() {
      return losses.size() - 1;
    }
  }

  private Learned train(Network start, Findings findings) {
    Training training =
        new Training(start, Packing.dense(word.steps(), 1), Mode.inference(), Loss.crossEntropy());
    training.updateRule(p -> new Sgd(p, Sgd.Options.plain()));
    training.learningRate(rate);
    Training.Input input = Training.Input.features(word.oneHot());
    Training.Target target = Training.Target.classes(word.targets());
    List<Double> losses = new ArrayList<>();
    int saidAt = -1;
    while (true) {
      int step = losses.size();
      double loss = loss(training, input, target);
      losses.add(loss);
      double joint = StrictMath.exp(-loss * word.steps());
      Network network = training.network();
      String said = Model.says(network, word);
      boolean right = said.equals(text);
      saidAt = saidAt < 0 && right ? step : saidAt;
      boolean sure = right && joint >= SURE;
      if (isShown(step) || saidAt == step || sure || step == most) {
        row(findings, step, loss, joint, said);
      }
      if (step == 1) {
        findings.report().put("second_loss", loss);
      }
      if (sure || step == most) {
        return new Learned(network, saidAt, losses, sure);
      }
      training.step(input, target);
      training.resetState();
    }
  }

  private static double loss(Training training, Training.Input input, Training.Target target) {
    try {
      return training.gradient(input, target);
    } catch (ArithmeticException e) {
      throw new BadInput(
          "training went astray (%s): try a lower --learning-rate".formatted(e.getMessage()));
    }
  }

  /** 0, 1, 2, 5, 10, 20, 50 and so on. */
  private static boolean isShown(int step) {
    int first = step;
    while (first >= 10 && first % 10 == 0) {
      first /= 10;
    }
    return first == 0 || first == 1 || first == 2 || first == 5;
  }

  private static void row(Findings findings, int step, double loss, double joint, String said) {
    findings.row("%,d".formatted(step), Explained.number(loss), Explained.number(joint), said);
  }

  private Plot curve(List<Double> losses) {
    double[] values = losses.stream().mapToDouble(loss -> loss).toArray();
    double[] steps = IntStream.range(0, values.length).asDoubleStream().toArray();
    double end = Math.max(1, values.length - 1);
    return new Plot("Learning " + word.text(), "training steps", end, "nats a letter")
        .line("bigram", -StrictMath.log(word.bigram()) / word.steps())
        .curve("network", steps, values, Plot.BLUE, false);
  }
}
