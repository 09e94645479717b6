package dev.cellwise.rnn.file;

import static dev.cellwise.rnn.file.ModelFileException.quote;

import dev.cellwise.kernels.Activation;
import dev.cellwise.rnn.net.Architecture;
import dev.cellwise.rnn.net.Bridge;
import dev.cellwise.rnn.net.Layer;
import dev.cellwise.rnn.net.Source;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * An architecture as JSON, in which every field is needed, but for {@code head} where there is none
 * its {@code activation} where that is the identity, or {@code "prelu":true} stands in its place,
 * {@code "learnedStart":true} where first states are not learned, and {@code source} where they
 * come of none; no other is known:
 *
 * <pre>{@code
 * {"input":{"type":"embedding","size":65,"width":32},
 *  "layers":[{"cell":"lstm","units":256},{"cell":"lstm","units":128}],
 *  "head":{"units":65,"activation":"tanh"}}
 * }</pre>
 *
 * <p>A source is {@code {"vector":64,"bridge":"tanh"}}, or {@code {"encoder":{…},"bridge":"copy"}}
 * with an architecture: its bridge {@code copy} or the activation of a dense one.
 *
 * <p>The input's type is {@code features}, {@code index} or {@code embedding}; only the last has a
 * width. The layers, and what an activation is: {@link LayerText}.
 */
final class ArchitectureText {
  static final int MAX_WORD = 100;

  /** The largest size that an architecture takes. */
  private static final int MAX_SIZE = 1 << 24;

  private static final String[] FIELDS = {"input", "layers", "head", "learnedStart", "source"};
  private static final String[] SOURCE_FIELDS = {"vector", "encoder", "bridge"};
  private static final String COPY = "copy";
  private static final String[] INPUT_FIELDS = {"type", "size", "width"};
  private static final String[] HEAD_FIELDS = {"units", "activation", "prelu"};

  private ArchitectureText() {}

  static String format(Architecture architecture) {
    StringBuilder out = new StringBuilder();
    format(out, architecture);
    return out.toString();
  }

  private static void format(StringBuilder out, Architecture architecture) {
    out.append("{\"input\":{\"type\":");
    switch (architecture.input()) {
      case Architecture.Features f -> out.append("\"features\",\"size\":").append(f.size());
      case Architecture.Index i -> out.append("\"index\",\"size\":").append(i.size());
      case Architecture.Embedding e ->
          out.append("\"embedding\",\"size\":")
              .append(e.size())
              .append(",\"width\":")
              .append(e.width());
    }
    out.append("},\"layers\":[");
    for (Layer layer : architecture.stack()) {
      LayerText.format(out, layer);
      out.append(',');
    }
    out.setCharAt(out.length() - 1, ']');
    if (architecture.outputs() > 0) {
      out.append(",\"head\":{\"units\":").append(architecture.outputs());
      if (!architecture.activation().equals(Activation.identity())) {
        JsonWriter.string(out.append(",\"activation\":"), architecture.activation().toString());
      }
      if (architecture.prelu()) {
        out.append(",\"prelu\":true");
      }
      out.append('}');
    }
    if (architecture.learnedStart()) {
      out.append(",\"learnedStart\":true");
    }
    if (architecture.source() != null) {
      format(out.append(",\"source\":{"), architecture.source());
      out.append('}');
    }
    out.append('}');
  }

  private static void format(StringBuilder out, Source source) {
    switch (source) {
      case Source.Vector v -> out.append("\"vector\":").append(v.size());
      case Source.Sequence s -> format(out.append("\"encoder\":"), s.encoder());
    }
    String bridge =
        switch (source.bridge()) {
          case Bridge.Copy c -> COPY;
          case Bridge.Dense d -> d.activation().toString();
        };
    JsonWriter.string(out.append(",\"bridge\":"), bridge);
  }

  /**
   * Reads what {@link #format} writes.
   *
   * @param source the front of every message
   * @param cells of one's own, by their names
   * @param most layers at most: as objects they take more memory than their bytes
   * @param alphas given leaks at most: so do they
   * @throws ModelFileException if it is anything else, or a size is not one
   */
  static Architecture parse(
      String source, String text, Map<String, Architecture.CellMaker> cells, int most, int alphas) {
    JsonReader in = new JsonReader(source, text.getBytes(StandardCharsets.UTF_8));
    Architecture architecture = architecture(in, new Limits(source, cells, most, alphas), true);
    in.end();
    return architecture;
  }

