package dev.cellwise.bench.peers;

import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.reorder;
import org.bytedeco.dnnl.stream;

/** An array and its copy in another layout; one array where both have the same layout. */
final class OneDnnCopy {
  final OneDnnArray from;
  final OneDnnArray to;
  private final reorder reorder;

  private OneDnnCopy(OneDnnArray from, OneDnnArray to) {
    this.from = from;
    this.to = to;
    reorder = from == to ? null : new reorder(from.memory(), to.memory());
  }

  /** Of an array, in a layout; not made yet. */
  static OneDnnCopy of(engine engine, OneDnnArray from, memory.desc desc) {
    boolean same = from.memory().get_desc().equals(desc);
    return new OneDnnCopy(from, same ? from : OneDnnArray.zeros(engine, desc));
  }

  /** Makes the copy, or brings it up to date. */
  void run(stream stream) {
    if (reorder != null) {
      reorder.execute(stream, from.memory(), to.memory());
    }
  }
}
