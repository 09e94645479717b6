package dev.cellwise.rnn.net;

import java.time.Duration;
import java.util.Optional;
import jdk.jfr.FlightRecorder;

/**
 * The way to Flight Recorder's events, for code that must run without the module {@code jdk.jfr}:
 * events are told here as objects, so that no class that links to the module is loaded before it is
 * known to be there and to record.
 *
 * <p>Off, a question costs the load of one field of the recorder's. To load a class of events
 * before there is a recorder would read all of the JVM's own, tens of milliseconds at the start.
 */
final class FlightEvents {
  /** Constant after the start, so that no code is left of a question where it is false. */
  private static final boolean MODULE = module();

  private FlightEvents() {}

  private static boolean module() {
    Optional<Module> jfr = ModuleLayer.boot().findModule("jdk.jfr");
    return jfr.isPresent() && FlightEvents.class.getModule().canRead(jfr.get());
  }

  private static boolean recorder() {
    return MODULE && FlightRecorder.isInitialized();
  }

  /** A call of a stepper begins: its event, or null where no recording asks for it. */
  static Object step() {
    return recorder() ? StepEvent.begun() : null;
  }

  /**
   * A call of a stepper has ended, without an error.
   *
   * @param event what {@link #step} gave, not null
   * @param layers of the network
   * @param precision of the network
   * @param rows streams
   * @param steps time steps of each
   */
  static void stepped(Object event, Layers layers, Precision precision, int rows, int steps) {
    ((StepEvent) event).ended(layers.line(), precision, rows, steps);
  }

  /** A warm-up begins: its event, or null where no recording asks for it. */
  static Object warmUp() {
    return recorder() ? WarmUpEvent.begun() : null;
  }

  /**
   * A warm-up has ended.
   *
   * @param event what {@link #warmUp} gave, not null
   * @param rows most streams of a call
   */
  static void warmedUp(Object event, Network network, int rows, Duration budget, WarmUp done) {
    ((WarmUpEvent) event).ended(network, rows, budget, done);
  }

  /** A network was made. */
  static void made(Network network) {
    if (recorder()) {
      NetworkEvent.made(network);
    }
  }
}
