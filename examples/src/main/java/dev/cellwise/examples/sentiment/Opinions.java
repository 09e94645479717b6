package dev.cellwise.examples.sentiment;

import dev.cellwise.examples.data.LabelledText;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Opinions made by a small grammar of negation, contrast, concession and intensifiers, in twins: of
 * each there is the one with good and bad exchanged, which has the other label. Where a sentence
 * has words of both kinds, its twin has the same words in another order, so no bag of words can
 * tell them apart.
 */
final class Opinions {
  static final String GOOD = "positive";
  static final String BAD = "negative";

  /** {@code +} is a word of the sentence's kind, {@code -} one of the other kind. */
  private static final String[] SENTENCES = {
    "the NOUN was VERY + .",
    "what a VERY + NOUN .",
    "I find the NOUN VERY + .",
    "a VERY + NOUN , I must say .",
    "the NOUN was VERY + from beginning to end .",
    "the NOUN was not VERY - .",
    "the NOUN was + , not - .",
    "the NOUN was not - , it was VERY + .",
    "the NOUN was not VERY - , but + .",
    "I thought the NOUN would be VERY - , but it was + .",
    "I thought the NOUN would be - , but it was not .",
    "I thought the NOUN would be + , and it was .",
    "nobody would call the NOUN VERY - .",
    "everybody said it was - , but the NOUN was VERY + .",
    "although the NOUN was - , I would say that all in all it was + .",
    "all in all it was + , although the NOUN was VERY - .",
    "it is not true that the NOUN was VERY - .",
    "it is not true that the NOUN was not + .",
    "the NOUN was anything but - .",
    "not only was the NOUN + , it was VERY + too ."
  };

  private static final String[] NOUNS = {
    "film", "book", "hotel", "meal", "play", "song", "room", "phone", "story", "trip", "game",
    "concert"
  };
  private static final String[] GOODS = {
    "good",
    "great",
    "fine",
    "brilliant",
    "lovely",
    "charming",
    "excellent",
    "clever",
    "funny",
    "superb"
  };
  private static final String[] BADS = {
    "bad", "poor", "awful", "boring", "dreadful", "dull", "terrible", "weak", "clumsy", "ugly"
  };
  private static final String[] VERY = {"", "", "very", "really", "quite", "so", "truly"};

  /** The grammar has more, so that there is no long search for new ones. */
  static final int MOST = 20_000;

  private Opinions() {}

  /**
   * Draws sentences, none twice.
   *
   * @param count an even number, at most {@link #MOST}
   * @param seed the same sentences for the same seed
   * @return each followed by its twin
   */
  static List<LabelledText> draw(int count, long seed) {
    Random random = new Random(seed);
    Set<String> known = new HashSet<>();
    List<LabelledText> drawn = new ArrayList<>();
    while (drawn.size() < count) {
      String sentence =
          of(SENTENCES, random)
              .replace("NOUN", of(NOUNS, random))
              .replace("VERY ", (of(VERY, random) + " ").stripLeading());
      String good = of(GOODS, random);
      String bad = of(BADS, random);
      String one = said(sentence, good, bad);
      String twin = said(sentence, bad, good);
      // Both, for each may be there already behind another twin.
      if (!known.contains(one) && !known.contains(twin)) {
        known.add(one);
        known.add(twin);
        drawn.add(new LabelledText(GOOD, one));
        drawn.add(new LabelledText(BAD, twin));
      }
    }
    return drawn;
  }

  private static String said(String sentence, String kind, String other) {
    return sentence.replace("+", kind).replace("-", other);
  }

  private static String of(String[] words, Random random) {
    return words[random.nextInt(words.length)];
  }
}
