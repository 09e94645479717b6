package dev.cellwise.rnn.cell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.kernels.Kernels;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Not a test of the suite but the command that makes the table of {@code docs/proofs.md}, profile
 * "proofs". It writes nothing unless all is well.
 */
@Tag("proofs")
@Tag("reference")
class ProofsTableTest {
  @Test
  void write() throws IOException {
    String measured = measured();
    StringBuilder rows = new StringBuilder();
    List<String> faults = new ArrayList<>();
    for (Cells.Kind kind : Cells.all()) {
      Proof proof = Proof.of(kind);
      System.err.print(proof.row());
      assertEquals(CellDigestTest.committed(kind), proof.digest(), kind + ": digest");
      faults.addAll(proof.faults());
      rows.append(proof.row());
    }
    assertTrue(faults.isEmpty(), faults::toString);
    ProofsPage.write("\n" + measured + "\n\n" + Proof.HEAD + rows + "\n");
  }

  private static String measured() throws IOException {
    double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    return String.format(
        Locale.ROOT,
        "%s, %s, %d processors, load average %.1f when the command began. %s.",
        LocalDate.now(),
        processor(),
        Runtime.getRuntime().availableProcessors(),
        load,
        Kernels.describe());
  }

  private static String processor() throws IOException {
    Path linux = Path.of("/proc/cpuinfo");
    if (!Files.isReadable(linux)) {
      return System.getProperty("os.name") + " on " + System.getProperty("os.arch");
    }
    return Files.readAllLines(linux).stream()
        .filter(line -> line.startsWith("model name"))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElse(System.getProperty("os.arch"));
  }
}
