package dev.cellwise.bench.peers;

import dev.cellwise.bench.cases.Case;
import dev.cellwise.bench.cases.Library;
import dev.cellwise.bench.cases.Problem;
import dev.cellwise.bench.cases.Setting;
import dev.cellwise.bench.cases.Workload;
import java.util.List;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * PyTorch's C++ library through JavaCPP, its products by OpenBLAS.
 *
 * <p>OpenBLAS and MKL take as many threads as {@code OMP_NUM_THREADS} says when they are loaded:
 * whoever starts the JVM sets it.
 */
public class Libtorch implements Library {
  /** Of the thread that makes and runs workloads; here so that nothing frees it. */
  private InferenceMode mode;

  /** For the service loader. */
  public Libtorch() {}

  @Override
  public String name() {
    return "libtorch";
  }

  @Override
  public String version() {
    return Tensor.class.getPackage().getImplementationVersion();
  }

  @Override
  public boolean runs(Setting setting, int threads) {
    return true;
  }

  @Override
  public List<String> jvmFlags(int threads) {
    return List.of(
        "--enable-native-access=ALL-UNNAMED",
        // JavaCPP would ask the system for the memory in use at every allocation: some 2
        // microseconds of a step.
        "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0");
  }

  @Override
  public Workload workload(Problem problem, int threads) {
    torch.set_num_threads(threads);
    // May be set once.
    if (torch.get_num_interop_threads() != 1) {
      torch.set_num_interop_threads(1);
    }
    Case kind = problem.setting().kind();
    mode = new InferenceMode(kind.compareTo(Case.C) <= 0);
    return switch (kind) {
      case A -> new LibtorchStep(problem);
      case B, C -> new LibtorchInference(problem);
      case D, F -> new LibtorchTraining(new LibtorchRegression(problem));
      case E -> new LibtorchTraining(new LibtorchText(problem));
    };
  }
}
