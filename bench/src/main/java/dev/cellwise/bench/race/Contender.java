package dev.cellwise.bench.race;

import dev.cellwise.bench.cases.Library;
import dev.cellwise.bench.cases.Setting;
import dev.cellwise.bench.command.ToldJvm;
import dev.cellwise.bench.figure.Round;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A library in a JVM of its own, which works when it is told to and waits otherwise. */
final class Contender implements AutoCloseable {
  private final Library library;
  private final int threads;
  private final Path results;
  private final ToldJvm jvm;
  private final List<Double> turns = new ArrayList<>();
  private int divisor;
  private String version = "";
  private boolean steady;

  /**
   * Starts its JVM.
   *
   * @param patience seconds that an order may take beside what it was asked for; a JVM that takes
   *     longer is ended
   */
  Contender(Library library, int threads, double patience) throws IOException {
    this.library = library;
    this.threads = threads;
    results = Files.createTempFile("bench", ".results");
    results.toFile().deleteOnExit();
    jvm =
        new ToldJvm(
            library.jvmFlags(threads),
            Contestant.class.getName(),
            List.of(library.name(), Integer.toString(threads)),
            threads,
            patience);
  }

  /** Who it is. */
  Library library() {
    return library;
  }

  /** Its version, once it has been ready. */
  String version() {
    return version;
  }

  /** The number of its process. */
  long process() {
    return jvm.process();
  }

  /** Whether it can be told something. */
  boolean isAlive() {
    return jvm.isAlive();
  }

  /** Tells it to get a setting ready, and to make the first calls; it does so meanwhile. */
  void prepare(Setting setting) {
    divisor = setting.divisor();
    turns.clear();
    jvm.tell(Contestant.prepare(setting, results));
  }

  /** Waits until it is ready. */
  Map<String, float[]> firstResults() throws IOException {
    version = jvm.answer(0);
    return NamedArrays.read(results);
  }

  /** Warms up, then stays on one core. */
  void warmUp(double seconds, Core core) throws IOException, InterruptedException {
    steady = Boolean.parseBoolean(jvm.ask("warm " + seconds, 30 * seconds));
    if (threads == 1) {
      core.pin(jvm.process());
    }
  }

  /** Works for a while. */
  void turn(double seconds) throws IOException {
    turns.add(byStep(jvm.ask("turn " + seconds, 30 * seconds), divisor));
  }

  /** A time of a call that was told, by the step. */
  static double byStep(String answer, int divisor) {
    return Double.parseDouble(answer) / divisor;
  }

  /**
   * The times of the setting.
   *
   * @throws IOException if its results were wrong in the end, with what was wrong
   */
  Round end() throws IOException {
    return round(jvm.ask("end", 0), divisor, turns, steady);
  }

  /**
   * What was told in the end.
   *
   * @param answer calls, bytes of one, and quantiles of their times
   * @param divisor time steps of a call, if its time is told by the step
   * @param turns by the step already
   */
  static Round round(String answer, int divisor, List<Double> turns, boolean steady) {
    String[] words = answer.split(" ");
    List<Double> quantiles = new ArrayList<>();
    for (int i = 2; i < words.length; i++) {
      quantiles.add(byStep(words[i], divisor));
    }
    int calls = Integer.parseInt(words[0]);
    return new Round(List.copyOf(turns), quantiles, calls, Double.parseDouble(words[1]), steady);
  }

  @Override
  public void close() {
    jvm.close();
    try {
      Files.deleteIfExists(results);
    } catch (IOException e) {
      // A small file is left among the temporary ones.
    }
  }
}
