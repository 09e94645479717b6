package dev.cellwise.bench.load;

/**
 * What a thread left on the Java heap in many steps, one after the other.
 *
 * @param library its name
 * @param collector of its JVM
 * @param steps that it made
 * @param bytes that it allocated in all of them
 */
public record StepCount(String library, Collector collector, long steps, long bytes) {}
