package dev.cellwise.examples.tag;

import static dev.cellwise.examples.Checks.positive;
import static dev.cellwise.examples.Checks.range;
import static dev.cellwise.examples.lesson.Findings.percent;

import dev.cellwise.examples.BadInput;
import dev.cellwise.examples.Picture;
import dev.cellwise.examples.data.ConllFile;
import dev.cellwise.examples.data.TaggedSequence;
import dev.cellwise.examples.lesson.Confusion;
import dev.cellwise.examples.lesson.Findings;
import dev.cellwise.examples.lesson.Fit;
import dev.cellwise.examples.lesson.FitOptions;
import dev.cellwise.examples.lesson.Fitted;
import dev.cellwise.examples.lesson.LearningCurves;
import dev.cellwise.examples.lesson.LessonCommand;
import dev.cellwise.rnn.net.Architecture;
import dev.cellwise.rnn.net.Network;
import dev.cellwise.rnn.train.Loss;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code cellwise tag}: a label for each step, with what comes before it and after it. */
@Command(
    name = "tag",
    header = "label each character of dates and numbers, or words",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {
      "Trains an LSTM that reads in both directions to label every step of a sequence.",
      "",
      "Without --train: dates, times, numbers, shares and prices as this JDK writes them in thirty languages, and which"
          + " field each character is of: day, month, year, whole part, group, point... The language stands before the"
          + " text. The claim: at least 99 %% of the characters of held-out texts right, with less than a quarter of the"
          + " mistakes of the best baseline. Beside it: each character's most frequent label, alone and between the"
          + " same two neighbours.",
      "",
      "With --train, --valid and --test: CoNLL files, a line for each word (word, tab, label), a blank line between"
          + " sentences. Labels that are BIO are judged by the F1 of exact spans, others by the share that is right. The"
          + " claim: five points above each word's most frequent label. Of a word three steps are read: its shape, its"
          + " ending and itself, so that something is known of a word that is not.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  cellwise tag",
      "  cellwise tag --hide-language",
      "  cellwise tag --train train.conll --valid dev.conll --test test.conll --dropout 0.5 --outside-weight 0.3",
      "",
      "The same options and --seed give the same figures on every machine with the same JDK.",
      "Exit code: 0 done (the last lines and the report say whether the claim was reached), 1 failure of the program, 2 bad"
          + " input."
    })
public final class Tag extends LessonCommand {
  private static final double RIGHT = 0.99;
  private static final double FEWER = 0.25;
  private static final double POINTS = 0.05;
  private static final int SHOWN = 8;

  @Option(names = "--train", paramLabel = "FILE", description = "CoNLL file to learn from.")
  private Path train;

  @Option(names = "--valid", paramLabel = "FILE", description = "One to pick the best weights by.")
  private Path valid;

  @Option(names = "--test", paramLabel = "FILE", description = "One to be judged by.")
  private Path test;

  @Option(
      names = "--minimum-count",
      paramLabel = "N",
      description =
          "Words, shapes and endings that come less often in training are unknown (default:"
              + " ${DEFAULT-VALUE}).")
  private int minimumCount = 2;

  @Option(
      names = "--languages",
      paramLabel = "TAGS",
      split = ",",
      description = "Languages of dates and numbers (default: ${DEFAULT-VALUE}).")
  private List<String> languages =
      List.of(
          ("en,de,fr,es,it,pt,nl,sv,fi,pl,cs,hu,ro,el,ru,uk,tr,he,ar,fa,hi,bn,ta,th,vi,id,sw,ja,zh,ko")
              .split(","));

  @Option(
      names = "--hide-language",
      description = "Texts alone: what 03/04/05 says is then not always to be known.")
  private boolean hidden;

  @Option(
      names = "--texts",
      paramLabel = "N",
      description = "Dates and numbers to learn from (default: ${DEFAULT-VALUE}).")
  private int texts = 20_000;

  @Option(
      names = "--held-out",
      paramLabel = "N",
      description =
          "Dates and numbers to be judged by; as many to pick weights by (default:"
              + " ${DEFAULT-VALUE}).")
  private int heldOut = 2000;

  @Option(
      names = "--embedding",
      paramLabel = "N",
      description = "Numbers that a step becomes (default: ${DEFAULT-VALUE}).")
  private int embedding = 32;

