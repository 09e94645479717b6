package dev.cellwise.examples;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The figures of a run as one flat JSON object, in the order in which they were put. */
public final class Report {
  private final Map<String, Object> values = new LinkedHashMap<>();

  /** An empty one. */
  public Report() {}

  /**
   * Adds a value.
   *
   * @param key its key, used once
   * @param value a string, a truth value, or a finite number
   * @return this report
   */
  public Report put(String key, Object value) {
    if (values.putIfAbsent(key, value) != null) {
      throw new IllegalArgumentException("put twice: " + key);
    }
    return this;
  }

  /**
   * Writes the file.
   *
   * @param file where to
   */
  public void write(Path file) {
    try {
      String json = JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT).asString(values);
      Files.writeString(file, json + System.lineSeparator());
    } catch (IOException e) {
      throw new BadInput("--report: %s cannot be written".formatted(file));
    }
  }
}
