package dev.cellwise.examples.sentiment;

import static dev.cellwise.examples.Checks.range;
import static dev.cellwise.examples.lesson.Findings.percent;

import dev.cellwise.examples.BadInput;
import dev.cellwise.examples.data.LabelledText;
import dev.cellwise.examples.lesson.CellOption;
import dev.cellwise.examples.lesson.Findings;
import dev.cellwise.examples.lesson.Fit;
import dev.cellwise.examples.lesson.FitOptions;
import dev.cellwise.examples.lesson.Fitted;
import dev.cellwise.examples.lesson.LearningCurves;
import dev.cellwise.examples.lesson.LessonCommand;
import dev.cellwise.examples.lesson.ShadedText;
import dev.cellwise.examples.sentiment.Texts.Part;
import dev.cellwise.rnn.data.WordVocabulary;
import dev.cellwise.rnn.net.Architecture;
import dev.cellwise.rnn.net.Network;
import dev.cellwise.rnn.train.BatchSource;
import dev.cellwise.rnn.train.Evaluation;
import dev.cellwise.rnn.train.Loss;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code cellwise sentiment}: is this text for or against? */
@Command(
    name = "sentiment",
    header = "classify texts, where the order of words counts",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {
      "Trains networks to tell the class of a text from its words or characters, through an embedding.",
      "",
      "Without --tsv the texts are generated: opinions with negation, contrast and concession ('not good', 'good, not"
          + " bad'), many with a twin of the same words and the other label. The claim: each network tells more held-out"
          + " texts right than the best of two bags of words, naive Bayes and logistic regression. A picture shows for"
          + " some held-out texts which tokens the answer hangs on: the gradient of its logit by their embeddings.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  cellwise sentiment",
      "  cellwise sentiment --unit characters --cell gru",
      "  cellwise sentiment --tsv reviews.tsv --epochs 5",
      "",
      "The same options and --seed give the same figures on every machine.",
      "Exit code: 0 done (the last lines and the report say whether the claim was reached), 1 failure of the program, 2 bad"
          + " input."
    })
public final class Sentiment extends LessonCommand {
  private static final String WORDS = "words";
  private static final String CHARACTERS = "characters";
  private static final int SHOWN = 12;

  @Option(
      names = "--tsv",
      paramLabel = "FILE",
      description = "Texts to learn, one a line: label, tab, text (default: generated ones).")
  private Path tsv;

  @Option(
      names = "--test",
      paramLabel = "FILE",
      description =
          "Held-out texts of the same form (default: a tenth of the others; another tenth is for"
              + " validation).")
  private Path test;

  @Option(
      names = "--unit",
      paramLabel = "UNIT",
      description = "What a token is: words or characters (default: ${DEFAULT-VALUE}).")
  private String unit = WORDS;

  @Option(
      names = "--sentences",
      paramLabel = "N",
      description = "How many to generate, an even number (default: ${DEFAULT-VALUE}).")
  private int sentences = 6000;

  @Option(
      names = "--longest",
      paramLabel = "T",
      description = "Tokens of a text that are read (default: ${DEFAULT-VALUE}).")
  private int longest = 400;

  @Option(
      names = "--embedding",
      paramLabel = "E",
      description = "Size of a token's learned vector (default: ${DEFAULT-VALUE}).")
  private int embedding = 32;

  @Mixin private CellOption cells = new CellOption(CellOption.LSTM, CellOption.GRU, CellOption.RNN);

  @Mixin private FitOptions fit = new FitOptions(64, 32, 8, 0.005);

  private Texts texts;

  /** The same as words: what the baselines are given. */
  private Texts words;

  /** Made by the command line. */
  public Sentiment() {}

