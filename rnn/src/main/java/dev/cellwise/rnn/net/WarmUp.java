package dev.cellwise.rnn.net;

import java.time.Duration;

/**
 * What a {@linkplain Network#warmUp(Duration) warm-up} came to.
 *
 * @param steps time steps that were made, one by one and in runs; of a batch stepper its calls
 * @param time that it took
 * @param rested whether steps had not got faster for a while at its end: all kernels that they call
 *     are compiled then, as far as a clock can tell. Not so where the budget was used up before.
 */
public record WarmUp(long steps, Duration time, boolean rested) {}
