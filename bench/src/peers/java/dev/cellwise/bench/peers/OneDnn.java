package dev.cellwise.bench.peers;

import dev.cellwise.bench.cases.Case;
import dev.cellwise.bench.cases.Library;
import dev.cellwise.bench.cases.Problem;
import dev.cellwise.bench.cases.Setting;
import dev.cellwise.bench.cases.Workload;
import java.util.List;
import org.bytedeco.dnnl.dnnl_version_t;
import org.bytedeco.dnnl.global.dnnl;

/**
 * The recurrent primitives of oneDNN through JavaCPP. E it does not run: embedding, head and loss
 * would be ours.
 *
 * <p>It takes as many threads as {@code OMP_NUM_THREADS} says when it is loaded: whoever starts the
 * JVM sets it.
 */
public final class OneDnn implements Library {
  /** For the service loader. */
  public OneDnn() {}

  @Override
  public String name() {
    return "onednn";
  }

  @Override
  public String version() {
    dnnl_version_t version = dnnl.version();
    return version.major() + "." + version.minor() + "." + version.patch();
  }

  @Override
  public boolean runs(Setting setting, int threads) {
    return setting.kind() != Case.E;
  }

  @Override
  public List<String> jvmFlags(int threads) {
    return List.of("--enable-native-access=ALL-UNNAMED");
  }

  @Override
  public Workload workload(Problem problem, int threads) {
    return problem.setting().training()
        ? new OneDnnTraining(problem)
        : new OneDnnInference(problem);
  }
}
