package dev.cellwise.rnn.file.onnx;

import dev.cellwise.rnn.file.ModelFileException;
import dev.cellwise.rnn.file.TypedArray;
import dev.cellwise.rnn.file.onnx.Graph.Declared;
import dev.cellwise.rnn.file.onnx.ModelReader.Parsed;
import dev.cellwise.rnn.net.Network;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A model of an ONNX file: to be looked at, run as it is, or made into a {@link Network}.
 *
 * <p>A model that has operators that are not supported can be looked at; {@link #nodes} says which
 * they are and why, and running it is refused before anything is computed. Immutable, shared by all
 * threads.
 */
public final class OnnxModel {
  private static final long LEAST_ROOM = 64L << 20;
  private static final long TIMES_INPUTS = 64;

  private final String source;
  private final Parsed parsed;
  private final OnnxOptions options;
  private final List<Declared> outputs;

  /** Made when it is first needed: it takes more memory than what was read. */
  private final AtomicReference<Program> program;

  /** Null until it is asked for and could be made. */
  private volatile Plan plan;

  OnnxModel(String source, Parsed parsed, OnnxOptions options) {
    this(source, parsed, options, parsed.graph().outputs(), new AtomicReference<>());
  }

  private OnnxModel(
      String source,
      Parsed parsed,
      OnnxOptions options,
      List<Declared> outputs,
      AtomicReference<Program> program) {
    this.source = source;
    this.parsed = parsed;
    this.options = options;
    this.outputs = outputs;
    this.program = program;
  }

  private Program program() {
    Program known = program.get();
    if (known == null) {
      // Two threads may make it both; the first one counts.
      program.compareAndSet(null, new Program(source, parsed));
      known = program.get();
    }
    return known;
  }

  /**
   * What must be given to a run.
   *
   * @return the graph's inputs that the file has no value for, in order
   */
  public List<OnnxValue> inputs() {
    return inputs(false);
  }

  /**
   * What may be given to a run in the place of a value of the file: mostly weights.
   *
   * @return the graph's other inputs, in order
   */
  public List<OnnxValue> inputsWithValues() {
    return inputs(true);
  }

  private List<OnnxValue> inputs(boolean known) {
    return parsed.graph().inputs().stream()
        .filter(input -> (parsed.graph().initial()[input.value()] != null) == known)
        .map(Declared::of)
        .toList();
  }

  /**
   * What comes out of a run.
   *
   * @return the graph's outputs, or those named by {@link #withOutputs}, in order
   */
  public List<OnnxValue> outputs() {
    return outputs.stream().map(Declared::of).toList();
  }

  /**
   * The same model with other outputs: any values of the graph, such as what a softmax at its end
   * reads. What they do not need is not run, and may be unsupported.
   *
   * @param names of values, at least one, none twice
   * @return a model that shares all with this one
   * @throws IllegalArgumentException if the graph has no such value
   */
  public OnnxModel withOutputs(String... names) {
    List<Declared> named = new ArrayList<>();
    for (String name : names) {
      int value = program().value(name);
      if (value == Node.NONE || named.stream().anyMatch(d -> d.value() == value)) {
        throw new IllegalArgumentException(
            "names: expected values of the graph, each once, got \"" + name + "\"");
      }
      named.add(declared(name, value));
    }
    if (named.isEmpty()) {
      throw new IllegalArgumentException("names: expected at least one, got none");
    }
    return new OnnxModel(source, parsed, options, List.copyOf(named), program);
  }

  private Declared declared(String name, int value) {
    for (Declared output : parsed.graph().outputs()) {
      if (output.value() == value) {
        return output;
      }
    }
    OnnxType known = program().types[value];
    OnnxType type = known == null ? OnnxType.UNDEFINED : known;
    return new Declared(value, new OnnxValue(name, type, Optional.empty()));
  }

  /**
   * The nodes, with what is refused of them.
   *
   * @return in the order in which they are run
   */
  public List<OnnxNode> nodes() {
    List<OnnxNode> all = new ArrayList<>();
    for (int i = 0; i < parsed.graph().nodes().length; i++) {
      Node node = parsed.graph().nodes()[i];
      Map<String, Object> attributes = new LinkedHashMap<>();
      for (Node.Attribute a : node.attributes()) {
        attributes.put(a.name(), shown(a.value()));
      }
      all.add(
          new OnnxNode(
              node.name(),
              node.type(),
              node.domain(),
              names(node.inputs()),
              names(node.outputs()),
              attributes,
              Optional.ofNullable(program().refusals[i])));
    }
    return Collections.unmodifiableList(all);
  }

  private List<String> names(int[] values) {
    return Arrays.stream(values).mapToObj(v -> parsed.graph().names()[v]).toList();
  }

  private static Object shown(Object value) {
    return switch (value) {
      case long[] all -> Arrays.stream(all).boxed().toList();
      case float[] all -> {
        List<Float> list = new ArrayList<>();
        for (float f : all) {
          list.add(f);
        }
        yield Collections.unmodifiableList(list);
      }
      case String[] all -> List.of(all);
      case Value v -> v.type.array().isEmpty() ? v.toString() : own(v).array();
      default -> value;
    };
  }

  /** A value that nobody else has the array of. */
  private static Value own(Value value) {
    Object copy = Value.allocate(value.type, value.size);
    System.arraycopy(value.data, 0, copy, 0, value.size);
    return new Value(value.type, value.shape, copy);
  }

  /**
   * What the file holds: mostly weights.
   *
   * @return by the names of the graph's values; copies. Those of types that are not read are left
   *     out: nodes that need them are refused.
   */
  public Map<String, TypedArray> tensors() {
    Map<String, TypedArray> tensors = new LinkedHashMap<>();
    for (int v = 0; v < parsed.graph().names().length; v++) {
      Value value = parsed.graph().initial()[v];
      if (value != null) {
        tensors.put(parsed.graph().names()[v], own(value).array());
      }
    }
    return Collections.unmodifiableMap(tensors);
  }

  /**
   * The graph's name.
   *
   * @return may be empty
   */
  public String name() {
    return parsed.graph().name();
  }

  /**
   * Who wrote the file.
   *
   * @return such as {@code pytorch}; may be empty
   */
  public String producer() {
    return parsed.producer();
  }

  /**
   * The version of the format.
   *
   * @return such as 8
   */
  public long irVersion() {
    return parsed.irVersion();
  }

  /**
   * Versions of operators by domain; that of ONNX's own is under the empty name.
   *
   * @return in the file's order
   */
  public Map<String, Long> operatorVersions() {
    return parsed.operators();
  }

  /**
   * Metadata of strings.
   *
   * @return in the file's order
   */
  public Map<String, String> metadata() {
    return parsed.metadata();
  }

  private Plan plan() {
    Plan known = plan;
    if (known == null) {
      known = new Plan(program(), outputs.stream().map(Declared::value).toList(), room(0));
      plan = known;
    }
    return known;
  }

  /**
   * The network that the graph is: a chain of recurrent and dense layers, an embedding, layer
   * normalisations and activations, with what exporters put between them. Its outputs are those of
   * a run, in a network's own layout; what is an input or an output beside them and is a layer's
   * state becomes that of {@link dev.cellwise.rnn.net.State}.
   *
   * <p>An activation that no dense layer is below becomes one of its own, whose weights are the
   * identity. Lengths of rows that are an input are those of the windows' packing.
   *
   * @return a network of the file's weights
   * @throws ModelFileException if the graph is no such chain, or has what is not supported; the
   *     message names the node
   */
  public Network toNetwork() {
    return new Chain(program(), plan(), new Room(room(0))).network(outputs);
  }

  /** What the values of a run may take. */
  private long room(long given) {
    return options.mostBytes() != OnnxOptions.BY_INPUTS
        ? options.mostBytes()
        : LEAST_ROOM + TIMES_INPUTS * (program().knownBytes() + given);
  }

  /**
   * Runs the graph. What does not depend on inputs is done once, by the first run.
   *
   * @param given arrays by the names of {@link #inputs}, perhaps of {@link #inputsWithValues}, of
   *     the declared types; of the declared sizes, where a size is known, and of one size where two
   *     have the same name. Not modified.
   * @return arrays by the names of {@link #outputs}, in order, of the caller's own
   * @throws IllegalArgumentException if an input is missing, superfluous or of another type or
   *     shape
   * @throws ModelFileException if the model has what is not supported, or a node cannot take what
   *     comes to it; the message names the node
   */
  public Map<String, TypedArray> run(Map<String, TypedArray> given) {
    Plan now = plan();
    Value[] values = new Value[program().types.length];
    long bytes = given(given, values);
    Room room = new Room(room(bytes));
    now.run(values, room);
    Map<String, TypedArray> results = new LinkedHashMap<>();
    Map<Object, Boolean> seen = new IdentityHashMap<>();
    for (Declared output : outputs) {
      Value value = values[output.value()];
      boolean alone = room.isMade(value) && seen.put(value.data, true) == null;
      results.put(output.of().name(), (alone ? value : own(value)).array());
    }
    return results;
  }

  /** Checks what is given, and counts its bytes. */
  private long given(Map<String, TypedArray> given, Value[] values) {
    Map<String, Integer> sizes = new HashMap<>();
    TreeSet<String> left = new TreeSet<>(given.keySet());
    long bytes = 0;
    for (Declared input : parsed.graph().inputs()) {
      OnnxValue of = input.of();
      TypedArray array = given.get(of.name());
      left.remove(of.name());
      if (array == null && program().known[input.value()] != null) {
        continue;
      }
      if (array == null) {
        throw new IllegalArgumentException(of.name() + ": expected " + of + ", got none");
      }
      OnnxType type = OnnxType.of(array.type());
      boolean typed = type != null && type == program().types[input.value()];
      if (!typed || !fits(of, array.shape(), sizes)) {
        throw new IllegalArgumentException(
            of.name()
                + ": expected "
                + of
                + ", got "
                + (type == null ? array.type() : type)
                + Arrays.toString(array.shape())
                + (sizes.isEmpty() ? "" : " where " + sizes));
      }
      Value value = Value.of(array);
      values[input.value()] = value;
      bytes += value.bytes();
    }
    if (!left.isEmpty()) {
      throw new IllegalArgumentException(
          "given: expected inputs of the graph alone, got " + left.first());
    }
    return bytes;
  }

  private static boolean fits(OnnxValue of, int[] shape, Map<String, Integer> sizes) {
    if (of.shape().isEmpty()) {
      return true;
    }
    List<OnnxDimension> dimensions = of.shape().get();
    boolean fits = dimensions.size() == shape.length;
    for (int i = 0; fits && i < shape.length; i++) {
      OnnxDimension d = dimensions.get(i);
      Integer known = d.size() != OnnxDimension.ANY ? Integer.valueOf(d.size()) : null;
      if (known == null && !d.name().isEmpty()) {
        known = sizes.putIfAbsent(d.name(), shape[i]);
      }
      fits = known == null || known == shape[i];
    }
    return fits;
  }
}
