package dev.cellwise.rnn.net;

import dev.cellwise.kernels.Activation;
import dev.cellwise.rnn.cell.GruOptions;
import dev.cellwise.rnn.cell.LstmOptions;
import dev.cellwise.testing.GruReferenceCell;
import dev.cellwise.testing.InitialState;
import dev.cellwise.testing.LayerNormGruReferenceCell;
import dev.cellwise.testing.LayerNormLstmReferenceCell;
import dev.cellwise.testing.LstmReferenceCell;
import dev.cellwise.testing.ReferenceCell;
import dev.cellwise.testing.SequenceNetwork;
import dev.cellwise.testing.SequenceStack;
import dev.cellwise.testing.SimpleReferenceCell;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/** A random architecture and the same network in the double reference. */
final class TwinNetworks {
  /** A layer, said to both. */
  private record Both(Consumer<Architecture.Builder> ours, Consumer<SequenceStack> theirs) {}

  private record Cell(Architecture.Recurrent ours, ReferenceCell theirs) {}

  /** Such as have a derivative everywhere. */
  private static final List<String> SMOOTH =
      List.of("identity", "tanh", "sigmoid", "gelu", "softsign", "softplus");

  final Architecture ours;
  final SequenceNetwork theirs;
  final InitialState start;

  /** The widest layer. */
  int widest;

  /** Layers that round. */
  int depth;

  /** Sizes of the dropout layers, and whether they are above the last outputs. */
  final List<Integer> dropped = new ArrayList<>();

  final List<Boolean> droppedLast = new ArrayList<>();
  private final SplittableRandom random;
  private int width;
  private int dense;
  private int norms;
  private boolean last;

  TwinNetworks(SplittableRandom random) {
    this.random = random;
    start = InitialState.values()[random.nextInt(3)];
    int kind = random.nextInt(3);
    int inputs = 1 + random.nextInt(6);
    width = inputs;
    List<Both> layers = layers(kind == 1);
    int outputs = random.nextInt(3) == 0 ? 0 : 1 + random.nextInt(5);
    String f = SMOOTH.get(random.nextInt(SMOOTH.size()));
    Architecture.Builder b = Architecture.builder();
    switch (kind) {
      case 0 -> b.features(inputs);
      case 1 -> b.index(inputs);
      default -> b.embedding(5, inputs);
    }
    layers.forEach(layer -> layer.ours.accept(b));
    if (start == InitialState.LEARNED) {
      b.learnStart();
    }
    ours = outputs == 0 ? b.build() : b.dense(outputs, Activation.parse(f)).build();
    depth += outputs == 0 ? 0 : 1;
    Consumer<SequenceStack> all =
        stack -> {
          stack.initial(start);
          layers.forEach(layer -> layer.theirs.accept(stack));
          if (outputs > 0) {
            stack.dense("head", outputs, f);
          }
        };
    theirs =
        switch (kind) {
          case 0 -> SequenceNetwork.features(inputs, all);
          case 1 -> SequenceNetwork.index(inputs, all);
          default -> SequenceNetwork.embedding(5, inputs, all);
        };
  }

  private List<Both> layers(boolean onIndex) {
    List<Both> all = new ArrayList<>();
    for (int i = onIndex ? 0 : random.nextInt(3); i > 0; i--) {
      all.add(pointwise(true));
    }
    all.add(recurrent());
    for (int i = random.nextInt(4); i > 0; i--) {
      all.add(random.nextInt(3) == 0 ? recurrent() : pointwise(true));
    }
    if (random.nextInt(3) == 0) {
      all.add(recurrent());
      all.add(new Both(Architecture.Builder::last, SequenceStack::last));
      last = true;
      for (int i = random.nextInt(3); i > 0; i--) {
        all.add(pointwise(false));
      }
    }
    return all;
  }

  /** Or a residual with a recurrent layer in it, where one may stand. */
  private Both pointwise(boolean recurrent) {
    // Numbers that are all alike, as few are, have no spread to be divided by.
    switch (width < 4 ? 1 + random.nextInt(3) : random.nextInt(4)) {
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
    Cell cell = cell(width, units);
    width = cell.ours.outputs(width);
    widest = Math.max(widest, units);
    depth++;
    switch (random.nextInt(4)) {
      case 0 -> {
        return new Both(b -> b.reverse(cell.ours), stack -> stack.reversed(cell.theirs));
      }
      case 1 -> {
        int merge = random.nextInt(4);
        Merge m = Merge.values()[merge];
        dev.cellwise.testing.Merge same = dev.cellwise.testing.Merge.valueOf(m.name());
        width *= m == Merge.CONCAT ? 2 : 1;
        return new Both(
            b -> b.bidirectional(cell.ours, m), stack -> stack.bidirectional(cell.theirs, same));
      }
      default -> {
        return new Both(b -> b.layer(cell.ours), stack -> stack.recurrent(cell.theirs));
      }
    }
  }

  private Cell cell(int inputs, int units) {
    LstmOptions lstm = LstmOptions.plain();
    GruOptions gru = GruOptions.resetAfter();
    int few = Math.max(4, units);
    // Of a single number, normalised, only the sign is left: its gradient is what rounding makes
    // it.
    return switch (random.nextInt(inputs < 4 ? 7 : 9)) {
      case 0, 1 ->
          new Cell(new Architecture.Lstm(units), LstmReferenceCell.of(inputs, units).build());
      case 2, 3 ->
          new Cell(new Architecture.Gru(units), GruReferenceCell.resetAfter(inputs, units).build());
      case 4 ->
          new Cell(
              new Architecture.Simple(units, Activation.tanh()),
              SimpleReferenceCell.of(inputs, units).build());
      case 5 ->
          new Cell(
              new Architecture.Lstm(units, lstm.withPeephole().withProjection(5)),
              LstmReferenceCell.of(inputs, units).peephole().projection(5).build());
      case 6 ->
          new Cell(
              new Architecture.Gru(units, GruOptions.resetBefore()),
              GruReferenceCell.resetBefore(inputs, units).build());
      case 7 ->
          new Cell(
              new Architecture.Lstm(few, lstm.withLayerNorm()),
              new LayerNormLstmReferenceCell(inputs, few));
      default ->
          new Cell(
              new Architecture.Gru(few, gru.withLayerNorm()),
              new LayerNormGruReferenceCell(inputs, few));
    };
  }

  @Override
  public String toString() {
    return ours.toString();
  }
}