  @Option(
      names = "--dropout",
      paramLabel = "RATE",
      description =
          "Share of what is read that is left out in training (default: ${DEFAULT-VALUE}).")
  private double dropout;

  @Option(
      names = "--outside-weight",
      paramLabel = "W",
      description =
          "What a word of the label O counts in the loss beside others: less than 1 finds more spans,"
              + " with more mistakes (default: ${DEFAULT-VALUE}).")
  private double outsideWeight = 1;

  @Mixin private FitOptions fit = new FitOptions(48, 64, 4, 0.01);

  private TagCorpus corpus;
  private boolean bio;

  /** Made by the command line. */
  public Tag() {}

  @Override
  protected void check() {
    fit.check();
    range("--minimum-count", minimumCount, 1, 1_000_000);
    range("--texts", texts, 1, 1_000_000);
    range("--held-out", heldOut, 1, 100_000);
    range("--embedding", embedding, 1, 4096);
    positive("--outside-weight", outsideWeight);
    if (!(dropout >= 0 && dropout < 1)) {
      throw new BadInput("--dropout must be from 0 to below 1, but is " + dropout);
    }
    long files = Stream.of(train, valid, test).filter(file -> file != null).count();
    if (files % 3 != 0) {
      throw new BadInput("--train, --valid, --test: expected all three or none");
    }
    if (files == 0) {
      unused("needs --train", "--outside-weight");
    } else {
      unused(
          "has no effect with --train", "--languages", "--hide-language", "--texts", "--held-out");
    }
    corpus = files == 0 ? generated() : read();
    bio = corpus.bio();
  }

  private TagCorpus generated() {
    LocalisedFields fields = new LocalisedFields(languages, !hidden, seed());
    List<TaggedSequence> judged = fields.draw(heldOut);
    return new TagCorpus(fields.draw(texts), fields.draw(heldOut), judged);
  }

  private TagCorpus read() {
    TagCorpus files =
        new TagCorpus(
            ConllFile.read("--train", train),
            ConllFile.read("--valid", valid),
            ConllFile.read("--test", test));
    List<String> known = files.tags();
    for (TaggedSequence sentence : files.validation()) {
      for (String tag : sentence.tags()) {
        if (!known.contains(tag)) {
          throw new BadInput("--valid: the label '%s' is not in --train".formatted(tag));
        }
      }
    }
    return files;
  }

  @Override
  protected void run(Findings findings) throws IOException {
    Tagger tagger = new Tagger(corpus, train == null ? Steps.TOKEN : Steps.WORD, minimumCount);
    describe(tagger, findings);
    Map<String, TagScore> scores = new LinkedHashMap<>();
    scores.put("frequent", score(new FrequentTag(corpus.training(), false)));
    scores.put("neighbours", score(new FrequentTag(corpus.training(), true)));
    Architecture.Lstm cell = new Architecture.Lstm(fit.hidden());
    Network start =
        Network.initialise(tagger.architecture(embedding, cell, (float) dropout), seed());
    Fitted fitted =
        new Fit(fit, seed())
            .run(
                "tag",
                start,
                tagger.batches(corpus.training(), fit.batch(), seed()),
                loss(),
                network -> 1 - value(TagScore.of(by(tagger, network), corpus.validation())),
                findings);
    findings.line("trained %,d steps in %.0f s", fitted.steps(), fitted.seconds());
    scores.put("network", score(by(tagger, fitted.network())));
    table(scores, findings);
    examples(scores.get("network"), findings);
    judge(scores, findings);
    findings.draw("", confusion(scores.get("network")));
    findings.draw("learning", curves(fitted));
  }

  /** Beside the baseline on the same data. */
  private LearningCurves curves(Fitted fitted) {
    FrequentTag frequent = new FrequentTag(corpus.training(), false);
    LearningCurves curves =
        new LearningCurves("Tagging: what is learned", bio ? "1 - F1" : "share that is wrong")
            .curve("validation", fitted.validation())
            .baseline("most frequent", 1 - value(TagScore.of(frequent, corpus.validation())));
    return train == null ? curves.logarithmic() : curves;
  }

