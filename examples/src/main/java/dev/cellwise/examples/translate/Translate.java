package dev.cellwise.examples.translate;

import static dev.cellwise.examples.Checks.range;
import static dev.cellwise.examples.lesson.Findings.percent;

import dev.cellwise.examples.BadInput;
import dev.cellwise.examples.data.TextPairs;
import dev.cellwise.examples.lesson.Findings;
import dev.cellwise.examples.lesson.Fit;
import dev.cellwise.examples.lesson.FitOptions;
import dev.cellwise.examples.lesson.Fitted;
import dev.cellwise.examples.lesson.Heatmap;
import dev.cellwise.examples.lesson.LearningCurves;
import dev.cellwise.examples.lesson.LessonCommand;
import dev.cellwise.rnn.net.Network;
import dev.cellwise.rnn.train.BatchSource;
import dev.cellwise.rnn.train.Evaluation;
import dev.cellwise.rnn.train.Loss;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code cellwise translate}: an encoder, a decoder, attention and a beam. */
@Command(
    name = "translate",
    header = "dates of many languages to ISO 8601, or your sentences",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {
      "Trains an encoder-decoder with attention to turn one sequence into another, and translates greedily and with a"
          + " beam.",
      "",
      "Without --pairs: dates as this JDK writes them in thirty languages, in full, long and medium style, character by"
          + " character, into ISO 8601; no day that is held out is in the training data. The claim: at least 99.5 %% of"
          + " the held-out dates exact, greedily and with the beam, more than by rules that look up the names of the"
          + " months. Beside it: the digits in their order, and rules that know the abbreviations too. Nobody tells the"
          + " network a rule or a name.",
      "",
      "With --pairs: a tenth of the sources is held out, and judged by BLEU against all their translations in the file."
          + " The claim: more than a dictionary that is learned from the same pairs (IBM's first model), word for word.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  cellwise translate",
      "  cellwise translate --languages all --texts 60000",
      "  cellwise translate --pairs eng-fra.txt --hidden 128 --epochs 20 --dropout 0.3",
      "",
      "The same options and --seed give the same figures on every machine with the same JDK.",
      "Exit code: 0 done (the last lines and the report say whether the claim was reached), 1 failure of the program, 2 bad"
          + " input."
    })
public final class Translate extends LessonCommand {
  private static final double EXACT = 0.995;
  private static final int ROUNDS = 10;
  private static final int SHOWN = 8;
  private static final int DRAWN = 2;

  @Option(
      names = "--pairs",
      paramLabel = "FILE",
      description =
          "Pairs of sentences, a line each: source, tab, target (what follows a second tab is"
              + " ignored).")
  private Path file;

  @Option(
      names = "--unit",
      paramLabel = "UNIT",
      description = "What sentences are cut into: words or characters (default: ${DEFAULT-VALUE}).")
  private String unit = "words";

  @Option(names = "--lower-case", description = "Takes all sentences in lower case.")
  private boolean lower;

  @Option(
      names = "--minimum-count",
      paramLabel = "N",
      description =
          "Tokens that come less often in the training pairs are unknown (default:"
              + " ${DEFAULT-VALUE}).")
  private int minimumCount = 1;

  @Option(
      names = "--languages",
      paramLabel = "TAGS",
      split = ",",
      description = "Languages of the dates, or all (default: ${DEFAULT-VALUE}).")
  private List<String> languages = List.of(LocalisedDates.LANGUAGES.split(","));

  @Option(
      names = "--texts",
      paramLabel = "N",
      description = "Dates to learn from (default: ${DEFAULT-VALUE}).")
  private int texts = 20_000;

  @Option(
      names = "--test",
      paramLabel = "N",
      description = "Dates that are held out (default: ${DEFAULT-VALUE}).")
  private int test = 2000;

  @Option(
      names = "--embedding",
      paramLabel = "N",
      description = "Numbers that a token becomes (default: ${DEFAULT-VALUE}).")
  private int embedding = 32;

  @Option(
      names = "--dropout",
      paramLabel = "RATE",
      description =
          "Share of what is read that is left out in training (default: ${DEFAULT-VALUE}).")
  private double dropout;

  @Option(
      names = "--beam",
      paramLabel = "N",
      description = "Hypotheses that the beam keeps (default: ${DEFAULT-VALUE}).")
  private int beam = 5;

  @Mixin private FitOptions fit = new FitOptions(64, 64, 4, 0.005);

  private Corpus corpus;

  /** Made by the command line. */
  public Translate() {}

  @Override
  protected void check() {
    fit.check();
    range("--minimum-count", minimumCount, 1, 1_000_000);
    range("--texts", texts, 1, 60_000);
    range("--test", test, 2, 8000);
    range("--embedding", embedding, 1, 4096);
    range("--beam", beam, 1, 1000);
    if (!(dropout >= 0 && dropout < 1)) {
      throw new BadInput("--dropout must be from 0 to below 1, but is " + dropout);
    }
    if (file == null) {
      unused("needs --pairs", "--unit", "--lower-case");
    } else {
      unused("has no effect with --pairs", "--languages", "--texts", "--test");
    }
    corpus =
        file == null
            ? Corpus.of(new LocalisedDates(languages), texts, test, seed())
            : Corpus.of(TextPairs.read("--pairs", file), Unit.of(unit), lower, seed());
  }

