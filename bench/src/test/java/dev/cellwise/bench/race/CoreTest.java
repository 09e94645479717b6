package dev.cellwise.bench.race;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cellwise.bench.command.FreshJvm;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CoreTest {
  private static final String CORES = "Cpus_allowed_list:";

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

  /** A JVM, by a flag without threads that come and go, with some that stay. */
  static final class Several {
    private Several() {}

    public static void main(String[] args) throws IOException {
      for (int i = 0; i < 3; i++) {
        Thread.ofPlatform().daemon().start(() -> LockSupport.park(args));
      }
      System.out.println("ready");
      System.in.read();
    }
  }

  /** All threads of a process, where there is {@code taskset}. */
  @Test
  void aProcessStaysOnItsCore() throws Exception {
    assumeTrue(
        Runtime.getRuntime().availableProcessors() > 1,
        "there is one processor only: every process is on it");
    Core core = Core.orNone(0);
    assumeTrue(!core.equals(Core.NONE), "there is no taskset here, or no core 0");
    List<String> flags =
        List.of("-XX:-UseDynamicNumberOfCompilerThreads", "-XX:-UseDynamicNumberOfGCThreads");
    Process process = new ProcessBuilder(FreshJvm.command(flags, Several.class.getName())).start();
    try {
      assertEquals("ready", process.inputReader().readLine());
      List<String> before = cores(process.pid());
      assertTrue(before.size() > 4 && !before.contains("0"), before::toString);
      core.pin(process.pid());
      List<String> after = cores(process.pid());
      assertEquals(Set.of("0"), Set.copyOf(after), after::toString);
      assertTrue(after.size() > 4, after::toString);
    } finally {
      process.destroyForcibly();
    }
  }

  /** Where each thread of a process may run, as Linux writes it; without those that end. */
  private static List<String> cores(long process) throws IOException {
    List<String> cores = new ArrayList<>();
    try (DirectoryStream<Path> threads =
        Files.newDirectoryStream(Path.of("/proc/" + process + "/task"))) {
      for (Path thread : threads) {
        try {
          Files.readAllLines(thread.resolve("status")).stream()
              .filter(line -> line.startsWith(CORES))
              .forEach(line -> cores.add(line.substring(CORES.length()).strip()));
        } catch (IOException e) {
          // It ended; its files go with it, before or while they are read.
        }
      }
    }
    return cores;
  }

  /**
   * One that was started while taskset went through the others is found, and they are moved anew.
   */
  @Test
  void threadsThatCameMeanwhileAreMovedToo() throws Exception {
    int[] moves = new int[1];
    assertTrue(Core.settles(() -> ++moves[0] > 0, () -> moves[0] == 3));
    assertEquals(3, moves[0]);
    assertTrue(Core.settles(() -> ++moves[0] > 4, () -> true), "it failed once");
    assertEquals(5, moves[0]);
    moves[0] = 0;
    assertFalse(Core.settles(() -> ++moves[0] > 0, () -> false));
    assertEquals(5, moves[0]);
  }

  /** It is tried again, but not for ever. */
  @Test
  void whereTasksetFailsIsTold() {
    assumeTrue(!Core.orNone(0).equals(Core.NONE), "there is no taskset here, or no core 0");
    long self = ProcessHandle.current().pid();
    Exception e = assertThrows(IOException.class, () -> new Core(100_000).pin(self));
    assertEquals("taskset: process " + self + " does not go to core 100000", e.getMessage());
  }
}
