package dev.cellwise.rnn.net;

import dev.cellwise.kernels.Activation;
import dev.cellwise.rnn.cell.Cell;
import dev.cellwise.rnn.cell.DenseLayer;
import dev.cellwise.rnn.cell.EmbeddingLayer;
import dev.cellwise.rnn.cell.GruCell;
import dev.cellwise.rnn.cell.GruOptions;
import dev.cellwise.rnn.cell.LstmCell;
import dev.cellwise.rnn.cell.LstmOptions;
import dev.cellwise.rnn.cell.Matrix;
import dev.cellwise.rnn.cell.SimpleCell;
import dev.cellwise.rnn.cell.StatePart;
import dev.cellwise.rnn.tape.Layout;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * The layers of an architecture with their places in one flat array of parameters. They hold no
 * numbers: the same layers serve a network's weights, a trainer's, and their gradients. Immutable.
 */
public final class Layers {
  private final Architecture architecture;
  private final Layout parameters;
  private final EmbeddingLayer embedding;
  private final List<Laid> stack;
  private final List<Cell> cells;
  private final StateShape shape;
  private final DenseLayer head;
  private final List<Part> parts;
  private final List<Laid.Directed> directed;
  private final Layers encoder;
  private final List<List<DenseLayer>> bridge;
  private final String line;

  /**
   * Lays an architecture out.
   *
   * @param architecture the architecture
   */
  public Layers(Architecture architecture) {
    this(architecture, (name, shape) -> {});
  }

  /**
   * Lays an architecture out that may be a claim only.
   *
   * @param architecture the architecture
   * @param told of each tensor, from the input up, in PyTorch's layouts, as soon as its layer is
   *     laid out; what it throws ends the matter
   */
  public Layers(Architecture architecture, BiConsumer<String, List<Integer>> told) {
    this(architecture, told, Layout.builder("parameters"));
  }

  /** With their places behind others. */
  private Layers(
      Architecture architecture, BiConsumer<String, List<Integer>> told, Layout.Builder layout) {
    this.architecture = architecture;
    Laying laying = new Laying(architecture, told, layout);
    encoder = laying.encoder();
    embedding = laying.embedding();
    stack = laying.stack(architecture.stack());
    head = laying.head();
    bridge = laying.bridge(encoder);
    directed = List.copyOf(laying.cells);
    cells = directed.stream().map(Laid.Directed::cell).toList();
    shape = new StateShape(cells.stream().map(Cell::state).toList());
    parts = List.copyOf(laying.parts);
    parameters = laying.layout.build();
    line = architecture.line();
  }

  /** Lays layers out from the input up. */
  private static final class Laying {
    private final Architecture architecture;
    private final BiConsumer<String, List<Integer>> told;
    private final Layout.Builder layout;
    private final List<Laid.Directed> cells = new ArrayList<>();
    private final List<Part> parts = new ArrayList<>();
    private int size;
    private int recurrent;
    private int dense;
    private int norms;
    private int drops;
    private int residuals;
    private int attentions;

    Laying(
        Architecture architecture, BiConsumer<String, List<Integer>> told, Layout.Builder layout) {
      this.architecture = architecture;
      this.told = told;
      this.layout = layout;
      this.size = architecture.input().size();
    }

    private void add(Part part) {
      part.tell(told);
      parts.add(part);
    }

    /** The encoder, where there is one: first of all. */
    Layers encoder() {
      if (!(architecture.source() instanceof Source.Sequence s)) {
        return null;
      }
      layout.prefix(ENCODER);
      Layers made =
          new Layers(s.encoder(), (name, shape) -> told.accept(ENCODER + name, shape), layout);
      layout.prefix("");
      made.parts.forEach(part -> parts.add(new Part.Within(ENCODER, part)));
      return made;
    }

    /** A dense layer for each part of each cell's state; none where these are copied, or zero. */
    List<List<DenseLayer>> bridge(Layers from) {
      Source source = architecture.source();
      if (source == null || !(source.bridge() instanceof Bridge.Dense d)) {
        return List.of();
      }
      size = source instanceof Source.Vector v ? v.size() : from.shape.numbers;
      List<List<DenseLayer>> all = new ArrayList<>();
      for (Laid.Directed of : cells) {
        List<DenseLayer> each = new ArrayList<>();
        for (StatePart part : of.cell().state()) {
          String name = "bridge." + part.name() + "_l" + of.number();
          each.add(dense(name, size, part.size(), d.activation(), false));
        }
        all.add(List.copyOf(each));
      }
      return List.copyOf(all);
    }

