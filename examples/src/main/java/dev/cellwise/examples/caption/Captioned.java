package dev.cellwise.examples.caption;

/**
 * A vector with what is to be said of it.
 *
 * @param vector what comes in
 * @param shown the same for a reader
 * @param text what should come out
 */
record Captioned(float[] vector, String shown, String text) {}
