package dev.cellwise.bench.cases;

import dev.cellwise.rnn.net.Team;
import java.util.List;

/** Cellwise, as the JVM runs it by default or with other vectors or none. */
public final class Cellwise implements Library {
  /** The name of the default one. */
  public static final String NAME = "cellwise";

  private final String name;
  private final List<String> flags;

  private Cellwise(String name, String... flags) {
    this.name = name;
    this.flags = List.of(flags);
  }

  /** With vectors as wide as the JVM prefers; of 256 and of 128 bits; the scalar twins. */
  public static List<Library> all() {
    return List.of(
        new Cellwise(NAME),
        new Cellwise(NAME + "-256", "-XX:MaxVectorSize=32"),
        new Cellwise(NAME + "-128", "-XX:MaxVectorSize=16"),
        new Cellwise(NAME + "-scalar", "-Dcellwise.kernels=scalar"));
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

  /** The step of one stream is not shared between threads. */
  @Override
  public boolean runs(Setting setting, int threads) {
    return threads == 1 || setting.batch() > 1;
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
    return workload(problem, threads > 1 ? Team.of(threads) : null);
  }

  /** In this JVM, by a team, or by the calling thread alone if that is null. */
  public static Workload workload(Problem problem, Team team) {
    return switch (problem.setting().kind()) {
      case A -> new StepWorkload(problem);
      case B -> new SequenceWorkload(problem);
      case C -> new ForwardWorkload(problem, team);
      case D, F -> new TrainingWorkload(problem, team);
      case E -> new CharModelWorkload(problem, team);
    };
  }
}
