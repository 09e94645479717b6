package dev.cellwise.rnn.train;

import dev.cellwise.kernels.Floats;
import dev.cellwise.rnn.net.Carried;
import java.util.Arrays;

/** All that a {@link Trainer} needs in order to go on, to a {@link Checkpoint} and back. */
final class Snapshot {
  private static final String MOMENT = "moment.";
  private static final String PRODUCT = "product.";

  private final Training training;
  private final BatchSource source;
  private final Progress progress;

  Snapshot(Training training, BatchSource source, Progress progress) {
    this.training = training;
    this.source = source;
    this.progress = progress;
  }

  /**
   * What there is now.
   *
   * @param plateau or null
   * @param best packed weights, or null before the first validation
   */
  Checkpoint take(Plateau plateau, float[] best) {
    Checkpoint to = new Checkpoint();
    to.putText("network", training.layers().architecture().toString());
    to.putText("optimizer", training.updateRule().toString());
    to.putText("training", training.setting());
    to.putText("source", source.signature());
    to.putText("plateau", plateau == null ? "none" : plateau.toString());
    to.putCounts("position", source.position());
    takeWeights(to, best);
    takeCarried(to, training.unrolled().carried());
    takeProgress(to);
    if (plateau != null) {
      to.putNumber("plateau.rate", plateau.state().rate());
      to.putNumber("plateau.best", plateau.state().best());
      to.putCounts("plateau.bad", plateau.state().bad());
    }
    return to;
  }

  private void takeWeights(Checkpoint to, float[] best) {
    to.putArray("weights", unled(training.parameters()));
    if (best != null) {
      to.putArray("best", unled(best));
    }
    UpdateState state = training.updateRule().state();
    state.arrays().forEach((name, a) -> to.putArray(MOMENT + name, a));
    state.numbers().forEach((name, n) -> to.putNumber(PRODUCT + name, n));
    to.putCounts("updates", training.updates());
  }

  /** Without the lead, which is not the same in every JVM. */
  private float[] unled(float[] packed) {
    return Arrays.copyOfRange(packed, Floats.BASE, training.layers().parameters().length());
  }

  private static void takeCarried(Checkpoint to, Carried carried) {
    int[] fresh = new int[carried.fresh().length];
    for (int n = 0; n < fresh.length; n++) {
      fresh[n] = carried.fresh()[n] ? 1 : 0;
    }
    to.putArray("state", carried.states());
    to.putInts("state.fresh", fresh);
    to.putInts("masks.elapsed", carried.elapsed());
    to.putInts("masks.began", carried.began());
    to.putInts("masks.rows", carried.rowIds());
  }

  private void takeProgress(Checkpoint to) {
    to.putCounts("steps", progress.steps);
    to.putCounts("validations", progress.validations);
    to.putCounts("sinceBest", progress.sinceBest);
    to.putCounts("validationDue", progress.validationDue ? 1 : 0);
    to.putCounts("bestStep", progress.bestStep);
    to.putCounts("nanos", progress.nanos);
    to.putNumber("loss", progress.loss);
    to.putNumber("smooth.sum", progress.smoothSum);
    to.putNumber("smooth.power", progress.smoothPower);
    to.putNumber("learningRate", progress.learningRate);
    to.putNumber("validationLoss", progress.validationLoss);
    to.putNumber("accuracy", progress.accuracy);
    to.putNumber("bestLoss", progress.bestLoss);
    to.putNumber("patienceLoss", progress.patienceLoss);
  }

  /**
   * Goes on from a checkpoint: all of it, or where any of it is refused nothing.
   *
   * @param plateau or null
   * @return the best weights, or null
   * @throws CheckpointException if it is of another training, or there is something in it that no
   *     run comes to
   */
  float[] restore(Checkpoint from, Plateau plateau) {
    from.expect("network", training.layers().architecture().toString());
    from.expect("optimizer", training.updateRule().toString());
    from.expect("training", training.setting());
    from.expect("source", source.signature());
    from.expect("plateau", plateau == null ? "none" : plateau.toString());
    int length = training.layers().parameters().length() - Floats.BASE;
    float[] weights = from.finite("weights", length);
    float[] best = from.has("best") ? from.finite("best", length) : null;
    long updates = from.count("updates", 0);
    Carried carried = carried(from);
    Progress read = progress(from);
    if (best != null != read.bestStep >= 0) {
      throw from.refuse("the best weights and their step", "one of them");
    }
    Plateau.State rates = plateau == null ? null : rates(from);
    restoreParts(from);
    // From here on nothing is refused.
    training.unrolled().restore(carried);
    System.arraycopy(weights, 0, training.parameters(), Floats.BASE, length);
    training.updates(updates);
    if (plateau != null) {
      plateau.restore(rates);
    }
    progress.set(read);
    progress.epoch = source.epoch();
    return best == null ? null : led(best);
  }

  private float[] led(float[] values) {
    float[] packed = training.layers().parameters().allocate();
    System.arraycopy(values, 0, packed, Floats.BASE, values.length);
    return packed;
  }

  /** Source and optimizer judge for themselves, each before it changes anything. */
  private void restoreParts(Checkpoint from) {
    UpdateState moments = new UpdateState(from.arrays(MOMENT), from.numbers(PRODUCT));
    long[] position = from.counts("position");
    long[] before = source.position();
    try {
      source.position(position);
      training.updateRule().restore(moments);
    } catch (IllegalArgumentException e) {
      source.position(before);
      throw from.refuse(e);
    } catch (RuntimeException e) {
      source.position(before);
      throw e;
    }
  }

  private Carried carried(Checkpoint from) {
    int rows = training.packing().rows();
    Carried now = training.unrolled().carried();
    int[] flags = rows(from, "state.fresh", 2 * rows);
    boolean[] fresh = new boolean[2 * rows];
    for (int n = 0; n < fresh.length; n++) {
      fresh[n] = flags[n] != 0;
    }
    return new Carried(
        // Not finite may be a row that does not count.
        from.array("state", now.states().length),
        fresh,
        rows(from, "masks.elapsed", 1)[0],
        rows(from, "masks.began", rows),
        rows(from, "masks.rows", rows));
  }

  private static int[] rows(Checkpoint from, String name, int count) {
    int[] values = from.ints(name);
    if (values.length != count) {
      throw from.refuse(count + " numbers of " + name, Integer.toString(values.length));
    }
    return values;
  }

  private static Progress progress(Checkpoint from) {
    Progress to = new Progress();
    to.steps = from.count("steps", 0);
    to.validations = from.count("validations", 0);
    to.sinceBest = from.count("sinceBest", 0);
    to.validationDue = from.count("validationDue", 0) > 0;
    to.bestStep = from.count("bestStep", -1);
    to.nanos = from.count("nanos", 0);
    to.loss = from.number("loss");
    to.smoothSum = from.number("smooth.sum");
    to.smoothPower = from.number("smooth.power");
    to.learningRate = from.number("learningRate");
    to.validationLoss = from.number("validationLoss");
    to.accuracy = from.number("accuracy");
    to.bestLoss = from.number("bestLoss");
    to.patienceLoss = from.number("patienceLoss");
    return to;
  }

  private static Plateau.State rates(Checkpoint from) {
    long bad = from.count("plateau.bad", 0);
    try {
      return new Plateau.State(
          from.number("plateau.rate"), from.number("plateau.best"), Math.toIntExact(bad));
    } catch (IllegalArgumentException e) {
      throw from.refuse(e);
    } catch (ArithmeticException e) {
      throw from.refuse("plateau.bad as an int", Long.toString(bad));
    }
  }
}
