package dev.cellwise.examples.realdata;

import java.util.Map;

/**
 * What became of an experiment.
 *
 * @param experiment which one
 * @param report what its command reported; empty if it was not run or failed
 * @param seconds it took
 * @param trouble why there is no report; empty if there is one
 */
record Outcome(Experiment experiment, Map<String, Object> report, double seconds, String trouble) {
  boolean ran() {
    return trouble.isEmpty();
  }
}
