package dev.cellwise.examples.tag;

import dev.cellwise.examples.BadInput;
import dev.cellwise.examples.data.TaggedSequence;
import java.math.BigDecimal;
import java.text.AttributedCharacterIterator;
import java.text.AttributedCharacterIterator.Attribute;
import java.text.CharacterIterator;
import java.text.DateFormat;
import java.text.Format;
import java.text.NumberFormat;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Currency;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TimeZone;

/**
 * Dates, times, numbers, shares and prices as the running JDK writes them in some languages, each
 * character with the field that it is of. No text comes twice in one language.
 */
final class LocalisedFields {
  /** The tag of characters that are of no field. */
  static final String LITERAL = "literal";

  private static final int[] STYLES = {
    DateFormat.SHORT, DateFormat.MEDIUM, DateFormat.LONG, DateFormat.FULL
  };
  private static final List<String> CURRENCIES = List.of("EUR", "USD", "GBP", "JPY", "INR", "CHF");

  /** In minutes, from 1900 to 2099. */
  private static final int DAY = 24 * 60;

  private static final long FIRST = DAY * LocalDate.of(1900, 1, 1).toEpochDay();
  private static final int MINUTES = (int) (DAY * LocalDate.of(2100, 1, 1).toEpochDay() - FIRST);
  private static final long MINUTE = 60_000;

  /** The more special first: a mark between digits is of the whole part too. */
  private static final Map<Attribute, String> NAMES = new LinkedHashMap<>();

  static {
    NAMES.put(NumberFormat.Field.GROUPING_SEPARATOR, "group");
    NAMES.put(NumberFormat.Field.DECIMAL_SEPARATOR, "point");
    NAMES.put(NumberFormat.Field.CURRENCY, "currency");
    NAMES.put(NumberFormat.Field.PERCENT, "percent");
    NAMES.put(NumberFormat.Field.SIGN, "sign");
    NAMES.put(NumberFormat.Field.FRACTION, "fraction");
    NAMES.put(NumberFormat.Field.INTEGER, "integer");
    NAMES.put(DateFormat.Field.DAY_OF_MONTH, "day");
    NAMES.put(DateFormat.Field.MONTH, "month");
    NAMES.put(DateFormat.Field.YEAR, "year");
    NAMES.put(DateFormat.Field.DAY_OF_WEEK, "weekday");
    NAMES.put(DateFormat.Field.ERA, "era");
    NAMES.put(DateFormat.Field.AM_PM, "half");
    NAMES.put(DateFormat.Field.HOUR_OF_DAY0, "hour");
    NAMES.put(DateFormat.Field.HOUR_OF_DAY1, "hour");
    NAMES.put(DateFormat.Field.HOUR0, "hour");
    NAMES.put(DateFormat.Field.HOUR1, "hour");
    NAMES.put(DateFormat.Field.MINUTE, "minute");
  }

  private final List<Locale> languages;
  private final boolean told;
  private final Random random;
  private final Set<List<String>> drawn = new LinkedHashSet<>();

  /**
   * Texts of some languages.
   *
   * @param tags of languages
   * @param told whether each text begins with its language, in angle brackets
   * @param seed decides the texts
   * @throws BadInput if the JDK has no language of that name
   */
  LocalisedFields(List<String> tags, boolean told, long seed) {
    List<Locale> known = Arrays.asList(Locale.getAvailableLocales());
    for (String tag : tags) {
      if (tag.isEmpty() || !known.contains(Locale.forLanguageTag(tag))) {
        throw new BadInput("--languages: this JDK knows none of the name '%s'".formatted(tag));
      }
    }
    this.languages = tags.stream().map(Locale::forLanguageTag).toList();
    this.told = told;
    this.random = new Random(seed);
  }

  /**
   * Texts that were not drawn before, in the languages in turn.
   *
   * @param count how many
   */
  List<TaggedSequence> draw(int count) {
    List<TaggedSequence> texts = new ArrayList<>();
    while (texts.size() < count) {
      Locale language = languages.get(texts.size() % languages.size());
      TaggedSequence text = random.nextBoolean() ? date(language) : number(language);
      if (drawn.add(text.tokens())) {
        texts.add(text);
      }
    }
    return texts;
  }

  /** Every third one with its time. */
  private TaggedSequence date(Locale language) {
    int style = STYLES[random.nextInt(STYLES.length)];
    DateFormat format =
        random.nextInt(3) > 0
            ? DateFormat.getDateInstance(style, language)
            : DateFormat.getDateTimeInstance(style, DateFormat.SHORT, language);
    format.setTimeZone(TimeZone.getTimeZone("UTC"));
    return tagged(language, format, new Date((FIRST + random.nextInt(MINUTES)) * MINUTE));
  }

  /** Up to seven digits, of them up to three behind the point. */
  private TaggedSequence number(Locale language) {
    int most = (int) StrictMath.pow(10, 1 + random.nextInt(7));
    BigDecimal number =
        BigDecimal.valueOf(random.nextInt(most) - (random.nextInt(4) == 0 ? most / 2 : 0));
    int kind = random.nextInt(4);
    if (kind == 0) {
      NumberFormat price = NumberFormat.getCurrencyInstance(language);
      price.setCurrency(Currency.getInstance(CURRENCIES.get(random.nextInt(CURRENCIES.size()))));
      return tagged(language, price, number.movePointLeft(2));
    }
    if (kind == 1) {
      return tagged(language, NumberFormat.getPercentInstance(language), number.movePointLeft(2));
    }
    return tagged(
        language, NumberFormat.getInstance(language), number.movePointLeft(random.nextInt(4)));
  }

  private TaggedSequence tagged(Locale language, Format format, Object value) {
    List<String> tokens = new ArrayList<>();
    List<String> tags = new ArrayList<>();
    if (told) {
      tokens.add("<" + language.toLanguageTag() + ">");
      tags.add(TagScore.UNASKED);
    }
    AttributedCharacterIterator text = format.formatToCharacterIterator(value);
    for (char c = text.first(); c != CharacterIterator.DONE; c = text.next()) {
      tokens.add(String.valueOf(c));
      tags.add(name(text));
    }
    return new TaggedSequence(tokens, tags);
  }

  private static String name(AttributedCharacterIterator text) {
    for (Map.Entry<Attribute, String> field : NAMES.entrySet()) {
      if (text.getAttribute(field.getKey()) != null) {
        return field.getValue();
      }
    }
    return LITERAL;
  }
}
