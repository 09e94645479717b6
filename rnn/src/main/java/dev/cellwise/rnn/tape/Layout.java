package dev.cellwise.rnn.tape;

import dev.cellwise.kernels.Floats;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Named regions of one flat {@code float[]}: what lies where.
 *
 * <p>Every region starts on a multiple of 16 floats from {@link Floats#BASE}, so that a vector of a
 * region does not straddle two cache lines where the array itself is aligned. The floats between
 * regions stay zero. Immutable.
 */
public final class Layout {
  private final List<Region> regions;
  private final int length;

  private Layout(List<Region> regions, int length) {
    this.regions = List.copyOf(regions);
    this.length = length;
  }

  /**
   * A region: {@code shape} floats, row-major, from {@code offset}.
   *
   * @param name unique in its layout
   * @param offset index of the first float
   * @param shape dimensions, the last one contiguous
   */
  public record Region(String name, int offset, List<Integer> shape) {
    /**
     * Floats of the region.
     *
     * @return the product of the shape
     */
    public int length() {
      return shape.stream().reduce(1, Math::multiplyExact);
    }
  }

  /**
   * Starts a layout.
   *
   * @param name what the array is, for messages
   * @return an empty builder
   */
  public static Builder builder(String name) {
    return new Builder(name);
  }

  /**
   * The regions in the order of their offsets.
   *
   * @return an immutable list
   */
  public List<Region> regions() {
    return regions;
  }

  /**
   * A region by name.
   *
   * @param name the name that it was added with
   * @return the region
   */
  public Region region(String name) {
    return regions.stream()
        .filter(r -> r.name().equals(name))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("name: no region '" + name + "' in " + names()));
  }

  private List<String> names() {
    return regions.stream().map(Region::name).toList();
  }

  /**
   * Floats of the array.
   *
   * @return the length that an array of this layout needs
   */
  public int length() {
    return length;
  }

  /**
   * Size of the array.
   *
   * @return its bytes
   */
  public long bytes() {
    return 4L * length;
  }

  /**
   * A new array of this layout.
   *
   * @return zeros
   */
  public float[] allocate() {
    return Floats.allocate(length);
  }

  /** Collects regions. */
  public static final class Builder {
    private final String of;
    private final List<Region> regions = new ArrayList<>();
    private final Set<String> names = new HashSet<>();
    private String prefix = "";
    private long length = Floats.BASE;

    private Builder(String of) {
      this.of = of;
    }

    /**
     * Sets what the names of the regions to come begin with.
     *
     * @param before such as {@code encoder.}; empty at first
     */
    public void prefix(String before) {
      prefix = before;
    }

    /**
     * Adds a region behind the others.
     *
     * @param name of the region, with the prefix not yet taken
     * @param shape its dimensions, each at least 0
     * @return its offset
     * @throws IllegalArgumentException if the array would have more than 2^31 - 1 floats
     */
    public int add(String name, int... shape) {
      String region = prefix + name;
      if (!names.add(region)) {
        throw new IllegalArgumentException(of + ": region '" + region + "' was added before");
      }
      long offset = length;
      long floats = 1;
      List<Integer> dimensions = new ArrayList<>();
      for (int d : shape) {
        if (d < 0) {
          throw new IllegalArgumentException(region + ": expected dimensions >= 0, got " + d);
        }
        // At most (2^31)^2 before it is cut back, so it cannot overflow.
        floats = Math.min(floats, 1L << 31) * d;
        dimensions.add(d);
      }
      length = offset + (floats + 15) / 16 * 16;
      if (length > Integer.MAX_VALUE - 16) {
        throw new IllegalArgumentException(
            of
                + ": region '"
                + region
                + "' brings it over the 2^31 - 17 floats of an array: take fewer time steps or rows"
                + " a window");
      }
      regions.add(new Region(region, (int) offset, List.copyOf(dimensions)));
      return (int) offset;
    }

    /**
     * The layout of the regions so far.
     *
     * @return an immutable layout
     */
    public Layout build() {
      return new Layout(regions, (int) length);
    }
  }
}
