package dev.cellwise.examples.chorales;

import static dev.cellwise.examples.Checks.notNegative;
import static dev.cellwise.examples.Checks.range;
import static dev.cellwise.examples.lesson.Findings.percent;

import dev.cellwise.examples.BadInput;
import dev.cellwise.examples.lesson.CellOption;
import dev.cellwise.examples.lesson.Findings;
import dev.cellwise.examples.lesson.Fit;
import dev.cellwise.examples.lesson.FitOptions;
import dev.cellwise.examples.lesson.Fitted;
import dev.cellwise.examples.lesson.LearningCurves;
import dev.cellwise.examples.lesson.LessonCommand;
import dev.cellwise.rnn.data.LengthBatches;
import dev.cellwise.rnn.net.Architecture;
import dev.cellwise.rnn.net.Network;
import dev.cellwise.rnn.net.Sampler;
import dev.cellwise.rnn.net.Session;
import dev.cellwise.rnn.train.BatchSource;
import dev.cellwise.rnn.train.Evaluation;
import dev.cellwise.rnn.train.Loss;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code cellwise chorales}: which note comes next? */
@Command(
    name = "chorales",
    header = "foretell the next note of chorales, and invent one",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {
      "Trains networks to foretell each note of music in four voices from all notes before it, chord by chord from the"
          + " highest voice down. Then the first goes on with a held-out piece: a picture and a MIDI file.",
      "",
      "Without --train the music is made by simple rules of harmony. The claim: each network has more held-out notes right"
          + " than the note of the chord before, and than the best n-gram of each voice.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  cellwise chorales",
      "  cellwise chorales --train jsb_chorales/train --valid jsb_chorales/valid --test jsb_chorales/test --hidden 256",
      "",
      "The same options and --seed give the same figures on every machine.",
      "Exit code: 0 done (the last lines and the report say whether the claim was reached), 1 failure of the program, 2 bad"
          + " input."
    })
public final class Chorales extends LessonCommand {
  private static final String MIDI = "chorale.mid";
  private static final int HELD = 20;

  @Option(
      names = "--train",
      paramLabel = "FOLDER",
      description =
          "Pieces to learn, a .csv each: a line of names, then the four notes of a chord a line as"
              + " MIDI numbers, 0 for silence (default: generated ones).")
  private Path train;

  @Option(
      names = "--valid",
      paramLabel = "FOLDER",
      description = "Pieces that decide when the network is best.")
  private Path valid;

  @Option(names = "--test", paramLabel = "FOLDER", description = "Pieces that are held out.")
  private Path test;

  @Option(
      names = "--pieces",
      paramLabel = "N",
      description =
          "How many to generate to learn from, beside 20 and 20 others (default: ${DEFAULT-VALUE}).")
  private int pieces = 150;

  @Option(
      names = "--window",
      paramLabel = "CHORDS",
      description =
          "Pieces are learned in windows of so many chords and one more, each half a window behind"
              + " the one before (default: ${DEFAULT-VALUE}).")
  private int window = 32;

  @Option(
      names = "--transpose",
      paramLabel = "N",
      description =
          "Learn each window in all keys up to N semitones higher and lower too (default:"
              + " ${DEFAULT-VALUE}).")
  private int transpose;

  @Option(
      names = "--embedding",
      paramLabel = "E",
      description = "Size of a note's learned vector (default: ${DEFAULT-VALUE}).")
  private int embedding = 32;

  @Option(
      names = "--dropout",
      paramLabel = "SHARE",
      description =
          "Share of the recurrent layer's outputs dropped in training (default: ${DEFAULT-VALUE}).")
  private double dropout = 0.2;

  @Option(
      names = "--chords",
      paramLabel = "N",
      description =
          "How many to invent behind eight of a held-out piece (default: ${DEFAULT-VALUE}).")
  private int chords = 96;

  @Option(
      names = "--temperature",
      paramLabel = "T",
      description =
          "Below 1 more likely notes, above 1 more daring; 0 always the likeliest (default:"
              + " ${DEFAULT-VALUE}).")
  private double temperature = 1;

  @Mixin private CellOption cells = new CellOption(CellOption.LSTM);

  @Mixin private FitOptions fit = new FitOptions(128, 16, 12, 0.005);

  private List<Chorale> training;
  private List<Chorale> validation;
  private List<Chorale> held;
  private Notes notes;

  /** Made by the command line. */
  public Chorales() {}

  @Override
  protected void check() {
    range("--pieces", pieces, 1, 100_000);
    range("--window", window, 2, 10_000);
    range("--transpose", transpose, 0, 11);
    range("--embedding", embedding, 1, 8192);
    range("--chords", chords, 1, 100_000);
    notNegative("--temperature", temperature);
    if (!(dropout >= 0 && (float) dropout < 1)) {
      throw new BadInput("--dropout must be at least 0 and below 1, but is " + dropout);
    }
    cells.check();
    fit.check();
    if (train == null) {
      if (valid != null || test != null) {
        throw new BadInput("--valid and --test need --train beside them");
      }
      List<Chorale> all = Harmony.pieces(pieces + 2 * HELD, seed());
      training = all.subList(0, pieces);
      validation = all.subList(pieces, pieces + HELD);
      held = all.subList(pieces + HELD, pieces + 2 * HELD);
    } else {
      unused("has no effect with --train", "--pieces");
      if (valid == null || test == null) {
        throw new BadInput("--train needs --valid and --test beside it");
      }
      training = Chorale.folder("--train", train);
      validation = Chorale.folder("--valid", valid);
      held = Chorale.folder("--test", test);
    }
    notes =
        Notes.of(Stream.of(training, validation, held).flatMap(List::stream).toList(), transpose);
  }

