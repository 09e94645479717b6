package dev.cellwise.bench.report;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.cellwise.bench.load.LoadFigure;
import dev.cellwise.bench.load.LoadResults;
import dev.cellwise.bench.load.Loaded;
import dev.cellwise.bench.load.StepCount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The files of {@code bench load}: {@code load.json}, {@code load.md} and {@code load.html}. */
final class LoadFiles {
  /** What the JSON file says that it is. */
  static final String FORMAT = "cellwise bench load 1";

  private static final String NAME = "load.";

  private LoadFiles() {}

  /**
   * Writes all three. Each replaces its predecessor when it is whole.
   *
   * @param folder made if it is not there
   */
  static void write(LoadResults results, Path folder) throws IOException {
    Files.createDirectories(folder);
    ReportFiles.replace(folder.resolve(NAME + "json"), toJson(results));
    ReportFiles.replace(folder.resolve(NAME + "md"), LoadText.markdown(results));
    ReportFiles.replace(folder.resolve(NAME + "html"), LoadText.html(results));
  }

  /** All figures; times in nanoseconds. */
  static String toJson(LoadResults r) throws IOException {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("format", FORMAT);
    fields.put("date", r.date());
    fields.put("revision", r.revision());
    fields.put("command", r.command());
    fields.put("machine", ResultsFile.machine(r.machine()));
    fields.put("network", r.network());
    fields.put("seconds", r.seconds());
    fields.put("quantiles", Loaded.QUANTILES);
    fields.put("figures", r.figures().stream().map(LoadFiles::figure).toList());
    fields.put("counts", r.counts().stream().map(LoadFiles::count).toList());
    fields.put("faults", r.faults());
    return JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT).asString(fields) + "\n";
  }

  private static Map<String, Object> figure(LoadFigure f) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("library", f.library());
    fields.put("version", f.version());
    fields.put("collector", f.collector().text());
    fields.put("threads", f.threads());
    fields.put("states", f.states());
    fields.put("hot", Digits.tenthOr(4, f.closed().hot()));
    fields.put("cold", Digits.tenthOr(4, f.closed().cold()));
    fields.put("ratio", Digits.significant(4, f.closed().ratio()));
    fields.put("heapBytes", Digits.tenthOr(6, f.closed().heapBytes()));
    fields.put("nativeBytes", Digits.tenthOr(6, f.closed().nativeBytes()));
    fields.put("rate", Digits.tenthOr(6, f.loaded().rate()));
    fields.put("events", f.loaded().events());
    fields.put("late", f.loaded().late());
    fields.put("missed", f.loaded().missed());
    fields.put("sure", f.loaded().sure());
    fields.put("bytes", Digits.significant(4, f.loaded().bytes()));
    List<Object> latencies = new ArrayList<>();
    f.loaded().quantiles().forEach(q -> latencies.add(Digits.significant(4, q)));
    fields.put("latencies", latencies);
    return fields;
  }

  private static Map<String, Object> count(StepCount c) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("library", c.library());
    fields.put("collector", c.collector().text());
    fields.put("steps", c.steps());
    fields.put("bytes", c.bytes());
    return fields;
  }
}