    EmbeddingLayer embedding() {
      if (!(architecture.input() instanceof Architecture.Embedding e)) {
        return null;
      }
      EmbeddingLayer layer = new EmbeddingLayer(layout, e.size(), e.width());
      size = e.width();
      add(new Part.OfEmbedding(layer));
      return layer;
    }

    List<Laid> stack(List<Layer> layers) {
      List<Laid> laid = new ArrayList<>();
      for (Layer layer : layers) {
        int outputs = layer.outputs(size);
        laid.add(laid(layer));
        size = outputs;
      }
      return List.copyOf(laid);
    }

    private Laid laid(Layer layer) {
      return switch (layer) {
        case Architecture.Recurrent r -> recurrent(r, true, false, null);
        case Layer.Reverse r -> recurrent(r.cell(), false, true, null);
        case Layer.Bidirectional b -> recurrent(b.cell(), true, true, b.merge());
        case Layer.Dense d -> dense(d);
        case Layer.Norm n -> norm();
        case Layer.Dropout d -> new Laid.Drop(drops++, d.rate());
        case Layer.Residual r -> new Laid.Residual(residuals++, size, stack(r.layers()));
        case Layer.Attention a -> attention(a);
        case Layer.Last l -> new Laid.Last();
      };
    }

    private Laid attention(Layer.Attention a) {
      String name = "attention" + attentions;
      int m = a.memory();
      if (a.dot()) {
        return new Laid.Attention(attentions++, size, m, null, null, null);
      }
      int u = a.units();
      DenseLayer query = dense(name + ".query", size, u, Activation.identity(), false);
      DenseLayer key = DenseLayer.withoutBias(layout, name + ".memory", m, u);
      add(new Part.OfDense(key, name + ".memory"));
      DenseLayer score = DenseLayer.withoutBias(layout, name + ".score", u, 1);
      add(new Part.OfDense(score, name + ".score"));
      return new Laid.Attention(attentions++, size, m, query, key, score);
    }

    private Laid recurrent(
        Architecture.Recurrent layer, boolean forward, boolean reverse, Merge merge) {
      int index = recurrent++;
      Laid.Directed f = forward ? directed(layer, index, "") : null;
      Laid.Directed r = reverse ? directed(layer, index, "_reverse") : null;
      return new Laid.Recurrent(index, f, r, merge);
    }

    private Laid.Directed directed(Architecture.Recurrent layer, int index, String direction) {
      String suffix = "l" + index + direction;
      Cell cell = laidOut(layer, layout, suffix, size);
      boolean onIndex = index == 0 && architecture.input() instanceof Architecture.Index;
      add(new Part.OfCell(cell, index, layer.units(), "_" + suffix, onIndex));
      int[] start = new int[architecture.learnedStart() ? cell.state().size() : 0];
      for (int part = 0; part < start.length; part++) {
        StatePart of = cell.state().get(part);
        start[part] = layout.add("start_" + of.name() + "." + suffix, of.size());
      }
      if (start.length > 0) {
        add(new Part.OfStart(cell, "_" + suffix, start));
      }
      Laid.Directed made = new Laid.Directed(cell, cells.size(), !direction.isEmpty(), start);
      cells.add(made);
      return made;
    }

    private Laid dense(Layer.Dense d) {
      String name = "dense" + dense;
      DenseLayer layer = dense(name, size, d.units(), d.activation(), d.prelu());
      return new Laid.Dense(dense++, layer);
    }

    private DenseLayer dense(String name, int inputs, int units, Activation f, boolean prelu) {
      DenseLayer layer =
          prelu
              ? DenseLayer.withPrelu(layout, name, inputs, units)
              : new DenseLayer(layout, name, inputs, units, f);
      add(new Part.OfDense(layer, name));
      return layer;
    }

    private Laid norm() {
      String name = "norm" + norms;
      int gain = layout.add(name + ".weight", size);
      int bias = layout.add(name + ".bias", size);
      add(new Part.OfNorm(name, size, gain, bias));
      return new Laid.Norm(norms++, size, gain, bias);
    }

    DenseLayer head() {
      Architecture a = architecture;
      return a.outputs() > 0 ? dense("head", size, a.outputs(), a.activation(), a.prelu()) : null;
    }
  }

  /** What the names of an encoder's tensors begin with. */
  private static final String ENCODER = "encoder.";

  private static Cell laidOut(
      Architecture.Recurrent layer, Layout.Builder layout, String suffix, int inputs) {
    try {
      return cell(layer, layout, suffix, inputs);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(layer + " on " + inputs + " inputs: " + e.getMessage(), e);
    }
  }

