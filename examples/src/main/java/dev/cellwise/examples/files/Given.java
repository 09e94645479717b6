package dev.cellwise.examples.files;

import dev.cellwise.examples.BadInput;
import dev.cellwise.rnn.file.TypedArray;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Arrays by name that a model is given, taken one after the other: one that is missing, superfluous
 * or of another type or shape is refused by name.
 */
final class Given {
  private final String source;
  private final boolean round;
  private final Map<String, TypedArray> left;

  /** Of dimensions that have a name. */
  private final Map<String, Integer> sizes = new HashMap<>();

  /**
   * All of them.
   *
   * @param source what messages begin with, such as the option and file that they come from
   * @param arrays by name
   * @param round whether a number that the model's type does not hold becomes the nearest, instead
   *     of being refused
   */
  Given(String source, Map<String, TypedArray> arrays, boolean round) {
    this.source = source;
    this.round = round;
    this.left = new LinkedHashMap<>(arrays);
  }

  /** The size of a dimension that an array had. */
  int size(String dimension) {
    return sizes.get(dimension);
  }

  /** As floats; null where it may be and is left out. */
  float[] floats(Port port) {
    TypedArray array = of(port, TypedArray.Type.FLOAT32);
    return array == null ? null : array.floats();
  }

  /** As ints; null where it may be and is left out. */
  int[] ints(Port port) {
    TypedArray array = of(port, TypedArray.Type.INT32);
    return array == null ? null : array.ints();
  }

  /**
   * As numbers of a type, where that holds them; null where it may be and is left out.
   *
   * @param type what is wanted; null for none that there is
   */
  TypedArray of(Port port, TypedArray.Type type) {
    TypedArray array = take(port);
    if (array == null || array.type() == type) {
      return array;
    }
    if (type == null) {
      throw refuse(port, array, "");
    }
    int[] shape = array.shape();
    try {
      return switch (type) {
        case FLOAT32 -> TypedArray.of(round ? array.roundedFloats() : array.floats(), shape);
        case FLOAT64 -> TypedArray.of(round ? array.roundedDoubles() : array.doubles(), shape);
        case INT32 -> TypedArray.of(array.ints(), shape);
        case INT64 -> TypedArray.of(array.longs(), shape);
        default -> throw new IllegalArgumentException("no other type");
      };
    } catch (IllegalArgumentException e) {
      boolean floats = type == TypedArray.Type.FLOAT32 || type == TypedArray.Type.FLOAT64;
      String help = floats ? "; --round takes the nearest" : "";
      throw refuse(port, array, " (" + e.getMessage() + help + ")");
    }
  }

  private TypedArray take(Port port) {
    TypedArray array = left.remove(port.name());
    if (array == null && !port.optional()) {
      throw refuse(port.name(), "expected " + port.kind() + ", got no such array");
    }
    if (array != null && !fits(port, array.shape())) {
      throw refuse(port, array, "");
    }
    return array;
  }

  private boolean fits(Port port, int[] shape) {
    if (port.shape() == null) {
      return true;
    }
    boolean fits = port.shape().size() == shape.length;
    Map<String, Integer> met = new HashMap<>(sizes);
    for (int i = 0; fits && i < shape.length; i++) {
      Object expected = port.shape().get(i);
      if (expected instanceof String name) {
        Integer known = met.putIfAbsent(name, shape[i]);
        fits = known == null || known == shape[i];
      } else {
        fits = expected.equals(shape[i]);
      }
    }
    if (fits) {
      sizes.putAll(met);
    }
    return fits;
  }

  private BadInput refuse(Port port, TypedArray got, String why) {
    StringBuilder where = new StringBuilder();
    for (Object dimension : port.shape() == null ? List.of() : port.shape()) {
      if (sizes.containsKey(dimension) && where.indexOf(dimension + " = ") < 0) {
        where.append(where.isEmpty() ? " where " : ", ");
        where.append(dimension).append(" = ").append(sizes.get(dimension));
      }
    }
    return refuse(
        port.name(), "expected " + port.kind() + where + ", got " + Shown.array(got) + why);
  }

  /** Refuses what nobody took. */
  void end(Collection<Port> ports) {
    for (Map.Entry<String, TypedArray> one : left.entrySet()) {
      String names = Shown.text(ports.stream().map(Port::name).toList().toString());
      throw refuse(
          one.getKey(), "expected none but " + names + ", got " + Shown.array(one.getValue()));
    }
  }

  BadInput refuse(String name, String why) {
    return new BadInput(source + ": " + Shown.text(name) + ": " + why);
  }
}
