package dev.cellwise.bench.load;

import java.util.Locale;

/** A garbage collector of the JVM. */
public enum Collector {
  G1,
  Z,
  PARALLEL,
  SERIAL;

  /** What a JVM is given to have it. */
  String flag() {
    return "-XX:+Use" + text() + "GC";
  }

  /** Its name as the JVM's flags have it. */
  public String text() {
    return name().charAt(0) + name().substring(1).toLowerCase(Locale.ROOT);
  }
}
