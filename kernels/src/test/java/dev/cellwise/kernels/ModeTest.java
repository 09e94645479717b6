package dev.cellwise.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import jdk.incubator.vector.FloatVector;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The build runs these tests once a mode; this one makes sure that each mode is what it is called.
 */
@Tag("cold")
class ModeTest {
  /** Linked only where the module is present. */
  private static final class Width {
    static int bits() {
      return FloatVector.SPECIES_PREFERRED.vectorBitSize();
    }
  }

  @Test
  void modeIsWhatItIsCalled() {
    String mode = System.getProperty("cellwise.testMode");
    assumeTrue(mode != null, "not run by the build");
    boolean module = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    boolean interpreted = System.getProperty("java.vm.info").contains("interpreted mode");
    assertEquals(mode.equals("xint"), interpreted);
    assertEquals(!mode.equals("scalar"), module);
    assertEquals(!mode.equals("scalar"), Kernels.class.getModule().isNamed());
    assertEquals("" + !mode.startsWith("unprofiled"), Machine.option("UseTypeProfile", "true"));
    switch (mode) {
      case "default", "scalar", "xint", "unprofiled" -> {}
      case "w256" -> assertTrue(Width.bits() <= 256);
      case "w128", "unprofiled128" -> assertTrue(Width.bits() <= 128);
      default -> fail("no such mode: " + mode);
    }
  }

  @Test
  void assertionsAreOn() {
    assertTrue(ModeTest.class.desiredAssertionStatus());
  }
}
