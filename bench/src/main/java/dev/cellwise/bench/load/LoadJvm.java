package dev.cellwise.bench.load;

import dev.cellwise.bench.cases.Layer;
import dev.cellwise.bench.cases.StreamLibrary;
import dev.cellwise.bench.command.ToldJvm;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A library with a garbage collector, in a JVM of its own. */
final class LoadJvm implements AutoCloseable {
  /**
   * Seconds beside what it was asked for; natives are unpacked from their jars on the first day.
   */
  private static final double PATIENCE = 300;

  private final StreamLibrary library;
  private final Collector collector;
  private final ToldJvm jvm;
  private String version = "";

  /** Starts it. */
  LoadJvm(StreamLibrary library, Collector collector, Layer layer, int hidden) throws IOException {
    this.library = library;
    this.collector = collector;
    List<String> flags = new ArrayList<>(library.jvmFlags(1));
    flags.add(collector.flag());
    List<String> arguments = List.of(library.name(), layer.cell(), Integer.toString(hidden));
    jvm = new ToldJvm(flags, LoadProgram.class.getName(), arguments, 1, PATIENCE);
  }

  StreamLibrary library() {
    return library;
  }

  Collector collector() {
    return collector;
  }

  /** The library's version, once it is open. */
  String version() {
    return version;
  }

  /** Gets the network ready, holds it to Cellwise's results, and warms up. */
  void open() throws IOException {
    version = jvm.ask("open", 0);
  }

  /** Makes the states, and steps them without a pause. */
  Closed prepare(int threads, int states, int turns, double seconds) throws IOException {
    String order = "prepare " + threads + " " + states + " " + turns + " " + seconds;
    return Closed.of(jvm.ask(order, 2 * turns * seconds));
  }

  /** Runs a load over the states that were made. */
  Loaded load(double rate, double seconds) throws IOException {
    return Loaded.of(jvm.ask("load " + rate + " " + seconds, 4 * seconds));
  }

  /** Bytes that a thread allocates in so many steps of the states that were made. */
  long bytes(long steps) throws IOException {
    // A step takes no millisecond, whoever makes it.
    return Long.parseLong(jvm.ask("steps " + steps, steps / 1e3));
  }

  @Override
  public void close() {
    jvm.close();
  }
}
