package dev.cellwise.kernels;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;

/**
 * What the choice of kernels needs to know about the JVM and the CPU.
 *
 * @param vectorModule whether {@code jdk.incubator.vector} can be used
 * @param compiler the compiler that hot kernels end up in
 * @param vm the JVM in the user's words, for messages
 * @param fma whether {@link Math#fma(float, float, float)} is one instruction
 */
record Machine(boolean vectorModule, Compiler compiler, String vm, boolean fma) {

  /** The compiler of hot code. */
  enum Compiler {
    /** HotSpot's optimizing compiler, the one these kernels were written and measured for. */
    C2,
    /** HotSpot with C2 switched off: interpreted, or compiled by C1 only. */
    NO_C2,
    /** Another JVM, or another compiler in HotSpot. */
    UNKNOWN
  }

  /** Whether the JVM can be asked for its options. */
  private static final boolean MANAGEMENT =
      ModuleLayer.boot()
          .findModule("jdk.management")
          .filter(Machine.class.getModule()::canRead)
          .isPresent();

  /**
   * The value of an option of the JVM.
   *
   * @param name of a HotSpot option
   * @param missing what to return where the option does not exist or nobody can be asked
   */
  static String option(String name, String missing) {
    return MANAGEMENT ? VmOptions.get(name, missing) : missing;
  }

  /** The machine that runs this code, asked once. */
  static final Machine HERE = ask();

  private static Machine ask() {
    boolean vectorModule =
        ModuleLayer.boot()
            .findModule("jdk.incubator.vector")
            .filter(Machine.class.getModule()::canRead)
            .isPresent();
    boolean management = MANAGEMENT;
    String name = System.getProperty("java.vm.name", "");
    String info = System.getProperty("java.vm.info", "");
    return new Machine(
        vectorModule, compiler(name, info, management), name + ", " + info, fma(management));
  }

  private static Compiler compiler(String name, String info, boolean management) {
    if (info.contains("interpreted mode") || info.contains("emulated-client")) {
      return Compiler.NO_C2;
    }
    if (!name.contains("OpenJDK") && !name.contains("HotSpot")) {
      return Compiler.UNKNOWN;
    }
    if (!management) {
      return Compiler.C2;
    }
    if (VmOptions.get("UseJVMCICompiler", "false").equals("true")) {
      return Compiler.UNKNOWN;
    }
    // -XX:TieredStopAtLevel=2 and =3 leave no trace in java.vm.info.
    boolean tiered = VmOptions.get("TieredCompilation", "false").equals("true");
    int level = Integer.parseInt(VmOptions.get("TieredStopAtLevel", "4"));
    return tiered && level < 4 ? Compiler.NO_C2 : Compiler.C2;
  }

  private static boolean fma(boolean management) {
    String option = management ? VmOptions.get("UseFMA", "") : "";
    return option.isEmpty() ? fmaIsQuick() : option.equals("true");
  }

  /**
   * Tells the instruction from its emulation by the time they take, for JVMs that cannot be asked:
   * some 1.5 us for these 64 calls in the interpreter against some 1,300 us with BigDecimal. A
   * wrong answer costs time, never bits.
   */
  private static boolean fmaIsQuick() {
    long best = Long.MAX_VALUE;
    float x = 1.1f;
    for (int round = 0; round < 5; round++) {
      long start = System.nanoTime();
      for (int i = 0; i < 64; i++) {
        x = Math.fma(x, 0.99f, 0.3f);
      }
      best = Math.min(best, System.nanoTime() - start);
    }
    return best < 100_000 && x > 0;
  }

  /** Apart from the rest, because the module that it links to may be missing. */
  private static final class VmOptions {
    /** The value of an option of HotSpot, or the default where there is no such option. */
    static String get(String option, String missing) {
      HotSpotDiagnosticMXBean bean =
          ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
      if (bean == null) {
        return missing;
      }
      try {
        return bean.getVMOption(option).getValue();
      } catch (IllegalArgumentException noSuchOption) {
        return missing;
      }
    }
  }
}
