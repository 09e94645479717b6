package dev.cellwise.examples;

import java.io.Console;
import java.io.PrintWriter;

/** Shows how far a training run is: a bar on a terminal, a line now and then elsewhere. */
public interface Progress extends AutoCloseable {
  /**
   * What is counted.
   *
   * @param name its name, plural
   * @param size how many of what {@link #update} is told make one
   */
  record Unit(String name, long size) {
    /** A thousand characters. */
    public static final Unit KCHAR = new Unit("kchar", 1000);

    /** A training step. */
    public static final Unit STEPS = new Unit("steps", 1);
  }

  /**
   * The run has come this far.
   *
   * @param done how much is done
   * @param loss the current training loss
   */
  void update(long done, double loss);

  /** Ends the display. */
  @Override
  void close();

  /**
   * A bar when standard input and output are a terminal that can move its cursor, otherwise lines.
   *
   * @param err where to write
   * @param name of the run, a word
   * @param unit what is counted
   * @param total how much a whole run does
   */
  static Progress start(PrintWriter err, String name, Unit unit, long total) {
    Console console = System.console();
    String terminal = System.getenv("TERM");
    boolean dumb = terminal == null ? !isWindows() : terminal.equals("dumb");
    return console != null && console.isTerminal() && !dumb
        ? new ProgressOnTerminal(name, unit, total)
        : new ProgressLines(err, name, unit, total, System::nanoTime);
  }

  private static boolean isWindows() {
    return System.getProperty("os.name").startsWith("Windows");
  }
}
