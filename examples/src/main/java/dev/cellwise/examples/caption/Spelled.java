package dev.cellwise.examples.caption;

import dev.cellwise.examples.BadInput;
import java.util.List;
import java.util.Locale;

/** Numbers from 0 to 9,999 in words. The JDK has no rules for that, so here are those of some. */
enum Spelled {
  /** American: without "and". */
  EN {
    private static final String[] SMALL =
        ("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen"
                + " fifteen sixteen seventeen eighteen nineteen")
            .split(" ");
    private static final String[] TENS =
        "twenty thirty forty fifty sixty seventy eighty ninety".split(" ");

    @Override
    String spell(int n) {
      if (n < 20) {
        return SMALL[n];
      }
      if (n < 100) {
        return TENS[n / 10 - 2] + (n % 10 == 0 ? "" : "-" + SMALL[n % 10]);
      }
      int unit = n < 1000 ? 100 : 1000;
      String first = SMALL[n / unit] + (unit == 100 ? " hundred" : " thousand");
      return n % unit == 0 ? first : first + " " + spell(n % unit);
    }
  },

  /** As one word. */
  DE {
    private static final String[] SMALL =
        ("null ein zwei drei vier f\u00fcnf sechs sieben acht neun zehn elf zw\u00f6lf dreizehn"
                + " vierzehn f\u00fcnfzehn sechzehn siebzehn achtzehn neunzehn")
            .split(" ");
    private static final String[] TENS =
        "zwanzig drei\u00dfig vierzig f\u00fcnfzig sechzig siebzig achtzig neunzig".split(" ");

    @Override
    String spell(int n) {
      // One is "ein" before what it counts, "eins" at the end.
      return n % 100 == 1 ? within(n) + "s" : within(n);
    }

    private static String within(int n) {
      if (n < 20) {
        return SMALL[n];
      }
      if (n < 100) {
        return (n % 10 == 0 ? "" : SMALL[n % 10] + "und") + TENS[n / 10 - 2];
      }
      int unit = n < 1000 ? 100 : 1000;
      String first = SMALL[n / unit] + (unit == 100 ? "hundert" : "tausend");
      return n % unit == 0 ? first : first + within(n % unit);
    }
  },

  /** Of France, in the spelling before 1990: hyphens below a hundred only. */
  FR {
    private static final String[] SMALL =
        ("z\u00e9ro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze"
                + " quinze seize dix-sept dix-huit dix-neuf")
            .split(" ");
    private static final String[] TENS = "vingt trente quarante cinquante soixante".split(" ");

    @Override
    String spell(int n) {
      if (n < 20) {
        return SMALL[n];
      }
      if (n < 80) {
        // Seventy is sixty-ten.
        int tens = Math.min(n / 10, 6);
        int rest = n - 10 * tens;
        String join = rest == 1 || rest == 11 ? " et " : "-";
        return TENS[tens - 2] + (rest == 0 ? "" : join + SMALL[rest]);
      }
      if (n < 100) {
        return n == 80 ? "quatre-vingts" : "quatre-vingt-" + SMALL[n - 80];
      }
      int unit = n < 1000 ? 100 : 1000;
      String word = unit == 100 ? "cent" : "mille";
      String first = n / unit == 1 ? word : SMALL[n / unit] + " " + word;
      if (n % unit == 0) {
        // Two hundreds are "deux cents", but nothing may follow; thousands have no plural.
        return unit == 100 && n > 100 ? first + "s" : first;
      }
      return first + " " + spell(n % unit);
    }
  };

  /** One more than the largest number. */
  static final int END = 10_000;

  /**
   * A number in words.
   *
   * @param n 0 to 9,999
   */
  abstract String spell(int n);

  /**
   * The rules of a language.
   *
   * @param tag such as {@code de}
   * @throws BadInput if there are none
   */
  static Spelled of(String tag) {
    for (Spelled language : values()) {
      if (language.name().equalsIgnoreCase(tag)) {
        return language;
      }
    }
    throw new BadInput(
        "--language must be of %s for numbers and digits, but is %s"
            .formatted(List.of(values()), tag)
            .toLowerCase(Locale.ROOT));
  }
}
