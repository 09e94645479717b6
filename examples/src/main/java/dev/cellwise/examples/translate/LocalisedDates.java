package dev.cellwise.examples.translate;

import dev.cellwise.examples.BadInput;
import dev.cellwise.rnn.data.Shuffle;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.DecimalStyle;
import java.time.format.FormatStyle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Dates of 1900 to 2099 as the running JDK writes them in some languages, in full, long and medium
 * style, beside what ISO 8601 makes of them. Each text is of a day of its own.
 */
final class LocalisedDates {
  /** Thirty languages in many scripts, some with digits of their own. */
  static final String LANGUAGES =
      "en,de,fr,es,it,pt,nl,sv,fi,pl,cs,hu,ro,el,ru,uk,tr,he,ar,fa,hi,bn,ta,th,vi,id,sw,ja,zh,ko";

  /** In days. */
  static final int DAYS = (int) (LocalDate.of(2100, 1, 1).toEpochDay() - first().toEpochDay());

  private static final List<FormatStyle> STYLES =
      List.of(FormatStyle.LONG, FormatStyle.FULL, FormatStyle.MEDIUM);

  private final List<Locale> languages = new ArrayList<>();
  private final Map<Locale, List<DateTimeFormatter>> formats = new HashMap<>();

  /**
   * Dates of some languages.
   *
   * @param tags of languages, {@code all} for all without countries
   * @throws BadInput if the JDK has none of that name
   */
  LocalisedDates(List<String> tags) {
    List<Locale> known =
        Arrays.stream(Locale.getAvailableLocales()).filter(l -> !l.equals(Locale.ROOT)).toList();
    if (tags.equals(List.of("all"))) {
      known.stream()
          .filter(l -> l.toLanguageTag().equals(l.getLanguage()))
          .sorted((a, b) -> a.toLanguageTag().compareTo(b.toLanguageTag()))
          .forEach(languages::add);
      return;
    }
    for (String tag : tags) {
      Locale language = Locale.forLanguageTag(tag);
      if (!known.contains(language)) {
        throw new BadInput("--languages: this JDK has no dates of '%s'".formatted(tag));
      }
      languages.add(language);
    }
  }

  /** Styles that write two digits of the year are left out. */
  private static List<DateTimeFormatter> formats(Locale language) {
    List<DateTimeFormatter> of = new ArrayList<>();
    for (FormatStyle style : STYLES) {
      DateTimeFormatter format =
          DateTimeFormatter.ofLocalizedDate(style)
              .withLocale(language)
              .withDecimalStyle(DecimalStyle.of(language));
      if (!format.format(first()).equals(format.format(first().plusYears(100)))) {
        of.add(format);
      }
    }
    return of;
  }

  /** How many languages there are. */
  int languages() {
    return languages.size();
  }

  /**
   * Texts, in the languages in turn.
   *
   * @param seed decides which day each has
   * @param from place of the first, at most {@link #DAYS} of all
   * @param count how many
   * @return the language in angle brackets and the characters of the text; those of the date
   */
  List<Pair> draw(long seed, int from, int count) {
    int[] days = new int[DAYS];
    Shuffle.order(seed, 0, days);
    List<Pair> pairs = new ArrayList<>();
    for (int i = from; i < from + count; i++) {
      Locale language = languages.get(i % languages.size());
      List<DateTimeFormatter> styles = formats.computeIfAbsent(language, LocalisedDates::formats);
      LocalDate date = first().plusDays(days[i]);
      String text = styles.get(i / languages.size() % styles.size()).format(date);
      List<String> source = new ArrayList<>(List.of(token(language)));
      source.addAll(Unit.CHARACTERS.cut(text));
      pairs.add(new Pair(source, Unit.CHARACTERS.cut(date.toString())));
    }
    return pairs;
  }

  private static String token(Locale language) {
    return "<" + language.toLanguageTag() + ">";
  }

  /** The language of a text's first token. */
  static Locale locale(String token) {
    return Locale.forLanguageTag(token.substring(1, token.length() - 1));
  }

  private static LocalDate first() {
    return LocalDate.of(1900, 1, 1);
  }
}
