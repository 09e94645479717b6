package dev.cellwise.examples.translate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DateRulesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "en | Saturday, March 8, 2014 | 2014-03-08 | 2014-03-08 | 08-2014",
        "en | Mar 8, 2014             | ''         | 2014-03-08 | 08-2014",
        "de | 08.03.2014              | 2014-03-08 | 2014-03-08 | 08-03-2014",
        "ja | 2014/03/18              | 2014-03-18 | 2014-03-18 | 2014-03-18",
        "ja | 2014年3月18日土曜日      | 2014-03-18 | 2014-03-18 | 2014-03-18",
        "hu | 2014. március 8.        | 2014-03-08 | 2014-03-08 | 2014-08",
        "fa | ۸ مارس ۲۰۱۴             | 2014-03-08 | 2014-03-08 | 08-2014",
        "vi | 8 tháng 12, 2014        | 2014-12-08 | 2014-12-08 | 08-12-2014"
      })
  void byNamesAndByAbbreviationsAndByDigits(
      String language, String text, String names, String tables, String digits) {
    List<String> source = new ArrayList<>(List.of("<" + language + ">"));
    source.addAll(Unit.CHARACTERS.cut(text));
    assertEquals(names, String.join("", new DateRules(false).of(source)));
    assertEquals(tables, String.join("", new DateRules(true).of(source)));
    assertEquals(digits, String.join("", DateRules.copied(source)));
  }
}
