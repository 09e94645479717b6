package dev.cellwise.kernels;

/** Which kernels run. */
public final class Kernels {
  private Kernels() {}
}
