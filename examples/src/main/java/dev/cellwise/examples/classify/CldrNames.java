package dev.cellwise.examples.classify;

import dev.cellwise.examples.data.LabelledTexts;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What countries, languages and currencies are called in twenty languages of Europe that write with
 * Latin letters, from the locale data of the running JDK (CLDR).
 *
 * <p>A name that two of the languages share, as most of the untranslated ones, is left out: nothing
 * in it tells which it is.
 */
final class CldrNames {
  private static final List<String> LANGUAGES =
      List.of(
          "ca", "cs", "da", "de", "en", "es", "et", "fi", "fr", "gl", "hr", "it", "nb", "nl", "pl",
          "pt", "ro", "sk", "sl", "sv");

  private CldrNames() {}

  /**
   * All names.
   *
   * @return by language; within it in alphabetic order, each once
   */
  static LabelledTexts read() {
    List<Set<String>> names = LANGUAGES.stream().map(CldrNames::of).toList();
    Map<String, Integer> uses = new HashMap<>();
    names.forEach(set -> set.forEach(name -> uses.merge(name, 1, Integer::sum)));
    List<String> texts = new ArrayList<>();
    List<Integer> classes = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      for (String name : names.get(i)) {
        if (uses.get(name) == 1) {
          texts.add(name);
          classes.add(i);
        }
      }
    }
    List<String> labels =
        LANGUAGES.stream().map(l -> Locale.of(l).getDisplayLanguage(Locale.ENGLISH)).toList();
    return new LabelledTexts(labels, texts, classes.stream().mapToInt(Integer::intValue).toArray());
  }

  private static Set<String> of(String language) {
    Locale in = Locale.of(language);
    Set<String> names = new TreeSet<>();
    for (String country : Locale.getISOCountries()) {
      names.add(Locale.of("", country).getDisplayCountry(in));
    }
    for (String other : Locale.getISOLanguages()) {
      names.add(Locale.of(other).getDisplayLanguage(in));
    }
    for (Currency currency : Currency.getAvailableCurrencies()) {
      names.add(currency.getDisplayName(in));
    }
    return names;
  }
}
