package dev.cellwise.bench.jmh;

import java.util.Collection;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.Aggregator;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ResultRole;

/**
 * The fraction of the limit that a score came to, in percent. That of several forks is of their
 * mean score, so that it agrees with the score printed beside it.
 */
final class OfLimit extends Result<OfLimit> {
  private static final long serialVersionUID = 1;

  private final double limit;
  private final double score;
  private final boolean rate;

  /**
   * Of one fork.
   *
   * @param limit in the unit of the score
   * @param score of the fork
   * @param rate whether they are operations by time, not time by operation
   */
  OfLimit(double limit, double score, boolean rate) {
    super(
        ResultRole.SECONDARY,
        "ofLimit",
        of(100 * (rate ? score / limit : limit / score)),
        "%",
        AggregationPolicy.AVG);
    this.limit = limit;
    this.score = score;
    this.rate = rate;
  }

  @Override
  protected Aggregator<OfLimit> getThreadAggregator() {
    return this::ofMean;
  }

  @Override
  protected Aggregator<OfLimit> getIterationAggregator() {
    return this::ofMean;
  }

  private OfLimit ofMean(Collection<OfLimit> forks) {
    double mean = forks.stream().mapToDouble(f -> f.score).average().orElse(score);
    return new OfLimit(limit, mean, rate);
  }
}
