package dev.cellwise.examples.files;

import java.util.List;

/**
 * An array that goes into a model or comes out of it.
 *
 * @param name its name
 * @param type of its elements, as NumPy calls it
 * @param shape for each dimension, outermost first, its size as an Integer, or a name as a String
 *     where it is known only when an array comes: one name stands for one size; null where the rank
 *     is not known
 * @param optional whether it may be left out
 */
record Port(String name, String type, List<Object> shape, boolean optional) {
  /** What the name of a dimension that has none begins with. */
  static final String UNNAMED = "?";

  Port {
    shape = shape == null ? null : List.copyOf(shape);
  }

  static Port of(String name, String type, Object... shape) {
    return new Port(name, type, List.of(shape), false);
  }

  Port orNone() {
    return new Port(name, type, shape, true);
  }

  /** Sizes and names, {@value #UNNAMED} for none; null where the rank is not known. */
  List<Object> sizes() {
    return shape == null
        ? null
        : shape.stream().map(d -> d.toString().startsWith(UNNAMED) ? UNNAMED : d).toList();
  }

  /** Type and shape, such as {@code float32 [T, N, 12]}. */
  String kind() {
    return type + " " + shapeText();
  }

  String shapeText() {
    return shape == null ? "[...]" : Shown.text(sizes().toString());
  }
}
