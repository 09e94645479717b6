package dev.cellwise.rnn.net;

import dev.cellwise.rnn.cell.Cell;
import dev.cellwise.rnn.cell.CellTensor;
import dev.cellwise.rnn.cell.DenseLayer;
import dev.cellwise.rnn.cell.EmbeddingLayer;
import dev.cellwise.rnn.cell.GruCell;
import dev.cellwise.rnn.cell.GruOptions;
import dev.cellwise.rnn.cell.LstmCell;
import dev.cellwise.rnn.cell.LstmOptions;
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
  private final List<Cell> cells;
  private final List<List<StatePart>> state;
  private final DenseLayer head;

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
    this.architecture = architecture;
    Layout.Builder layout = Layout.builder("parameters");
    int size = architecture.input().size();
    if (architecture.input() instanceof Architecture.Embedding e) {
      embedding = new EmbeddingLayer(layout, e.size(), e.width());
      size = e.width();
      told.accept("embedding.weight", List.of(e.size(), size));
    } else {
      embedding = null;
    }
    List<Cell> stack = new ArrayList<>();
    for (Architecture.Recurrent layer : architecture.layers()) {
      int l = stack.size();
      Cell cell = laidOut(layer, layout, "l" + l, size);
      tell(cell, l, told);
      stack.add(cell);
      size = cell.outputs();
    }
    cells = List.copyOf(stack);
    state = cells.stream().map(Cell::state).toList();
    head = architecture.outputs() > 0 ? head(architecture, layout, size) : null;
    tellHead(told);
    parameters = layout.build();
  }

  private static void tell(Cell cell, int layer, BiConsumer<String, List<Integer>> told) {
    for (CellTensor tensor : cell.tensors()) {
      told.accept(name(cell, tensor, layer), tensor.shape());
    }
  }

  private static DenseLayer head(Architecture a, Layout.Builder layout, int inputs) {
    return a.prelu()
        ? DenseLayer.withPrelu(layout, "head", inputs, a.outputs())
        : new DenseLayer(layout, "head", inputs, a.outputs(), a.activation());
  }

  private void tellHead(BiConsumer<String, List<Integer>> told) {
    if (head == null) {
      return;
    }
    told.accept("head.weight", List.of(head.outputs(), head.inputs()));
    told.accept("head.bias", List.of(head.outputs()));
    if (head.prelu()) {
      told.accept("head.slope", List.of(head.outputs()));
    }
  }

  /** A tensor's name in a file. */
  static String name(Cell cell, CellTensor tensor, int layer) {
    return cell.family() + "." + tensor.name() + "_l" + layer;
  }

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
   * The tensors from the input up, in PyTorch's layouts.
   *
   * @return shapes by name, in that order
   */
  public Map<String, List<Integer>> tensors() {
    Map<String, List<Integer>> to = new LinkedHashMap<>();
    if (embedding != null) {
      to.put("embedding.weight", List.of(embedding.vocabulary(), embedding.size()));
    }
    for (int l = 0; l < cells.size(); l++) {
      tell(cells.get(l), l, to::put);
    }
    tellHead(to::put);
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
   * The recurrent layers from the input up.
   *
   * @return at least one
   */
  public List<Cell> cells() {
    return cells;
  }

  /**
   * What a stream remembers.
   *
   * @return the parts of each layer's state, from the input up
   */
  public List<List<StatePart>> state() {
    return state;
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
