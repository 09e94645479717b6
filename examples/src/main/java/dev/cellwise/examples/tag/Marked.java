package dev.cellwise.examples.tag;

import java.util.ArrayList;
import java.util.List;

/** Tagged tokens as a line to read: {@code [month March] [day 8], [year 2014]}. */
final class Marked {
  private Marked() {}

  /** Spans of BIO tags in brackets. */
  static String words(List<String> tokens, List<String> tags) {
    List<String> parts = new ArrayList<>();
    int at = 0;
    for (Entities.Span span : Entities.spans(tags)) {
      parts.addAll(tokens.subList(at, span.from()));
      String words = String.join(" ", tokens.subList(span.from(), span.to()));
      parts.add("[%s %s]".formatted(span.type(), words));
      at = span.to();
    }
    parts.addAll(tokens.subList(at, tokens.size()));
    return String.join(" ", parts);
  }

  /** Runs of the same tag in brackets, but for those that are of no field. */
  static String runs(List<String> tokens, List<String> tags, String between) {
    List<String> parts = new ArrayList<>();
    int from = 0;
    for (int i = 1; i <= tokens.size(); i++) {
      if (i == tokens.size() || !tags.get(i).equals(tags.get(from))) {
        String run = String.join(between, tokens.subList(from, i));
        String tag = tags.get(from);
        boolean bare = tag.equals(LocalisedFields.LITERAL) || tag.equals(TagScore.UNASKED);
        parts.add(bare ? run : "[%s %s]".formatted(tag, run));
        from = i;
      }
    }
    return String.join(between, parts);
  }
}
