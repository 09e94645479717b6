package dev.cellwise.rnn.file.onnx;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;

/** All operators that are supported, by name. */
final class Operators {
  /** Their makers. */
  static final Map<String, Operator.Maker> ALL = all();

  private Operators() {}

  private static Map<String, Operator.Maker> all() {
    Map<String, Operator.Maker> all = new HashMap<>();
    RecurrentOperator.addTo(all);
    ProductOperators.addTo(all);
    RowOperators.addTo(all);
    UnaryOperators.addTo(all);
    ArithmeticOperators.addTo(all);
    ReduceOperators.addTo(all);
    FillOperators.addTo(all);
    ShapeOperators.addTo(all);
    MoveOperators.addTo(all);
    PickOperators.addTo(all);
    return Collections.unmodifiableMap(all);
  }
}
