package dev.cellwise.examples.charlm;

import dev.cellwise.examples.Progress;
import dev.cellwise.examples.Report;
import dev.cellwise.examples.charlm.Learner.Learned;
import dev.cellwise.kernels.Kernels;
import dev.cellwise.rnn.data.CharVocabulary;
import dev.cellwise.rnn.file.ModelFile;
import dev.cellwise.rnn.net.Network;
import dev.cellwise.rnn.net.Precision;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** One run of {@code charlm} from the dataset to the report, with options that are checked. */
final class CharLmRun {
  private static final int NAMES = 20;
  private static final int CHARACTERS = 500;

  /** How much of the held-out stream is streamed. */
  private static final int STREAMED = 20_000;

  private final TrainingOptions training;
  private final SpeakingOptions speaking;
  private final OutputOptions output;
  private final Summary summary;
  private final PrintWriter err;
  private final Deadline deadline;
  private final Report report = new Report();

  /** A run that starts now. */
  CharLmRun(
      TrainingOptions training,
      SpeakingOptions speaking,
      OutputOptions output,
      PrintWriter out,
      PrintWriter err) {
    this.training = training;
    this.speaking = speaking;
    this.output = output;
    this.summary = new Summary(out);
    this.err = err;
    this.deadline = new Deadline(training.minutes, System.nanoTime(), System::nanoTime);
  }

  /**
   * Does everything.
   *
   * @param data what to learn
   * @param prompt what invented text begins with
   * @param line to be surprised by
   * @throws IOException when a result cannot be written
   */
  void run(Dataset data, int[] prompt, LineSurprise line) throws IOException {
    describe(data);
    Ngrams ngrams = Ngrams.train(data.vocabulary().size(), data.training());
    Baselines baselines = Baselines.measure(data.vocabulary().size(), ngrams, data.heldOut());
    Learned learned = learn(data);
    Network network = learned.network();
    compare(network, data, baselines);
    surprise(network, ngrams, line);

    ModelFile.save(output.model(), network, data.vocabulary());
    LossCurve.write(output.lossCurve(), data.corpus().title(), learned.log(), baselines);

    network.warmUp();
    invent(network, data, prompt);
    stream(network, data);
    summary.line("");
    summary.line("model       %s", output.model());
    summary.line("loss curve  %s", output.lossCurve());
    summary.line("surprise    %s", output.surprise());
    summary.line("%.0f seconds in all", deadline.elapsed());
    report.put("seconds", deadline.elapsed());
    output.report.write(report);
  }

  private void describe(Dataset data) {
    Corpus corpus = data.corpus();
    CharVocabulary vocabulary = data.vocabulary();
    String kernels = Kernels.describe();
    summary.line(
        "%s: %,d characters, %,d of them held out, %d symbols",
        corpus.title(), corpus.characters(), data.heldOutCharacters(), vocabulary.size());
    summary.line(
        "%d %s layer%s of %d units; kernels: %s",
        training.layers,
        training.cell.toUpperCase(Locale.ROOT),
        training.layers == 1 ? "" : "s",
        training.hidden,
        kernels);
    report
        .put("corpus", corpus.title())
        .put("characters", corpus.characters())
        .put("held_out_characters", data.heldOutCharacters())
        .put("symbols", vocabulary.size());
    training.describe(report);
    report.put("kernels", kernels).put("java_version", Runtime.version().toString());
  }

  private Learned learn(Dataset data) {
    long total = training.steps * training.charactersPerStep();
    Learned learned;
    try (Progress progress = Progress.start(err, "training", Progress.Unit.KCHAR, total)) {
      learned = new Learner(training, data, progress, deadline).learn();
    }
    long characters = learned.steps() * training.charactersPerStep();
    double rate = characters / learned.seconds();
    summary.line(
        "%,d steps over %,d characters in %.0f s: %,.0f characters a second",
        learned.steps(), characters, learned.seconds(), rate);
    if (learned.bestStep() == 0) {
      summary.line(
          "no step was better than the first weights: try a lower --learning-rate or more --steps");
    }
    if (learned.steps() < training.steps) {
      summary.line("stopped by --minutes before all %,d --steps were done", training.steps);
    }
    report
        .put("parameters", learned.network().parameterCount())
        .put("steps_taken", learned.steps())
        .put("best_step", learned.bestStep())
        .put("train_chars", characters)
        .put("train_seconds", learned.seconds())
        .put("train_chars_per_s", rate);
    return learned;
  }

