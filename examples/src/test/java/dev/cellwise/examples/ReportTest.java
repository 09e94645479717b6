package dev.cellwise.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
  @TempDir private Path folder;

  @Test
  void keepsValuesAndTheirOrder() throws IOException {
    Path file = folder.resolve("report.json");
    new Report().put("b", 1.5).put("a", 3L).put("text", "x \"y\" \u00E9").write(file);
    Map<String, Object> read = JSON.std.mapFrom(Files.readString(file));
    assertEquals(List.of("b", "a", "text"), List.copyOf(read.keySet()));
    assertEquals(1.5, read.get("b"));
    assertEquals(3, ((Number) read.get("a")).intValue());
    assertEquals("x \"y\" \u00E9", read.get("text"));
  }

  @Test
  void refusesAKeyTwiceAndAFolder() {
    Report report = new Report().put("a", 1);
    assertThrows(IllegalArgumentException.class, () -> report.put("a", 2));
    assertThrows(BadInput.class, () -> report.write(folder));
  }
}
