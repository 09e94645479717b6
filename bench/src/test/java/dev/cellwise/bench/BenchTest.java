package dev.cellwise.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.bench.jmh.OptionsBenchmark;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class BenchTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int bench(String... args) {
    CommandLine command = Bench.commandLine();
    command.setOut(new PrintWriter(out));
    command.setErr(new PrintWriter(err));
    return command.execute(args);
  }

  @Test
  void everyOptionHasItsRow() {
    assertEquals(0, bench("options", "--hidden", "5", "--turns", "2", "--turn-millis", "2"));
    List<String> lines = out.toString().lines().toList();
    assertEquals(2 + OptionsBenchmark.options().size(), lines.size());
    assertTrue(lines.get(2).matches("\\| lstm \\|( [0-9.]+ \\| 1.00 \\|){3}"), lines.get(2));
    assertEquals(2, bench("options", "--turns", "1"));
    assertEquals(2, bench("options", "--hidden", "1"));
    assertEquals(2, bench("options", "--turn-millis", "0"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nothing",
        "limits --warm -1",
        "limits --warm NaN",
        "limits --warm 1e10",
        "jmh --limits no-such-file",
        "jmh NoSuchBenchmark",
        "jmh --no-such-option",
        "jmh Step -p cell=lstm,gruu",
        "jmh CharModel -p embedding=-1",
        "jmh -prof no-such-profiler",
        "jmh Forward -p threads=0",
        "jmh --quick --full",
        "modes NoSuchBenchmark",
        "modes --no-such-option",
        "modes Step --modes vector,64",
        "modes Step -f 0",
        "modes Step -bm thrpt",
        "modes Step -prof gc",
        "modes Step -rff table.csv",
        "gate Step",
        "gate --no-such-option",
        "coldstart --networks lstm",
        "coldstart --networks lstm64,attention8",
        "coldstart --ways hot",
        "coldstart --jvms 0",
        "coldstart --budget -1",
        "coldstart --seconds 0",
        "coldstart --seconds NaN",
        // The classes of this build are in a folder.
        "coldstart --ways aot"
      })
  void wrongArgumentsAreRefusedInOneLine(String arguments) {
    assertEquals(2, bench(arguments.isEmpty() ? new String[0] : arguments.split(" ")));
    List<String> lines = err.toString().lines().toList();
    assertEquals(2, lines.size(), err::toString);
    assertTrue(lines.getLast().startsWith("See: bench"), err::toString);
    assertEquals("", out.toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--help",
        "limits -h",
        "help jmh",
        "jmh --help",
        "modes --help",
        "gate -h",
        "coldstart -h"
      })
  void helpIsPrinted(String arguments) {
    assertEquals(0, bench(arguments.split(" ")));
    assertTrue(out.toString().startsWith("Usage: bench"), out::toString);
  }
}
