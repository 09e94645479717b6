package dev.cellwise.kernels;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.Function;

/**
 * A kernel with fixed inputs: {@link DigestTest} checks the bits that it gives, {@link
 * CompiledTest} that it makes no garbage. Each family lists its cases in a class {@code …Cases};
 * {@link KernelCases} lists those classes.
 *
 * @param name the line's key in {@code digests.txt}: {@code family/kernel/case}, without spaces
 * @param setUp makes inputs and outputs, and the call upon them with the twin
 */
record KernelCase(String name, Function<Twin, Call> setUp) {

  /**
   * A call that can be repeated and then gives the same again: a kernel that works in place begins
   * with {@link System#arraycopy} from its input. It must not allocate itself.
   *
   * @param body the call
   * @param outputs arrays of float or double, read after a call
   */
  record Call(Runnable body, Object... outputs) {

    /** SHA-256 over the bits of all outputs, big-endian, every NaN as the canonical one. */
    String digest() {
      try {
        MessageDigest sha = MessageDigest.getInstance("SHA-256");
        for (Object output : outputs) {
          switch (output) {
            case float[] floats -> {
              ByteBuffer bytes = ByteBuffer.allocate(4 * floats.length);
              for (float f : floats) {
                bytes.putInt(Float.floatToIntBits(f));
              }
              sha.update(bytes.array());
            }
            case double[] doubles -> {
              ByteBuffer bytes = ByteBuffer.allocate(8 * doubles.length);
              for (double d : doubles) {
                bytes.putLong(Double.doubleToLongBits(d));
              }
              sha.update(bytes.array());
            }
            default -> throw new IllegalArgumentException(output.getClass().getName());
          }
        }
        return HexFormat.of().formatHex(sha.digest());
      } catch (NoSuchAlgorithmException e) {
        throw new AssertionError(e);
      }
    }
  }
}