  private Network start(String cell) {
    Architecture.Builder builder =
        CellOption.layer(
            Architecture.builder().embedding(notes.count(), embedding), cell, fit.hidden());
    if (dropout > 0) {
      builder.dropout((float) dropout);
    }
    return Network.initialise(builder.dense(notes.count()).build(), seed());
  }

  @Override
  protected void run(Findings findings) throws IOException {
    List<int[]> windows = notes.windows(training, window, transpose);
    describe(findings, windows.size());
    List<Fitted> fitted = new ArrayList<>();
    for (String cell : cells.asked()) {
      Network start = start(cell);
      Evaluation judge = judge(start, validation);
      BatchSource batches = batches(windows);
      fitted.add(
          new Fit(fit, seed()).run(cell, start, batches, Loss.crossEntropy(), judge, findings));
    }
    findings.head("notes of %d held-out pieces".formatted(held.size()), "right", "validation");
    double best = baselines(findings);
    LearningCurves curves = new LearningCurves("The next note", "validation loss, nats a note");
    boolean reached = true;
    for (int i = 0; i < fitted.size(); i++) {
      String cell = cells.asked().get(i);
      Network network = fitted.get(i).network();
      reached &=
          row(findings, cell, cell, accuracy(network, held), accuracy(network, validation)) > best;
      curves.curve(cell, fitted.get(i).validation());
    }
    findings.draw("", curves);
    invent(fitted.getFirst().network(), findings);
    findings.claim(
        "%s above the chord before and the best n-gram".formatted(String.join(", ", cells.asked())),
        reached);
  }

  private void describe(Findings findings, int windows) {
    findings.line(
        "%s: %,d pieces to train on, %,d to validate with, %,d held out; %,d windows, %d different notes",
        train == null ? "generated music" : train,
        training.size(),
        validation.size(),
        held.size(),
        windows,
        notes.count());
    fit.describe(findings.report());
    findings
        .report()
        .put("generated", train == null)
        .put("embedding", embedding)
        .put("dropout", dropout)
        .put("window", window)
        .put("transpose", transpose)
        .put("training_windows", windows);
  }

  private BatchSource batches(List<int[]> sequences) {
    return BatchSource.nextTokens(
        sequences.toArray(int[][]::new),
        lengths -> LengthBatches.ofRows(lengths, fit.batch(), fit.batch() * 50, seed()));
  }

  private Evaluation judge(Network network, List<Chorale> pieces) {
    return new Evaluation(network.layers(), batches(notes.encode(pieces)), Loss.crossEntropy());
  }

  private double accuracy(Network network, List<Chorale> pieces) {
    Evaluation judge = judge(network, pieces);
    judge.loss(network);
    return judge.accuracy();
  }

  private static double row(
      Findings findings, String name, String key, double right, double validation) {
    findings.row(name, percent(right, 1), percent(validation, 1));
    findings.report().put(key + "_accuracy", right);
    findings.report().put(key + "_validation_accuracy", validation);
    return right;
  }

  /** Prints what needs no network, and gives the best; the n is the best in validation. */
  private double baselines(Findings findings) {
    List<int[]> learned = notes.encode(training, transpose);
    List<int[]> tested = notes.encode(held);
    List<int[]> validated = notes.encode(validation);
    NoteGrams.Guess repeat = (piece, at) -> piece[Math.max(0, at - Chorale.VOICES)];
    double repeated =
        row(
            findings,
            "note of the chord before",
            "repeated",
            NoteGrams.share(tested, repeat),
            NoteGrams.share(validated, repeat));
    NoteGrams best = null;
    double most = -1;
    int order = 0;
    for (int n = 1; n <= NoteGrams.MOST; n++) {
      NoteGrams grams = new NoteGrams(n, learned);
      double accuracy = grams.accuracy(validated);
      if (accuracy > most) {
        best = grams;
        most = accuracy;
        order = n;
      }
    }
    findings.report().put("ngram_notes", order);
    return Math.max(
        repeated,
        row(findings, "n-gram, %d notes".formatted(order), "ngram", best.accuracy(tested), most));
  }

  /** Eight chords of a held-out piece, and what the network makes of them. */
  private void invent(Network network, Findings findings) throws IOException {
    int[] piece = notes.encode(held.subList(0, 1)).getFirst();
    int given = Math.min(8 * Chorale.VOICES, piece.length);
    int[] invented = Arrays.copyOf(piece, given + chords * Chorale.VOICES);
    Sampler sampler =
        temperature == 0 ? Sampler.greedy() : Sampler.temperature((float) temperature, seed());
    Session session = network.newSession();
    float[] logits = new float[notes.count()];
    for (int t = 1; t < invented.length; t++) {
      session.step(invented[t - 1], logits);
      invented[t] = t < given ? invented[t] : sampler.next(logits, logits.length);
    }
    int[] sounds = notes.decode(invented);
    findings.draw(
        "invented", new PianoRoll("Invented behind the line", sounds, given / Chorale.VOICES));
    findings.write(MIDI, file -> Midi.write(sounds, file));
  }
}