  @Override
  protected void check() {
    if (!List.of(WORDS, CHARACTERS).contains(unit)) {
      throw new BadInput("--unit must be words or characters, but is " + unit);
    }
    range("--sentences", sentences, 40, Opinions.MOST);
    range("--longest", longest, 1, 100_000);
    range("--embedding", embedding, 1, 8192);
    cells.check();
    fit.check();
    if (tsv != null) {
      unused("has no effect with --tsv", "--sentences");
    }
    if (test != null && tsv == null) {
      throw new BadInput("--test needs --tsv beside it");
    }
    List<List<LabelledText>> parts = parts();
    words = Texts.of(parts, WordVocabulary::split, longest, tsv == null ? 1 : 2);
    texts =
        unit.equals(WORDS)
            ? words
            : Texts.of(
                parts, t -> t.codePoints().mapToObj(Character::toString).toList(), longest, 1);
  }

  /** Texts to train on, to validate with and to test. */
  private List<List<LabelledText>> parts() {
    List<LabelledText> all;
    if (tsv == null) {
      // Twins stay together: they were drawn in random order.
      all = Opinions.draw(sentences / 2 * 2, seed());
    } else {
      all = new ArrayList<>(LabelledText.read("--tsv", tsv));
      Collections.shuffle(all, new Random(seed()));
    }
    if (all.size() < 20) {
      throw new BadInput(
          "--tsv: %s has %d texts, at least 20 are needed".formatted(tsv, all.size()));
    }
    int tenth = all.size() / 20 * 2;
    int tested = test == null ? tenth : 0;
    int trained = all.size() - tenth - tested;
    return List.of(
        all.subList(0, trained),
        all.subList(trained, trained + tenth),
        test == null
            ? all.subList(trained + tenth, all.size())
            : LabelledText.read("--test", test));
  }

  private Network start(String cell) {
    Architecture.Builder builder =
        Architecture.builder().embedding(texts.vocabulary().size(), embedding);
    Architecture architecture =
        CellOption.layer(builder, cell, fit.hidden()).last().dense(texts.labels().size()).build();
    return Network.initialise(architecture, seed());
  }

  @Override
  protected void run(Findings findings) throws IOException {
    describe(findings);
    List<Fitted> fitted = new ArrayList<>();
    for (String cell : cells.asked()) {
      Network start = start(cell);
      Evaluation judge = judge(start, texts.validation());
      BatchSource batches = texts.training().batches(fit.batch(), seed());
      fitted.add(
          new Fit(fit, seed()).run(cell, start, batches, Loss.crossEntropy(), judge, findings));
    }
    findings.head("%,d held-out texts".formatted(texts.test().classes().length), "right");
    double bag = bags(findings);
    boolean reached = true;
    LearningCurves curves = new LearningCurves("Classifying texts", "validation loss, nats a text");
    curves.baseline("nothing known", Math.log(texts.labels().size()));
    for (int i = 0; i < fitted.size(); i++) {
      String cell = cells.asked().get(i);
      Evaluation judge = judge(fitted.get(i).network(), texts.test());
      judge.loss(fitted.get(i).network());
      findings.row(cell, percent(judge.accuracy(), 1));
      findings.report().put(cell + "_accuracy", judge.accuracy());
      curves.curve(cell, fitted.get(i).validation());
      reached &= judge.accuracy() > bag;
    }
    findings.draw("", curves);
    findings.draw("saliency", saliency(fitted.getFirst().network(), texts.test(), findings));
    findings.claim(
        "%s above the best bag of words".formatted(String.join(", ", cells.asked())), reached);
  }

  private void describe(Findings findings) {
    Part training = texts.training();
    int tested = texts.test().classes().length;
    findings.line(
        "%s: %,d texts to train on, %,d to validate with, %,d held out; %d labels, %,d different %s",
        tsv == null ? "generated opinions" : tsv,
        training.classes().length,
        texts.validation().classes().length,
        tested,
        texts.labels().size(),
        texts.vocabulary().size() - 1,
        unit);
    int undecided = undecided(words.test());
    long known = known();
    findings.line(
        "%,d held-out texts have the same words as another one of another label, %,d stand among"
            + " those to train on",
        undecided, known);
    fit.describe(findings.report());
    findings
        .report()
        .put("generated", tsv == null)
        .put("unit", unit)
        .put("embedding", embedding)
        .put("training_texts", training.classes().length)
        .put("test_texts", tested)
        .put("same_bag_other_label", undecided)
        .put("known_test_texts", known);
  }

