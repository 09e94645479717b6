package dev.cellwise.bench.report;

import dev.cellwise.bench.figure.Machine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds out what a run is made on. */
final class MachineProbe {
  private static final Path CPU = Path.of("/proc/cpuinfo");
  private static final Path CACHES = Path.of("/sys/devices/system/cpu/cpu0/cache");

  private MachineProbe() {}

  /**
   * The machine at hand.
   *
   * @param flags of the JVMs of Cellwise
   * @param core that single threads are pinned to; -1: none
   */
  static Machine find(List<String> flags, int core) {
    return new Machine(
        cpu(),
        Runtime.getRuntime().availableProcessors(),
        caches(),
        "%s %s, %s".formatted(property("os.name"), property("os.version"), property("os.arch")),
        "%s %s".formatted(property("java.vendor"), property("java.runtime.version")),
        flags,
        core);
  }

  private static String property(String name) {
    return System.getProperty(name, "");
  }

  private static String cpu() {
    String model = field("model name");
    if (model.isEmpty()) {
      return property("os.arch");
    }
    return "%s (family %s, model %s)".formatted(model, field("cpu family"), field("model"));
  }

  private static String field(String name) {
    try (Stream<String> lines = Files.lines(CPU, StandardCharsets.UTF_8)) {
      return lines
          .filter(l -> l.matches(name + "\\s*:.*"))
          .map(l -> l.substring(l.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("");
    } catch (IOException e) {
      return "";
    }
  }

  /** Of the first core, by level; without those of instructions. */
  private static String caches() {
    try (Stream<Path> indices = Files.list(CACHES)) {
      return indices
          .map(MachineProbe::cache)
          .flatMap(Optional::stream)
          .collect(Collectors.toCollection(TreeSet::new))
          .stream()
          .collect(Collectors.joining(", "));
    } catch (IOException e) {
      return "";
    }
  }

  private static Optional<String> cache(Path index) {
    try {
      String type = Files.readString(index.resolve("type")).strip();
      String level = Files.readString(index.resolve("level")).strip();
      String size = Files.readString(index.resolve("size")).strip();
      String letter = type.equals("Data") ? "d" : "";
      return type.equals("Instruction")
          ? Optional.empty()
          : Optional.of("L%s%s %s".formatted(level, letter, size));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /**
   * The revision of the working folder, with + if it has changes; empty if not known. The build
   * does not write down its own: that this is what it was made of is the caller's word.
   */
  static String revision() {
    String head = git("rev-parse", "--short", "HEAD");
    boolean changed = !head.isEmpty() && !git("status", "--porcelain", "-uno").isEmpty();
    return changed ? head + "+" : head;
  }

  private static String git(String... arguments) {
    List<String> command = Stream.concat(Stream.of("git"), Stream.of(arguments)).toList();
    try {
      Process git =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      String out = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      return git.waitFor(10, TimeUnit.SECONDS) && git.exitValue() == 0 ? out : "";
    } catch (IOException e) {
      return "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }
}
