package dev.cellwise.bench.race;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CoreTest {
  @ParameterizedTest
  @ValueSource(ints = {-1, 100_000})
  void thereIsNoSuchCore(int number) {
    assertEquals(Core.NONE, Core.orNone(number));
  }

  /** Without a core a process is left where it is, one that there is none of too. */
  @Test
  void noneIsNoConstraint() throws Exception {
    Core.NONE.pin(-1);
  }

  /** All threads of a process, where there is {@code taskset}. */
  @Test
  void aProcessStaysOnItsCore() throws Exception {
    Core core = Core.orNone(0);
    assumeTrue(!core.equals(Core.NONE), "there is no taskset here, or no core 0");
    Process sleeping = new ProcessBuilder("sleep", "60").start();
    try {
      core.pin(sleeping.pid());
      Path status = Path.of("/proc", Long.toString(sleeping.pid()), "status");
      assertTrue(Files.readString(status).contains("Cpus_allowed_list:\t0\n"));
    } finally {
      sleeping.destroyForcibly();
    }
  }
}
