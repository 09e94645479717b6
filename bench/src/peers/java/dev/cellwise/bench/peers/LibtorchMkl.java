package dev.cellwise.bench.peers;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The same library, its products by MKL. JavaCPP puts MKL in OpenBLAS's place among the files that
 * it unpacks, so these are in a folder of their own.
 */
public final class LibtorchMkl extends Libtorch {
  /** For the service loader. */
  public LibtorchMkl() {}

  @Override
  public String name() {
    return "libtorch-mkl";
  }

  @Override
  public List<String> jvmFlags(int threads) {
    Path files = Path.of(System.getProperty("user.home"), ".javacpp", "cache-mkl");
    List<String> flags = new ArrayList<>(super.jvmFlags(threads));
    flags.add("-Dorg.bytedeco.openblas.load=mkl");
    flags.add("-Dorg.bytedeco.javacpp.cachedir=" + files);
    return flags;
  }
}
