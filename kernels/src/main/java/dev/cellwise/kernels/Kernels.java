package dev.cellwise.kernels;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/**
 * Which kernels run in this JVM, and how wide.
 *
 * <p>Each family of kernels has two twins with the same bits: one on the vectors of {@code
 * jdk.incubator.vector}, one in plain scalar Java. The choice between them is made once, when the
 * first kernel is called, and is the same for all families:
 *
 * <table>
 *   <caption>The system property {@value #PROPERTY}</caption>
 *   <tr><th>value</th><th>meaning</th></tr>
 *   <tr><td>{@code auto} (or not set)</td><td>The vector twins where they can be fast: the module
 *     {@code jdk.incubator.vector} is in the boot layer, the compiler C2 is at work, and the CPU has
 *     a fused multiply-add. Otherwise the scalar twins, and one line at level WARNING to the
 *     {@link System.Logger} named {@code dev.cellwise.kernels} says why and what to do.</td></tr>
 *   <tr><td>{@code vector}</td><td>The vector twins, or an {@link UnsupportedOperationException}
 *     that names what is missing. A compiler that is not known to Cellwise is accepted.</td></tr>
 *   <tr><td>{@code scalar}</td><td>The scalar twins, without a word.</td></tr>
 * </table>
 *
 * <p>Whatever was chosen, {@link #describe} goes to the same logger once, at level DEBUG, when the
 * choice is made: switch that on to see it.
 *
 * <p>Any other value is an {@link IllegalArgumentException}. Since the choice is made while this
 * class is initialised, either exception arrives as the cause of an {@link
 * ExceptionInInitializerError}.
 *
 * <p>A program on the class path that was started without {@code --add-modules
 * jdk.incubator.vector} works: no vector class is touched then. On the module path the module is
 * there without a flag.
 */
public final class Kernels {
  /** The name of the system property that chooses the twins: {@value}. */
  public static final String PROPERTY = "cellwise.kernels";

  private static final BackendChoice CHOICE =
      BackendChoice.choose(System.getProperty(PROPERTY), Machine.HERE);

  /** Whether the vector twins run; constant after the start, so that a test of it costs nothing. */
  static final boolean VECTOR = CHOICE.backend() == Backend.VECTOR;

  static {
    Logger logger = System.getLogger("dev.cellwise.kernels");
    if (CHOICE.warning() != null) {
      logger.log(Level.WARNING, CHOICE.warning());
    }
    if (logger.isLoggable(Level.DEBUG)) {
      logger.log(Level.DEBUG, describe());
    }
  }

  /** The two twins of each kernel. */
  public enum Backend {
    /** Plain Java, one number at a time. */
    SCALAR,
    /** The Vector API of the JDK. */
    VECTOR
  }

  private Kernels() {}

  /**
   * The twins that run.
   *
   * @return the choice made at the start; never changes
   */
  public static Backend active() {
    return CHOICE.backend();
  }

  /**
   * The width of the vectors that run.
   *
   * @return 128, 256 or 512 for the vector twins; 32, one float, for the scalar twins
   */
  public static int bits() {
    return VECTOR ? VectorShape.L * Float.SIZE : Float.SIZE;
  }

  /**
   * One line for an operator's log: the twins, their width, the reason if they are the slower ones,
   * and the JVM.
   *
   * @return for example {@code "vector kernels, 512 bits; Java 25.0.3, amd64"}
   */
  public static String describe() {
    String twins =
        VECTOR ? "vector kernels, " + bits() + " bits" : "scalar kernels (" + CHOICE.reason() + ")";
    return twins + "; Java " + Runtime.version() + ", " + System.getProperty("os.arch");
  }
}
