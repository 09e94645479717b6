package dev.cellwise.testing;

import java.util.Map;

/** Golden cases as problems of the reference. */
final class GoldenProblems {
  private GoldenProblems() {}

  static LstmProblem of(Golden golden) {
    return golden.has("tokens") ? characters(golden) : layer(golden);
  }

  /** Tensors that are no results, by name. */
  static Map<String, double[]> parameters(Golden golden) {
    return golden.doublesBelow("");
  }

  private static LstmProblem layer(Golden golden) {
    int[] x = golden.shape("x");
    int hidden = golden.shape("h0_l0")[1];
    Loss loss =
        Loss.weightedSum(
            golden.doubles("loss.weight_y"),
            golden.doubles("loss.weight_h_n"),
            golden.doubles("loss.weight_c_n"));
    return LstmReference.builder().features(x[2]).lstm(hidden).build().sequences(x[0], x[1], loss);
  }

  private static LstmProblem characters(Golden golden) {
    int vocabulary = golden.shape("head.bias")[0];
    LstmReference.Builder builder = LstmReference.builder();
    if (golden.has("embedding.weight")) {
      builder.embedding(vocabulary, golden.shape("embedding.weight")[1]);
    } else {
      builder.index(vocabulary);
    }
    for (int l = 0; golden.has("h0_l" + l); l++) {
      builder.lstm(golden.shape("h0_l" + l)[1]);
    }
    int[] shape = golden.shape("tokens");
    Loss loss = Loss.crossEntropy(golden.ints("targets"));
    return builder
        .dense(vocabulary)
        .build()
        .tokens(shape[0], shape[1], golden.ints("tokens"), loss);
  }
}
