package dev.cellwise.bench.cases;

import dev.cellwise.rnn.net.Precision;
import dev.cellwise.rnn.net.Team;
import java.util.List;

/** Cellwise, as the JVM runs it by default or with other vectors or none. */
public final class Cellwise implements StreamLibrary {
  /** The name of the default one. */
  public static final String NAME = "cellwise";

  /** The name of the one whose steps read weights in half the bytes. */
  public static final String BF16 = NAME + "-bf16";

  /** Rounding to 8 bits of each weight, in the sums of a step or of some. */
  private static final double ROUNDED = 0.03;

  private final String name;
  private final Precision precision;
  private final List<String> flags;

  private Cellwise(String name, Precision precision, String... flags) {
    this.name = name;
    this.precision = precision;
    this.flags = List.of(flags);
  }

  /**
   * With vectors as wide as the JVM prefers; of 256 and of 128 bits; the scalar twins; weights in
   * half the bytes.
   */
  public static List<Library> all() {
    return List.of(
        new Cellwise(NAME, Precision.F32),
        new Cellwise(NAME + "-256", Precision.F32, "-XX:MaxVectorSize=32"),
        new Cellwise(NAME + "-128", Precision.F32, "-XX:MaxVectorSize=16"),
        new Cellwise(NAME + "-scalar", Precision.F32, "-Dcellwise.kernels=scalar"),
        new Cellwise(BF16, Precision.BF16));
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String version() {
    String version = Team.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  /** The step of one stream is not shared between threads; only those read half the bytes. */
  @Override
  public boolean runs(Setting setting, int threads) {
    return precision == Precision.F32
        ? threads == 1 || setting.batch() > 1
        : threads == 1 && setting.kind().compareTo(Case.B) <= 0;
  }

  @Override
  public double allowed() {
    return precision == Precision.F32 ? 0 : ROUNDED;
  }

  @Override
  public boolean garbageFree() {
    return true;
  }

  @Override
  public boolean needsFreshJvm() {
    return true;
  }

  @Override
  public List<String> jvmFlags(int threads) {
    return flags;
  }

  @Override
  public Workload workload(Problem problem, int threads) {
    return precision == Precision.F32
        ? workload(problem, threads > 1 ? Team.of(threads) : null)
        : stream(problem, precision);
  }

  /** Case A or B in this JVM. */
  public static Workload stream(Problem problem, Precision precision) {
    Case kind = problem.setting().kind();
    if (kind.compareTo(Case.B) > 0) {
      throw new IllegalArgumentException("problem: expected one of case A or B, got " + kind);
    }
    return kind == Case.A
        ? new StepWorkload(problem, precision)
        : new SequenceWorkload(problem, precision);
  }

  @Override
  public Streams streams(Problem problem) {
    return new CellwiseStreams(problem, precision);
  }

  /** In this JVM, by a team, or by the calling thread alone if that is null. */
  public static Workload workload(Problem problem, Team team) {
    return switch (problem.setting().kind()) {
      case A, B -> stream(problem, Precision.F32);
      case C -> new ForwardWorkload(problem, team);
      case D, F -> new TrainingWorkload(problem, team);
      case E -> new CharModelWorkload(problem, team);
    };
  }
}
