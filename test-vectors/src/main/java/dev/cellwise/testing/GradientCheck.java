package dev.cellwise.testing;

/** Compares gradients. */
public final class GradientCheck {
  private GradientCheck() {}
}
