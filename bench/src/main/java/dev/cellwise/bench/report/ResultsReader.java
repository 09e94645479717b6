package dev.cellwise.bench.report;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.cellwise.bench.cases.Case;
import dev.cellwise.bench.cases.Layer;
import dev.cellwise.bench.cases.Setting;
import dev.cellwise.bench.figure.Figure;
import dev.cellwise.bench.figure.Machine;
import dev.cellwise.bench.figure.Results;
import dev.cellwise.bench.figure.Round;
import dev.cellwise.bench.limit.Limits;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/** Reads the text of a {@link ResultsFile}; every refusal is one line with the field's name. */
final class ResultsReader {
  private ResultsReader() {}

  static Results read(String file, String text) throws IOException {
    Object json;
    try {
      json = JSON.std.anyFrom(text);
    } catch (IOException e) {
      throw new IOException(file + ": expected a file of results, got no JSON", e);
    }
    Fields fields = Fields.of(file + ": ", json);
    if (!fields.text("format").equals(ResultsFile.FORMAT)) {
      throw fields.refused("format", "\"" + ResultsFile.FORMAT + "\"");
    }
    List<Figure> figures = new ArrayList<>();
    for (Fields figure : fields.objects("figures")) {
      figures.add(figure(figure));
    }
    Results results =
        new Results(
            date(fields),
            fields.text("revision"),
            fields.text("command"),
            machine(fields.object("machine")),
            limits(fields.object("limits")),
            List.copyOf(figures));
    fields.end();
    return results;
  }

  private static String date(Fields fields) throws IOException {
    String date = fields.text("date");
    try {
      OffsetDateTime.parse(date);
    } catch (DateTimeException e) {
      IOException refused = fields.refused("date", "a date such as 2026-11-22T05:17:00+01:00");
      refused.initCause(e);
      throw refused;
    }
    return date;
  }

  private static Machine machine(Fields fields) throws IOException {
    Machine machine =
        new Machine(
            fields.text("cpu"),
            fields.whole("processors", 1),
            fields.text("caches"),
            fields.text("os"),
            fields.text("jdk"),
            fields.texts("flags"),
            fields.whole("core", -1));
    fields.end();
    return machine;
  }

  private static Limits limits(Fields fields) throws IOException {
    Fields rates = fields.object("bandwidth");
    NavigableMap<Long, Double> bandwidth = new TreeMap<>();
    for (String bytes : rates.names()) {
      if (!bytes.matches("[1-9]\\d{0,15}")) {
        throw rates.refused(bytes, "names that are sizes in bytes");
      }
      bandwidth.put(Long.valueOf(bytes), rates.number(bytes, Double.MIN_VALUE));
    }
    if (bandwidth.isEmpty()) {
      throw fields.refused("bandwidth", "at least one size");
    }
    double peak = fields.number("peak", Double.MIN_VALUE);
    Limits limits = new Limits(fields.whole("bits", 1), peak, bandwidth);
    fields.end();
    return limits;
  }

  private static Figure figure(Fields fields) throws IOException {
    List<Round> rounds = new ArrayList<>();
    for (Fields round : fields.objects("rounds")) {
      rounds.add(round(round));
    }
    Figure figure =
        new Figure(
            setting(fields),
            fields.whole("threads", 1),
            fields.text("library"),
            fields.text("version"),
            List.copyOf(rounds),
            fields.numberOrNull("error"),
            fields.text("fault"));
    fields.end();
    return figure;
  }

  private static Setting setting(Fields fields) throws IOException {
    Case kind = kind(fields);
    return new Setting(
        kind,
        cell(fields, kind),
        fields.whole("input", 1),
        fields.whole("hidden", 1),
        fields.whole("batch", 1),
        fields.whole("steps", 1));
  }

  private static Case kind(Fields fields) throws IOException {
    String name = fields.text("case");
    for (Case kind : Case.values()) {
      if (kind.name().equals(name)) {
        return kind;
      }
    }
    throw fields.refused("case", "a case of A to F");
  }

  private static String cell(Fields fields, Case kind) throws IOException {
    String cell = fields.text("cell");
    Set<String> cells =
        kind == Case.E
            ? Set.of("lstm", "lstm_emb")
            : Set.of(Layer.LSTM.cell(), Layer.GRU.cell(), Layer.RNN.cell());
    if (!cells.contains(cell)) {
      throw fields.refused("cell", "a cell of case " + kind);
    }
    return cell;
  }

  private static Round round(Fields fields) throws IOException {
    List<Double> turns = fields.numbers("turns");
    if (turns.isEmpty()) {
      throw fields.refused("turns", "at least one time");
    }
    List<Double> quantiles = fields.numbers("quantiles");
    if (quantiles.size() != Round.QUANTILES.size()) {
      throw fields.refused("quantiles", Round.QUANTILES.size() + " times");
    }
    Round round =
        new Round(
            List.copyOf(turns),
            List.copyOf(quantiles),
            fields.whole("calls", 1),
            fields.number("bytes", 0),
            fields.truth("steady"));
    fields.end();
    return round;
  }
}
