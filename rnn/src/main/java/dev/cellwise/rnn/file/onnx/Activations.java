package dev.cellwise.rnn.file.onnx;

import static dev.cellwise.rnn.file.ModelFileException.quote;

import dev.cellwise.kernels.Activation;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * ONNX's activations by name, those of recurrent nodes among them, with the constants that the
 * operators of these names have unless told.
 *
 * <p>ONNX's text has ThresholdedRelu keep what equals its threshold in recurrent nodes, and drop it
 * in the operator of that name; here it is dropped in both, as in ONNX Runtime.
 */
final class Activations {
  /**
   * A kind of function.
   *
   * @param alpha the first constant unless told; NaN if it must be told, null if there is none
   * @param beta the second one
   * @param make makes it of both
   */
  private record Kind(Float alpha, Float beta, BiFunction<Float, Float, Activation> make) {
    Kind(Activation f) {
      this(null, null, (a, b) -> f);
    }
  }

  private static final Map<String, Kind> ALL =
      Map.ofEntries(
          Map.entry("relu", new Kind(Activation.relu())),
          Map.entry("tanh", new Kind(Activation.tanh())),
          Map.entry("sigmoid", new Kind(Activation.sigmoid())),
          Map.entry("softsign", new Kind(Activation.softsign())),
          Map.entry("softplus", new Kind(Activation.softplus())),
          Map.entry("affine", new Kind(1f, 0f, Activation::affine)),
          Map.entry("leakyrelu", new Kind(0.01f, null, (a, b) -> Activation.leakyRelu(a))),
          Map.entry("thresholdedrelu", new Kind(1f, null, (a, b) -> Activation.thresholdedRelu(a))),
          Map.entry("scaledtanh", new Kind(Float.NaN, Float.NaN, Activation::scaledTanh)),
          Map.entry("hardsigmoid", new Kind(0.2f, 0.5f, Activation::hardSigmoid)),
          Map.entry("elu", new Kind(1f, null, (a, b) -> Activation.elu(a))));

  private Activations() {}

  /** That of an operator's name, its constants the attributes alpha and beta. */
  static Activation of(Making node, String operator) {
    Kind kind = ALL.get(operator.toLowerCase(Locale.ROOT));
    float alpha = kind.alpha == null ? 0 : node.number("alpha", kind.alpha);
    float beta = kind.beta == null ? 0 : node.number("beta", kind.beta);
    return made(operator, kind, alpha, beta);
  }

  static Activation elu(float alpha) {
    return made("Elu", ALL.get("elu"), alpha, 0);
  }

  private static Activation made(String name, Kind kind, float alpha, float beta) {
    try {
      return kind.make.apply(alpha, beta);
    } catch (IllegalArgumentException e) {
      throw new Refusal("activation " + name + ": " + e.getMessage());
    }
  }

  /**
   * Those of a recurrent node, whatever the case of their names.
   *
   * @param names of the functions in order
   * @param alphas first constants, for those functions that have one, in order; what is left out is
   *     as in the operator of the name
   * @param betas second ones
   * @return the functions
   */
  static List<Activation> of(String[] names, float[] alphas, float[] betas) {
    Activation[] all = new Activation[names.length];
    int a = 0;
    int b = 0;
    for (int i = 0; i < names.length; i++) {
      Kind kind = ALL.get(names[i].toLowerCase(Locale.ROOT));
      if (kind == null) {
        throw new Refusal("attribute activations", "ONNX's activations", quote(names[i]));
      }
      float alpha = kind.alpha == null ? 0 : a < alphas.length ? alphas[a++] : kind.alpha;
      float beta = kind.beta == null ? 0 : b < betas.length ? betas[b++] : kind.beta;
      all[i] = made(names[i], kind, alpha, beta);
    }
    if (a < alphas.length || b < betas.length) {
      throw new Refusal(
          "attributes activation_alpha and activation_beta",
          "no more constants than the functions have, " + a + " and " + b,
          alphas.length + " and " + betas.length);
    }
    return List.of(all);
  }
}
