package dev.cellwise.kernels;

/** The losses behind one signature, for the tests of what they have in common. */
enum LossCall {
  SQUARED,
  ABSOLUTE,
  HUBER,
  BINARY,
  BINARY_POSITIVE,
  CLASSES,
  CLASSES_SMOOTHED;

  /** Huber's delta. */
  static final float DELTA = 0.75f;

  static final double SMOOTHING = 0.25;

  /** The arguments of a call; those that differ between tests are changed before it. */
  static final class Arguments {
    int rows = 3;
    int columns = 21;
    float[] x = new Inputs(1).uniform(3 * 40 + 2, -2, 2);
    int xOff = 1;
    int xStride = 25;
    float[] target = new Inputs(2).uniform(3 * 40 + 3, 0, 1);
    int targetOff = 3;
    int targetStride = 23;
    int[] classes = {20, 0, 7};
    int classesOff = 0;
    float[] positive = new Inputs(3).uniform(40, 0, 3);
    float[] classWeights = new Inputs(4).uniform(40, 0, 3);
    float[] rowWeights = {0.5f, 2f, 1.5f};
    int rowWeightsOff = 0;
    float scale = 0.375f;
    float[] d = new float[3 * 40 + 2];
    int dOff = 2;
    int dStride = 40;
    float[] loss = new float[4];
    int lossOff = 1;

    Arguments inPlace() {
      d = x;
      dOff = xOff;
      dStride = xStride;
      return this;
    }
  }

  /** Whether targets are numbers of a matrix. */
  boolean ofNumbers() {
    return this != CLASSES && this != CLASSES_SMOOTHED;
  }

  void run(Arguments a) {
    switch (this) {
      case SQUARED ->
          Regression.squared(
              a.rows,
              a.columns,
              a.x,
              a.xOff,
              a.xStride,
              a.target,
              a.targetOff,
              a.targetStride,
              a.rowWeights,
              a.rowWeightsOff,
              a.scale,
              a.d,
              a.dOff,
              a.dStride,
              a.loss,
              a.lossOff);
      case ABSOLUTE ->
          Regression.absolute(
              a.rows,
              a.columns,
              a.x,
              a.xOff,
              a.xStride,
              a.target,
              a.targetOff,
              a.targetStride,
              a.rowWeights,
              a.rowWeightsOff,
              a.scale,
              a.d,
              a.dOff,
              a.dStride,
              a.loss,
              a.lossOff);
      case HUBER ->
          Regression.huber(
              a.rows,
              a.columns,
              a.x,
              a.xOff,
              a.xStride,
              a.target,
              a.targetOff,
              a.targetStride,
              DELTA,
              a.rowWeights,
              a.rowWeightsOff,
              a.scale,
              a.d,
              a.dOff,
              a.dStride,
              a.loss,
              a.lossOff);
      case BINARY ->
          BinaryCrossEntropy.withLogits(
              a.rows,
              a.columns,
              a.x,
              a.xOff,
              a.xStride,
              a.target,
              a.targetOff,
              a.targetStride,
              1f,
              a.rowWeights,
              a.rowWeightsOff,
              a.scale,
              a.d,
              a.dOff,
              a.dStride,
              a.loss,
              a.lossOff);
      case BINARY_POSITIVE ->
          BinaryCrossEntropy.withLogits(
              a.rows,
              a.columns,
              a.x,
              a.xOff,
              a.xStride,
              a.target,
              a.targetOff,
              a.targetStride,
              a.positive,
              5,
              a.rowWeights,
              a.rowWeightsOff,
              a.scale,
              a.d,
              a.dOff,
              a.dStride,
              a.loss,
              a.lossOff);
      case CLASSES -> classes(a, 0, null);
      case CLASSES_SMOOTHED -> classes(a, SMOOTHING, a.classWeights);
    }
  }

  private static void classes(Arguments a, double smoothing, float[] weights) {
    Softmax.crossEntropy(
        a.rows,
        a.columns,
        a.x,
        a.xOff,
        a.xStride,
        a.classes,
        a.classesOff,
        smoothing,
        weights,
        7,
        a.rowWeights,
        a.rowWeightsOff,
        a.scale,
        a.d,
        a.dOff,
        a.dStride,
        a.loss,
        a.lossOff);
  }
}