  /** Held-out texts that were trained on, if the user's are there twice. */
  private long known() {
    Set<List<String>> trained = new HashSet<>(texts.training().words());
    return texts.test().words().stream().filter(trained::contains).count();
  }

  private Evaluation judge(Network network, Part part) {
    return new Evaluation(network.layers(), part.batches(fit.batch(), seed()), Loss.crossEntropy());
  }

  /** Prints the baselines and gives the better bag. */
  private double bags(Findings findings) {
    int labels = texts.labels().size();
    int vocabulary = words.vocabulary().size();
    double majority = majority();
    double bayes =
        BagOfWords.naiveBayes(labels, vocabulary, words.training()).accuracy(words.test());
    double logistic =
        BagOfWords.logistic(labels, vocabulary, words.training()).accuracy(words.test());
    findings.row("most frequent label", percent(majority, 1));
    findings.row("bag of words, naive Bayes", percent(bayes, 1));
    findings.row("bag of words, logistic regression", percent(logistic, 1));
    findings
        .report()
        .put("majority_accuracy", majority)
        .put("naive_bayes_accuracy", bayes)
        .put("logistic_accuracy", logistic);
    return Math.max(bayes, logistic);
  }

  /** The share of the label that is most frequent in training. */
  private double majority() {
    int[] counts = new int[texts.labels().size()];
    Arrays.stream(texts.training().classes()).forEach(k -> counts[k]++);
    int most = 0;
    for (int k = 1; k < counts.length; k++) {
      most = counts[k] > counts[most] ? k : most;
    }
    int answer = most;
    return Arrays.stream(texts.test().classes()).filter(k -> k == answer).count()
        / (double) texts.test().classes().length;
  }

  /** Texts that no bag can tell from another one of the part. */
  private static int undecided(Part part) {
    Map<List<String>, Set<Integer>> labels = new HashMap<>();
    for (int i = 0; i < part.classes().length; i++) {
      labels.computeIfAbsent(bag(part, i), b -> new HashSet<>()).add(part.classes()[i]);
    }
    return (int)
        IntStream.range(0, part.classes().length)
            .filter(i -> labels.get(bag(part, i)).size() > 1)
            .count();
  }

  private static List<String> bag(Part part, int text) {
    return part.words().get(text).stream().sorted().toList();
  }

  private ShadedText saliency(Network network, Part held, Findings findings) {
    int[] lengths = Arrays.stream(held.tokens()).mapToInt(t -> t.length).toArray();
    int shown = Math.min(SHOWN, lengths.length);
    Saliency saliency =
        new Saliency(network, Arrays.stream(lengths).limit(shown).max().orElseThrow());
    ShadedText picture =
        new ShadedText("What the answer hangs on: gradient of its logit by each embedding");
    findings.line("");
    for (int i = 0; i < shown; i++) {
      Saliency.Seen seen = saliency.of(held.tokens()[i]);
      String answer = texts.labels().get(seen.chosen());
      String truth = texts.labels().get(held.classes()[i]);
      String verdict = answer.equals(truth) ? answer : answer + ", but it is " + truth;
      List<String> words = held.words().get(i);
      findings.line("%-22s %s", verdict, String.join(unit.equals(WORDS) ? " " : "", words));
      double most = Arrays.stream(seen.norms()).max().orElseThrow();
      picture.line(
          verdict,
          IntStream.range(0, words.size())
              .mapToObj(t -> new ShadedText.Piece(words.get(t), seen.norms()[t] / most, ""))
              .toList());
    }
    return picture;
  }
}
