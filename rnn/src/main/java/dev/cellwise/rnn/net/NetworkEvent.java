package dev.cellwise.rnn.net;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A network that was made. Loaded by {@link FlightEvents} alone. */
@Name("dev.cellwise.NetworkMade")
@Label("Network Made")
@Description("A network that was loaded, initialised, taken from a trainer or converted")
@Category("Cellwise")
@StackTrace(false)
final class NetworkEvent extends Event {
  @Label("Network")
  String network;

  @Label("Precision")
  @Description("How steps read the matrices")
  String precision;

  @Label("Learned Numbers")
  long parameters;

  private NetworkEvent() {}

  /** Records it, where a recording asks for it. */
  static void made(Network made) {
    NetworkEvent event = new NetworkEvent();
    if (event.isEnabled()) {
      event.network = made.layers().line();
      event.precision = made.precision().name();
      event.parameters = made.parameterCount();
      event.commit();
    }
  }
}
