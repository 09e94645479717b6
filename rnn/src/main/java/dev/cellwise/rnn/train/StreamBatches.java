package dev.cellwise.rnn.train;

import dev.cellwise.rnn.cell.Packing;
import dev.cellwise.rnn.data.TokenStreams;
import java.util.Arrays;

/** One long text as rows that are read on and on. */
final class StreamBatches implements BatchSource {
  private final TokenStreams streams;
  private final Packing packing;
  private final int[] x;
  private final int[] y;
  private final Training.Input input;
  private final Training.Target target;

  StreamBatches(TokenStreams streams) {
    this.streams = streams;
    this.packing = Packing.dense(streams.steps(), streams.rows());
    this.x = new int[packing.total()];
    this.y = new int[packing.total()];
    this.input = Training.Input.tokens(x);
    this.target = Training.Target.classes(y);
  }

  @Override
  public Packing packing() {
    return packing;
  }

  @Override
  public Training.Input input() {
    return input;
  }

  @Override
  public Training.Target target() {
    return target;
  }

  @Override
  public void next(boolean[] begins) {
    Arrays.fill(begins, streams.fill(x, y));
  }

  @Override
  public long epoch() {
    return streams.epoch();
  }

  @Override
  public long[] position() {
    return new long[] {streams.position()};
  }

  @Override
  public void position(long... position) {
    BatchSource.checkPosition(1, position);
    streams.position(position[0]);
  }

  @Override
  public String signature() {
    return streams.toString();
  }
}
