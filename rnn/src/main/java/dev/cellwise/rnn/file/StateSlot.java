package dev.cellwise.rnn.file;

import dev.cellwise.kernels.Activation;
import dev.cellwise.rnn.cell.GruOptions;
import dev.cellwise.rnn.cell.LstmOptions;
import dev.cellwise.rnn.cell.MaskRates;
import dev.cellwise.rnn.cell.SimpleOptions;
import dev.cellwise.rnn.net.Architecture;
import dev.cellwise.rnn.net.Layer;
import dev.cellwise.rnn.net.Layers;
import dev.cellwise.rnn.net.Merge;
import dev.cellwise.rnn.net.Source;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A part of a network that a module of PyTorch's stands for, or one layer of a module of several.
 *
 * @param part what its tensors' names begin with, such as {@code lstm} or {@code encoder.norm0}
 * @param kind what it is
 * @param layer number of a recurrent layer; 0 of another kind
 * @param joins whether it may be in one module with the recurrent layer below
 * @param shapes of its tensors, by the network's names
 */
record StateSlot(
    String part, Kind kind, int layer, boolean joins, Map<String, List<Integer>> shapes) {
  /** PyTorch's modules. */
  enum Kind {
    RECURRENT,
    EMBEDDING,
    LINEAR,
    LAYER_NORM,
    PRELU
  }

  private static final Pattern RECURRENT =
      Pattern.compile(
          "(.*)\\.(?:weight_ih|weight_hh|weight_hr|bias_ih|bias_hh)_l(\\d+)(?:_reverse)?");
  private static final Pattern OTHER = Pattern.compile("(.*)\\.(weight|bias|slope)");

  /**
   * The parts of a network, in the order of its tensors.
   *
   * @throws IllegalArgumentException if there is a part that PyTorch has no module for
   */
  static List<StateSlot> all(Layers layers) {
    Architecture architecture = layers.architecture();
    Set<String> joining = new HashSet<>();
    check(architecture);
    join(architecture.stack(), "", new int[1], joining);
    if (architecture.source() instanceof Source.Sequence s) {
      check(s.encoder());
      join(s.encoder().stack(), "encoder.", new int[1], joining);
    }
    Map<String, StateSlot> slots = new LinkedHashMap<>();
    layers
        .tensors()
        .forEach(
            (name, shape) -> {
              StateSlot slot = empty(name, joining);
              slots
                  .computeIfAbsent(slot.kind + slot.part + slot.layer, key -> slot)
                  .shapes
                  .put(name, shape);
            });
    return List.copyOf(slots.values());
  }

  private static StateSlot empty(String name, Set<String> joining) {
    Matcher m = RECURRENT.matcher(name);
    if (m.matches()) {
      String part = m.group(1);
      String in = part.substring(0, part.lastIndexOf('.') + 1);
      boolean joins = joining.contains(in + m.group(2));
      int layer = Integer.parseInt(m.group(2));
      return new StateSlot(part, Kind.RECURRENT, layer, joins, new LinkedHashMap<>());
    }
    m = OTHER.matcher(name);
    if (!m.matches()) {
      throw new IllegalArgumentException(
          "architecture: expected tensors that modules of PyTorch's have, got " + name);
    }
    String part = m.group(1);
    String last = part.substring(part.lastIndexOf('.') + 1);
    Kind kind = Kind.LINEAR;
    if (m.group(2).equals("slope")) {
      kind = Kind.PRELU;
    } else if (last.equals("embedding")) {
      kind = Kind.EMBEDDING;
    } else if (last.startsWith("norm")) {
      kind = Kind.LAYER_NORM;
    }
    return new StateSlot(part, kind, 0, false, new LinkedHashMap<>());
  }

  /** Whether it has a tensor whose name, without what it begins with, begins so. */
  boolean has(String tensor) {
    return shapes.keySet().stream().anyMatch(name -> name.startsWith(part + "." + tensor));
  }

  /** Whether a recurrent layer goes both ways. */
  boolean both() {
    String forward = part + ".weight_ih_l" + layer;
    return shapes.containsKey(forward) && shapes.containsKey(forward + "_reverse");
  }

  /**
   * The name of one of its tensors in its module.
   *
   * @param tensor the network's name
   * @param k number of the layer in the module
   */
  String name(String tensor, int k) {
    if (kind == Kind.PRELU) {
      return "weight";
    }
    String own = tensor.substring(part.length() + 1);
    if (kind != Kind.RECURRENT) {
      return own;
    }
    // A module that goes backward alone is one that goes forward, over what was turned round.
    String way = own.endsWith("_reverse") && both() ? "_reverse" : "";
    return own.substring(0, own.indexOf("_l") + 2) + k + way;
  }

  /** Refuses cells that compute what no module of PyTorch's does. */
  private static void check(Architecture architecture) {
    for (Architecture.Recurrent layer : architecture.layers()) {
      if (!hasModule(layer)) {
        throw new IllegalArgumentException(
            "architecture: expected LSTM, with a projection or without, GRU with its reset after"
                + " the product, or RNN with tanh or relu, no option but dropout, got "
                + layer);
      }
    }
  }

  private static boolean hasModule(Architecture.Recurrent layer) {
    return switch (layer) {
      case Architecture.Lstm l ->
          l.options()
              .equals(
                  LstmOptions.plain()
                      .withProjection(l.options().projection())
                      .withRecurrentDropout(l.options().masks().recurrent())
                      .withInputDropout(l.options().masks().input()));
      case Architecture.Gru g ->
          g.options()
              .equals(
                  GruOptions.resetAfter()
                      .withRecurrentDropout(g.options().masks().recurrent())
                      .withInputDropout(g.options().masks().input()));
      case Architecture.Simple s -> hasModule(s.options());
      case Architecture.Jordan j -> false;
      case Architecture.Own own -> false;
    };
  }

  private static boolean hasModule(SimpleOptions options) {
    Activation f = options.activation();
    MaskRates masks = options.masks();
    return (f.equals(Activation.tanh()) || f.equals(Activation.relu()))
        && options.equals(
            SimpleOptions.plain()
                .withActivation(f)
                .withRecurrentDropout(masks.recurrent())
                .withInputDropout(masks.input()));
  }

  /** Notes the recurrent layers that stand right above one like them, but for dropout. */
  private static void join(List<Layer> stack, String in, int[] count, Set<String> joining) {
    Layer below = null;
    for (Layer layer : stack) {
      if (layer instanceof Layer.Residual r) {
        join(r.layers(), in, count, joining);
      } else if (cell(layer) != null) {
        if (below != null && alike(below, layer)) {
          joining.add(in + count[0]);
        }
        count[0]++;
      }
      below = layer instanceof Layer.Dropout ? below : layer;
    }
  }

  private static Architecture.Recurrent cell(Layer layer) {
    return switch (layer) {
      case Architecture.Recurrent r -> r;
      case Layer.Reverse r -> r.cell();
      case Layer.Bidirectional b -> b.cell();
      default -> null;
    };
  }

  private static boolean alike(Layer below, Layer layer) {
    boolean concatenated = !(below instanceof Layer.Bidirectional b) || b.merge() == Merge.CONCAT;
    return concatenated && below.getClass() == layer.getClass() && cell(layer).equals(cell(below));
  }

  /** For messages. */
  @Override
  public String toString() {
    return switch (kind) {
      case RECURRENT -> part + " l" + layer;
      case PRELU -> part + " prelu";
      default -> part;
    };
  }
}
