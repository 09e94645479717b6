package dev.cellwise.kernels;

import java.util.List;
import java.util.stream.Stream;

/** The cases of all families. */
final class KernelCases {
  static final List<KernelCase> ALL =
      Stream.of(
              NormCases.all(), //
              OptimizerCases.all(), //
              SoftmaxCases.all())
          .flatMap(List::stream)
          .toList();

  private KernelCases() {}
}
