package dev.cellwise.examples.caption;

import dev.cellwise.examples.BadInput;
import dev.cellwise.examples.data.CsvTable;
import dev.cellwise.examples.data.TextFile;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;

/** What there is to be said something of: numbers, days, images of digits. */
final class Subjects {
  /** Pixels of an image. */
  static final int PIXELS = 64;

  private static final int MOST = 16;
  private static final LocalDate FIRST = LocalDate.of(1900, 1, 1);
  private static final LocalDate BEHIND = LocalDate.of(2100, 1, 1);

  private Subjects() {}

  /**
   * Numbers in random order: the vector has a one for each digit, none for zeros in front.
   *
   * @param below they are, at most 10,000
   * @param count how many
   * @param language in whose words
   * @param seed of the order
   */
  static List<Captioned> numbers(int below, int count, Spelled language, long seed) {
    return order(below, count, seed).stream()
        .map(n -> new Captioned(digits(n, 4), n.toString(), language.spell(n)))
        .toList();
  }

  /** One hot of ten for each digit. */
  private static float[] digits(int n, int places) {
    float[] vector = new float[10 * places];
    int rest = n;
    for (int i = places - 1; i >= 0 && (rest > 0 || i == places - 1); i--) {
      vector[10 * i + rest % 10] = 1;
      rest /= 10;
    }
    return vector;
  }

  /**
   * Days of the years 1900 to 2099 in random order: the vector has a one each for the day of the
   * month, the month, the digits of the year, and the day of the week.
   *
   * @param count how many, at most 73,000
   * @param locale how they are said: the long form of CLDR
   * @param seed of the order
   */
  static List<Captioned> days(int count, Locale locale, long seed) {
    DateTimeFormatter form = DateTimeFormatter.ofLocalizedDate(FormatStyle.FULL).withLocale(locale);
    int days = (int) (BEHIND.toEpochDay() - FIRST.toEpochDay());
    return order(days, count, seed).stream()
        .map(FIRST::plusDays)
        .map(day -> new Captioned(vector(day), day.toString(), form.format(day)))
        .toList();
  }

  private static float[] vector(LocalDate day) {
    float[] vector = new float[31 + 12 + 7 + 40];
    vector[day.getDayOfMonth() - 1] = 1;
    vector[31 + day.getMonthValue() - 1] = 1;
    vector[43 + day.getDayOfWeek().getValue() - 1] = 1;
    System.arraycopy(digits(day.getYear(), 4), 0, vector, 50, 40);
    return vector;
  }

  private static List<Integer> order(int end, int count, long seed) {
    List<Integer> all = new ArrayList<>(IntStream.range(0, end).boxed().toList());
    Collections.shuffle(all, new Random(seed));
    return all.subList(0, count);
  }

  /**
   * Images of 8 x 8 counts from 0 to 16, row by row, and the digit last; with or without a line of
   * column names.
   *
   * @param option for messages
   * @param file comma-separated
   * @param language in whose words
   * @throws BadInput when the file is no such file
   */
  static List<Captioned> images(String option, Path file, Spelled language) {
    String text = TextFile.read(option, file).stripLeading();
    boolean named = !text.isEmpty() && !Character.isDigit(text.charAt(0));
    CsvTable table =
        named ? CsvTable.withHeader(option, file) : CsvTable.withoutHeader(option, file);
    if (table.columns().size() != PIXELS + 1) {
      throw new BadInput(
          "%s: %s has %d columns, expected 64 counts and a digit"
              .formatted(option, file, table.columns().size()));
    }
    List<String> pixels = table.columns().subList(0, PIXELS);
    int[] counts = table.whole(0, MOST, pixels.toArray(String[]::new));
    int[] digits = table.whole(0, 9, table.columns().getLast());
    List<Captioned> images = new ArrayList<>();
    for (int row = 0; row < digits.length; row++) {
      float[] vector = new float[PIXELS];
      for (int i = 0; i < PIXELS; i++) {
        vector[i] = counts[row * PIXELS + i] / (float) MOST;
      }
      String shown = Integer.toString(digits[row]);
      images.add(new Captioned(vector, shown, language.spell(digits[row])));
    }
    return images;
  }
}
