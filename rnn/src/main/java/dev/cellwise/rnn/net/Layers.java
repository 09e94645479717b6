package dev.cellwise.rnn.net;

import dev.cellwise.rnn.cell.DenseLayer;
import dev.cellwise.rnn.cell.EmbeddingLayer;
import dev.cellwise.rnn.cell.LstmCell;
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
  private final List<LstmCell> cells;
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
    List<LstmCell> stack = new ArrayList<>();
    for (int hidden : architecture.hidden()) {
      stack.add(new LstmCell(layout, "l" + stack.size(), size, hidden));
      size = hidden;
    }
    cells = List.copyOf(stack);
    head =
        architecture.outputs() > 0
            ? new DenseLayer(layout, "head", size, architecture.outputs())
            : null;
    parameters = layout.build();
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
   * The LSTM layers from the input up.
   *
   * @return at least one
   */
  public List<LstmCell> cells() {
    return cells;
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
