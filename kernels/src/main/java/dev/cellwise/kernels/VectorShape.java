package dev.cellwise.kernels;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The shape of the vectors that all vector twins work on: the widest that the machine prefers, and
 * at most 512 bits, since panels are blocks of 16 units.
 *
 * <p>Constants only: a species is folded by the compiler if and only if it is {@code static final}.
 * Nothing else may be here, and only vector twins may touch this class; without the module {@code
 * jdk.incubator.vector} it cannot be linked.
 */
final class VectorShape {
  /** Floats. */
  static final VectorSpecies<Float> F =
      FloatVector.SPECIES_PREFERRED.length() > 16
          ? FloatVector.SPECIES_512
          : FloatVector.SPECIES_PREFERRED;

  /** As many ints, in the same bits. */
  static final VectorSpecies<Integer> I = VectorSpecies.of(int.class, F.vectorShape());

  /** Lanes of either. */
  static final int L = F.length();

  private VectorShape() {}
}
