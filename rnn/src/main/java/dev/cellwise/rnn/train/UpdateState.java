package dev.cellwise.rnn.train;

import java.util.Map;

/**
 * What an {@link UpdateRule} remembers between updates, for a checkpoint. A rule that goes on from
 * it has the bits of one that never stopped.
 *
 * @param arrays moments by name, each of the packed parameters from the first on, without the lead
 *     of {@link dev.cellwise.kernels.Floats#BASE} floats, which is not the same in every JVM
 * @param numbers running products and counts by name; a count below 2^53 is exact
 */
public record UpdateState(Map<String, float[]> arrays, Map<String, Double> numbers) {}
