package dev.cellwise.kernels;

import java.util.List;
import java.util.stream.Stream;

/** The cases of all families. */
final class KernelCases {
  static final List<KernelCase> ALL =
      Stream.of(
              AffineCases.all(), //
              LstmGatesCases.all(),
              NormCases.all(),
              OptimizerCases.all())
          .flatMap(List::stream)
          .toList();

  private KernelCases() {}
}
