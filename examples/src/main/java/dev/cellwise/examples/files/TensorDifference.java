package dev.cellwise.examples.files;

import dev.cellwise.rnn.file.TypedArray;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What differs between two tensors of a name.
 *
 * @param verdict in what
 * @param row all there is to say
 */
record TensorDifference(Verdict verdict, Map<String, Object> row) {
  /** In what they differ. */
  enum Verdict {
    /** Nothing: the same bits. */
    EQUAL("equal"),
    /** Less than counts. */
    WITHIN("within"),
    /** Numbers. */
    VALUES("values"),
    /** Only the type that the same numbers have. */
    TYPE("type"),
    /** The shape. */
    SHAPE("shape"),
    /** The second is missing. */
    ONLY_A("only in A"),
    /** The first is missing. */
    ONLY_B("only in B");

    private final String text;

    Verdict(String text) {
      this.text = text;
    }
  }

  static TensorDifference of(String name, TypedArray a, TypedArray b, double within) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("name", name);
    row.put("differs", null);
    row.put("a", a == null ? null : Shown.array(a));
    row.put("b", b == null ? null : Shown.array(b));
    Verdict verdict = verdict(a, b, within, row);
    row.put("differs", verdict.text);
    return new TensorDifference(verdict, row);
  }

  private static Verdict verdict(
      TypedArray a, TypedArray b, double within, Map<String, Object> row) {
    if (a == null || b == null) {
      return b == null ? Verdict.ONLY_A : Verdict.ONLY_B;
    }
    if (!Arrays.equals(a.shape(), b.shape())) {
      return Verdict.SHAPE;
    }
    Difference d = Difference.of(a, b);
    if (d.bits()) {
      return Verdict.EQUAL;
    }
    row.put("count", d.count());
    row.put("largest", d.largest());
    row.put("relative", d.relative());
    row.put("at", d.at(a.shape()));
    if (a.type() != b.type() && d.count() == 0) {
      return Verdict.TYPE;
    }
    return d.largest() <= within && within > 0 ? Verdict.WITHIN : Verdict.VALUES;
  }

  /** Whether it counts as no difference. */
  boolean counts() {
    return verdict == Verdict.EQUAL || verdict == Verdict.WITHIN;
  }
}
