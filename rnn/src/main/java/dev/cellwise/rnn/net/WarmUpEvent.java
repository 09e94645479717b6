package dev.cellwise.rnn.net;

import dev.cellwise.kernels.Kernels;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** A warm-up. Loaded by {@link FlightEvents} alone. */
@Name("dev.cellwise.WarmUp")
@Label("Warm-Up")
@Description("Steps that bring a network's kernels to compiled code")
@Category("Cellwise")
@StackTrace(false)
final class WarmUpEvent extends Event {
  @Label("Network")
  String network;

  @Label("Precision")
  @Description("How the steps read the matrices")
  String precision;

  @Label("Rows")
  @Description("Most streams of a call")
  int rows;

  @Label("Budget")
  @Timespan(Timespan.NANOSECONDS)
  long budget;

  @Label("Time Steps")
  @Description("Calls, where there are several rows")
  long steps;

  @Label("Rested")
  @Description("Whether steps had not got faster for a while at its end")
  boolean rested;

  @Label("Kernels")
  String kernels;

  private WarmUpEvent() {}

  /** One that has begun, or null where no recording asks for it. */
  static WarmUpEvent begun() {
    WarmUpEvent event = new WarmUpEvent();
    if (!event.isEnabled()) {
      return null;
    }
    event.begin();
    return event;
  }

  void ended(Network made, int most, Duration limit, WarmUp done) {
    end();
    network = made.layers().line();
    precision = made.precision().name();
    rows = most;
    budget = TimeUnit.NANOSECONDS.convert(limit);
    steps = done.steps();
    rested = done.rested();
    kernels = Kernels.describe();
    commit();
  }
}
