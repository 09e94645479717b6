package dev.cellwise.examples.charlm;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.cellwise.examples.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

/** Small networks that learn a small text by {@code cellwise charlm}. */
abstract class SmallRuns {
  @TempDir Path folder;

  CommandRun learn(String name, String seed, String... more) throws IOException {
    Path text = folder.resolve("text.txt");
    Files.writeString(text, "the quick brown fox jumps over the lazy dog.\nand then?\n".repeat(60));
    String out = folder.resolve(name).toString();
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("charlm", "--text", text.toString(), "--seed", seed));
    arguments.addAll(List.of("--out", out, "--report", out + "/report.json"));
    arguments.addAll(List.of("--hidden", "12", "--layers", "2", "--embedding", "5"));
    arguments.addAll(List.of("--batch", "8", "--window", "16", "--learning-rate", "0.01"));
    arguments.addAll(List.of(more));
    return CommandRun.of(arguments.toArray(String[]::new));
  }

  Path model(String name) {
    return folder.resolve(name).resolve("model.safetensors");
  }

  Map<String, Object> report(String name) throws IOException {
    return JSON.std.mapFrom(Files.readString(folder.resolve(name).resolve("report.json")));
  }

  static double number(Map<String, Object> report, String key) {
    return ((Number) report.get(key)).doubleValue();
  }
}
