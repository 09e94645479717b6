package dev.cellwise.bench.command;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A JVM of its own that works when it is told to and waits otherwise: an order is a line, and so is
 * its answer. Its program takes them by {@link #serve}. It ends with this one.
 */
public final class ToldJvm implements AutoCloseable {
  /** Lines of answers start with it and the {@link #WORD}. */
  private static final String ANSWER = "@";

  /** Lines that say what failed. */
  private static final String FAILURE = "!";

  /**
   * The variable with a word that is another one for each JVM: native libraries may print what they
   * like, and no line of theirs is an answer.
   */
  private static final String WORD = "CELLWISE_BENCH_WORD";

  /** The first lines that it printed, for the report of a failure: they name it as a rule. */
  private static final int LINES = 3;

  /** What OpenMP and the BLAS libraries read as they are loaded. */
  private static final List<String> THREADS =
      List.of("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS");

  /** What a program does with an order. */
  @FunctionalInterface
  public interface Orders {
    /**
     * Does it.
     *
     * @return the answer, of one line
     * @throws Exception if it failed; its message is told
     */
    String answer(String order) throws Exception;
  }

  private final String word = UUID.randomUUID() + " ";
  private final Process process;
  private final BufferedReader answers;
  private final PrintWriter orders;
  private final List<String> said = new ArrayList<>();
  private final Thread killer;

  /** How much longer than it was asked for an order may take. */
  private final double patience;

  /**
   * Starts it.
   *
   * @param flags further ones than this JVM's
   * @param main the class whose {@code main} serves
   * @param arguments of {@code main}
   * @param threads that a native library may use for a call
   * @param patience seconds that an order may take beside what it was asked for; a JVM that takes
   *     longer is ended
   */
  public ToldJvm(
      List<String> flags, String main, List<String> arguments, int threads, double patience)
      throws IOException {
    this.patience = patience;
    List<String> command = FreshJvm.command(flags, main);
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    for (String name : THREADS) {
      builder.environment().put(name, Integer.toString(threads));
    }
    builder.environment().put(WORD, word);
    process = builder.redirectErrorStream(true).start();
    killer = new Thread(process::destroyForcibly);
    Runtime.getRuntime().addShutdownHook(killer);
    answers = process.inputReader(StandardCharsets.UTF_8);
    orders = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
  }

  /**
   * The other end: does what it is told until its input ends, then ends this JVM, for threads of a
   * native library may still be there.
   */
  public static void serve(Orders orders) throws IOException {
    // A call that hangs does not outlive the program that waits for it.
    ProcessHandle.current()
        .parent()
        .ifPresent(p -> p.onExit().thenRun(() -> Runtime.getRuntime().halt(1)));
    String word = System.getenv().getOrDefault(WORD, " ");
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String answer;
      try {
        answer = ANSWER + word + orders.answer(line);
      } catch (Throwable e) {
        // An error too: the other end tells it, and starts another JVM.
        answer = FAILURE + word + said(e);
      }
      // What a library printed may not have ended its line.
      System.out.println("\n" + answer.replaceAll("[\r\n]", " "));
      System.out.flush();
    }
    Runtime.getRuntime().halt(0);
  }

  /** What an exception says; never empty: who says nothing has failed as well. */
  public static String said(Throwable e) {
    return e.getMessage() == null || e.getMessage().isBlank() ? e.toString() : e.getMessage();
  }

  /** The number of its process. */
  public long process() {
    return process.pid();
  }

  /** Whether it can be told something. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** Gives an order, and does not wait. */
  public void tell(String order) {
    said.clear();
    orders.println(order);
  }

  /**
   * Gives an order and waits for its answer.
   *
   * @param seconds that it was asked to take
   * @throws IOException if it failed, with what it says, or did not answer in time
   */
  public String ask(String order, double seconds) throws IOException {
    tell(order);
    return answer(seconds);
  }

  /**
   * Waits for the answer to an order.
   *
   * @param seconds that it was asked to take
   * @throws IOException if it failed, with what it says, or did not answer in time
   */
  public String answer(double seconds) throws IOException {
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
    String text = line.substring(ANSWER.length() + word.length());
    if (line.startsWith(FAILURE)) {
      throw new IOException(text);
    }
    return text;
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
        if (line.startsWith(ANSWER + word) || line.startsWith(FAILURE + word)) {
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
