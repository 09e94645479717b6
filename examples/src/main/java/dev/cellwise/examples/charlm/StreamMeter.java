package dev.cellwise.examples.charlm;

import com.sun.management.ThreadMXBean;
import dev.cellwise.examples.StepTimes;
import dev.cellwise.rnn.net.Network;
import dev.cellwise.rnn.net.Scoring;
import dev.cellwise.rnn.net.Session;
import java.lang.management.ManagementFactory;

/** One stream through a network, a character a step: each step is timed and its garbage counted. */
final class StreamMeter {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final Session session;
  private final float[] logits;
  private final StepTimes times;
  private long bytes;
  private int steps;

  /**
   * A stream at its start.
   *
   * @param network tokens in, logits out; warmed up
   */
  StreamMeter(Network network) {
    session = network.newSession();
    logits = new float[network.architecture().outputSize()];
    times = new StepTimes();
  }

  /**
   * One step.
   *
   * @param token the character read
   * @return the logits of the next one, overwritten by the next step
   */
  float[] step(int token) {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    long start = System.nanoTime();
    session.step(token, logits);
    long time = System.nanoTime() - start;
    bytes += THREADS.getCurrentThreadAllocatedBytes() - before;
    times.record(time);
    steps++;
    return logits;
  }

  /**
   * Reads a stream as if it came in live, and scores each character before it comes.
   *
   * @param stream the lead-in and at least one character
   * @param characters how many are predicted, at most {@code stream.length - 1}
   * @return nats a character: the bits of {@link Validation#natsPerCharacter}
   */
  double read(int[] stream, int characters) {
    double sum = 0;
    for (int i = 0; i < characters; i++) {
      sum -= Scoring.logSoftmax(step(stream[i]), stream[i + 1]);
    }
    return sum / characters;
  }

  /** The number of steps taken. */
  int steps() {
    return steps;
  }

  /**
   * A percentile of the step times in nanoseconds.
   *
   * @param share above 0, at most 1
   */
  long nanos(double share) {
    return times.percentile(share);
  }

  /** The mean number of bytes that a step allocated. */
  double bytesPerStep() {
    return (double) bytes / steps;
  }
}
