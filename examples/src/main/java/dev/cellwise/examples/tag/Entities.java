package dev.cellwise.examples.tag;

import java.util.ArrayList;
import java.util.List;

/**
 * Spans of BIO tags, and how many of them were found: as in CoNLL-2003's shared task a span begins
 * at B, and at an I that has no span of its type before it.
 */
final class Entities {
  /** The tag of what is no part of a span. */
  static final String OUTSIDE = "O";

  private int right;
  private int found;
  private int wanted;

  /**
   * A span.
   *
   * @param type behind the B or I
   * @param from its first token
   * @param to behind its last
   */
  record Span(String type, int from, int to) {}

  /** Whether tags are of this kind: O, B-type, I-type. */
  static boolean isBio(String tag) {
    return tag.equals(OUTSIDE)
        || tag.length() > 2 && (tag.startsWith("B-") || tag.startsWith("I-"));
  }

  /** The spans of a sentence. */
  static List<Span> spans(List<String> tags) {
    List<Span> spans = new ArrayList<>();
    int from = 0;
    String type = null;
    for (int i = 0; i <= tags.size(); i++) {
      String tag = i < tags.size() ? tags.get(i) : OUTSIDE;
      boolean goesOn = type != null && tag.equals("I-" + type);
      if (!goesOn) {
        if (type != null) {
          spans.add(new Span(type, from, i));
        }
        type = tag.equals(OUTSIDE) ? null : tag.substring(2);
        from = i;
      }
    }
    return spans;
  }

  /**
   * Adds a sentence.
   *
   * @param said its tags
   * @param expected those that are right
   */
  void add(List<String> said, List<String> expected) {
    List<Span> spans = spans(said);
    List<Span> truth = spans(expected);
    found += spans.size();
    wanted += truth.size();
    right += (int) spans.stream().filter(truth::contains).count();
  }

  /** Of the spans that were found, those that are exactly right; 0 of none. */
  double precision() {
    return found == 0 ? 0 : (double) right / found;
  }

  /** Of the spans that are there, those that were found exactly; 0 of none. */
  double recall() {
    return wanted == 0 ? 0 : (double) right / wanted;
  }

  /** The harmonic mean of both. */
  double f1() {
    return found + wanted == 0 ? 0 : 2.0 * right / (found + wanted);
  }
}
