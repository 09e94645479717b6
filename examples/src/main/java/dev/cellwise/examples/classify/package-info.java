/**
 * {@code cellwise classify}: a sequence in, a class out (many-to-one), for texts character by
 * character and for measurements, with LSTM, GRU and simple cells beside one another.
 */
package dev.cellwise.examples.classify;