  private static Cell cell(
      Architecture.Recurrent layer, Layout.Builder layout, String suffix, int inputs) {
    int units = layer.units();
    return switch (layer) {
      case Architecture.Lstm l ->
          l.options().equals(LstmOptions.plain())
              ? new LstmCell(layout, suffix, inputs, units)
              : l.options().cell(layout, suffix, inputs, units);
      case Architecture.Gru g ->
          g.options().equals(GruOptions.resetAfter())
              ? new GruCell(layout, suffix, inputs, units)
              : g.options().cell(layout, suffix, inputs, units);
      case Architecture.Simple s ->
          s.isPlain()
              ? new SimpleCell(layout, suffix, inputs, units, s.options().activation())
              : s.options().cell(layout, suffix, inputs, units);
      case Architecture.Jordan j -> j.options().cell(layout, suffix, inputs, units);
      case Architecture.Own o -> own(o, layout, suffix, inputs);
    };
  }

  /** Its names must be those that the architecture says, or no file would be read again. */
  private static Cell own(
      Architecture.Own layer, Layout.Builder layout, String suffix, int inputs) {
    Cell cell = layer.maker().cell(layout, suffix, inputs, layer.units());
    if (!cell.family().equals(layer.family())
        || cell.inputs() != inputs
        || cell.outputs() != layer.units()
        || cell.state().isEmpty()
        || cell.state().getFirst().size() != layer.units()) {
      throw new IllegalArgumentException(
          "expected a cell of that family, of "
              + inputs
              + " inputs, with as many outputs as units and these as its first state, got "
              + cell.family()
              + " of "
              + cell.inputs()
              + " inputs and "
              + cell.outputs()
              + " outputs and the states "
              + cell.state());
    }
    return cell;
  }

  /**
   * The architecture.
   *
   * @return as given
   */
  public Architecture architecture() {
    return architecture;
  }

  /**
   * The tensors from the input up, in PyTorch's layouts; an encoder's before them, and those of the
   * bridge behind.
   *
   * @return shapes by name, in that order
   */
  public Map<String, List<Integer>> tensors() {
    Map<String, List<Integer>> to = new LinkedHashMap<>();
    parts.forEach(part -> part.tell(to::put));
    return to;
  }

  /**
   * What lies where among the parameters.
   *
   * @return the layout of the flat array
   */
  public Layout parameters() {
    return parameters;
  }

  /**
   * The embedding.
   *
   * @return null where the input is none
   */
  public EmbeddingLayer embedding() {
    return embedding;
  }

  /**
   * The cells of the recurrent layers from the input up, of a bidirectional one the forward
   * direction's and then the other's.
   *
   * @return at least one
   */
  public List<Cell> cells() {
    return cells;
  }

  /** The cells with their directions, in the order of {@link #cells}. */
  List<Laid.Directed> directed() {
    return directed;
  }

  /** What lies between the input and the head. */
  List<Laid> stack() {
    return stack;
  }

  /** The tensors, in the order in which they are initialised and saved. */
  List<Part> parts() {
    return parts;
  }

  /**
   * What a stream remembers.
   *
   * @return the parts of each cell's state, in the order of {@link #cells}
   */
  public List<List<StatePart>> state() {
    return shape.parts;
  }

  /** The architecture in one line. */
  String line() {
    return line;
  }

  /** Where the parts of a state lie. */
  StateShape shape() {
    return shape;
  }

  /**
   * The encoder's, with places among the same parameters.
   *
   * @return null where there is none
   */
  public Layers encoder() {
    return encoder;
  }

  /** Dense layers from the source to each part of each cell's first state; empty without any. */
  List<List<DenseLayer>> bridge() {
    return bridge;
  }

  /**
   * The matrices that a step reads whole: not those of an encoder or a bridge, which are never
   * stepped, nor what an index looks up.
   */
  List<Matrix> matrices() {
    List<Matrix> all = new ArrayList<>();
    boolean onIndex = architecture.input() instanceof Architecture.Index;
    for (Laid.Directed of : directed) {
      all.addAll(of.cell().matrices(onIndex && of.number() == 0));
    }
    addDense(stack, all);
    if (head != null) {
      all.add(head.matrix());
    }
    return all;
  }

  private static void addDense(List<Laid> stack, List<Matrix> to) {
    for (Laid laid : stack) {
      switch (laid) {
        case Laid.Dense d -> to.add(d.layer().matrix());
        case Laid.Residual r -> addDense(r.layers(), to);
        default -> {}
      }
    }
  }

  /**
   * The head.
   *
   * @return null where there is none
   */
  public DenseLayer head() {
    return head;
  }

  /**
   * Whether tokens come in.
   *
   * @return false where features do
   */
  public boolean tokens() {
    return !(architecture.input() instanceof Architecture.Features);
  }
}