  private Loss loss() {
    float[] weights = new float[corpus.tags().size()];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = corpus.tags().get(i).equals(Entities.OUTSIDE) ? (float) outsideWeight : 1;
    }
    return Loss.crossEntropy().withClassWeights(weights);
  }

  private Tagging by(Tagger tagger, Network network) {
    return tagger.by(network);
  }

  private TagScore score(Tagging tagging) {
    return TagScore.of(tagging, corpus.test());
  }

  /** What is claimed of. */
  private double value(TagScore score) {
    return bio ? score.entities().f1() : score.accuracy();
  }

  private void describe(Tagger tagger, Findings findings) {
    findings.line(
        "%,d sequences to learn from, %,d to validate, %,d held out; %,d different inputs, %d labels",
        corpus.training().size(),
        corpus.validation().size(),
        corpus.test().size(),
        tagger.size(),
        corpus.tags().size());
    fit.describe(findings.report());
    findings
        .report()
        .put("task", train == null ? "fields" : "words")
        .put("training_sequences", corpus.training().size())
        .put("validation_sequences", corpus.validation().size())
        .put("test_sequences", corpus.test().size())
        .put("inputs", tagger.size())
        .put("labels", corpus.tags().size())
        .put("embedding", embedding)
        .put("dropout", dropout)
        .put("outside_weight", outsideWeight);
  }

  private void table(Map<String, TagScore> scores, Findings findings) {
    Map<String, String> names =
        Map.of(
            "frequent", "most frequent label",
            "neighbours", "the same, between its neighbours",
            "network", "network");
    if (bio) {
      findings.head("spans", "precision", "recall", "F1", "labels right");
    } else {
      findings.head("labels", "right", "all of a text");
    }
    scores.forEach(
        (name, score) -> {
          Entities spans = score.entities();
          findings
              .report()
              .put(name + "_accuracy", score.accuracy())
              .put(name + "_whole", score.whole());
          if (bio) {
            findings
                .report()
                .put(name + "_precision", spans.precision())
                .put(name + "_recall", spans.recall())
                .put(name + "_f1", spans.f1());
            findings.row(
                names.get(name),
                percent(spans.precision(), 2),
                percent(spans.recall(), 2),
                percent(spans.f1(), 2),
                percent(score.accuracy(), 2));
          } else {
            findings.row(names.get(name), percent(score.accuracy(), 2), percent(score.whole(), 2));
          }
        });
  }

  /** The first sequences that have something to show. */
  private void examples(TagScore score, Findings findings) {
    findings.line("");
    int shown = 0;
    for (int i = 0; i < corpus.test().size() && shown < SHOWN; i++) {
      TaggedSequence asked = corpus.test().get(i);
      List<String> said = score.said().get(i);
      if (!bio || !Entities.spans(said).isEmpty()) {
        String between = train == null ? "" : " ";
        findings.line(
            "%s%s",
            bio ? Marked.words(asked.tokens(), said) : Marked.runs(asked.tokens(), said, between),
            said.equals(asked.tags()) ? "" : "   (not all right)");
        shown++;
      }
    }
  }

  private void judge(Map<String, TagScore> scores, Findings findings) {
    double network = value(scores.get("network"));
    double frequent = value(scores.get("frequent"));
    double best = Math.max(frequent, value(scores.get("neighbours")));
    if (train == null) {
      findings.claim(
          "at least 99 % of the characters right, with less than a quarter of the mistakes of the"
              + " best baseline",
          network >= RIGHT && 1 - network < FEWER * (1 - best));
    } else {
      findings.claim(
          "%s at least five points above the most frequent label"
              .formatted(bio ? "F1 of spans" : "share of right labels"),
          network >= frequent + POINTS);
    }
  }

  /** Of each label the shares of what it was taken for. */
  private Picture confusion(TagScore score) {
    List<String> labels =
        corpus.tags().stream().filter(tag -> !tag.equals(TagScore.UNASKED)).toList();
    IntStream.Builder truth = IntStream.builder();
    IntStream.Builder said = IntStream.builder();
    for (int i = 0; i < corpus.test().size(); i++) {
      List<String> tags = corpus.test().get(i).tags();
      for (int t = 0; t < tags.size(); t++) {
        int right = labels.indexOf(tags.get(t));
        int taken = labels.indexOf(score.said().get(i).get(t));
        // Of what is not asked, or not known, there is nothing to show.
        if (right >= 0 && taken >= 0) {
          truth.add(right);
          said.add(taken);
        }
      }
    }
    return new Confusion(labels, truth.build().toArray(), said.build().toArray())
        .picture("What labels are taken for");
  }
}
