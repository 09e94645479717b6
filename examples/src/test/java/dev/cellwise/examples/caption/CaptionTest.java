package dev.cellwise.examples.caption;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.examples.lesson.LessonRuns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CaptionTest extends LessonRuns {
  @ParameterizedTest
  @CsvSource({
    "0, zero, null, z\u00e9ro",
    "1, one, eins, un",
    "17, seventeen, siebzehn, dix-sept",
    "21, twenty-one, einundzwanzig, vingt et un",
    "30, thirty, drei\u00dfig, trente",
    "70, seventy, siebzig, soixante-dix",
    "71, seventy-one, einundsiebzig, soixante et onze",
    "77, seventy-seven, siebenundsiebzig, soixante-dix-sept",
    "80, eighty, achtzig, quatre-vingts",
    "81, eighty-one, einundachtzig, quatre-vingt-un",
    "91, ninety-one, einundneunzig, quatre-vingt-onze",
    "99, ninety-nine, neunundneunzig, quatre-vingt-dix-neuf",
    "100, one hundred, einhundert, cent",
    "101, one hundred one, einhunderteins, cent un",
    "200, two hundred, zweihundert, deux cents",
    "280, two hundred eighty, zweihundertachtzig, deux cent quatre-vingts",
    "1000, one thousand, eintausend, mille",
    "1001, one thousand one, eintausendeins, mille un",
    "2016, two thousand sixteen, zweitausendsechzehn, deux mille seize",
    "3300, three thousand three hundred, dreitausenddreihundert, trois mille trois cents",
    "9111, nine thousand one hundred eleven, neuntausendeinhundertelf, neuf mille cent onze"
  })
  void numbersAreSpelled(int n, String en, String de, String fr) {
    assertEquals(en, Spelled.EN.spell(n));
    assertEquals(de, Spelled.DE.spell(n));
    assertEquals(fr, Spelled.FR.spell(n));
  }

  @Test
  void noTwoNumbersAreSpelledAlike() {
    for (Spelled language : Spelled.values()) {
      long different =
          Subjects.numbers(Spelled.END, Spelled.END, language, 1).stream()
              .map(Captioned::text)
              .distinct()
              .count();
      assertEquals(Spelled.END, different, language.name());
    }
  }

  @Test
  void vectorsHaveAOneForEachFigure() {
    for (Captioned number : Subjects.numbers(Spelled.END, 2000, Spelled.EN, 3)) {
      int n = Integer.parseInt(number.shown());
      for (int place = 3; place >= 0; place--) {
        for (int digit = 0; digit < 10; digit++) {
          boolean here = n % 10 == digit && (n > 0 || place == 3);
          assertEquals(here ? 1 : 0, number.vector()[10 * place + digit], number.shown());
        }
        n /= 10;
      }
    }
    Captioned day = Subjects.days(1, Locale.ENGLISH, 5).getFirst();
    int ones = 0;
    for (float v : day.vector()) {
      ones += v == 1 ? 1 : 0;
    }
    assertEquals(7, ones, day.shown());
    assertTrue(day.text().matches("[A-Z][a-z]+day, [A-Z][a-z]+ \\d+, (19|20)\\d\\d"), day.text());
  }

  @Test
  void theNearestAnswersAndTheMostFrequentAreTheFirst() {
    List<Captioned> known =
        List.of(
            new Captioned(new float[] {0, 0}, "", "a"),
            new Captioned(new float[] {1, 0}, "", "b"),
            new Captioned(new float[] {3, 4}, "", "b"),
            new Captioned(new float[] {3, 4}, "", "a"));
    assertEquals("a", Nearest.mostFrequent(known));
    assertEquals("a", Nearest.of(known, new float[] {0.5f, 0}));
    assertEquals("b", Nearest.of(known, new float[] {2, 3}));
  }

  @Test
  void aSmallNetworkSpellsNumbers() throws IOException {
    String[] small = {
      "caption", "--below", "100", "--hidden", "48", "--epochs", "60", "--batch", "8"
    };
    Map<String, Object> report = report("a", small);
    assertEquals(0, number(report, "most_frequent_exact"));
    assertTrue(number(report, "greedy_exact") >= 0.5, () -> "" + report);
    assertTrue(number(report, "beam_exact") >= 0.5, () -> "" + report);
    assertTrue(Files.size(folder.resolve("a/caption-examples.png")) > 0);
  }

  @Test
  void imagesAreNamed() throws IOException {
    StringBuilder csv = new StringBuilder();
    Random random = new Random(1);
    for (int i = 0; i < 120; i++) {
      for (int pixel = 0; pixel < 64; pixel++) {
        csv.append(pixel / 8 == i % 3 ? 12 + random.nextInt(5) : random.nextInt(3)).append(',');
      }
      csv.append(i % 3).append('\n');
    }
    String file = file(csv.toString());
    String[] command = {
      "caption",
      "--images",
      file,
      "--language",
      "de",
      "--hidden",
      "16",
      "--epochs",
      "12",
      "--batch",
      "8"
    };
    Map<String, Object> report = report("images", command);
    assertEquals(1.0, number(report, "greedy_exact"));
    assertEquals(1.0, number(report, "nearest_exact"));
    assertEquals(12, number(report, "test_captions"));
    assertEquals(timeless(report), timeless(report("again", command)));
  }

  @Test
  void aLineOfNamesMayStandAboveImages() throws IOException {
    StringBuilder csv = new StringBuilder();
    for (int i = 1; i <= 64; i++) {
      csv.append("p").append(i).append(',');
    }
    csv.append("class\n").append("8,".repeat(64)).append("7\n");
    List<Captioned> images = Subjects.images("--images", Path.of(file(csv.toString())), Spelled.FR);
    assertEquals(1, images.size());
    assertEquals("sept", images.getFirst().text());
    float[] half = new float[64];
    Arrays.fill(half, 0.5f);
    assertArrayEquals(half, images.getFirst().vector());
  }

  @Test
  void whatCannotBeUsedIsRefused() throws IOException {
    refused("--of must be numbers or days", "caption", "--of", "weeks");
    refused("--language must be of [en, de, fr]", "caption", "--language", "pl");
    refused("has no days in 'xx'", "caption", "--of", "days", "--language", "xx");
    refused("--count must be", "caption", "--count", "29");
    refused("--beam must be", "caption", "--beam", "0");
    refused("--test needs --images", "caption", "--test", "x");
    refused("no file", "caption", "--images", folder.resolve("none").toString());
    refused("has 3 columns", "caption", "--images", file("1,2,3\n"));
    refused("at least 30", "caption", "--images", file("0,".repeat(64) + "9\n"));
    String good = "0,".repeat(64) + "9\n";
    refused(
        "line 2: '17' is not a whole number from 0 to 16",
        "caption",
        "--images",
        file(good + "0,".repeat(63) + "17,9\n"));
    refused(
        "line 1: '10' is not a whole number from 0 to 9",
        "caption",
        "--images",
        file("0,".repeat(64) + "10\n"));
    refused(
        "line 2: 'x' is not a number", "caption", "--images", file(good + "0,".repeat(64) + "x\n"));
  }

  private String file(String content) throws IOException {
    return Files.writeString(Files.createTempFile(folder, "t", ".csv"), content).toString();
  }
}
