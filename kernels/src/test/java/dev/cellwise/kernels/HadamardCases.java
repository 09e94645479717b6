package dev.cellwise.kernels;

import dev.cellwise.kernels.KernelCase.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The kernels of {@link Hadamard}, each with its definition for one element. */
enum HadamardCases {
  MULTIPLY(
      "multiply",
      3,
      v -> v[2] = v[0] * v[1],
      (twin, n, a, at) -> {
        switch (twin) {
          case SCALAR -> ScalarHadamard.multiply(n, a[0], at[0], a[1], at[1], a[2], at[2]);
          case VECTOR -> VectorHadamard.multiply(n, a[0], at[0], a[1], at[1], a[2], at[2]);
          case null -> Hadamard.multiply(n, a[0], at[0], a[1], at[1], a[2], at[2]);
        }
      }),
  ADD_PRODUCT(
      "addProduct",
      3,
      v -> v[2] = Math.fma(v[0], v[1], v[2]),
      (twin, n, a, at) -> {
        switch (twin) {
          case SCALAR -> ScalarHadamard.addProduct(n, a[0], at[0], a[1], at[1], a[2], at[2]);
          case VECTOR -> VectorHadamard.addProduct(n, a[0], at[0], a[1], at[1], a[2], at[2]);
          case null -> Hadamard.addProduct(n, a[0], at[0], a[1], at[1], a[2], at[2]);
        }
      }),
  MULTIPLY_ADD(
      "multiplyAdd",
      5,
      v -> v[4] = Math.fma(v[0], v[1], v[2] * v[3]),
      (twin, n, a, at) -> {
        switch (twin) {
          case SCALAR ->
              ScalarHadamard.multiplyAdd(
                  n, a[0], at[0], a[1], at[1], a[2], at[2], a[3], at[3], a[4], at[4]);
          case VECTOR ->
              VectorHadamard.multiplyAdd(
                  n, a[0], at[0], a[1], at[1], a[2], at[2], a[3], at[3], a[4], at[4]);
          case null ->
              Hadamard.multiplyAdd(
                  n, a[0], at[0], a[1], at[1], a[2], at[2], a[3], at[3], a[4], at[4]);
        }
      }),
  BLEND(
      "blend",
      4,
      v -> v[3] = Math.fma(v[0], v[1], Math.fma(-v[0], v[2], v[2])),
      (twin, n, a, at) -> {
        switch (twin) {
          case SCALAR ->
              ScalarHadamard.blend(n, a[0], at[0], a[1], at[1], a[2], at[2], a[3], at[3]);
          case VECTOR ->
              VectorHadamard.blend(n, a[0], at[0], a[1], at[1], a[2], at[2], a[3], at[3]);
          case null -> Hadamard.blend(n, a[0], at[0], a[1], at[1], a[2], at[2], a[3], at[3]);
        }
      }),
  BLEND_BACKWARD(
      "blendBackward",
      7,
      v -> {
        v[4] = Math.fma(v[3], v[1] - v[2], v[4]);
        v[5] = Math.fma(v[3], v[0], v[5]);
        v[6] = Math.fma(-v[3], v[0], v[6] + v[3]);
      },
      (twin, n, a, at) -> {
        switch (twin) {
          case SCALAR ->
              ScalarHadamard.blendBackward(
                  n, a[0], at[0], a[1], at[1], a[2], at[2], a[3], at[3], a[4], at[4], a[5], at[5],
                  a[6], at[6]);
          case VECTOR ->
              VectorHadamard.blendBackward(
                  n, a[0], at[0], a[1], at[1], a[2], at[2], a[3], at[3], a[4], at[4], a[5], at[5],
                  a[6], at[6]);
          case null ->
              Hadamard.blendBackward(
                  n, a[0], at[0], a[1], at[1], a[2], at[2], a[3], at[3], a[4], at[4], a[5], at[5],
                  a[6], at[6]);
        }
      }),
  CLIP(
      "clip",
      2,
      v -> v[1] = v[0] != v[0] ? v[0] : Math.max(-0.75f, Math.min(0.75f, v[0])),
      (twin, n, a, at) -> {
        switch (twin) {
          case SCALAR -> ScalarHadamard.clip(n, 0.75f, a[0], at[0], a[1], at[1]);
          case VECTOR -> VectorHadamard.clip(n, 0.75f, a[0], at[0], a[1], at[1]);
          case null -> Hadamard.clip(n, 0.75f, a[0], at[0], a[1], at[1]);
        }
      }),
  CLIP_BACKWARD(
      "clipBackward",
      2,
      v -> v[1] = Math.abs(v[0]) >= 0.75f ? 0 : v[1],
      (twin, n, a, at) -> {
        switch (twin) {
          case SCALAR -> ScalarHadamard.clipBackward(n, 0.75f, a[0], at[0], a[1], at[1]);
          case VECTOR -> VectorHadamard.clipBackward(n, 0.75f, a[0], at[0], a[1], at[1]);
          case null -> Hadamard.clipBackward(n, 0.75f, a[0], at[0], a[1], at[1]);
        }
      });

  /** Runs a kernel over ranges of {@code n} elements, operands in their order. */
  interface Run {
    /**
     * Runs.
     *
     * @param twin null for the public method
     */
    void run(Twin twin, int n, float[][] a, int[] at);
  }

  final String text;
  final int operands;

  /** From the operands of an element to the same with the results. */
  final Consumer<float[]> definition;

  final Run run;

  HadamardCases(String text, int operands, Consumer<float[]> definition, Run run) {
    this.text = text;
    this.operands = operands;
    this.definition = definition;
    this.run = run;
  }

  static List<KernelCase> all() {
    List<KernelCase> cases = new ArrayList<>();
    for (HadamardCases kernel : values()) {
      cases.add(new KernelCase("hadamard/" + kernel.text + "/333", kernel::call));
    }
    return cases;
  }

  private Call call(Twin twin) {
    float[][] start = inputs(340);
    float[][] a = copy(start);
    int[] at = offsets();
    return new Call(
        () -> {
          for (int i = 0; i < a.length; i++) {
            System.arraycopy(start[i], 0, a[i], 0, a[i].length);
          }
          run.run(twin, 333, a, at);
        },
        (Object[]) a);
  }

  float[][] inputs(int length) {
    float[][] a = new float[operands][];
    for (int i = 0; i < operands; i++) {
      a[i] = new Inputs(i + 1).uniform(length, -2, 2);
    }
    return a;
  }

  static float[][] copy(float[][] a) {
    float[][] b = new float[a.length][];
    for (int i = 0; i < a.length; i++) {
      b[i] = a[i].clone();
    }
    return b;
  }

  /** Another one for each operand. */
  int[] offsets() {
    int[] at = new int[operands];
    for (int i = 0; i < operands; i++) {
      at[i] = (3 * i) % 7;
    }
    return at;
  }
}
