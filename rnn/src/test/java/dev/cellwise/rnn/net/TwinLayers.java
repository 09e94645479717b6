package dev.cellwise.rnn.net;

import dev.cellwise.kernels.Activation;
import dev.cellwise.rnn.cell.GruOptions;
import dev.cellwise.rnn.cell.LstmOptions;
import dev.cellwise.testing.GruReferenceCell;
import dev.cellwise.testing.LayerNormGruReferenceCell;
import dev.cellwise.testing.LayerNormLstmReferenceCell;
import dev.cellwise.testing.LstmReferenceCell;
import dev.cellwise.testing.ReferenceCell;
import dev.cellwise.testing.SequenceStack;
import dev.cellwise.testing.SimpleReferenceCell;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/** Random layers of an architecture and the same layers of the double reference. */
final class TwinLayers {
  /** A layer, said to both. */
  record Both(Consumer<Architecture.Builder> ours, Consumer<SequenceStack> theirs) {
    Both then(Both above) {
      return new Both(ours.andThen(above.ours), theirs.andThen(above.theirs));
    }
  }

  /** A cell, the other of them by its number of inputs. */
  record Cell(Architecture.Recurrent ours, IntFunction<ReferenceCell> theirs) {}

  /** Such as have a derivative everywhere. */
  static final List<String> SMOOTH =
      List.of("identity", "tanh", "sigmoid", "gelu", "softsign", "softplus");

  /** Numbers that have a spread to be divided by. */
  private static final int LEAST = 4;

  private static final int MOST_ATTENTIONS = 2;

  /** Of four: there is one way more to go forward. */
  private static final int FORWARD = 3;

  private static final Both NOTHING = new Both(b -> {}, stack -> {});

  /** The widest layer. */
  int widest;

  /** Layers that round. */
  int depth;

  /** Sizes of the dropout layers, and whether they are above the last outputs. */
  final List<Integer> dropped = new ArrayList<>();

  final List<Boolean> droppedLast = new ArrayList<>();

  /** Of all recurrent layers, from the input up. */
  final List<Cell> cells = new ArrayList<>();

  int attentions;

  private final SplittableRandom random;
  private final boolean mayEnd;
  private final boolean forward;

  /** Cells to be taken in their order; null: any. */
  private final List<Cell> given;

  /** M; 0: no attention. */
  private final int memory;

  private int width;
  private int dense;
  private int norms;
  private boolean last;

  private TwinLayers(
      SplittableRandom random, boolean mayEnd, boolean forward, List<Cell> given, int memory) {
    this.random = random;
    this.mayEnd = mayEnd;
    this.forward = forward;
    this.given = given;
    this.memory = memory;
  }

  /** Any, in both directions, and perhaps only the last outputs. */
  static TwinLayers any(SplittableRandom random) {
    return new TwinLayers(random, true, false, null, 0);
  }

  /** An encoder's, forward in time where its final states are to be copied. */
  static TwinLayers ofEncoder(SplittableRandom random, boolean copied) {
    return new TwinLayers(random, false, copied, null, 0);
  }

  /**
   * A decoder's.
   *
   * @param cells those whose states are copied; null if none are
   * @param memory M, of which there is attention; 0 without
   */
  static TwinLayers ofDecoder(SplittableRandom random, List<Cell> cells, int memory) {
    return new TwinLayers(random, false, true, cells, memory);
  }

  /** A number of inputs that they can stand on. */
  int inputs() {
    return (given == null ? 1 : LEAST) + random.nextInt(6);
  }

  /** Draws them, on an index with a recurrent layer first. */
  List<Both> on(int inputs, boolean index) {
    width = inputs;
    List<Both> all = given == null ? drawn(index) : copying(index);
    if (memory > 0 && attentions == 0) {
      all.add(attention());
    }
    return all;
  }

  private List<Both> drawn(boolean onIndex) {
    List<Both> all = new ArrayList<>();
    for (int i = onIndex ? 0 : random.nextInt(3); i > 0; i--) {
      all.add(pointwise(true));
    }
    all.add(recurrent());
    for (int i = random.nextInt(4); i > 0; i--) {
      all.add(random.nextInt(3) == 0 ? recurrent() : pointwise(true));
    }
    if (mayEnd && random.nextInt(3) == 0) {
      all.add(recurrent());
      all.add(new Both(Architecture.Builder::last, SequenceStack::last));
      last = true;
      for (int i = random.nextInt(3); i > 0; i--) {
        all.add(pointwise(false));
      }
    }
    return all;
  }

  /** Before each of the cells that there are, as many inputs as each kind of them is good for. */
  private List<Both> copying(boolean onIndex) {
    List<Both> all = new ArrayList<>();
    for (Cell cell : given) {
      for (int i = onIndex && all.isEmpty() ? 0 : random.nextInt(3); i > 0; i--) {
        all.add(pointwise(false));
      }
      if (width < LEAST) {
        all.add(dense(LEAST + random.nextInt(3)));
      }
      all.add(recurrent(cell));
    }
    for (int i = random.nextInt(3); i > 0; i--) {
      all.add(pointwise(false));
    }
    return all;
  }

