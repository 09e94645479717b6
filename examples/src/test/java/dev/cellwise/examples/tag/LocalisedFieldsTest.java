package dev.cellwise.examples.tag;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.examples.BadInput;
import dev.cellwise.examples.data.TaggedSequence;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class LocalisedFieldsTest {
  /** What the groups of a pattern are of: all English dates in medium style and all prices. */
  private static final Map<Pattern, List<String>> ENGLISH =
      Map.of(
          Pattern.compile("([A-Z][a-z]{2})( )([0-9]{1,2})(, )((?:19|20)[0-9]{2})"),
          List.of("month", "literal", "day", "literal", "year"),
          Pattern.compile("([0-9]{1,2})(/)([0-9]{1,2})(/)([0-9]{2})"),
          List.of("month", "literal", "day", "literal", "year"),
          Pattern.compile("(-?)([$€£])([0-9]{1,3})(,)([0-9]{3})(\\.)([0-9]{2})"),
          List.of("sign", "currency", "integer", "group", "integer", "point", "fraction"),
          Pattern.compile("(-?)([0-9]+)(%)"),
          List.of("sign", "integer", "percent"));

  @Test
  void fieldsAreThoseOfTheText() {
    int[] matched = new int[1];
    for (TaggedSequence text : new LocalisedFields(List.of("en"), false, 1).draw(400)) {
      ENGLISH.forEach(
          (pattern, fields) -> {
            Matcher matcher = pattern.matcher(String.join("", text.tokens()));
            if (matcher.matches()) {
              matched[0]++;
              assertEquals(expected(matcher, fields), text.tags(), matcher.group());
            }
          });
    }
    assertTrue(matched[0] > 50, "" + matched[0]);
  }

  private static List<String> expected(Matcher matcher, List<String> fields) {
    List<String> tags = new ArrayList<>();
    for (int g = 1; g <= matcher.groupCount(); g++) {
      for (int i = 0; i < matcher.group(g).length(); i++) {
        tags.add(fields.get(g - 1));
      }
    }
    return tags;
  }

  @Test
  void noTextComesTwiceAndLanguagesTakeTurns() {
    LocalisedFields fields = new LocalisedFields(List.of("de", "hi"), true, 7);
    List<TaggedSequence> all = new ArrayList<>(fields.draw(100));
    all.addAll(fields.draw(100));
    assertEquals(200, new HashSet<>(all.stream().map(TaggedSequence::tokens).toList()).size());
    for (int i = 0; i < all.size(); i++) {
      assertEquals(i % 2 == 0 ? "<de>" : "<hi>", all.get(i).tokens().getFirst());
      assertEquals(TagScore.UNASKED, all.get(i).tags().getFirst());
    }
    assertEquals(all.subList(0, 100), new LocalisedFields(List.of("de", "hi"), true, 7).draw(100));
  }

  @Test
  void languagesThatAreNoneAreRefused() {
    assertThrows(BadInput.class, () -> new LocalisedFields(List.of("xx"), true, 1));
    assertThrows(BadInput.class, () -> new LocalisedFields(List.of(""), true, 1));
  }
}
