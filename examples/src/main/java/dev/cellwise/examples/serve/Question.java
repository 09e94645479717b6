package dev.cellwise.examples.serve;

import static dev.cellwise.examples.serve.Refusal.shown;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.jr.ob.JSON;
import dev.cellwise.rnn.net.Sampler;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is asked of a stream, checked before anything is stepped.
 *
 * @param tokens [steps] — each 0 to V - 1; null where the network reads features
 * @param features [steps, I] — finite; null where the network reads tokens
 * @param steps at least 1
 * @param every whether the outputs of every step are wanted, not of the last one only
 * @param invent characters to invent after what was read
 * @param sampler picks them
 * @param after how many steps the stream is expected to have taken; {@link #ANY} where the client
 *     does not say
 */
record Question(
    int[] tokens,
    float[] features,
    int steps,
    boolean every,
    int invent,
    Sampler sampler,
    long after) {
  /** However many steps. */
  static final long ANY = -1;

  private static final Set<String> INPUTS = Set.of("tokens", "text", "features");
  private static final Set<String> OPTIONS =
      Set.of("every", "invent", "temperature", "seed", "after");

  /**
   * Reads a request's body.
   *
   * @param body JSON
   * @param model what is asked
   * @param mostSteps of one request
   * @throws Refusal if it is no such object; the message names the field
   */
  static Question of(byte[] body, Served model, int mostSteps) {
    Map<String, Object> fields = fields(body);
    int[] tokens = model.tokens() ? tokens(fields, model, mostSteps) : null;
    float[] features = model.tokens() ? null : features(fields, model.inputs(), mostSteps);
    int steps = tokens != null ? tokens.length : features.length / model.inputs();
    int invent = (int) whole(fields, "invent", model.speaks() ? mostSteps - steps : 0);
    long after = fields.containsKey("after") ? whole(fields, "after", Long.MAX_VALUE) : ANY;
    return new Question(tokens, features, steps, every(fields), invent, sampler(fields), after);
  }

  private static Map<String, Object> fields(byte[] body) {
    Map<String, Object> fields = object(body);
    for (String name : fields.keySet()) {
      check(
          INPUTS.contains(name) || OPTIONS.contains(name),
          "body: expected tokens, text or features, and every, invent, temperature, seed,"
              + " after, got %s",
          shown(name));
    }
    List<String> inputs = fields.keySet().stream().filter(INPUTS::contains).sorted().toList();
    check(inputs.size() == 1, "body: expected one of tokens, text and features, got %s", inputs);
    return fields;
  }

  /**
   * The body is one object and nothing else: what came after it would be asked and not answered.
   */
  private static Map<String, Object> object(byte[] body) {
    try (JsonParser parser = JSON.std.createParser(body)) {
      JsonToken first = parser.nextToken();
      check(first == JsonToken.START_OBJECT, "body: expected a JSON object, got %s", first);
      Map<String, Object> fields = JSON.std.mapFrom(parser);
      JsonToken more = parser.nextToken();
      check(more == null, "body: expected one JSON object, got %s after it", more);
      return fields;
    } catch (IOException e) {
      String why = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      throw new Refusal(400, "body: expected a JSON object, got something else: " + why);
    }
  }

  private static int[] tokens(Map<String, Object> fields, Served model, int most) {
    check(!fields.containsKey("features"), "features: expected tokens or text, got features");
    if (fields.containsKey("text")) {
      return text(fields.get("text"), model, most);
    }
    List<?> list = list("tokens", fields.get("tokens"), most);
    int[] tokens = new int[list.size()];
    for (int t = 0; t < tokens.length; t++) {
      int last = model.inputs() - 1;
      Object token = list.get(t);
      check(
          token instanceof Integer i && i >= 0 && i <= last,
          "tokens[%d]: expected 0 to %d, got %s",
          t,
          last,
          shown(token));
      tokens[t] = (Integer) token;
    }
    return tokens;
  }

  private static int[] text(Object text, Served model, int most) {
    check(model.vocabulary() != null, "text: expected tokens, the model has no vocabulary");
    check(text instanceof String, "text: expected a string, got %s", shown(text));
    try {
      int[] tokens = model.vocabulary().encode((String) text);
      checkSteps("text", tokens.length, most);
      return tokens;
    } catch (IllegalArgumentException e) {
      throw new Refusal(400, e.getMessage());
    }
  }

  private static float[] features(Map<String, Object> fields, int size, int most) {
    check(fields.containsKey("features"), "body: expected features, got %s", fields.keySet());
    List<?> rows = list("features", fields.get("features"), most);
    // All of them first: rows that are not there must not make an array of their size.
    for (int t = 0; t < rows.size(); t++) {
      check(
          rows.get(t) instanceof List<?> row && row.size() == size,
          "features[%d]: expected a row of %d numbers, got %s",
          t,
          size,
          shown(rows.get(t)));
    }
    // As many numbers as the body has, so never more than an int counts.
    float[] features = new float[Math.multiplyExact(rows.size(), size)];
    for (int t = 0; t < rows.size(); t++) {
      row(t, (List<?>) rows.get(t), features);
    }
    return features;
  }

  private static void row(int t, List<?> row, float[] features) {
    for (int i = 0; i < row.size(); i++) {
      float value = row.get(i) instanceof Number n ? n.floatValue() : Float.NaN;
      check(
          Float.isFinite(value),
          "features[%d][%d]: expected a number that fits a float, got %s",
          t,
          i,
          shown(row.get(i)));
      features[t * row.size() + i] = value;
    }
  }

  private static List<?> list(String name, Object value, int most) {
    check(value instanceof List<?>, "%s: expected a list, got %s", name, shown(value));
    List<?> list = (List<?>) value;
    checkSteps(name, list.size(), most);
    return list;
  }

  private static void checkSteps(String name, int steps, int most) {
    check(steps >= 1 && steps <= most, "%s: expected 1 to %d steps, got %d", name, most, steps);
  }

  private static boolean every(Map<String, Object> fields) {
    Object every = fields.getOrDefault("every", false);
    check(every instanceof Boolean, "every: expected true or false, got %s", shown(every));
    return (Boolean) every;
  }

  /** Greedy, unless a temperature is given. */
  private static Sampler sampler(Map<String, Object> fields) {
    Object value = fields.getOrDefault("temperature", 0);
    float temperature = value instanceof Number n ? n.floatValue() : Float.NaN;
    check(
        temperature >= 0 && temperature < Float.POSITIVE_INFINITY,
        "temperature: expected 0 or above, got %s",
        shown(value));
    long seed = whole(fields, "seed", Long.MAX_VALUE);
    return temperature == 0 ? Sampler.greedy() : Sampler.temperature(temperature, seed);
  }

  /** A whole number from 0; 0 where it is not given. */
  private static long whole(Map<String, Object> fields, String name, long most) {
    Object value = fields.getOrDefault(name, 0);
    long number =
        value instanceof Integer || value instanceof Long ? ((Number) value).longValue() : -1;
    check(number >= 0 && number <= most, "%s: expected 0 to %d, got %s", name, most, shown(value));
    return number;
  }

  private static void check(boolean right, String message, Object... arguments) {
    if (!right) {
      throw new Refusal(400, message.formatted(arguments));
    }
  }
}
