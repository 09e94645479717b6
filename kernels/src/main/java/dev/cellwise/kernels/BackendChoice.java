package dev.cellwise.kernels;

import dev.cellwise.kernels.Kernels.Backend;

/**
 * The choice between the twins: a pure function of the property and of the machine.
 *
 * @param backend the twins to run
 * @param reason why, in a few words
 * @param warning the line to log, or null when all is as the user wants it
 */
record BackendChoice(Backend backend, String reason, String warning) {

  /**
   * Chooses the twins.
   *
   * @param mode the value of {@link Kernels#PROPERTY}; null means {@code auto}
   * @param machine what is known about the JVM and the CPU
   * @throws IllegalArgumentException if the mode is none of the three
   * @throws UnsupportedOperationException if the mode is {@code vector} and something is missing
   */
  static BackendChoice choose(String mode, Machine machine) {
    return switch (mode == null ? "auto" : mode) {
      case "auto" -> auto(machine);
      case "scalar" -> new BackendChoice(Backend.SCALAR, "as asked", null);
      case "vector" -> vector(machine);
      default ->
          throw new IllegalArgumentException(
              "system property "
                  + Kernels.PROPERTY
                  + " must be auto, vector or scalar, but is \""
                  + mode
                  + "\"");
    };
  }

  private static BackendChoice auto(Machine machine) {
    String obstacle = obstacle(machine);
    if (obstacle == null && machine.compiler() == Machine.Compiler.UNKNOWN) {
      obstacle =
          "it is not known whether the vector kernels are fast on "
              + machine.vm()
              + "; try -D"
              + Kernels.PROPERTY
              + "=vector and measure";
    }
    if (obstacle == null) {
      return new BackendChoice(Backend.VECTOR, "all is there", null);
    }
    return new BackendChoice(
        Backend.SCALAR,
        obstacle,
        "Cellwise runs its scalar kernels (same results, slower): "
            + obstacle
            + ". To silence this line, set -D"
            + Kernels.PROPERTY
            + "=scalar.");
  }

  private static BackendChoice vector(Machine machine) {
    String obstacle = obstacle(machine);
    if (obstacle != null) {
      throw new UnsupportedOperationException(
          "system property " + Kernels.PROPERTY + " is vector, but " + obstacle);
    }
    return new BackendChoice(Backend.VECTOR, "as asked", null);
  }

  /** What keeps the vector twins from being fast, with what to do about it; null if nothing. */
  private static String obstacle(Machine machine) {
    if (!machine.vectorModule()) {
      return "the module jdk.incubator.vector is missing; start java with"
          + " --add-modules jdk.incubator.vector";
    }
    if (machine.compiler() == Machine.Compiler.NO_C2) {
      return "the compiler C2 is switched off ("
          + machine.vm()
          + "), and without it vectors are slower than scalars; start java without -Xint,"
          + " -XX:TieredStopAtLevel and -XX:CompilationMode";
    }
    if (!machine.fma()) {
      return "fused multiply-add is missing (UseFMA is false); start java without -XX:-UseFMA and"
          + " -XX:UseAVX, on a CPU that has it (x86-64 since 2013, any aarch64)";
    }
    return null;
  }
}
