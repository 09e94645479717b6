package dev.cellwise.kernels;

import java.util.Arrays;

/**
 * The last step of a sum that goes in steps of 16, where fewer elements are left: a vector twin
 * reads all 16 and then lets the bits of the others go, so that they add +0 whatever they were.
 *
 * <p>Not by a masked load: that has a second way inside, for vectors that leave the array, and once
 * any code of the JVM has gone it, the masks of all others may be objects, made anew in every call.
 * Where the 16 leave the array, the scalar twin takes the block.
 */
final class Tail {
  private static final int STEP = 16;

  /** All bits 16 times, then none 16 times. */
  static final int[] KEEP = new int[2 * STEP];

  static {
    Arrays.fill(KEEP, 0, STEP, -1);
  }

  private Tail() {}

  /** Where {@link #KEEP} has as many elements with all bits as the last step of n has. */
  static int at(int n) {
    return STEP - (n & STEP - 1);
  }

  /** Whether the last step ends in the array too. */
  static boolean isIn(float[] a, int aOff, int n) {
    return n <= a.length - aOff - (-n & STEP - 1);
  }
}
