package dev.cellwise.bench.report;

import java.nio.file.Path;

final class ReportFiles {
  static void write(Results r, Path out) {
    System.out.println(r);
  }
}
