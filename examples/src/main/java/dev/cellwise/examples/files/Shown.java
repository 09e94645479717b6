package dev.cellwise.examples.files;

import dev.cellwise.rnn.file.ModelFileException;
import dev.cellwise.rnn.file.TypedArray;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** How what files hold is shown on a terminal. */
final class Shown {
  private Shown() {}

  /** Text of a file: cut short, and nothing in it that a terminal obeys. */
  static String text(String text) {
    String quoted = ModelFileException.quote(text);
    return quoted.substring(1, quoted.length() - 1);
  }

  /** Such as {@code hidden_size=4 direction=reverse}. */
  static String pairs(Map<?, ?> pairs) {
    return pairs.entrySet().stream()
        .map(pair -> text(pair.getKey() + "=" + pair.getValue()))
        .collect(Collectors.joining(" "));
  }

  /** A type as NumPy calls it, such as float32. */
  static String type(TypedArray.Type type) {
    return type.name().toLowerCase(Locale.ROOT);
  }

  /** Such as {@code float32 [3, 4]}. */
  static String array(TypedArray array) {
    return type(array.type()) + " " + Arrays.toString(array.shape());
  }
}
