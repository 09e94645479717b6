package dev.cellwise.examples.classify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.examples.data.LabelledTexts;
import java.util.HashSet;
import org.junit.jupiter.api.Test;

class CldrNamesTest {
  @Test
  void eachNameIsOfOneLanguage() {
    LabelledTexts names = CldrNames.read();
    assertEquals(20, names.labels().size());
    assertEquals(names.texts().size(), new HashSet<>(names.texts()).size());
    int[] counts = new int[20];
    for (int language : names.classes()) {
      counts[language]++;
    }
    for (int language = 0; language < 20; language++) {
      assertTrue(counts[language] > 100, names.labels().get(language));
    }
    assertEquals("German", label(names, "Deutschland"));
    assertEquals("Polish", label(names, "Niemcy"));
    assertTrue(!names.texts().contains("Portugal"), "many languages call it so");
  }

  private static String label(LabelledTexts names, String text) {
    return names.labels().get(names.classes()[names.texts().indexOf(text)]);
  }
}