  private void compare(Network network, Dataset data, Baselines baselines) {
    double nats = Validation.natsPerCharacter(network, data.heldOut(), data.heldOutCharacters());
    Network half = network.to(Precision.BF16);
    // The same bits by floats, without steps of another kind to be compiled.
    double rounded =
        Validation.natsPerCharacter(
            half.to(Precision.F32), data.heldOut(), data.heldOutCharacters());
    summary.comparison(training.cell, nats, rounded, baselines);
    report
        .put("validation_nats_per_char", nats)
        .put("validation_bits_per_char", Summary.bits(nats))
        .put("bf16_validation_nats_per_char", rounded)
        .put("bf16_cost_nats_per_char", rounded - nats)
        .put("uniform_nats_per_char", baselines.uniform())
        .put("unigram_nats_per_char", baselines.unigram())
        .put("bigram_nats_per_char", baselines.bigram())
        .put("trigram_nats_per_char", baselines.trigram());
  }

  private void surprise(Network network, Ngrams ngrams, LineSurprise line) throws IOException {
    line.read(ngrams);
    line.read(training.cell.toUpperCase(Locale.ROOT), network);
    summary.line("");
    summary.line("the line '%s' as a whole", line.line());
    summary.line("%-20s %9s  %9s  %10s", "", "ln p", "log10 p", "perplexity");
    report.put("line", line.line());
    for (String model : line.models()) {
      double ln = line.logProbability(model);
      double perplexity = line.perplexity(model);
      summary.line("%-20s %9.2f  %9.2f  %10.2f", model, ln, ln / StrictMath.log(10), perplexity);
      String key = model.equals(model.toLowerCase(Locale.ROOT)) ? model + "_line_" : "line_";
      report.put(key + "log_probability", ln).put(key + "perplexity", perplexity);
    }
    line.picture().write(output.surprise());
  }

  private void invent(Network network, Dataset data, int[] prompt) {
    StreamMeter stream = new StreamMeter(network);
    Speaker speaker =
        new Speaker(stream, data.vocabulary(), Speaker.sampler(speaking, training.seed));
    summary.line("");
    if (data.corpus().kind() == Corpus.Kind.TEXT) {
      summary.line("%d characters, invented:", CHARACTERS);
      summary.line("");
      summary.text(speaking.prompt);
      speaker.text(prompt, CHARACTERS, summary::text);
      summary.line("");
      return;
    }
    List<String> names = speaker.lines(prompt, NAMES);
    Set<String> known =
        (data.corpus().training() + data.corpus().heldOut()).lines().collect(Collectors.toSet());
    summary.line("%d names, invented (= marks one that exists):", NAMES);
    for (String name : names) {
      summary.line("%s %s", known.contains(name) ? "=" : " ", name);
    }
  }

  private void stream(Network network, Dataset data) {
    int characters = Math.min(STREAMED, data.heldOutCharacters());
    StreamMeter stream = new StreamMeter(network);
    double streamed = stream.read(data.heldOut(), characters);
    double chunked = Validation.natsPerCharacter(network, data.heldOut(), characters);
    summary.line("");
    summary.line("the held-out text streamed, one character at a time");
    summary.stream(stream);
    summary.line(
        "%.6f nats/char, %s as when read in chunks",
        streamed, streamed == chunked ? "the same bits" : "NOT THE SAME BITS");
    report
        .put("step_ns_p50", stream.nanos(0.5))
        .put("step_ns_p99", stream.nanos(0.99))
        .put("bytes_per_step", stream.bytesPerStep())
        .put("streamed_steps", stream.steps())
        .put("streamed_equals_chunked", streamed == chunked);
  }
}
