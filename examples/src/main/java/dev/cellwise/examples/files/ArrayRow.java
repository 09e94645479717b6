package dev.cellwise.examples.files;

import dev.cellwise.rnn.file.TypedArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What there is to say of an array. */
final class ArrayRow {
  private ArrayRow() {}

  /** Name, type, shape, how many numbers, and what they lie between. */
  static Map<String, Object> of(String name, TypedArray array) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("name", name);
    row.put("type", Shown.type(array.type()));
    row.put("shape", shape(array.shape()));
    row.put("numbers", (long) array.size());
    double least = Double.POSITIVE_INFINITY;
    double greatest = Double.NEGATIVE_INFINITY;
    long odd = 0;
    for (double value : array.roundedDoubles()) {
      if (Double.isFinite(value)) {
        least = Math.min(least, value);
        greatest = Math.max(greatest, value);
      } else {
        odd++;
      }
    }
    row.put("least", least <= greatest ? least : null);
    row.put("greatest", least <= greatest ? greatest : null);
    row.put("not_finite", odd == 0 ? null : odd);
    return row;
  }

  static List<Object> shape(int[] shape) {
    return new ArrayList<>(Arrays.stream(shape).boxed().toList());
  }
}
