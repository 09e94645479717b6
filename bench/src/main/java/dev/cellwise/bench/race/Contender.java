package dev.cellwise.bench.race;

import dev.cellwise.bench.cases.Library;
import dev.cellwise.bench.cases.Setting;
import dev.cellwise.bench.command.FreshJvm;
import dev.cellwise.bench.figure.Round;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** A library in a JVM of its own, which works when it is told to and waits otherwise. */
final class Contender implements AutoCloseable {
  /** The first lines that it printed, for the report of a failure: they name it as a rule. */
  private static final int LINES = 3;

  private final Library library;
  private final int threads;
  private final Path results;
  private final Process process;
  private final BufferedReader answers;
  private final PrintWriter orders;
  private final List<String> said = new ArrayList<>();
  private final Thread killer;
  private final List<Double> turns = new ArrayList<>();
  private int divisor;
  private String version = "";
  private boolean steady;

  /** How much longer than it was asked for an order may take. */
  private final double patience;

  /**
   * Starts its JVM.
   *
   * @param patience seconds that an order may take beside what it was asked for; a JVM that takes
   *     longer is ended
   */
  Contender(Library library, int threads, double patience) throws IOException {
    this.library = library;
    this.threads = threads;
    this.patience = patience;
    results = Files.createTempFile("bench", ".results");
    results.toFile().deleteOnExit();
    List<String> command = FreshJvm.command(library.jvmFlags(threads), Contestant.class.getName());
    command.addAll(List.of(library.name(), Integer.toString(threads)));
    ProcessBuilder builder = new ProcessBuilder(command);
    // What OpenMP and the BLAS libraries read as they are loaded.
    for (String name : List.of("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS")) {
      builder.environment().put(name, Integer.toString(threads));
    }
    process = builder.redirectErrorStream(true).start();
    killer = new Thread(process::destroyForcibly);
    Runtime.getRuntime().addShutdownHook(killer);
    answers = process.inputReader(StandardCharsets.UTF_8);
    orders = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
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
    return process.pid();
  }

  /** Whether it can be told something. */
  boolean isAlive() {
    return process.isAlive();
  }

  /** Tells it to get a setting ready, and to make the first calls; it does so meanwhile. */
  void prepare(Setting setting) {
    divisor = setting.divisor();
    turns.clear();
    said.clear();
    orders.println(Contestant.prepare(setting, results));
  }

  /** Waits until it is ready. */
  Map<String, float[]> firstResults() throws IOException {
    version = answer(0);
    return NamedArrays.read(results);
  }

  /** Warms up, then stays on one core. */
  void warmUp(double seconds, Core core) throws IOException, InterruptedException {
    steady = Boolean.parseBoolean(ask("warm " + seconds, 30 * seconds));
    if (threads == 1) {
      core.pin(process.pid());
    }
  }

  /** Works for a while. */
  void turn(double seconds) throws IOException {
    turns.add(Double.parseDouble(ask("turn " + seconds, 30 * seconds)) / divisor);
  }

  /**
   * The times of the setting.
   *
   * @throws IOException if its results were wrong in the end, with what was wrong
   */
  Round end() throws IOException {
    String[] words = ask("end", 0).split(" ");
    List<Double> quantiles = new ArrayList<>();
    for (int i = 2; i < words.length; i++) {
      quantiles.add(Double.parseDouble(words[i]) / divisor);
    }
    int calls = Integer.parseInt(words[0]);
    return new Round(List.copyOf(turns), quantiles, calls, Double.parseDouble(words[1]), steady);
  }

  private String ask(String order, double seconds) throws IOException {
    orders.println(order);
    return answer(seconds);
  }

  private String answer(double seconds) throws IOException {
    long millis = (long) (1000 * (patience + seconds));
    AtomicBoolean settled = new AtomicBoolean();
    Thread watch = Thread.ofVirtual().start(() -> endAfter(millis, settled));
    String line = read();
    watch.interrupt();
    if (!settled.compareAndSet(false, true)) {
      throw new IOException("no answer within " + millis / 1000 + " s");
    }
    if (line == null) {
      throw new IOException("its JVM ended: " + String.join(" ", said));
    }
    if (line.startsWith(Contestant.FAILURE)) {
      throw new IOException(line.substring(Contestant.FAILURE.length()));
    }
    return line.substring(Contestant.ANSWER.length());
  }

  /** Ends the JVM, unless it has answered. */
  private void endAfter(long millis, AtomicBoolean settled) {
    try {
      Thread.sleep(millis);
      if (settled.compareAndSet(false, true)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      // It has.
    }
  }

  /** The next answer or failure; null at the end. */
  private String read() {
    try {
      for (String line = answers.readLine(); line != null; line = answers.readLine()) {
        if (line.startsWith(Contestant.ANSWER) || line.startsWith(Contestant.FAILURE)) {
          return line;
        }
        if (!line.isBlank() && !line.startsWith("WARNING") && said.size() < LINES) {
          said.add(line);
        }
      }
    } catch (IOException e) {
      // The stream was closed with the process.
    }
    return null;
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor(10, TimeUnit.SECONDS);
      Files.deleteIfExists(results);
    } catch (IOException e) {
      // A small file is left among the temporary ones.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    try {
      Runtime.getRuntime().removeShutdownHook(killer);
    } catch (IllegalStateException e) {
      // This JVM is going down already, and the hook does its work.
    }
  }
}