  /** Or a residual with a recurrent layer in it, where one may stand. */
  private Both pointwise(boolean recurrent) {
    if (memory > 0 && attentions < MOST_ATTENTIONS && random.nextInt(3) == 0) {
      return attention();
    }
    // Numbers that are all alike, as few are, have no spread to be divided by.
    switch (width < LEAST ? 1 + random.nextInt(3) : random.nextInt(4)) {
      case 0 -> {
        return norm();
      }
      case 1 -> {
        return dense(3 + random.nextInt(6));
      }
      case 2 -> {
        return dropout();
      }
      default -> {
        return residual(recurrent);
      }
    }
  }

  /**
   * By dot, where need be above a dense layer that makes queries of the memory's size; additive.
   */
  private Both attention() {
    String name = "attention" + attentions++;
    depth += 2;
    if (random.nextBoolean()) {
      Both fit = width == memory ? NOTHING : dense(memory);
      width += memory;
      return fit.then(new Both(b -> b.attention(), stack -> stack.dotAttention(name)));
    }
    width += memory;
    int units = random.nextInt(6) == 0 ? 17 : 1 + random.nextInt(7);
    return new Both(b -> b.attention(units), stack -> stack.additiveAttention(name, units));
  }

  private Both norm() {
    String name = "norm" + norms++;
    depth++;
    return new Both(Architecture.Builder::norm, stack -> stack.layerNorm(name));
  }

  private Both dropout() {
    String name = "dropout" + dropped.size();
    dropped.add(width);
    droppedLast.add(last);
    return new Both(b -> b.dropout(0.375f), stack -> stack.dropout(name));
  }

  private Both dense(int units) {
    String name = "dense" + dense++;
    depth++;
    width = units;
    if (random.nextInt(4) == 0) {
      Layer prelu = new Layer.Dense(units, Activation.identity(), true);
      return new Both(b -> b.layer(prelu), stack -> stack.densePrelu(name, units));
    }
    String f = SMOOTH.get(random.nextInt(SMOOTH.size()));
    return new Both(
        b -> b.hidden(units, Activation.parse(f)), stack -> stack.dense(name, units, f));
  }

  private Both residual(boolean recurrent) {
    int size = width;
    List<Both> inner = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      inner.add(random.nextInt(3) > 0 ? pointwise(recurrent) : recurrent ? recurrent() : dropout());
    }
    inner.add(width == size ? dropout() : dense(size));
    return new Both(
        b ->
            b.residual(
                r -> {
                  inner.forEach(layer -> layer.ours.accept(r));
                  return r;
                }),
        stack -> stack.residual(r -> inner.forEach(layer -> layer.theirs.accept(r))));
  }

  private Both recurrent() {
    int units = random.nextInt(6) == 0 ? 17 : 1 + random.nextInt(7);
    return recurrent(cell(width, units));
  }

  private Both recurrent(Cell cell) {
    ReferenceCell theirs = cell.theirs.apply(width);
    width = cell.ours.outputs(width);
    widest = Math.max(widest, cell.ours.units());
    cells.add(cell);
    depth++;
    switch (forward ? FORWARD : random.nextInt(4)) {
      case 0 -> {
        return new Both(b -> b.reverse(cell.ours), stack -> stack.reversed(theirs));
      }
      case 1 -> {
        int merge = random.nextInt(4);
        Merge m = Merge.values()[merge];
        dev.cellwise.testing.Merge same = dev.cellwise.testing.Merge.valueOf(m.name());
        width *= m == Merge.CONCAT ? 2 : 1;
        return new Both(
            b -> b.bidirectional(cell.ours, m), stack -> stack.bidirectional(theirs, same));
      }
      default -> {
        return new Both(b -> b.layer(cell.ours), stack -> stack.recurrent(theirs));
      }
    }
  }

  private Cell cell(int inputs, int units) {
    LstmOptions lstm = LstmOptions.plain();
    GruOptions gru = GruOptions.resetAfter();
    int few = Math.max(4, units);
    // Of a single number, normalised, only the sign is left: its gradient is what rounding makes
    // it.
    return switch (random.nextInt(inputs < LEAST ? 7 : 9)) {
      case 0, 1 ->
          new Cell(new Architecture.Lstm(units), in -> LstmReferenceCell.of(in, units).build());
      case 2, 3 ->
          new Cell(
              new Architecture.Gru(units), in -> GruReferenceCell.resetAfter(in, units).build());
      case 4 ->
          new Cell(
              new Architecture.Simple(units, Activation.tanh()),
              in -> SimpleReferenceCell.of(in, units).build());
      case 5 ->
          new Cell(
              new Architecture.Lstm(units, lstm.withPeephole().withProjection(5)),
              in -> LstmReferenceCell.of(in, units).peephole().projection(5).build());
      case 6 ->
          new Cell(
              new Architecture.Gru(units, GruOptions.resetBefore()),
              in -> GruReferenceCell.resetBefore(in, units).build());
      case 7 ->
          new Cell(
              new Architecture.Lstm(few, lstm.withLayerNorm()),
              in -> new LayerNormLstmReferenceCell(in, few));
      default ->
          new Cell(
              new Architecture.Gru(few, gru.withLayerNorm()),
              in -> new LayerNormGruReferenceCell(in, few));
    };
  }
}
