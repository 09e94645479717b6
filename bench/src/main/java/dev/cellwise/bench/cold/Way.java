package dev.cellwise.bench.cold;

/** What is done for the first steps. */
enum Way {
  /** Nothing. */
  COLD("as it comes", false, false),
  /** {@code Network.warmUp} before the first step. */
  WARMUP("`warmUp`", true, false),
  /** A JVM with a cache of what a run before it had loaded and profiled. */
  AOT("AOT cache", false, true),
  /** Both. */
  BOTH("AOT cache, `warmUp`", true, true);

  private final String label;
  private final boolean warmUp;
  private final boolean cache;

  Way(String label, boolean warmUp, boolean cache) {
    this.label = label;
    this.warmUp = warmUp;
    this.cache = cache;
  }

  /** In tables. */
  String label() {
    return label;
  }

  boolean warmsUp() {
    return warmUp;
  }

  boolean hasCache() {
    return cache;
  }
}
