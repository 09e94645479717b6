package dev.cellwise.rnn.file;

import static dev.cellwise.rnn.file.ModelFileException.quote;

import dev.cellwise.rnn.net.Architecture;
import dev.cellwise.rnn.net.Layers;
import dev.cellwise.rnn.net.Network;
import dev.cellwise.rnn.net.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A PyTorch state dict as a safetensors file holds it: the tensors of modules, each by the module's
 * name in its model and a dot. Modules are {@code RNN}, {@code LSTM}, {@code GRU}, {@code
 * Embedding}, {@code Linear}, {@code LayerNorm} and {@code PReLU} of {@code torch.nn}.
 *
 * <pre>{@code
 * Network a = StateDict.read(path).network();                    // the tensors say all
 * Network b = StateDict.read(path).network(architecture);        // and here the order of modules
 * Network c = StateDict.read(path).network(architecture, "emb", "encoder.rnn", "fc");
 * StateDict.of(c, "emb", "encoder.rnn", "fc").write(path);
 * }</pre>
 *
 * <p>In Python {@code safetensors.torch.save_file(model.state_dict(), path)} writes such a file,
 * and {@code model.load_state_dict(safetensors.torch.load_file(path))} takes one.
 *
 * <p><b>What tensors say.</b> Cell, units, projection, layers and directions of a recurrent module;
 * an embedding by its missing bias; the order of modules where their sizes leave one. That is an
 * Embedding or none, recurrent modules with LayerNorm between them, and a Linear, or none, with a
 * PReLU of one slope. Such a network gives an output at each step, without an activation.
 *
 * <p><b>What they do not say</b> is refused unless an {@link Architecture} is given: the activation
 * of an RNN, tanh or relu; what stands between two Linear; modules whose sizes allow two orders; a
 * matrix that may be an Embedding or a Linear without bias; a PReLU of more slopes, which may be a
 * norm without bias. Nor do they say what comes before and after: that only the last output goes on
 * ({@link Architecture.Builder#last}), an activation of the last Linear, residual connections. The
 * two numbers and the name of a LayerNorm are those of other norms too; it has {@code eps=1e-5}.
 *
 * <p>Every tensor is used, or refused by its name, unless it is left out by {@link #without}.
 * Values that floats do not hold, as some of F64 are not, are refused too, unless {@link #rounded}.
 * A module without biases ({@code bias=False}) has zeros for them; {@link #withoutBiases} leaves
 * them out again. A name of the metadata that stands for a tensor's, as {@code
 * safetensors.torch.save_model} writes them for tensors that share their memory, is that tensor.
 *
 * <p>A file may come from anywhere: what {@link SafetensorsFile} says holds here too, and a network
 * is made only of tensors that are there. Where the order of modules is not given they may be 64;
 * where the architecture is not, their recurrent layers too. Immutable.
 */
public final class StateDict {
  private static final String BIAS = "bias";

  /** Modules whose order is looked for. */
  private static final int MOST_MODULES = 64;

  private final String source;
  private final Map<String, TypedArray> arrays;

  private StateDict(String source, Map<String, TypedArray> arrays) {
    this.source = source;
    this.arrays = Collections.unmodifiableMap(arrays);
  }

  /**
   * Reads a file.
   *
   * @param path a regular file or a link to one
   * @return its tensors
   * @throws IOException if it cannot be read
   * @throws ModelFileException if it is not a safetensors file, or one that is refused
   */
  public static StateDict read(Path path) throws IOException {
    return of(path.toString(), SafetensorsFile.read(path));
  }

  /**
   * Reads a file's content, such as a resource of the class path.
   *
   * @param source what to call it in messages
   * @param content all bytes of it; not kept
   * @return its tensors
   * @throws ModelFileException if it is not a safetensors file, or one that is refused
   */
  public static StateDict parse(String source, byte[] content) {
    return of(source, SafetensorsFile.parse(source, content));
  }

  private static StateDict of(String source, SafetensorsFile file) {
    Map<String, TypedArray> arrays = new LinkedHashMap<>(file.arrays());
    file.metadata()
        .forEach(
            (name, kept) -> {
              if (file.arrays().containsKey(kept)) {
                arrays.putIfAbsent(name, file.arrays().get(kept));
              }
            });
    return new StateDict(source, arrays);
  }

  /**
   * Tensors from elsewhere.
   *
   * @param arrays by PyTorch's names; the map is copied
   * @return a state dict of them
   */
  public static StateDict of(Map<String, TypedArray> arrays) {
    return new StateDict("state dict", new LinkedHashMap<>(arrays));
  }

  /**
   * A network's weights by the names of PyTorch's modules.
   *
   * @param network of cells that PyTorch has modules for
   * @param modules their names in the order of {@link Network#tensors}: from the input up, an
   *     encoder's before, a head's PReLU behind it. One name for all recurrent layers that stand
   *     right on one another and are alike, with or without dropout between; or one for each. Empty
   *     for a module that is the whole model.
   * @return tensors of F32; the second of two biases that are one is zero
   * @throws IllegalArgumentException if PyTorch has no module for a layer, or there are more or
   *     less names than modules, or one twice: the message lists the modules
   */
  public static StateDict of(Network network, String... modules) {
    if (new HashSet<>(List.of(modules)).size() < modules.length) {
      throw new IllegalArgumentException(
          "modules: expected each name once, got " + Arrays.toString(modules));
    }
    List<StateSlot> slots = StateSlot.all(network.layers());
    List<List<StateSlot>> groups = groups(slots, modules.length);
    Map<String, Tensor> tensors = network.tensors();
    Map<String, TypedArray> arrays = new LinkedHashMap<>();
    for (int i = 0; i < modules.length; i++) {
      String prefix = modules[i].isEmpty() ? "" : modules[i] + ".";
      for (int k = 0; k < groups.get(i).size(); k++) {
        StateSlot slot = groups.get(i).get(k);
        for (String tensor : slot.shapes().keySet()) {
          arrays.put(prefix + slot.name(tensor, k), TypedArray.of(tensors.get(tensor)));
        }
      }
    }
    return new StateDict("state dict", arrays);
  }

  /** The parts by modules: as few as can be, or each its own. */
  private static List<List<StateSlot>> groups(List<StateSlot> slots, int modules) {
    List<List<StateSlot>> groups = new ArrayList<>();
    for (StateSlot slot : slots) {
      if (!slot.joins() || modules == slots.size()) {
        groups.add(new ArrayList<>());
      }
      groups.getLast().add(slot);
    }
    if (groups.size() != modules) {
      throw new IllegalArgumentException(
          "modules: expected names for " + groups + ", got " + modules);
    }
    return groups;
  }

  /**
   * The tensors.
   *
   * @return by PyTorch's names; unmodifiable
   */
  public Map<String, TypedArray> arrays() {
    return arrays;
  }

  /**
   * Without tensors that the network does not need, such as an optimizer's or {@code
   * num_batches_tracked}.
   *
   * @param names of tensors; or of modules, with a dot behind, for all that are in them
   * @return the others
   * @throws IllegalArgumentException if there is no such tensor or module
   */
  public StateDict without(String... names) {
    Map<String, TypedArray> left = new LinkedHashMap<>(arrays);
    for (String name : names) {
      boolean module = name.endsWith(".");
      if (!left.keySet().removeIf(n -> module ? n.startsWith(name) : n.equals(name))) {
        throw new IllegalArgumentException(
            "names: expected tensors of " + source + ", or modules of it, got " + quote(name));
      }
    }
    return new StateDict(source, left);
  }

  /**
   * With values as floats, each the nearest one.
   *
   * @return tensors of F32
   */
  public StateDict rounded() {
    Map<String, TypedArray> rounded = new LinkedHashMap<>();
    arrays.forEach((name, a) -> rounded.put(name, TypedArray.of(a.roundedFloats(), a.shape())));
    return new StateDict(source, rounded);
  }

  /**
   * Without the biases of some modules, for those of PyTorch's that have none.
   *
   * @param modules their names
   * @return the other tensors
   * @throws IllegalArgumentException if a module has none, or one is not zero
   */
  public StateDict withoutBiases(String... modules) {
    Map<String, TypedArray> left = new LinkedHashMap<>(arrays);
    for (String module : modules) {
      String prefix = module.isEmpty() ? "" : module + ".";
      List<String> biases =
          left.keySet().stream()
              .filter(n -> n.startsWith(prefix + BIAS) && n.indexOf('.', prefix.length()) < 0)
              .toList();
      if (biases.isEmpty()) {
        throw new IllegalArgumentException(
            "modules: expected such as have biases, got " + quote(module));
      }
      for (String bias : biases) {
        for (double value : left.remove(bias).roundedDoubles()) {
          if (value != 0) {
            throw new IllegalArgumentException(bias + ": expected zeros, got " + value);
          }
        }
      }
    }
    return new StateDict(source, left);
  }

  /**
   * The architecture that the tensors say by themselves.
   *
   * @return what {@link #network()} takes
   * @throws ModelFileException if they do not say it
   */
  public Architecture architecture() {
    return architecture(order().alone());
  }

  private Architecture architecture(List<StateModule> order) {
    try {
      return StateOrder.architecture(order);
    } catch (IllegalArgumentException e) {
      throw new ModelFileException(source + ": " + e.getMessage(), e);
    }
  }

  /**
   * The network that the tensors say by themselves.
   *
   * @return a network with an output at each step
   * @throws ModelFileException if they do not say it: the message tells what is missing
   */
  public Network network() {
    List<StateModule> order = order().alone();
    Layers layers = new Layers(architecture(order));
    return network(layers, StateSlot.all(layers), order);
  }

  private StateOrder order() {
    return new StateOrder(source, StateModule.all(source, arrays, MOST_MODULES));
  }

  /**
   * A network of an architecture.
   *
   * @param architecture of cells that PyTorch has modules for
   * @param modules their names in the order of {@link Network#tensors}: from the input up, an
   *     encoder's before, a head's PReLU behind it; a module of several layers once. None: the
   *     modules are put where they fit, if that is one way.
   * @return the network
   * @throws ModelFileException if a tensor is missing, left over, or of another shape than the
   *     architecture's; or the modules fit in several ways
   * @throws IllegalArgumentException if PyTorch has no module for a layer, or there is no module of
   *     a name
   */
  public Network network(Architecture architecture, String... modules) {
    Layers layers = new Layers(architecture);
    List<StateSlot> slots = StateSlot.all(layers);
    List<StateModule> order = modules.length == 0 ? order().matching(slots) : named(modules);
    return network(layers, slots, order);
  }

  /** The modules in an order that is given: each of them, and no other. */
  private List<StateModule> named(String[] modules) {
    Set<String> names = new HashSet<>(List.of(modules));
    for (String tensor : arrays.keySet()) {
      if (!names.contains(StateModule.prefix(tensor))) {
        throw new ModelFileException(
            source
                + ": "
                + quote(tensor)
                + ": expected none but the tensors of "
                + Arrays.toString(modules)
                + ", got it (to be left out where it is not needed)");
      }
    }
    List<StateModule> all = StateModule.all(source, arrays, modules.length);
    Map<String, StateModule> byName = new LinkedHashMap<>();
    all.forEach(module -> byName.put(module.prefix(), module));
    List<StateModule> named = new ArrayList<>();
    for (String name : modules) {
      StateModule module = byName.remove(name);
      if (module == null) {
        throw new IllegalArgumentException(
            "modules: expected each of "
                + all.stream().map(m -> quote(m.prefix())).toList()
                + " once, got "
                + Arrays.toString(modules));
      }
      named.add(module);
    }
    return named;
  }

  private Network network(Layers layers, List<StateSlot> slots, List<StateModule> order) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    int at = 0;
    for (StateModule module : order) {
      int parts = module.sizes() == null ? 1 : module.sizes().layers();
      for (int k = 0; k < parts; k++) {
        String why =
            at + k < slots.size()
                ? StateFit.mismatch(module, slots.get(at + k), k)
                : quote(module.prefix()) + ": expected no part more than " + slots + ", got one";
        if (why != null) {
          throw new ModelFileException(source + ": " + why);
        }
        put(module, slots.get(at + k), k, tensors);
      }
      at += parts;
    }
    if (at < slots.size()) {
      throw new ModelFileException(
          source + ": expected a module of " + slots.get(at) + ", got none");
    }
    ModelFile.checkHeap(source, layers, tensors);
    return Network.of(layers, tensors);
  }

  private void put(StateModule module, StateSlot slot, int k, Map<String, Tensor> to) {
    try {
      StateFit.put(module, slot, k, to);
    } catch (ModelFileException e) {
      throw new ModelFileException(source + ": " + e.getMessage(), e);
    }
  }

  /**
   * Writes the tensors, atomically, as {@link SafetensorsFile#writeArrays} does, with the metadata
   * {@code format} {@code pt}, which some readers ask for.
   *
   * @param path a file to create or replace; a symbolic link is followed
   * @throws IOException if it cannot be written; the path is then as it was
   * @throws IllegalArgumentException if there is a name that safetensors files cannot hold; nothing
   *     was written
   */
  public void write(Path path) throws IOException {
    SafetensorsFile.writeArrays(path, arrays, Map.of("format", "pt"));
  }
}
