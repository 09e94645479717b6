package dev.cellwise.rnn.net;

import dev.cellwise.rnn.cell.Cell;
import dev.cellwise.rnn.cell.DenseLayer;
import dev.cellwise.rnn.cell.EmbeddingLayer;
import dev.cellwise.rnn.cell.GruCell;
import dev.cellwise.rnn.cell.LstmCell;
import dev.cellwise.rnn.cell.SimpleCell;
import dev.cellwise.rnn.cell.StatePart;
import dev.cellwise.rnn.tape.Layout;
import java.util.ArrayList;
import java.util.List;

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
    this.architecture = architecture;
    Layout.Builder layout = Layout.builder("parameters");
    int size = architecture.input().size();
    if (architecture.input() instanceof Architecture.Embedding e) {
      embedding = new EmbeddingLayer(layout, e.size(), e.width());
      size = e.width();
    } else {
      embedding = null;
    }
    List<Cell> stack = new ArrayList<>();
    for (Architecture.Recurrent layer : architecture.layers()) {
      stack.add(cell(layer, layout, "l" + stack.size(), size));
      size = stack.getLast().outputs();
    }
    cells = List.copyOf(stack);
    state = cells.stream().map(Cell::state).toList();
    head =
        architecture.outputs() > 0
            ? new DenseLayer(layout, "head", size, architecture.outputs())
            : null;
    parameters = layout.build();
  }

  private static Cell cell(
      Architecture.Recurrent layer, Layout.Builder layout, String suffix, int inputs) {
    return switch (layer) {
      case Architecture.Lstm l -> new LstmCell(layout, suffix, inputs, l.units());
      case Architecture.Gru g -> new GruCell(layout, suffix, inputs, g.units());
      case Architecture.Simple s ->
          new SimpleCell(layout, suffix, inputs, s.units(), s.activation());
    };
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
