package dev.cellwise.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One case of golden data: named tensors that another program computed.
 *
 * <p>A case is a folder with {@code tensors.txt}, read here, and a {@code README.md} that says what
 * it is; some have another file beside them. The format is text: one tensor a line, its name, its
 * shape in brackets and its elements, row-major, as hexadecimal floating-point numbers, separated
 * by single spaces; a line that begins with {@code #} is a comment.
 *
 * <pre>
 *   # a comment
 *   head.bias [3] 0x1.8p-1 -0x1p+0 0x0.0p+0
 *   loss [] 0x1.921fb54442d18p+1
 * </pre>
 *
 * <p>The reader is strict: whatever is not of this form is refused with the number of its line.
 * Objects of this class are immutable; arrays handed out are copies.
 */
public final class Golden {
  /**
   * One tensor.
   *
   * @param name its name
   * @param shape its dimensions, outermost first; empty for a scalar
   * @param values its elements, row-major
   */
  record Tensor(String name, List<Integer> shape, double[] values) {}

  private final String name;
  private final Map<String, Tensor> tensors;

  private Golden(String name, Map<String, Tensor> tensors) {
    this.name = name;
    this.tensors = tensors;
  }

  /**
   * The cases that come with this library.
   *
   * @return their names
   */
  public static List<String> cases() {
    try (BufferedReader lines =
        new BufferedReader(open("index.txt", "the index of golden cases"))) {
      return lines.lines().filter(line -> !line.isBlank()).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Loads a case that comes with this library.
   *
   * @param name one of {@link #cases()}
   * @return the case
   * @throws IllegalArgumentException if there is no such case; the message lists those there are
   */
  public static Golden load(String name) {
    if (!cases().contains(name)) {
      throw new IllegalArgumentException("no golden case '" + name + "'; there are " + cases());
    }
    try (Reader in = open(name + "/tensors.txt", "golden case '" + name + "'")) {
      return read(name, in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A file that a case has beside its tensors, such as a state dict.
   *
   * @param name one of {@link #cases()}
   * @param file its name
   * @return its content
   * @throws IllegalStateException if there is no such file
   */
  public static byte[] file(String name, String file) {
    try (InputStream in = stream(name + "/" + file, "golden case '" + name + "'")) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads a case from elsewhere.
   *
   * @param name its name, for messages
   * @param in the text; read to its end, not closed
   * @return the case
   * @throws GoldenFormatException if the text is not of the form described above
   * @throws UncheckedIOException if reading fails
   */
  public static Golden read(String name, Reader in) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    new BufferedReader(in)
        .lines()
        .forEach(new GoldenLines(name, tensor -> tensors.putIfAbsent(tensor.name(), tensor))::read);
    if (tensors.isEmpty()) {
      throw new GoldenFormatException(name + ": there is no tensor");
    }
    return new Golden(name, tensors);
  }

  /**
   * The name of the case.
   *
   * @return its name
   */
  public String name() {
    return name;
  }

  /**
   * The names of its tensors.
   *
   * @return names in the order of the file
   */
  public List<String> names() {
    return List.copyOf(tensors.keySet());
  }

  /**
   * Whether a tensor is there.
   *
   * @param tensor its name
   * @return true if it is
   */
  public boolean has(String tensor) {
    return tensors.containsKey(tensor);
  }

  /**
   * The dimensions of a tensor.
   *
   * @param tensor its name
   * @return its dimensions, outermost first; empty for a scalar
   * @throws IllegalArgumentException if there is no such tensor
   */
  public int[] shape(String tensor) {
    return find(tensor).shape().stream().mapToInt(d -> d).toArray();
  }

  /**
   * The elements of a tensor.
   *
   * @param tensor its name
   * @return its elements, row-major
   * @throws IllegalArgumentException if there is no such tensor
   */
  public double[] doubles(String tensor) {
    return find(tensor).values().clone();
  }

  /**
   * The elements of a tensor of floats.
   *
   * @param tensor its name
   * @return its elements, row-major
   * @throws IllegalArgumentException if there is no such tensor, or an element is not a float's
   *     value
   */
  public float[] floats(String tensor) {
    try {
      return Floats.exact(find(tensor).values());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(name + ": tensor '" + tensor + "': " + e.getMessage(), e);
    }
  }

  /**
   * The elements of a tensor of integers, such as tokens.
   *
   * @param tensor its name
   * @return its elements, row-major
   * @throws IllegalArgumentException if there is no such tensor, or an element is not an int
   */
  public int[] ints(String tensor) {
    return Arrays.stream(find(tensor).values()).mapToInt(v -> toInt(tensor, v)).toArray();
  }

  /**
   * The element of a scalar.
   *
   * @param tensor its name
   * @return its element
   * @throws IllegalArgumentException if there is no such tensor, or it has not one element
   */
  public double scalar(String tensor) {
    double[] values = find(tensor).values();
    if (values.length != 1) {
      throw new IllegalArgumentException(
          name + ": tensor '" + tensor + "' has " + values.length + " elements, not one");
    }
    return values[0];
  }

  /**
   * The tensors whose names begin with {@code prefix}, by the rest of the name: {@code
   * doublesBelow("grad.")} are the gradients by the names of their parameters.
   *
   * @param prefix beginning of the names; may be empty
   * @return the elements by name, in the order of the file
   */
  public Map<String, double[]> doublesBelow(String prefix) {
    Map<String, double[]> below = new LinkedHashMap<>();
    for (Tensor tensor : tensors.values()) {
      if (tensor.name().startsWith(prefix)) {
        below.put(tensor.name().substring(prefix.length()), tensor.values().clone());
      }
    }
    return below;
  }

  @Override
  public String toString() {
    return "golden case " + name + " with " + tensors.keySet();
  }

  private Tensor find(String tensor) {
    Tensor found = tensors.get(tensor);
    if (found == null) {
      throw new IllegalArgumentException(
          name + ": no tensor '" + tensor + "'; there are " + tensors.keySet());
    }
    return found;
  }

  private int toInt(String tensor, double v) {
    if (v != (int) v) {
      throw new IllegalArgumentException(
          name + ": tensor '" + tensor + "' has " + v + ", which is not an int");
    }
    return (int) v;
  }

  private static Reader open(String file, String what) {
    return new InputStreamReader(stream(file, what), StandardCharsets.UTF_8);
  }

  private static InputStream stream(String file, String what) {
    InputStream in = Golden.class.getResourceAsStream("golden/" + file);
    if (in == null) {
      throw new IllegalStateException(what + " is not in this build: no resource golden/" + file);
    }
    return in;
  }
}
