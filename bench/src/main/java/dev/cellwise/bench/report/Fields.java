package dev.cellwise.bench.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An object of a JSON file whose fields are taken one by one, by type, each refused by its name.
 */
final class Fields {
  private final String place;
  private final Map<?, ?> values;
  private final Set<String> taken = new HashSet<>();

  private Fields(String place, Map<?, ?> values) {
    this.place = place;
    this.values = values;
  }

  /**
   * An object.
   *
   * @param place the file's name and what leads to the object, with what parts it from a field
   */
  static Fields of(String place, Object value) throws IOException {
    if (!(value instanceof Map<?, ?> map)) {
      throw refused(place, "an object", value);
    }
    return new Fields(place, map);
  }

  private static IOException refused(String place, String expected, Object value) {
    String got = value == null ? "nothing" : String.valueOf(value).replaceAll("\\s+", " ");
    String shown = got.length() > 60 ? got.substring(0, 60) + "…" : got;
    return new IOException(
        place.replaceAll("[.:] ?$", "") + ": expected " + expected + ", got " + shown);
  }

  /** Refuses a field. */
  IOException refused(String name, String expected) {
    return refused(place + name, expected, values.get(name));
  }

  private Object take(String name) {
    taken.add(name);
    return values.get(name);
  }

  String text(String name) throws IOException {
    if (take(name) instanceof String text) {
      return text;
    }
    throw refused(name, "a string");
  }

  boolean truth(String name) throws IOException {
    if (take(name) instanceof Boolean truth) {
      return truth;
    }
    throw refused(name, "true or false");
  }

  int whole(String name, int least) throws IOException {
    if (take(name) instanceof Integer whole && whole >= least) {
      return whole;
    }
    throw refused(name, "a whole number of at least " + least);
  }

  /** A finite number. */
  double number(String name, double least) throws IOException {
    if (take(name) instanceof Number number
        && number.doubleValue() >= least
        && number.doubleValue() < Double.POSITIVE_INFINITY) {
      return number.doubleValue();
    }
    throw refused(name, "a number of at least " + least);
  }

  /** A number; NaN where the file says null. */
  double numberOrNull(String name) throws IOException {
    if (values.containsKey(name) && take(name) == null) {
      return Double.NaN;
    }
    return number(name, 0);
  }

  /** Finite numbers of at least 0. */
  List<Double> numbers(String name) throws IOException {
    List<Double> numbers = new ArrayList<>();
    for (Object element : list(name)) {
      double number = element instanceof Number n ? n.doubleValue() : Double.NaN;
      if (!(number >= 0 && number < Double.POSITIVE_INFINITY)) {
        throw refused(name, "numbers of at least 0");
      }
      numbers.add(number);
    }
    return numbers;
  }

  List<String> texts(String name) throws IOException {
    List<String> texts = new ArrayList<>();
    for (Object element : list(name)) {
      if (!(element instanceof String text)) {
        throw refused(name, "strings");
      }
      texts.add(text);
    }
    return texts;
  }

  List<Fields> objects(String name) throws IOException {
    List<Fields> objects = new ArrayList<>();
    for (Object element : list(name)) {
      objects.add(of(place + name + "[" + objects.size() + "].", element));
    }
    return objects;
  }

  Fields object(String name) throws IOException {
    return of(place + name + ".", take(name));
  }

  Set<String> names() {
    Set<String> names = new HashSet<>();
    values.keySet().forEach(k -> names.add(k.toString()));
    return names;
  }

  private List<?> list(String name) throws IOException {
    if (take(name) instanceof List<?> list) {
      return list;
    }
    throw refused(name, "a list");
  }

  /** Refuses a field that nobody took: a file of another make would be read in part. */
  void end() throws IOException {
    for (String name : names()) {
      if (!taken.contains(name)) {
        throw new IOException(place + name + ": expected no field of this name");
      }
    }
  }
}