  /** Cells of one's own, and how much there may be of what takes memory. */
  private record Limits(
      String source, Map<String, Architecture.CellMaker> cells, int most, int alphas) {}

  /**
   * @param decoder whether it may have a source: an encoder has none
   */
  private static Architecture architecture(JsonReader in, Limits limits, boolean decoder) {
    Architecture.Input input = null;
    List<Layer> layers = null;
    Source begins = null;
    boolean learnedStart = false;
    Head head = new Head(0, Activation.identity(), false);
    in.beginObject();
    while (in.hasNext()) {
      switch (in.field(FIELDS)) {
        case "input" -> input = input(in);
        case "layers" -> layers = layers(in, limits);
        case "learnedStart" -> learnedStart = in.bool();
        case "source" -> begins = source(in, limits, decoder);
        default -> head = head(in);
      }
    }
    in.endObject();
    require(in, "input", input);
    require(in, "layers", layers);
    try {
      return new Architecture(
          input, layers, head.units, head.activation, head.prelu, learnedStart, begins);
    } catch (IllegalArgumentException e) {
      throw new ModelFileException(limits.source + ": " + e.getMessage(), e);
    }
  }

  private static Source source(JsonReader in, Limits limits, boolean decoder) {
    if (!decoder) {
      throw in.refuse("expected an encoder without a source of its own, got one with");
    }
    Integer vector = null;
    Architecture encoder = null;
    String bridge = null;
    in.beginObject();
    while (in.hasNext()) {
      switch (in.field(SOURCE_FIELDS)) {
        case "vector" -> vector = size(in);
        case "encoder" -> encoder = architecture(in, limits, false);
        default -> bridge = in.string(MAX_WORD);
      }
    }
    in.endObject();
    require(in, "bridge", bridge);
    if ((vector == null) == (encoder == null)) {
      throw in.refuse("expected a source with a vector or an encoder, got both or none");
    }
    try {
      Bridge over = bridge.equals(COPY) ? Bridge.copy() : Bridge.dense(Activation.parse(bridge));
      return vector != null ? new Source.Vector(vector, over) : new Source.Sequence(encoder, over);
    } catch (IllegalArgumentException e) {
      throw new ModelFileException(limits.source + ": " + e.getMessage(), e);
    }
  }

  private static Architecture.Input input(JsonReader in) {
    String type = null;
    Integer size = null;
    Integer width = null;
    in.beginObject();
    while (in.hasNext()) {
      switch (in.field(INPUT_FIELDS)) {
        case "type" -> type = in.string(MAX_WORD);
        case "size" -> size = size(in);
        default -> width = size(in);
      }
    }
    in.endObject();
    require(in, "type", type);
    require(in, "size", size);
    if (type.equals("embedding")) {
      require(in, "width", width);
      return new Architecture.Embedding(size, width);
    }
    if (width != null) {
      throw in.refuse("expected a width for an embedding only, got one for " + quote(type));
    }
    return switch (type) {
      case "features" -> new Architecture.Features(size);
      case "index" -> new Architecture.Index(size);
      default ->
          throw in.refuse("expected input type features, index or embedding, got " + quote(type));
    };
  }

  private static List<Layer> layers(JsonReader in, Limits limits) {
    return new LayerText(in, limits.cells, limits.most, limits.alphas).layers();
  }

  private record Head(int units, Activation activation, boolean prelu) {}

  private static Head head(JsonReader in) {
    Integer units = null;
    Activation activation = Activation.identity();
    boolean prelu = false;
    in.beginObject();
    while (in.hasNext()) {
      switch (in.field(HEAD_FIELDS)) {
        case "units" -> units = size(in);
        case "activation" -> activation = LayerText.activation(in);
        default -> prelu = in.bool();
      }
    }
    in.endObject();
    require(in, "units", units);
    return new Head(units, activation, prelu);
  }

  /** A size that an architecture takes, checked here so that the message says where it is. */
  static int size(JsonReader in) {
    long size = in.integer();
    if (size < 1 || size > MAX_SIZE) {
      throw in.refuse("expected a size of 1 to " + MAX_SIZE + ", got " + size);
    }
    return (int) size;
  }

  static void require(JsonReader in, String field, Object value) {
    if (value == null) {
      throw in.refuse("expected a field " + field + " in what ends here, got none");
    }
  }
}
