package dev.cellwise.bench.peers;

import dev.cellwise.bench.cases.Case;
import dev.cellwise.bench.cases.Layer;
import dev.cellwise.bench.cases.Library;
import dev.cellwise.bench.cases.Problem;
import dev.cellwise.bench.cases.Setting;
import dev.cellwise.bench.cases.Workload;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.bytedeco.javacpp.Loader;

/**
 * Deeplearning4j: LSTM and simple cells; it has no GRU. Its products take as many threads as {@code
 * OMP_NUM_THREADS} says.
 */
public final class Dl4j implements Library {
  /** For the service loader. */
  public Dl4j() {}

  @Override
  public String name() {
    return "dl4j";
  }

  @Override
  public String version() {
    try {
      return Loader.getVersion("org.nd4j", "nd4j-native");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public boolean runs(Setting setting, int threads) {
    return setting.layer() != Layer.GRU && !setting.embedded();
  }

  @Override
  public boolean needsFreshJvm() {
    return true;
  }

  @Override
  public List<String> jvmFlags(int threads) {
    return List.of(
        "--enable-native-access=ALL-UNNAMED",
        // JavaCPP would ask the system for the memory in use at every allocation.
        "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0",
        "--sun-misc-unsafe-memory-access=allow",
        "--add-opens=java.base/java.nio=ALL-UNNAMED");
  }

  @Override
  public Workload workload(Problem problem, int threads) {
    return problem.setting().kind().compareTo(Case.C) <= 0
        ? new Dl4jInference(problem)
        : new Dl4jTraining(problem);
  }
}
