package dev.cellwise.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Parses the lines of a golden case, in order. */
final class GoldenLines {
  private static final Pattern LINE =
      Pattern.compile("(?<name>[A-Za-z][A-Za-z0-9_.]*) \\[(?<shape>[0-9,]*)](?<values>( .*)?)");
  private static final Pattern NUMBER =
      Pattern.compile("-?0x[01](\\.[0-9a-f]{1,13})?p[+-]?[0-9]{1,4}");

  private final String source;
  private final UnaryOperator<Golden.Tensor> putIfAbsent;
  private int number;

  /** {@code putIfAbsent} stores a tensor and returns the one that had its name before, or null. */
  GoldenLines(String source, UnaryOperator<Golden.Tensor> putIfAbsent) {
    this.source = source;
    this.putIfAbsent = putIfAbsent;
  }

  void read(String line) {
    number++;
    if (line.startsWith("#")) {
      return;
    }
    Matcher m = LINE.matcher(line);
    if (!m.matches()) {
      throw refusal(
          "a line is a name, a shape in brackets and numbers, separated by single spaces, but this"
              + " one begins with '%s'",
          line.substring(0, Math.min(line.length(), 40)));
    }
    String name = m.group("name");
    List<Integer> shape = shape(name, m.group("shape"));
    double[] values = values(name, m.group("values"));
    long size = shape.stream().mapToLong(d -> d).reduce(1, Math::multiplyExact);
    if (size != values.length) {
      throw refusal(
          "tensor '%s' of shape %s needs %d numbers, has %d", name, shape, size, values.length);
    }
    if (putIfAbsent.apply(new Golden.Tensor(name, shape, values)) != null) {
      throw refusal("tensor '%s' is there twice", name);
    }
  }

  private List<Integer> shape(String name, String text) {
    List<Integer> shape = new ArrayList<>();
    if (!text.isEmpty()) {
      for (String d : text.split(",", -1)) {
        if (!d.matches("0|[1-9][0-9]{0,5}") || shape.size() == 3) {
          throw refusal(
              "tensor '%s' has shape [%s]: at most three dimensions below 1,000,000", name, text);
        }
        shape.add(Integer.valueOf(d));
      }
    }
    return shape;
  }

  private double[] values(String name, String text) {
    if (text.isEmpty()) {
      return new double[0];
    }
    String[] words = text.substring(1).split(" ", -1);
    double[] values = new double[words.length];
    for (int k = 0; k < words.length; k++) {
      if (!NUMBER.matcher(words[k]).matches()) {
        throw refusal(
            "tensor '%s': number %d is '%s', which is not hexadecimal like -0x1.8p-3",
            name, k, words[k]);
      }
      values[k] = Double.parseDouble(words[k]);
      if (Double.isInfinite(values[k])) {
        throw refusal("tensor '%s': number %d is '%s', which is too large", name, k, words[k]);
      }
    }
    return values;
  }

  private GoldenFormatException refusal(String format, Object... arguments) {
    return new GoldenFormatException(
        "%s, line %d: %s".formatted(source, number, format.formatted(arguments)));
  }
}
