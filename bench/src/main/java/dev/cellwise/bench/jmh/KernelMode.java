package dev.cellwise.bench.jmh;

import dev.cellwise.bench.limit.LimitProbe;
import dev.cellwise.kernels.Kernels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Which kernels a fork runs: its flags, and how it shows that they had their effect. */
enum KernelMode {
  /** Vectors as wide as the JVM prefers. */
  VECTOR("vector", Kernels.Backend.VECTOR, 512),
  /** Vectors of 256 bits. */
  BITS_256("256", Kernels.Backend.VECTOR, 256),
  /** Vectors of 128 bits. */
  BITS_128("128", Kernels.Backend.VECTOR, 128),
  /** The scalar twins. */
  SCALAR("scalar", Kernels.Backend.SCALAR, Float.SIZE);

  /** The system property of a fork: the bits that its kernels have to have. */
  static final String PROMISE = "cellwise.bench.bits";

  private final String label;
  private final Kernels.Backend backend;
  private final int most;

  KernelMode(String label, Kernels.Backend backend, int most) {
    this.label = label;
    this.backend = backend;
    this.most = most;
  }

  /** Its name on the command line and in tables. */
  String label() {
    return label;
  }

  /** The mode of a name. */
  static KernelMode of(String label) {
    return Arrays.stream(values())
        .filter(m -> m.label.equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "expected some of " + labels(List.of(values())) + ", got " + label));
  }

  /** Names with commas between them. */
  static String labels(List<KernelMode> modes) {
    return modes.stream().map(KernelMode::label).collect(Collectors.joining(", "));
  }

  /** Whether a JVM that prefers vectors of so many bits has them: all have the scalar twins. */
  boolean runs(int preferred) {
    return this == VECTOR || most <= preferred;
  }

  /** The modes of this machine. */
  static List<KernelMode> here() {
    return Arrays.stream(values()).filter(m -> m.runs(LimitProbe.BITS)).toList();
  }

  /** The width of its kernels, 32 bits for the scalar ones. */
  int bits(int preferred) {
    return Math.min(most, preferred);
  }

  /**
   * Flags of a fork, behind those that it inherits. Vectors are asked for by name, so that a JVM
   * that has none refuses instead of running the scalar twins.
   */
  List<String> flags(int preferred) {
    List<String> flags = new ArrayList<>();
    if (this == BITS_256 || this == BITS_128) {
      flags.add("-XX:MaxVectorSize=" + most / Byte.SIZE);
    }
    flags.add(
        "-D" + Kernels.PROPERTY + "=" + (backend == Kernels.Backend.SCALAR ? "scalar" : "vector"));
    flags.add("-D" + PROMISE + "=" + bits(preferred));
    return flags;
  }

  /**
   * Holds the kernels of this JVM against what was promised for it, if anything was.
   *
   * @throws IllegalStateException if they are others
   */
  static void check() {
    Integer promised = Integer.getInteger(PROMISE);
    if (promised != null && promised != Kernels.bits()) {
      throw new IllegalStateException(
          "kernels: expected " + promised + " bits in this fork, got " + Kernels.describe());
    }
  }
}
