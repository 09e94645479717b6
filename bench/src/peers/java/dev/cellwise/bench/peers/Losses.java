package dev.cellwise.bench.peers;

/** The losses of a training workload's calls, before each update. */
final class Losses {
  private double first = Double.NaN;
  private double last;

  void add(double loss) {
    if (Double.isNaN(first)) {
      first = loss;
    }
    last = loss;
  }

  /** Of the last call, as an entry of the results. */
  float[] last() {
    return new float[] {(float) last};
  }

  /** What is wrong, or an empty string. */
  String fault() {
    return last < first ? "" : "the loss went from " + first + " to " + last;
  }
}