  @Override
  protected void run(Findings findings) throws IOException {
    Translator translator = new Translator(corpus.training(), minimumCount);
    describe(translator, findings);
    Fitted fitted = train(translator, findings);
    findings.line("trained %,d steps in %.0f s", fitted.steps(), fitted.seconds());
    Network network = fitted.network();
    Map<String, Score> scores = new LinkedHashMap<>();
    baselines().forEach((name, baseline) -> scores.put(name, Score.of(baseline, corpus)));
    scores.put("greedy", Score.of(translator.by(network, 1), corpus));
    scores.put("beam", Score.of(translator.by(network, beam), corpus));
    table(scores, findings);
    examples(scores, findings);
    judge(scores, findings);
    findings.draw("", curves(fitted));
    for (int i = 0; i < Math.min(DRAWN, corpus.test().size()); i++) {
      List<String> source = corpus.test().get(i).source();
      List<String> said = scores.get("greedy").said().get(i);
      findings.draw("attention-" + (i + 1), attention(translator, network, source, said));
    }
  }

  private Fitted train(Translator translator, Findings findings) {
    Loss loss = Loss.crossEntropy();
    Network start =
        Network.initialise(
            translator.architecture(embedding, fit.hidden(), (float) dropout), seed());
    BatchSource held = translator.batches(corpus.validation(), fit.batch(), seed());
    Evaluation validation = Fit.made(() -> new Evaluation(start.layers(), held, loss));
    BatchSource source = translator.batches(corpus.training(), fit.batch(), seed());
    return new Fit(fit, seed()).run("translate", start, source, loss, validation, findings);
  }

  /** The dates' losses fall by powers of ten. */
  private LearningCurves curves(Fitted fitted) {
    LearningCurves curves =
        new LearningCurves("Translation: what is learned", "nats a token")
            .curve("training", fitted.training())
            .curve("validation", fitted.validation());
    return file == null ? curves.logarithmic() : curves;
  }

  private void describe(Translator translator, Findings findings) {
    int pairs = corpus.training().size();
    findings.line(
        "%,d pairs to learn from, %,d to validate, %,d sources held out; %,d and %,d different tokens",
        pairs,
        corpus.validation().size(),
        corpus.test().size(),
        translator.sourceTokens(),
        translator.targetTokens());
    fit.describe(findings.report());
    findings
        .report()
        .put("task", file == null ? "dates" : "pairs")
        .put("training_pairs", pairs)
        .put("validation_pairs", corpus.validation().size())
        .put("test_sources", corpus.test().size())
        .put("source_tokens", translator.sourceTokens())
        .put("target_tokens", translator.targetTokens())
        .put("embedding", embedding)
        .put("dropout", dropout)
        .put("beam", beam);
  }

  private Map<String, Translation> baselines() {
    Map<String, Translation> baselines = new LinkedHashMap<>();
    if (file == null) {
      baselines.put("digits", DateRules::copied);
      baselines.put("names", new DateRules(false));
      baselines.put("tables", new DateRules(true));
    } else {
      baselines.put("copy", source -> source);
      baselines.put("dictionary", new WordForWord(corpus.training(), ROUNDS));
    }
    return baselines;
  }

  private void table(Map<String, Score> scores, Findings findings) {
    Map<String, String> names =
        Map.of(
            "digits", "the digits in their order",
            "names", "rules, names of months",
            "tables", "rules, abbreviations too",
            "copy", "the source as it is",
            "dictionary", "dictionary, word for word",
            "greedy", "network, greedy",
            "beam", "network, beam of " + beam);
    findings.head(
        "%,d held out".formatted(corpus.test().size()), "exact", file == null ? "wrong" : "BLEU");
    scores.forEach(
        (name, score) -> {
          findings.row(
              names.get(name),
              percent(score.exact(), 2),
              file == null ? "" + (score.of() - score.right()) : percent(score.bleu(), 2));
          findings.report().put(name + "_exact", score.exact()).put(name + "_bleu", score.bleu());
        });
  }

  /** What was said of the first sources; of dates the mistakes, too. */
  private void examples(Map<String, Score> scores, Findings findings) {
    findings.line("");
    int shown = 0;
    for (int i = 0; i < corpus.test().size() && shown < SHOWN; i++) {
      Corpus.Asked asked = corpus.test().get(i);
      List<String> said = scores.get("beam").said().get(i);
      List<String> greedy = scores.get("greedy").said().get(i);
      boolean right = asked.references().contains(said);
      if (file != null || i < SHOWN / 2 || !right) {
        findings.line(
            "%s -> %s (%s)%s",
            corpus.unit().join(asked.source()),
            corpus.unit().join(said),
            right ? "right" : "expected " + corpus.unit().join(asked.references().getFirst()),
            greedy.equals(said) ? "" : "; greedily " + corpus.unit().join(greedy));
        shown++;
      }
    }
  }

  private void judge(Map<String, Score> scores, Findings findings) {
    Score greedy = scores.get("greedy");
    Score beamed = scores.get("beam");
    if (file == null) {
      double exact = Math.min(greedy.exact(), beamed.exact());
      findings.claim(
          "at least 99.5 % of the held-out dates exact, greedily and with the beam, more than by the"
              + " names of months",
          exact >= EXACT && exact > scores.get("names").exact());
    } else {
      findings.claim(
          "a higher BLEU than the dictionary, greedily and with the beam",
          Math.min(greedy.bleu(), beamed.bleu()) > scores.get("dictionary").bleu());
    }
  }

  private Heatmap attention(
      Translator translator, Network network, List<String> source, List<String> said) {
    List<String> rows = new ArrayList<>(said);
    rows.add("end");
    return new Heatmap(
        "Where the decoder looks",
        "what is said",
        rows,
        "what is read",
        source,
        translator.attention(network, source, said));
  }
}
