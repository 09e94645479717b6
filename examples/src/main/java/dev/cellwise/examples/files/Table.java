package dev.cellwise.examples.files;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Rows under headers, each column as wide as its widest cell, those without a cell left out. A
 * column of numbers stands on the right. Text of a file is shown by {@link Shown}.
 */
final class Table {
  private static final String GAP = "  ";

  private final List<String> headers;
  private final List<String[]> rows = new ArrayList<>();
  private final boolean[] right;

  Table(String... headers) {
    this.headers = List.of(headers);
    this.right = new boolean[headers.length];
    Arrays.fill(right, true);
  }

  /**
   * A table of rows that have the same keys, which are its headers.
   *
   * @param rows at least one
   */
  static Table of(List<Map<String, Object>> rows) {
    Set<String> keys = new LinkedHashSet<>();
    rows.forEach(row -> keys.addAll(row.keySet()));
    Table table = new Table(keys.stream().map(key -> key.replace('_', ' ')).toArray(String[]::new));
    rows.forEach(row -> table.row(keys.stream().map(row::get).toArray()));
    return table;
  }

  /**
   * Adds a row.
   *
   * @param cells as many as headers: numbers, text, lists, maps; null for an empty one
   */
  void row(Object... cells) {
    if (cells.length != headers.size()) {
      throw new IllegalArgumentException(
          "cells: expected " + headers.size() + ", got " + cells.length);
    }
    String[] row = new String[cells.length];
    for (int i = 0; i < cells.length; i++) {
      right[i] &= cells[i] == null || cells[i] instanceof Number;
      row[i] = text(cells[i]);
    }
    rows.add(row);
  }

  private static String text(Object cell) {
    return switch (cell) {
      case null -> "";
      case Double d -> number(d);
      case Number whole -> String.format(Locale.ROOT, "%,d", whole.longValue());
      case Map<?, ?> pairs -> Shown.text(Shown.pairs(pairs));
      default -> Shown.text(cell.toString());
    };
  }

  /** Four digits that count, without zeros that do not. */
  static String number(double value) {
    if (!Double.isFinite(value)) {
      return Double.toString(value);
    }
    double size = Math.abs(value);
    if (size != 0 && (size < 1e-4 || size >= 1e6)) {
      return String.format(Locale.ROOT, "%.3e", value);
    }
    String text = String.format(Locale.ROOT, "%.6f", value);
    return text.replaceFirst("\\.?0+$", "");
  }

  boolean isEmpty() {
    return rows.isEmpty();
  }

  void print(PrintWriter out) {
    int[] widths = new int[headers.size()];
    for (int i = 0; i < widths.length; i++) {
      for (String[] row : rows) {
        widths[i] = Math.max(widths[i], width(row[i]));
      }
      // What is nowhere needs no header.
      widths[i] = widths[i] == 0 ? 0 : Math.max(widths[i], width(headers.get(i)));
    }
    out.println(line(headers.toArray(String[]::new), widths));
    rows.forEach(row -> out.println(line(row, widths)));
  }

  private String line(String[] cells, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < cells.length; i++) {
      if (widths[i] > 0) {
        String room = " ".repeat(widths[i] - width(cells[i]));
        line.append(line.isEmpty() ? "" : GAP);
        line.append(right[i] ? room + cells[i] : cells[i] + room);
      }
    }
    return line.toString().stripTrailing();
  }

  private static int width(String text) {
    return text.codePointCount(0, text.length());
  }
}
