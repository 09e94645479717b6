package dev.cellwise.examples.translate;

import java.time.Month;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a programmer would write first: the month is a name that is looked up, the number of four
 * digits the year, the other the day; without a name the numbers are in the order of ISO 8601 when
 * the year comes first, and else the day comes before the month.
 */
final class DateRules implements Translation {
  private static final Pattern NUMBER = Pattern.compile("\\d+");
  private static final List<TextStyle> NAMES = List.of(TextStyle.FULL, TextStyle.FULL_STANDALONE);
  private static final List<TextStyle> SHORT = List.of(TextStyle.SHORT, TextStyle.SHORT_STANDALONE);

  private final List<TextStyle> styles;

  /**
   * Rules.
   *
   * @param abbreviations whether these are looked up as well as whole names
   */
  DateRules(boolean abbreviations) {
    styles = new ArrayList<>(NAMES);
    if (abbreviations) {
      styles.addAll(SHORT);
    }
  }

  /** The digits of a date in their order, two or more a number. */
  static List<String> copied(List<String> source) {
    List<String> numbers = numbers(digits(text(source)));
    return Unit.CHARACTERS.cut(
        numbers.stream().map(DateRules::two).collect(Collectors.joining("-")));
  }

  @Override
  public List<String> of(List<String> source) {
    String text = text(source);
    String name = "";
    int month = 0;
    for (Month m : Month.values()) {
      for (TextStyle style : styles) {
        String of = m.getDisplayName(style, LocalisedDates.locale(source.getFirst()));
        // Where there is no such name the JDK gives a number.
        if (!NUMBER.matcher(of).matches() && text.contains(of) && of.length() > name.length()) {
          name = of;
          month = m.getValue();
        }
      }
    }
    String rest = month > 0 ? text.replace(name, " ") : text;
    return Unit.CHARACTERS.cut(date(numbers(digits(rest)), month));
  }

  private static String date(List<String> numbers, int month) {
    List<String> others = new ArrayList<>(numbers);
    String year = others.stream().filter(n -> n.length() == 4).findFirst().orElse("");
    boolean first = others.indexOf(year) == 0;
    others.remove(year);
    if (month > 0) {
      others.add(first ? 0 : others.size(), "" + month);
    }
    if (others.size() != 2) {
      return "";
    }
    return String.join("-", year, two(others.get(first ? 0 : 1)), two(others.get(first ? 1 : 0)));
  }

  private static String text(List<String> source) {
    return String.join("", source.subList(1, source.size()));
  }

  /** All decimal digits as those of ASCII. */
  private static String digits(String text) {
    return text.codePoints()
        .mapToObj(c -> Character.isDigit(c) ? "" + Character.digit(c, 10) : Character.toString(c))
        .collect(Collectors.joining());
  }

  private static List<String> numbers(String text) {
    return NUMBER.matcher(text).results().map(found -> found.group()).toList();
  }

  private static String two(String number) {
    return number.length() == 1 ? "0" + number : number;
  }
}
