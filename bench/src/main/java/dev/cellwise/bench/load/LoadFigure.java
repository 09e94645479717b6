package dev.cellwise.bench.load;

/**
 * What was measured of a library with a collector, at so many threads and states.
 *
 * @param library its name
 * @param version its version
 * @param collector of its JVM
 * @param threads that stepped
 * @param states of all threads
 * @param closed without a pause
 * @param loaded at a fixed rate
 */
public record LoadFigure(
    String library,
    String version,
    Collector collector,
    int threads,
    int states,
    Closed closed,
    Loaded loaded) {}
