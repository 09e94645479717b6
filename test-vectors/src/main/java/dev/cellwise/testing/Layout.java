package dev.cellwise.testing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Named tensors, one behind the other in a flat array, each row-major. Immutable. */
public final class Layout {
  /**
   * The place of one tensor.
   *
   * @param name its name
   * @param offset index of its first element in the flat array
   * @param shape its dimensions, outermost first; empty for a scalar
   */
  public record Tensor(String name, int offset, List<Integer> shape) {
    /**
     * Number of elements.
     *
     * @return the product of the dimensions
     */
    public int size() {
      return Math.toIntExact(shape.stream().mapToLong(d -> d).reduce(1, Math::multiplyExact));
    }

    /** Name and position of element {@code k} of this tensor: {@code lstm.weight_hh_l0[12,3]}. */
    String position(int k) {
      List<String> index = new ArrayList<>();
      for (int d : shape.reversed()) {
        index.addFirst(Integer.toString(k % d));
        k /= d;
      }
      return name + "[" + String.join(",", index) + "]";
    }
  }

  /** Collects tensors in order. */
  public static final class Builder {
    private final Map<String, Tensor> tensors = new LinkedHashMap<>();
    private int size;

    private Builder() {}

    /**
     * Adds a tensor behind those before.
     *
     * @param name its name
     * @param shape its dimensions, outermost first
     * @return this
     * @throws IllegalArgumentException if the name is taken or a dimension is negative
     */
    public Builder add(String name, int... shape) {
      for (int d : shape) {
        if (d < 0) {
          throw new IllegalArgumentException(
              "tensor '" + name + "' has a negative dimension: " + Arrays.toString(shape));
        }
      }
      Tensor tensor = new Tensor(name, size, Arrays.stream(shape).boxed().toList());
      if (tensors.putIfAbsent(name, tensor) != null) {
        throw new IllegalArgumentException("tensor '" + name + "' is there twice");
      }
      size = Math.addExact(size, tensor.size());
      return this;
    }

    /** Adds all tensors of another layout, with {@code prefix} in front of their names. */
    Builder addAll(String prefix, Layout other) {
      for (Tensor t : other.tensors()) {
        add(prefix + t.name(), t.shape().stream().mapToInt(d -> d).toArray());
      }
      return this;
    }

    /**
     * The layout of the tensors added so far.
     *
     * @return a new layout
     */
    public Layout build() {
      return new Layout(new LinkedHashMap<>(tensors), size);
    }
  }

  private final Map<String, Tensor> tensors;
  private final int size;

  private Layout(Map<String, Tensor> tensors, int size) {
    this.tensors = tensors;
    this.size = size;
  }

  /**
   * Starts a layout.
   *
   * @return a builder with no tensors
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * The layout of {@code size} parameters without names.
   *
   * @param size number of parameters
   * @return one tensor named {@code p}
   */
  public static Layout unnamed(int size) {
    return builder().add("p", size).build();
  }

  /**
   * Length of the flat array.
   *
   * @return number of elements of all tensors together
   */
  public int size() {
    return size;
  }

  /**
   * All tensors.
   *
   * @return them in order
   */
  public List<Tensor> tensors() {
    return List.copyOf(tensors.values());
  }

  /**
   * Whether a tensor is there.
   *
   * @param name its name
   * @return true if it is
   */
  public boolean has(String name) {
    return tensors.containsKey(name);
  }

  /**
   * The place of a tensor.
   *
   * @param name its name
   * @return its place
   * @throws IllegalArgumentException if there is no such tensor; the message lists those there are
   */
  public Tensor tensor(String name) {
    Tensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException("no tensor '" + name + "'; there are " + tensors.keySet());
    }
    return tensor;
  }

  /**
   * Where a tensor begins.
   *
   * @param name its name
   * @return index of its first element
   * @throws IllegalArgumentException if there is no such tensor
   */
  public int offset(String name) {
    return tensor(name).offset();
  }

  /**
   * A layout of some of these tensors, packed anew, for comparisons of only those.
   *
   * @param names names of tensors, in the order wanted
   * @return a new layout
   * @throws IllegalArgumentException if a tensor is not there
   */
  public Layout only(String... names) {
    Builder b = builder();
    for (String name : names) {
      b.add(name, tensor(name).shape().stream().mapToInt(d -> d).toArray());
    }
    return b.build();
  }

  /**
   * Names an element of the flat array.
   *
   * @param index index in the flat array
   * @return tensor and position, as in {@code lstm.weight_hh_l0[12,3]}
   * @throws IndexOutOfBoundsException if there is no such element
   */
  public String describe(int index) {
    for (Tensor tensor : tensors.values()) {
      if (index >= tensor.offset() && index < tensor.offset() + tensor.size()) {
        return tensor.position(index - tensor.offset());
      }
    }
    throw new IndexOutOfBoundsException("no element " + index + " among " + size);
  }

  /**
   * Copies one tensor out of a flat array.
   *
   * @param name its name
   * @param flat [size()] not modified
   * @return its elements
   */
  public double[] get(String name, double[] flat) {
    checkSize(flat.length);
    Tensor tensor = tensor(name);
    return Arrays.copyOfRange(flat, tensor.offset(), tensor.offset() + tensor.size());
  }

  /**
   * Copies a flat array into one array a tensor.
   *
   * @param flat [size()] not modified
   * @return the tensors by name, in this layout's order
   */
  public Map<String, double[]> split(double[] flat) {
    Map<String, double[]> parts = new LinkedHashMap<>();
    tensors.keySet().forEach(name -> parts.put(name, get(name, flat)));
    return parts;
  }

  /**
   * Copies tensors into a new flat array. Tensors that this layout does not have are left out.
   *
   * @param parts the tensors by name; not modified
   * @return [size()] the flat array
   * @throws IllegalArgumentException if a tensor is missing or has another number of elements
   */
  public double[] join(Map<String, double[]> parts) {
    double[] flat = new double[size];
    for (Tensor tensor : tensors.values()) {
      double[] part = parts.get(tensor.name());
      if (part == null) {
        throw new IllegalArgumentException(
            "tensor '" + tensor.name() + "' is missing; there are " + parts.keySet());
      }
      if (part.length != tensor.size()) {
        throw new IllegalArgumentException(
            "tensor '%s' of shape %s needs %d elements, has %d"
                .formatted(tensor.name(), tensor.shape(), tensor.size(), part.length));
      }
      System.arraycopy(part, 0, flat, tensor.offset(), part.length);
    }
    return flat;
  }

  /**
   * Random values, uniform in (-range, range) and rounded to floats, so that float and double code
   * begin from the same numbers. The same seed gives the same values everywhere.
   *
   * @param seed seed of the generator
   * @param range half the width of the interval
   * @return [size()] the values
   */
  public double[] random(long seed, double range) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] p = new double[size];
    for (int k = 0; k < size; k++) {
      p[k] = (float) (range * (2 * random.nextDouble() - 1));
    }
    return p;
  }

  void checkSize(int length) {
    if (length != size) {
      throw new IllegalArgumentException(
          "the layout has " + size + " elements, the array has " + length);
    }
  }

  @Override
  public String toString() {
    StringBuilder s = new StringBuilder("Layout of ").append(size).append(" elements:");
    tensors.values().forEach(t -> s.append(' ').append(t.name()).append(t.shape()));
    return s.toString();
  }
}
