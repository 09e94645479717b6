package dev.cellwise.bench.race;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.bench.cases.Case;
import dev.cellwise.bench.cases.Layer;
import dev.cellwise.bench.command.FreshJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class ContestantTest {
  private static final long DEADLINE = TimeUnit.SECONDS.toNanos(120);

  /** Starts a JVM whose warm-up hangs; prints its process number once it does. */
  static final class Parent {
    private Parent() {}

    public static void main(String[] args) throws IOException {
      List<String> command = FreshJvm.command(List.of(), Contestant.class.getName());
      command.addAll(List.of("spoiled-hanging", "1"));
      Process child = new ProcessBuilder(command).redirectErrorStream(true).start();
      PrintWriter orders = new PrintWriter(child.outputWriter(StandardCharsets.UTF_8), true);
      orders.println(Contestant.prepare(Case.A.setting(Layer.GRU, 5), Path.of(args[0])));
      orders.println("warm 0");
      BufferedReader answers = child.inputReader(StandardCharsets.UTF_8);
      for (String line = answers.readLine(); line != null; line = answers.readLine()) {
        if (line.equals(Spoiled.Hanging.SAYS)) {
          System.out.println(child.pid());
        }
      }
    }
  }

  /** What hangs does not see the end of its orders. */
  @Test
  @Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void itEndsWithItsParent(@TempDir Path folder) throws Exception {
    List<String> command = FreshJvm.command(List.of(), Parent.class.getName());
    command.add(folder.resolve("results").toString());
    Process parent =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String number = parent.inputReader().readLine();
    ProcessHandle child = ProcessHandle.of(Long.parseLong(number)).orElseThrow();
    try {
      assertTrue(isAlive(child));
      parent.destroyForcibly();
      long start = System.nanoTime();
      while (isAlive(child) && System.nanoTime() - start < DEADLINE) {
        Thread.sleep(20);
      }
      assertTrue(!isAlive(child), "it goes on without its parent");
    } finally {
      parent.destroyForcibly();
      child.destroyForcibly();
    }
  }

  /** One that ended stays in the table until somebody asks for its code, who may be nobody. */
  private static boolean isAlive(ProcessHandle process) {
    try {
      String status = Files.readString(Path.of("/proc/" + process.pid() + "/status"));
      return process.isAlive() && !Pattern.compile("(?m)^State:\\s+[ZX]").matcher(status).find();
    } catch (IOException e) {
      // There is no such folder for it, or on this system.
      return process.isAlive();
    }
  }
}
