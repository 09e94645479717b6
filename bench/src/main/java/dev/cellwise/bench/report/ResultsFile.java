package dev.cellwise.bench.report;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.cellwise.bench.cases.Setting;
import dev.cellwise.bench.figure.Figure;
import dev.cellwise.bench.figure.Machine;
import dev.cellwise.bench.figure.Results;
import dev.cellwise.bench.figure.Round;
import dev.cellwise.bench.limit.Limits;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Results as a JSON file: a line for each round, so that a difference of two files can be read, in
 * the order of the results. Times have four digits, or are told to a tenth of a nanosecond.
 */
public final class ResultsFile {
  /** What the file says that it is. */
  static final String FORMAT = "cellwise bench report 1";

  private ResultsFile() {}

  /** Writes the file. */
  public static void write(Path file, Results results) throws IOException {
    Files.writeString(file, toJson(results));
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IOException if it cannot be read or is no such file: one line that names file and field
   */
  public static Results read(Path file) throws IOException {
    String text;
    try {
      text = Files.readString(file);
    } catch (IOException e) {
      throw new IOException(file + ": expected a file of results, but it cannot be read", e);
    }
    return ResultsReader.read(file.toString(), text);
  }

  /**
   * The results of the latest date among the {@code .json} files of a folder; empty if it has none
   * or is not there.
   *
   * @throws IOException if one of them is refused
   */
  public static Optional<Results> newest(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return Optional.empty();
    }
    TreeSet<Path> files = new TreeSet<>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "*.json")) {
      found.forEach(files::add);
    }
    TreeMap<OffsetDateTime, Results> byDate = new TreeMap<>(Comparator.naturalOrder());
    for (Path file : files) {
      Results results = read(file);
      byDate.put(OffsetDateTime.parse(results.date()), results);
    }
    return Optional.ofNullable(byDate.lastEntry()).map(Map.Entry::getValue);
  }

  /** The text of the file. */
  static String toJson(Results results) throws IOException {
    StringJoiner figures = new StringJoiner(",\n    ", "[\n    ", "\n  ]");
    figures.setEmptyValue("[]");
    for (Figure figure : results.figures()) {
      figures.add(figure(figure));
    }
    StringJoiner fields = new StringJoiner(",\n  ", "{\n  ", "\n}\n");
    fields.add(field("format", FORMAT));
    fields.add(field("date", results.date()));
    fields.add(field("revision", results.revision()));
    fields.add(field("command", results.command()));
    fields.add(field("machine", machine(results.machine())));
    fields.add(field("limits", limits(results.limits())));
    fields.add("\"figures\": " + figures);
    return fields.toString();
  }

  private static String field(String name, Object value) throws IOException {
    return "\"" + name + "\": " + JSON.std.asString(value);
  }

  /** What a run was made on. */
  static Map<String, Object> machine(Machine machine) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("cpu", machine.cpu());
    fields.put("processors", machine.processors());
    fields.put("caches", machine.caches());
    fields.put("os", machine.os());
    fields.put("jdk", machine.jdk());
    fields.put("flags", machine.flags());
    fields.put("core", machine.core());
    return fields;
  }

  private static Map<String, Object> limits(Limits limits) {
    Map<String, Object> bandwidth = new LinkedHashMap<>();
    limits.bandwidth().forEach((k, v) -> bandwidth.put(Long.toString(k), Digits.significant(4, v)));
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("bits", limits.bits());
    fields.put("peak", Digits.significant(4, limits.peak()));
    fields.put("bandwidth", bandwidth);
    return fields;
  }

  /** Its setting on one line, each round on the next ones. */
  private static String figure(Figure figure) throws IOException {
    Setting setting = figure.setting();
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("case", setting.kind().name());
    fields.put("cell", setting.cell());
    fields.put("input", setting.input());
    fields.put("hidden", setting.hidden());
    fields.put("batch", setting.batch());
    fields.put("steps", setting.steps());
    fields.put("threads", figure.threads());
    fields.put("library", figure.library());
    fields.put("version", figure.version());
    double error = figure.error();
    fields.put("error", Double.isFinite(error) ? Digits.significant(3, error) : null);
    fields.put("fault", figure.fault());
    StringJoiner rounds = new StringJoiner(",\n      ", "[\n      ", "\n    ]");
    rounds.setEmptyValue("[]");
    for (Round round : figure.rounds()) {
      rounds.add(JSON.std.asString(round(round)));
    }
    String head =
        JSON.std.with(JSON.Feature.WRITE_NULL_PROPERTIES).asString(fields).replaceAll("}$", "");
    return head + ",\"rounds\":" + rounds + "}";
  }

  private static Map<String, Object> round(Round round) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("turns", times(round.turns()));
    fields.put("quantiles", times(round.quantiles()));
    fields.put("calls", round.calls());
    fields.put("bytes", Digits.tenthOr(6, round.bytes()));
    fields.put("steady", round.steady());
    return fields;
  }

  private static List<BigDecimal> times(List<Double> nanos) {
    return nanos.stream().map(t -> Digits.tenthOr(4, t)).toList();
  }
}
