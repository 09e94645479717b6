package dev.cellwise.examples.serve;

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
 */
record Question(
    int[] tokens, float[] features, int steps, boolean every, int invent, Sampler sampler) {
  private static final Set<String> INPUTS = Set.of("tokens", "text", "features");
  private static final Set<String> OPTIONS = Set.of("every", "invent", "temperature", "seed");

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
    return new Question(tokens, features, steps, every(fields), invent, sampler(fields));
  }

  private static Map<String, Object> fields(byte[] body) {
    Map<String, Object> fields;
    try {
      fields = JSON.std.mapFrom(body);
    } catch (IOException e) {
      String why = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      throw new Refusal(400, "body: expected a JSON object, got something else: " + why);
    }
    for (String name : fields.keySet()) {
      check(
          INPUTS.contains(name) || OPTIONS.contains(name),
          "body: expected tokens, text or features, and every, invent, temperature, seed, got %s",
          name);
    }
    List<String> inputs = fields.keySet().stream().filter(INPUTS::contains).sorted().toList();
    check(inputs.size() == 1, "body: expected one of tokens, text and features, got %s", inputs);
    return fields;
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
          token);
      tokens[t] = (Integer) token;
    }
    return tokens;
  }

  private static int[] text(Object text, Served model, int most) {
    check(model.vocabulary() != null, "text: expected tokens, the model has no vocabulary");
    check(text instanceof String, "text: expected a string, got %s", text);
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
    float[] features = new float[rows.size() * size];
    for (int t = 0; t < rows.size(); t++) {
      check(
          rows.get(t) instanceof List<?> row && row.size() == size,
          "features[%d]: expected a row of %d numbers, got %s",
          t,
          size,
          rows.get(t));
      List<?> row = (List<?>) rows.get(t);
      for (int i = 0; i < size; i++) {
        float value = row.get(i) instanceof Number n ? n.floatValue() : Float.NaN;
        check(
            Float.isFinite(value),
            "features[%d][%d]: expected a number that fits a float, got %s",
            t,
            i,
            row.get(i));
        features[t * size + i] = value;
      }
    }
    return features;
  }

  private static List<?> list(String name, Object value, int most) {
    check(value instanceof List<?>, "%s: expected a list, got %s", name, value);
    List<?> list = (List<?>) value;
    checkSteps(name, list.size(), most);
    return list;
  }

  private static void checkSteps(String name, int steps, int most) {
    check(steps >= 1 && steps <= most, "%s: expected 1 to %d steps, got %d", name, most, steps);
  }

  private static boolean every(Map<String, Object> fields) {
    Object every = fields.getOrDefault("every", false);
    check(every instanceof Boolean, "every: expected true or false, got %s", every);
    return (Boolean) every;
  }

  /** Greedy, unless a temperature is given. */
  private static Sampler sampler(Map<String, Object> fields) {
    Object value = fields.getOrDefault("temperature", 0);
    float temperature = value instanceof Number n ? n.floatValue() : Float.NaN;
    check(
        temperature >= 0 && temperature < Float.POSITIVE_INFINITY,
        "temperature: expected 0 or above, got %s",
        value);
    long seed = whole(fields, "seed", Long.MAX_VALUE);
    return temperature == 0 ? Sampler.greedy() : Sampler.temperature(temperature, seed);
  }

  /** A whole number from 0; 0 where it is not given. */
  private static long whole(Map<String, Object> fields, String name, long most) {
    Object value = fields.getOrDefault(name, 0);
    long number =
        value instanceof Integer || value instanceof Long ? ((Number) value).longValue() : -1;
    check(number >= 0 && number <= most, "%s: expected 0 to %d, got %s", name, most, value);
    return number;
  }

  private static void check(boolean right, String message, Object... arguments) {
    if (!right) {
      throw new Refusal(400, message.formatted(arguments));
    }
  }
}
