package dev.cellwise.rnn.net;

import dev.cellwise.kernels.Kernels;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;

/** A call of a stepper. Loaded by {@link FlightEvents} alone. */
@Name("dev.cellwise.Step")
@Label("Step")
@Description("A step or a run of a network; off unless asked for, since there may be millions")
@Category("Cellwise")
@Enabled(false)
@Threshold("1 ms")
@StackTrace(false)
final class StepEvent extends Event {
  private static final String KERNELS = Kernels.describe();

  /** Never recorded: whether events are wanted is the same for all, and asking makes no garbage. */
  private static final StepEvent ANY = new StepEvent();

  @Label("Network")
  String network;

  @Label("Precision")
  @Description("How the steps read the matrices")
  String precision;

  @Label("Rows")
  @Description("Streams that took the steps")
  int rows;

  @Label("Time Steps")
  @Description("Of each row")
  int steps;

  @Label("Kernels")
  String kernels;

  private StepEvent() {}

  /** One that has begun, or null where no recording asks for it. */
  static StepEvent begun() {
    if (!ANY.isEnabled()) {
      return null;
    }
    StepEvent event = new StepEvent();
    event.begin();
    return event;
  }

  void ended(String network, Precision precision, int rows, int steps) {
    end();
    if (shouldCommit()) {
      this.network = network;
      this.precision = precision.name();
      this.rows = rows;
      this.steps = steps;
      this.kernels = KERNELS;
      commit();
    }
  }
}
