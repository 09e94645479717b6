package dev.cellwise.testing;

import java.util.ArrayList;
import java.util.List;

/** Compares flat arrays tensor by tensor. */
final class TensorComparator {
  private TensorComparator() {}

  static Comparison compare(
      String method, Tolerance tolerance, Layout layout, double[] expected, double[] actual) {
    layout.checkSize(expected.length);
    layout.checkSize(actual.length);
    List<Comparison.Line> lines = new ArrayList<>();
    for (Layout.Tensor tensor : layout.tensors()) {
      if (tensor.size() > 0) {
        lines.add(line(tolerance, tensor, expected, actual));
      }
    }
    return new Comparison(method, tolerance.toString(), lines);
  }

  private static Comparison.Line line(
      Tolerance tolerance, Layout.Tensor tensor, double[] expected, double[] actual) {
    return switch (tolerance) {
      case Tolerance.Elementwise t -> elementwise(t, tensor, expected, actual);
      case Tolerance.RelativeL2 t -> relativeL2(t, tensor, expected, actual);
      case Tolerance.ExactZeros t -> exactZeros(t, tensor, expected, actual);
    };
  }

  /** The first element that should be zero and is not; without one the line of the others. */
  private static Comparison.Line exactZeros(
      Tolerance.ExactZeros tolerance, Layout.Tensor tensor, double[] expected, double[] actual) {
    for (int k = tensor.offset(); k < tensor.offset() + tensor.size(); k++) {
      if (expected[k] == 0 && actual[k] != 0) {
        Comparison.Element element = element(tensor, k, expected, actual);
        boolean zero = largest(tensor, expected) == 0;
        return new Comparison.Line(tensor.name(), element, Math.abs(actual[k]), 0, zero);
      }
    }
    return line(tolerance.others(), tensor, expected, actual);
  }

  private static Comparison.Line elementwise(
      Tolerance.Elementwise tolerance, Layout.Tensor tensor, double[] expected, double[] actual) {
    double largest = largest(tensor, expected);
    int worst = tensor.offset();
    double worstRatio = -1;
    for (int k = tensor.offset(); k < tensor.offset() + tensor.size(); k++) {
      double error = Math.abs(actual[k] - expected[k]);
      double ratio = Comparison.ratio(error, tolerance.bound(expected[k], largest));
      if (ratio > worstRatio) {
        worst = k;
        worstRatio = ratio;
      }
    }
    return new Comparison.Line(
        tensor.name(),
        element(tensor, worst, expected, actual),
        Math.abs(actual[worst] - expected[worst]),
        tolerance.bound(expected[worst], largest),
        largest == 0);
  }

  private static Comparison.Line relativeL2(
      Tolerance.RelativeL2 tolerance, Layout.Tensor tensor, double[] expected, double[] actual) {
    int worst = tensor.offset();
    double worstError = -1;
    for (int k = tensor.offset(); k < tensor.offset() + tensor.size(); k++) {
      double error = Math.abs(actual[k] - expected[k]);
      if (error > worstError || Double.isNaN(error)) {
        worst = k;
        worstError = Double.isNaN(error) ? Double.POSITIVE_INFINITY : error;
      }
    }
    return new Comparison.Line(
        tensor.name(),
        element(tensor, worst, expected, actual),
        Bounds.relativeL2(tensor.size(), expected, tensor.offset(), actual, tensor.offset()),
        tolerance.bound(),
        largest(tensor, expected) == 0);
  }

  private static double largest(Layout.Tensor tensor, double[] expected) {
    double largest = 0;
    for (int k = tensor.offset(); k < tensor.offset() + tensor.size(); k++) {
      largest = Math.max(largest, Math.abs(expected[k]));
    }
    return largest;
  }

  private static Comparison.Element element(
      Layout.Tensor tensor, int k, double[] expected, double[] actual) {
    return new Comparison.Element(k, tensor.position(k - tensor.offset()), expected[k], actual[k]);
  }
}
