package dev.cellwise.bench.peers;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import dev.cellwise.bench.cases.Case;
import dev.cellwise.bench.cases.Problem;
import dev.cellwise.bench.cases.Setting;
import dev.cellwise.bench.cases.StreamLibrary;
import dev.cellwise.bench.cases.Streams;
import dev.cellwise.bench.cases.Workload;
import java.util.List;

/** ONNX Runtime through its own Java API: inference alone. */
public final class OnnxRuntime implements StreamLibrary {
  /** For the service loader. */
  public OnnxRuntime() {}

  @Override
  public String name() {
    return "onnxruntime";
  }

  @Override
  public String version() {
    return OrtEnvironment.getEnvironment().getVersion();
  }

  @Override
  public boolean runs(Setting setting, int threads) {
    return setting.kind().compareTo(Case.C) <= 0;
  }

  @Override
  public List<String> jvmFlags(int threads) {
    return List.of("--enable-native-access=ALL-UNNAMED");
  }

  @Override
  public Workload workload(Problem problem, int threads) throws OrtException {
    return new OnnxWorkload(problem, threads);
  }

  @Override
  public Streams streams(Problem problem) throws OrtException {
    return new OnnxStreams(problem);
  }
}
