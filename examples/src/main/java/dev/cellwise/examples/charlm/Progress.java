package dev.cellwise.examples.charlm;

import java.io.Console;
import java.io.PrintWriter;

/** Shows how far a training run is: a bar on a terminal, a line now and then elsewhere. */
interface Progress extends AutoCloseable {
  /**
   * The run has come this far.
   *
   * @param characters characters trained on so far
   * @param loss the current training loss in nats a character
   */
  void update(long characters, double loss);

  /** Ends the display. */
  @Override
  void close();

  /**
   * A bar when standard input and output are a terminal that can move its cursor, otherwise lines.
   *
   * @param err where to write
   * @param total the number of characters that a whole run trains on
   */
  static Progress start(PrintWriter err, long total) {
    Console console = System.console();
    String terminal = System.getenv("TERM");
    boolean dumb = terminal == null ? !isWindows() : terminal.equals("dumb");
    return console != null && console.isTerminal() && !dumb
        ? new ProgressOnTerminal(total)
        : new ProgressLines(err, total, System::nanoTime);
  }

  private static boolean isWindows() {
    return System.getProperty("os.name").startsWith("Windows");
  }
}
