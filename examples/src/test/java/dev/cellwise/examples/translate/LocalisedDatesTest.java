package dev.cellwise.examples.translate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.examples.BadInput;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LocalisedDatesTest {
  private static String said(List<String> tokens) {
    return String.join("", tokens);
  }

  @Test
  void aDayIsInOnePartOnly() {
    Corpus corpus = Corpus.of(new LocalisedDates(List.of("en", "ja")), 200, 50, 3);
    assertEquals(200, corpus.training().size());
    assertEquals(25, corpus.validation().size());
    assertEquals(50, corpus.test().size());
    List<String> days = new ArrayList<>();
    corpus.training().forEach(p -> days.add(said(p.target())));
    corpus.validation().forEach(p -> days.add(said(p.target())));
    corpus.test().forEach(a -> days.add(said(a.references().getFirst())));
    Set<String> different = new HashSet<>(days);
    assertEquals(275, different.size());
    for (String day : days) {
      int year = LocalDate.parse(day).getYear();
      assertTrue(year >= 1900 && year <= 2099, day);
    }
  }

  @Test
  void textsAreThoseOfTheJdk() {
    List<Pair> pairs = new LocalisedDates(List.of("en")).draw(1, 0, 60);
    for (int i = 0; i < pairs.size(); i++) {
      LocalDate date = LocalDate.parse(said(pairs.get(i).target()));
      assertEquals("<en>", pairs.get(i).source().getFirst());
      String month = date.getMonth().toString();
      month = month.charAt(0) + month.substring(1).toLowerCase(Locale.ROOT);
      String weekday = date.getDayOfWeek().toString();
      weekday = weekday.charAt(0) + weekday.substring(1).toLowerCase(Locale.ROOT);
      String rest = " %d, %d".formatted(date.getDayOfMonth(), date.getYear());
      List<String> styles =
          List.of(month + rest, weekday + ", " + month + rest, month.substring(0, 3) + rest);
      assertEquals("<en>" + styles.get(i % 3), said(pairs.get(i).source()));
    }
  }

  @Test
  void languagesAreThoseOfTheJdkAndTheirYearsAreWhole() {
    LocalisedDates all = new LocalisedDates(List.of("all"));
    assertTrue(all.languages() > 100, "" + all.languages());
    for (Pair pair : all.draw(1, 0, 8)) {
      String digits = said(DateRules.copied(pair.source()));
      assertTrue(digits.contains(said(pair.target().subList(0, 4))), said(pair.source()));
    }
    assertThrows(BadInput.class, () -> new LocalisedDates(List.of("en", "xx")));
    assertThrows(BadInput.class, () -> new LocalisedDates(List.of("")));
  }
}
