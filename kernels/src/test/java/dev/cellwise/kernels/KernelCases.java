package dev.cellwise.kernels;

import java.util.ArrayList;
import java.util.List;

/** The cases of all families. */
final class KernelCases {
  static final List<KernelCase> ALL = all();

  private KernelCases() {}

  private static List<KernelCase> all() {
    List<KernelCase> all = new ArrayList<>();
    all.addAll(ActivationCases.all());
    all.addAll(AffineActivationCases.all());
    all.addAll(AffineBf16Cases.all());
    all.addAll(AffineCases.all());
    all.addAll(AffineStepCases.all());
    all.addAll(BinaryCrossEntropyCases.all());
    all.addAll(ElementwiseCases.all());
    all.addAll(GruGatesCases.all());
    all.addAll(HadamardCases.all());
    all.addAll(LayerNormCases.all());
    all.addAll(LeakCases.all());
    all.addAll(LstmGatesCases.all());
    all.addAll(NormCases.all());
    all.addAll(OptimizerCases.all());
    all.addAll(RegressionCases.all());
    all.addAll(SoftmaxCases.all());
    all.add(new KernelCase("threefry/mask/208", KernelCases::mask));
    return all;
  }

  private static KernelCase.Call mask(Twin twin) {
    float[] mask = new float[210];
    return new KernelCase.Call(() -> ThreefryTest.mask(twin, 208, 1 << 22, mask, 1), mask);
  }
}
