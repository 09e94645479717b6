package dev.cellwise.rnn.file.onnx;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** Sets of types that operators take. */
final class Types {
  /** Every type that an array can have. */
  static final Set<OnnxType> ALL = all();

  /** What is computed with. */
  static final Set<OnnxType> NUMBERS =
      Set.of(OnnxType.FLOAT, OnnxType.DOUBLE, OnnxType.INT32, OnnxType.INT64);

  /** What is computed with by functions of real numbers. */
  static final Set<OnnxType> REALS = Set.of(OnnxType.FLOAT, OnnxType.DOUBLE);

  /** What the kernels compute with. */
  static final Set<OnnxType> FLOAT = Set.of(OnnxType.FLOAT);

  /** Axes, shapes, places. */
  static final Set<OnnxType> INDICES = Set.of(OnnxType.INT32, OnnxType.INT64);

  /** Of rows, to recurrent operators. */
  static final Set<OnnxType> LENGTHS = Set.of(OnnxType.INT32);

  static final Set<OnnxType> TRUTHS = Set.of(OnnxType.BOOL);

  private Types() {}

  private static Set<OnnxType> all() {
    EnumSet<OnnxType> all = EnumSet.noneOf(OnnxType.class);
    for (OnnxType type : OnnxType.values()) {
      // Numbers of 16 bits whose results would have to be rounded to them are moved, not more.
      if (type.isRead() && type != OnnxType.BFLOAT16) {
        all.add(type);
      }
    }
    return Collections.unmodifiableSet(all);
  }
}
