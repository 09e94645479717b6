package dev.cellwise.rnn.file;

import static dev.cellwise.rnn.file.ModelFileException.quote;

import dev.cellwise.rnn.data.CharVocabulary;
import dev.cellwise.rnn.net.Architecture;
import dev.cellwise.rnn.net.Layers;
import dev.cellwise.rnn.net.Network;
import dev.cellwise.rnn.net.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A network and what belongs to it in one safetensors file: the weights as {@link Network#tensors}
 * names and lays them out, which is PyTorch's way, and in the metadata
 *
 * <table>
 * <caption>Metadata of a model file</caption>
 * <tr><td>{@code cellwise.format}</td><td>{@code 1}, the version of this table</td></tr>
 * <tr><td>{@code cellwise.architecture}</td><td>the architecture as JSON: {@code
 * {"input":{"type":"index","size":65},"layers":[{"cell":"lstm","units":256}],"head":{"units":65}}}
 * </td></tr>
 * <tr><td>{@code cellwise.vocabulary}</td><td>the symbols in ascending order, one text; absent where
 * the model has none</td></tr>
 * <tr><td>{@code cellwise.unknown}</td><td>the one of these symbols that stands for unknown ones;
 * absent where those are refused</td></tr>
 * </table>
 *
 * <p>Another version, cell, input or field, and another key that begins with {@code cellwise.}, is
 * refused by name. Other programs' keys are left alone, and lost when the model is saved again.
 *
 * <p>A file may come from anywhere: what {@link SafetensorsFile} says holds here too, and the
 * network is made only when its tensors are there. Its units are padded to blocks of 16, so layers
 * of one unit take 16 times their weights' bytes; and what a cell is made of takes some kilobytes a
 * layer, which tells where the layers are as small.
 *
 * <p>A file of weights without this metadata, such as PyTorch writes, is loaded by {@link
 * StateDict}.
 */
public final class ModelFile {
  private static final String PREFIX = "cellwise.";
  private static final String FORMAT = PREFIX + "format";
  private static final String ARCHITECTURE = PREFIX + "architecture";
  private static final String VOCABULARY = PREFIX + "vocabulary";
  private static final String UNKNOWN = PREFIX + "unknown";
  private static final String VERSION = "1";

  private ModelFile() {}

  /**
   * Saves a network without vocabulary; see {@link #save(Path, Network, CharVocabulary)}.
   *
   * @param path a file to create or replace
   * @param network the network
   * @throws IOException if it cannot be written; the path is then as it was
   */
  public static void save(Path path, Network network) throws IOException {
    save(path, network, null);
  }

  /**
   * Saves a network, atomically, as {@link SafetensorsFile#write} does. The same model gives the
   * same bytes.
   *
   * @param path a file to create or replace
   * @param network the network
   * @param vocabulary the symbols of its tokens, or null
   * @throws IOException if it cannot be written; the path is then as it was
   * @throws IllegalArgumentException if the vocabulary is not of the network's size
   */
  public static void save(Path path, Network network, CharVocabulary vocabulary)
      throws IOException {
    Model model = new Model(network, vocabulary);
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put(FORMAT, VERSION);
    metadata.put(ARCHITECTURE, ArchitectureText.format(network.architecture()));
    if (model.vocabulary() != null) {
      metadata.put(VOCABULARY, vocabulary.toText());
      if (vocabulary.unknown() >= 0) {
        metadata.put(UNKNOWN, vocabulary.symbol(vocabulary.unknown()));
      }
    }
    SafetensorsFile.write(path, network.tensors(), metadata);
  }

  /**
   * Loads what {@link #save} wrote: the same weights, so the same bits come out of it.
   *
   * @param path a regular file or a link to one
   * @return the network and its vocabulary
   * @throws IOException if it cannot be read
   * @throws ModelFileException if it is no model file, or one that is refused
   */
  public static Model load(Path path) throws IOException {
    return load(path, Map.of());
  }

  /**
   * Loads what {@link #save} wrote, of a network with cells of one's own.
   *
   * @param path a regular file or a link to one
   * @param cells what makes them, by their names: the file has the names only
   * @return the network and its vocabulary
   * @throws IOException if it cannot be read
   * @throws ModelFileException if it is no model file, or one that is refused
   */
  public static Model load(Path path, Map<String, Architecture.CellMaker> cells)
      throws IOException {
    return model(path.toString(), SafetensorsFile.read(path), cells);
  }

  /**
   * Loads a model from a file's content, such as a resource of the class path.
   *
   * @param source what to call it in messages
   * @param content all bytes of it; not kept
   * @return the network and its vocabulary
   * @throws ModelFileException if it is no model file, or one that is refused
   */
  public static Model parse(String source, byte[] content) {
    return model(source, SafetensorsFile.parse(source, content), Map.of());
  }

  /**
   * An architecture as JSON, as {@code cellwise.architecture} of a file's metadata has it.
   *
   * @param architecture any; of cells of one's own the names
   * @return one line
   */
  public static String text(Architecture architecture) {
    return ArchitectureText.format(architecture);
  }

  /**
   * An architecture that stands beside its weights, such as those of a {@link StateDict}.
   *
   * @param source what to call it in messages
   * @param text what {@link #text} gives, without cells of one's own
   * @return the architecture
   * @throws ModelFileException if it is anything else
   */
  public static Architecture architecture(String source, String text) {
    // No layer takes less than a character, nor does a leak.
    return ArchitectureText.parse(source, text, Map.of(), text.length(), text.length());
  }

  private static Model model(
      String source, SafetensorsFile file, Map<String, Architecture.CellMaker> cells) {
    Map<String, String> metadata = file.metadata();
    checkKeys(source, metadata);
    Map<String, Tensor> tensors = tensors(source, file);
    Architecture architecture =
        ArchitectureText.parse(
            source + ": " + ARCHITECTURE,
            metadata.get(ARCHITECTURE),
            cells,
            tensors.size(),
            alphas(tensors));
    // Before memory is taken for it: the architecture is a claim, the tensors are there.
    try {
      Layers layers = new Check(source, tensors).all(architecture);
      checkHeap(source, layers, tensors);
      Network network = Network.of(layers, tensors);
      return new Model(network, vocabulary(metadata.get(VOCABULARY), metadata.get(UNKNOWN)));
    } catch (IllegalArgumentException e) {
      throw new ModelFileException(source + ": " + e.getMessage(), e);
    }
  }

  private static Map<String, Tensor> tensors(String source, SafetensorsFile file) {
    try {
      return file.tensors();
    } catch (ModelFileException e) {
      throw new ModelFileException(source + ": " + e.getMessage(), e);
    }
  }

  private static CharVocabulary vocabulary(String symbols, String unknown) {
    CharVocabulary vocabulary = symbols == null ? null : CharVocabulary.parse(symbols);
    if (unknown == null) {
      return vocabulary;
    }
    int symbol = unknown.isEmpty() ? -1 : unknown.codePointAt(0);
    if (vocabulary == null
        || vocabulary.indexOf(symbol) < 0
        || unknown.length() != Character.charCount(symbol)) {
      throw new IllegalArgumentException(
          UNKNOWN + ": expected a symbol of the vocabulary, got " + quote(unknown));
    }
    return vocabulary.withUnknown(symbol);
  }

  /** A layer of H units with a leak for each has a column of W, U and two biases: H (H + 3). */
  private static int alphas(Map<String, Tensor> tensors) {
    long floats = 0;
    for (Tensor tensor : tensors.values()) {
      floats += tensor.values().length;
    }
    return (int) Math.min(floats / 4, Integer.MAX_VALUE);
  }

  private static void checkKeys(String source, Map<String, String> metadata) {
    String format = metadata.get(FORMAT);
    if (!VERSION.equals(format)) {
      throw new ModelFileException(
          source
              + ": expected "
              + FORMAT
              + " "
              + VERSION
              + " in the metadata, got "
              + (format == null ? "none: this is no model file of Cellwise's" : quote(format)));
    }
    if (!metadata.containsKey(ARCHITECTURE)) {
      throw new ModelFileException(
          source + ": expected " + ARCHITECTURE + " in the metadata, got none");
    }
    for (String key : metadata.keySet()) {
      if (key.startsWith(PREFIX)
          && !key.equals(FORMAT)
          && !key.equals(ARCHITECTURE)
          && !key.equals(VOCABULARY)
          && !key.equals(UNKNOWN)) {
        throw new ModelFileException(
            source + ": expected no other key of " + PREFIX + "*, got " + quote(key));
      }
    }
  }

  /**
   * Units are padded to blocks of 16, so narrow layers take more memory than their file; and the
   * file's tensors are there beside them.
   */
  static void checkHeap(String source, Layers layers, Map<String, Tensor> tensors) {
    long bytes = layers.parameters().bytes();
    for (Tensor tensor : tensors.values()) {
      bytes += (long) Float.BYTES * tensor.values().length;
    }
    long heap = Runtime.getRuntime().maxMemory();
    if (bytes > heap) {
      throw new ModelFileException(
          source
              + ": expected weights that fit the largest heap of "
              + heap
              + " bytes, got "
              + bytes
              + " bytes as read and packed");
    }
  }

  /** Holds the tensors of a file against an architecture: each there, of its shape, no other. */
  private static final class Check {
    private final String source;
    private final Map<String, Tensor> tensors;
    private final Set<String> left;

    Check(String source, Map<String, Tensor> tensors) {
      this.source = source;
      this.tensors = tensors;
      this.left = new HashSet<>(tensors.keySet());
    }

    Layers all(Architecture architecture) {
      Layers layers = new Layers(architecture, this::one);
      if (!left.isEmpty()) {
        throw new ModelFileException(
            source
                + ": expected no tensors beyond the architecture's, got "
                + quote(left.stream().min(String::compareTo).orElseThrow()));
      }
      return layers;
    }

    private void one(String name, List<Integer> shape) {
      Tensor tensor = tensors.get(name);
      int[] expected = shape.stream().mapToInt(Integer::intValue).toArray();
      if (tensor == null || !tensor.hasShape(expected)) {
        throw new ModelFileException(
            source
                + ": "
                + name
                + ": expected shape "
                + shape
                + ", got "
                + (tensor == null ? "no such tensor" : Arrays.toString(tensor.shape())));
      }
      left.remove(name);
    }
  }
}
