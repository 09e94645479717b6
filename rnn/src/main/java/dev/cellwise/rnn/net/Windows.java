package dev.cellwise.rnn.net;

import dev.cellwise.kernels.Panels;
import dev.cellwise.rnn.cell.Below;
import dev.cellwise.rnn.cell.CellWindow;
import dev.cellwise.rnn.cell.Dropout;
import dev.cellwise.rnn.cell.Packing;
import dev.cellwise.rnn.cell.RandomMasks;
import dev.cellwise.rnn.tape.Layout;
import java.util.ArrayList;
import java.util.List;

/** Makes the windows of a network's layers, from the input up, with their regions. */
final class Windows {
  /** Masks of the direction backward in time, and of dropout layers, are others than a layer's. */
  private static final int REVERSE = 1 << 20;

  private static final int DROPOUT = 1 << 21;

  /** Those of an encoder are others than its decoder's. */
  static final int ENCODER = 1 << 22;

  private final Layers layers;
  private final Packing packing;
  private final Mode mode;
  private final RandomMasks masks;
  private final Team team;

  /** What the number of a layer's masks begins at. */
  private final int firstMask;

  /** What attention reads; null without an encoder. */
  private final LayerWindow memory;

  final Layout.Builder tape = Layout.builder("tape");
  final Layout.Builder work = Layout.builder("workspace");

  /** Of all cells. */
  final CellWindow[] cells;

  /** One row a sequence. */
  private final Packing ofRows;

  final InputWindow input;
  final List<LayerWindow> stack = new ArrayList<>();
  final List<AttentionWindow> attentions = new ArrayList<>();

  /** Null where the network has no source. */
  final BridgeWindow bridge;

  Windows(
      Layers layers,
      Packing packing,
      Mode mode,
      RandomMasks masks,
      int firstMask,
      Team team,
      LayerWindow memory) {
    this.layers = layers;
    this.packing = packing;
    this.mode = mode;
    this.masks = masks;
    this.team = team;
    this.firstMask = firstMask;
    this.memory = memory;
    this.cells = new CellWindow[layers.cells().size()];
    this.ofRows = Packing.dense(1, packing.rows());
    this.input = input();
    LayerWindow top = stack(layers.stack(), input, layers.head() != null, stack);
    if (layers.head() != null) {
      stack.add(new DenseWindow(layers.head(), top, tape, work, DenseWindow.Names.HEAD));
    }
    boolean begins = layers.architecture().source() != null;
    bridge = begins ? new BridgeWindow(layers, cells, tape, work) : null;
  }

  /** What comes out. */
  LayerWindow top() {
    return stack.getLast();
  }

  /**
   * Makes layers one on the other.
   *
   * @param read whether another layer reads the topmost
   * @param made gets those that do something
   * @return the topmost of them, or the one below
   */
  private LayerWindow stack(
      List<Laid> laid, LayerWindow below, boolean read, List<LayerWindow> made) {
    LayerWindow top = below;
    for (int i = 0; i < laid.size(); i++) {
      boolean last = i + 1 < laid.size() && laid.get(i + 1) instanceof Laid.Last;
      LayerWindow window = window(laid.get(i), top, last);
      if (window != null) {
        made.add(window);
        top = window;
      }
      boolean isRead = read || i + (last ? 2 : 1) < laid.size();
      if (laid.get(i) instanceof Laid.Recurrent r && isRead && mode.dropout() > 0) {
        top = dropout(r.index(), mode.dropout(), top);
        made.add(top);
      }
    }
    return top;
  }

  private InputWindow input() {
    if (layers.embedding() != null) {
      return new InputWindow.Embedded(layers.embedding(), tape, work, packing);
    }
    int size = layers.architecture().input().size();
    return layers.tokens()
        ? new InputWindow.Index(packing, size)
        : new InputWindow.Features(work, packing, size, mode.inputGradient());
  }

  private LayerWindow window(Laid laid, LayerWindow below, boolean last) {
    return switch (laid) {
      case Laid.Recurrent r -> recurrent(r, below, last);
      case Laid.Dense d -> {
        String prefix = "dense" + d.index();
        yield new DenseWindow(d.layer(), below, tape, work, DenseWindow.Names.of(prefix));
      }
      case Laid.Norm n -> new NormWindow(n, below, tape, work);
      case Laid.Drop d -> mode.training() ? dropout(DROPOUT + d.index(), d.rate(), below) : null;
      case Laid.Residual r -> residual(r, below);
      case Laid.Attention a -> {
        AttentionWindow made = new AttentionWindow(a, below, memory, tape, work);
        attentions.add(made);
        yield made;
      }
      case Laid.Last l ->
          below.packing == ofRows ? null : new LastWindow(below, ofRows, tape, work);
    };
  }

  private LayerWindow recurrent(Laid.Recurrent r, LayerWindow below, boolean last) {
    Below kind = RecurrentLayerWindow.below(below);
    SharedCell f = r.forward() == null ? null : cell(r.forward(), r.index(), "", kind);
    if (r.reverse() == null) {
      return new RecurrentLayerWindow(f, r.forward().cell().outputs(), below);
    }
    SharedCell b = cell(r.reverse(), r.index(), "reverse.", kind);
    return new DirectionsWindow(
        "l" + r.index() + ".",
        f,
        b,
        r.reverse().cell().outputs(),
        r.merge(),
        below,
        last ? ofRows : packing,
        tape,
        work);
  }

  private SharedCell cell(Laid.Directed of, int index, String direction, Below below) {
    String prefix = "l" + index + "." + direction;
    CellWindow window = of.cell().window(tape, work, prefix, packing, below);
    if (mode.training()) {
      window.drawMasks(firstMask + (direction.isEmpty() ? index : REVERSE + index), masks);
    }
    cells[of.number()] = window;
    return new SharedCell(window, team);
  }

  private LayerWindow dropout(int layer, float rate, LayerWindow below) {
    Dropout d = new Dropout(tape, firstMask + layer, Panels.padded(below.size), below.packing);
    return new DropoutWindow(d, rate, masks, below);
  }

  private LayerWindow residual(Laid.Residual r, LayerWindow below) {
    List<LayerWindow> inner = new ArrayList<>();
    stack(r.layers(), below, true, inner);
    return new ResidualWindow(r.index(), below, inner, tape, work);
  }
}
