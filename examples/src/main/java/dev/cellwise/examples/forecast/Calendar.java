package dev.cellwise.examples.forecast;

import dev.cellwise.examples.BadInput;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToIntFunction;

/** What is known of a time in advance, as flags of which one is 1. */
enum Calendar {
  WEEKDAY(7, t -> t.getDayOfWeek().getValue() - 1),
  MONTH(12, t -> t.getMonthValue() - 1),
  DAY(31, t -> t.getDayOfMonth() - 1),
  HOUR(24, LocalDateTime::getHour);

  private final int values;
  private final ToIntFunction<LocalDateTime> value;

  Calendar(int values, ToIntFunction<LocalDateTime> value) {
    this.values = values;
    this.value = value;
  }

  /**
   * Reads names.
   *
   * @param names of these, or none alone
   * @throws BadInput if one is not known
   */
  static List<Calendar> parse(List<String> names) {
    List<Calendar> all = new ArrayList<>();
    for (String name : names) {
      if (names.equals(List.of("none"))) {
        return List.of();
      }
      Calendar found = null;
      for (Calendar one : values()) {
        found = one.toString().equals(name) ? one : found;
      }
      if (found == null || all.contains(found)) {
        throw new BadInput(
            "--calendar must be none or of %s, each once, but has %s"
                .formatted(List.of(values()), name));
      }
      all.add(found);
    }
    return all;
  }

  /** How many flags. */
  int flags() {
    return values;
  }

  /** The flag that is 1. */
  int flag(LocalDateTime time) {
    return value.applyAsInt(time);
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
