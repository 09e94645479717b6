/**
 * {@code cellwise forecast}: the next values of series.
 *
 * <p>{@link dev.cellwise.examples.forecast.Measurements} are series in their own units, with
 * targets first and what is known in advance last; {@link dev.cellwise.examples.forecast.Scaled}
 * makes windows of them. Every {@link dev.cellwise.examples.forecast.Forecaster}, a rule, a
 * regression, an ARIMA model or a network, foretells what follows the same held-out windows, and a
 * {@link dev.cellwise.examples.forecast.Comparison} says which misses it by least.
 */
package dev.cellwise.examples.forecast;
