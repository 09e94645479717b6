package dev.cellwise.rnn.train;

import dev.cellwise.rnn.cell.Packing;

/** A source that another one stands behind. */
class Delegate implements BatchSource {
  private final BatchSource source;

  Delegate(BatchSource source) {
    this.source = source;
  }

  @Override
  public Packing packing() {
    return source.packing();
  }

  @Override
  public Training.Input input() {
    return source.input();
  }

  @Override
  public Training.Target target() {
    return source.target();
  }

  @Override
  public void next(boolean[] begins) {
    source.next(begins);
  }

  @Override
  public long epoch() {
    return source.epoch();
  }

  @Override
  public long[] position() {
    return source.position();
  }

  @Override
  public void position(long... position) {
    source.position(position);
  }

  @Override
  public String signature() {
    return source.signature();
  }
}
