package dev.cellwise.rnn.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.kernels.Floats;
import dev.cellwise.rnn.data.TokenStreams;
import dev.cellwise.rnn.file.SafetensorsFile;
import dev.cellwise.rnn.net.Architecture;
import dev.cellwise.rnn.net.Mode;
import dev.cellwise.rnn.net.Network;
import dev.cellwise.rnn.net.Tensor;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.AbstractList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that trains is killed, again and again; what comes out has the bits of one whole run.
 */
@Tag("reference")
class CheckpointKillTest {
  private static final long STEPS = 150;
  private static final int EVERY = 3;

  /**
   * Checkpoints that a process which is to be killed may write: however slow the kill, never all.
   */
  private static final int PERMITS = 12;

  @TempDir Path folder;

  /** In this process, without a checkpoint. */
  private static Trainer undisturbed() throws IOException {
    Trainer whole = Main.trainer().maxSteps(STEPS);
    whole.run();
    return whole;
  }

  private static void assertEnd(Path path) throws IOException {
    Trainer end = Main.trainer();
    end.resume(path);
    assertEquals(STEPS, end.progress().steps());
    Runs.assertSameBits(undisturbed(), end);
  }

  /** Each time after some checkpoints and a moment, wherever the process is then. */
  @Test
  void killedAtAnyMomentItGoesOnWithTheSameBits() throws Exception {
    Path path = folder.resolve("c");
    long reached = 0;
    for (int kills = 0; kills < 3; kills++) {
      Process process = start(path, "whole");
      process.getOutputStream().write(new byte[PERMITS]);
      process.getOutputStream().flush();
      try (BufferedReader out = process.inputReader()) {
        String first = out.readLine();
        assertNotNull(first, "a step");
        assertTrue(Long.parseLong(first) > reached, "at most the last steps are lost: " + first);
        // One checkpoint, two, three: and then wherever it is.
        for (int lines = 0; lines < kills; lines++) {
          out.readLine();
        }
        process.destroyForcibly().waitFor();
      }
      Trainer read = Main.trainer();
      read.resume(path);
      reached = read.progress().steps();
      assertEquals(0, reached % EVERY, "only checkpoints");
    }
    assertTrue(reached < STEPS, "killed on the way");
    assertTrue(reached >= 3 * EVERY, "and each time got on");
    assertEquals(0, finished(start(path, "whole")));
    assertEnd(path);
  }

  /** Without a limit. */
  private static int finished(Process process) throws IOException, InterruptedException {
    process.getOutputStream().close();
    process.getInputStream().readAllBytes();
    return process.waitFor();
  }

  /** The process halts itself when half of the third checkpoint is in the temporary file. */
  @Test
  void killedWithinASaveTheOneBeforeIsThere() throws Exception {
    Path path = folder.resolve("c");
    assertEquals(Main.HALTED, finished(start(path, "half")));
    List<Path> left = temporaries();
    assertEquals(1, left.size(), "half a file");
    assertTrue(Files.size(left.get(0)) > 0, "with something in it");
    assertTrue(Files.size(left.get(0)) < Files.size(path), "but not all");
    Trainer read = Main.trainer();
    read.resume(path);
    assertEquals(2 * EVERY, read.progress().steps());
    assertEquals(0, finished(start(path, "whole")));
    assertEnd(path);
    assertFalse(temporaries().isEmpty(), "nobody's file is removed");
  }

  private List<Path> temporaries() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(p -> p.getFileName().toString().endsWith(".tmp")).toList();
    }
  }

  private static Process start(Path path, String how) throws IOException, URISyntaxException {
    String classPath =
        place(Training.class)
            + File.pathSeparator
            + place(Floats.class)
            + File.pathSeparator
            + Path.of("target", "test-classes").toAbsolutePath();
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Dcellwise.kernels=scalar",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            classPath,
            Main.class.getName(),
            path.toString(),
            how)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private static Path place(Class<?> type) throws URISyntaxException {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  /** What is killed. */
  public static final class Main {
    static final int HALTED = 9;

    private Main() {}

    /** Masks, a carried state, validations: all that a checkpoint must hold. */
    static Trainer trainer() {
      Architecture a = Architecture.builder().index(5).lstm(8).gru(4).dense(5).build();
      int[] tokens = new int[90];
      for (int i = 0; i < tokens.length; i++) {
        tokens[i] = i * i % 7 % 5;
      }
      BatchSource source = BatchSource.streams(TokenStreams.shifted(tokens, 2, 5, 7));
      BatchSource held = BatchSource.streams(TokenStreams.of(tokens, 3, 4));
      Network start = Network.initialise(a, 1);
      Mode mode = Mode.training(3).withDropout(0.25f);
      Training training = new Training(start, source.packing(), mode, Loss.crossEntropy());
      return new Trainer(training, source)
          .learningRate(new Plateau(0.01, 0.9, 1, 0, 0))
          .validate(7, new Evaluation(start.layers(), held, Loss.crossEntropy()));
    }

    /**
     * Goes on from the checkpoint, if there is one, prints the step of each that it writes, and
     * waits for a permit then.
     *
     * @param args its path; and "half" to halt within the third save
     * @throws IOException if there is no reading or writing it
     */
    public static void main(String[] args) throws IOException {
      Path path = Path.of(args[0]);
      Trainer trainer = trainer().maxSteps(STEPS).checkpoints(path, EVERY);
      if (Files.exists(path)) {
        trainer.resume(path);
      }
      if (args[1].equals("half")) {
        int[] saves = {0};
        trainer.writer =
            (to, tensors, metadata) ->
                SafetensorsFile.write(
                    to, ++saves[0] < 3 ? tensors : new Halting(tensors), metadata);
      }
      trainer
          .listener(
              new TrainingListener() {
                @Override
                public void checkpoint(Progress p, Path to) {
                  System.out.println(p.steps());
                  System.out.flush();
                  try {
                    // A permit, or the end of them: no limit.
                    System.in.read();
                  } catch (IOException e) {
                    throw new UncheckedIOException(e);
                  }
                }
              })
          .run();
    }
  }

  /** Tensors the second of which is never given: the process is gone by then. */
  private static final class Halting extends LinkedHashMap<String, Tensor> {
    private static final long serialVersionUID = 1L;

    Halting(Map<String, Tensor> tensors) {
      super(tensors);
    }

    @Override
    public Collection<Tensor> values() {
      return new AbstractList<>() {
        @Override
        public Tensor get(int index) {
          if (index > 0) {
            Runtime.getRuntime().halt(Main.HALTED);
          }
          return Halting.super.values().iterator().next();
        }

        @Override
        public int size() {
          return Halting.this.size();
        }
      };
    }
  }
}
