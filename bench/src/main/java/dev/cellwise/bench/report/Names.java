package dev.cellwise.bench.report;

import dev.cellwise.bench.cases.Case;
import java.util.Locale;
import java.util.Map;

/** How tables and charts call things. */
final class Names {
  private static final Map<String, String> LIBRARIES =
      Map.of(
          "cellwise", "Cellwise",
          "cellwise-256", "Cellwise, 256 bits",
          "cellwise-128", "Cellwise, 128 bits",
          "cellwise-scalar", "Cellwise, scalar",
          "cellwise-bf16", "Cellwise, bfloat16",
          "onnxruntime", "ONNX Runtime",
          "onednn", "oneDNN",
          "libtorch", "libtorch",
          "libtorch-mkl", "libtorch (MKL)",
          "dl4j", "DL4J");

  private Names() {}

  /** A library; one that is not known keeps its name. */
  static String library(String name) {
    return LIBRARIES.getOrDefault(name, name);
  }

  /** Of a case's times. */
  static String unit(Case kind) {
    return kind.unit().equals("us") ? "µs" : kind.unit();
  }

  /** A time in its case's unit, three digits. */
  static String time(Case kind, double nanos) {
    return Digits.three(nanos / nanosOfUnit(kind));
  }

  /** Nanoseconds that the unit of a case has. */
  static double nanosOfUnit(Case kind) {
    return kind.unit().equals("us") ? 1e3 : 1e6;
  }

  /** What a call of a case is. */
  static String of(Case kind) {
    return switch (kind) {
      case A -> "step of a stream";
      case B -> "step of a sequence, T=100";
      case C -> "32 rows, T=50, forward";
      case D -> "training step of C";
      case E -> "training step of a character model";
      case F -> "training step of two layers";
    };
  }

  /** A cell; that of the embedded character model says so. */
  static String cell(String cell) {
    return cell.equals("lstm_emb") ? "LSTM, embedding" : cell.toUpperCase(Locale.ROOT);
  }
}
