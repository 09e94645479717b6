package dev.cellwise.rnn.net;

import dev.cellwise.rnn.cell.DenseLayer;
import dev.cellwise.rnn.cell.Halves;
import dev.cellwise.rnn.cell.Packing;
import dev.cellwise.rnn.cell.RandomMasks;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;

/**
 * What a network is made of and what it takes: its layers with the shapes that come out of them and
 * their learned numbers, and the bytes of weights, tape, workspace and a stream's state.
 */
final class Summary {
  private record Line(String layer, String shape, long parameters) {}

  private final Layers layers;
  private final int steps;
  private final int rows;
  private final Iterator<Part> parts;
  private final List<Line> lines = new ArrayList<>();
  private int size;
  private boolean last;

  private Summary(Layers layers, int steps, int rows) {
    this.layers = layers;
    this.steps = steps;
    this.rows = rows;
    this.parts = layers.parts().iterator();
    this.size = layers.architecture().input().size();
  }

  /**
   * As text, for windows of so many steps and rows.
   *
   * @param halves matrices in half the bytes; null where there are none
   */
  static String of(Layers layers, Halves halves, int steps, int rows) {
    Packing packing = Packing.dense(steps, rows);
    Summary s = new Summary(layers, steps, rows);
    s.all();
    Windows encoder = layers.encoder() == null ? null : windows(layers.encoder(), packing, null);
    Windows windows = windows(layers, packing, encoder);
    long tape = windows.tape.build().bytes();
    long work = windows.work.build().bytes();
    if (encoder != null) {
      tape += encoder.tape.build().bytes();
      work += encoder.work.build().bytes();
    }
    return s.text(tape, work, halves);
  }

  private static Windows windows(Layers layers, Packing packing, Windows encoder) {
    RandomMasks masks = new RandomMasks(0, packing.rows());
    LayerWindow memory = encoder == null ? null : encoder.top();
    return new Windows(layers, packing, Mode.training(0), masks, 0, null, memory);
  }

  /** The encoder's lines first, then those of the bridge, as the states go; sizes as in windows. */
  private void source() {
    if (layers.encoder() != null) {
      Summary encoder = new Summary(layers.encoder(), steps, rows);
      encoder.all();
      encoder.lines.forEach(l -> lines.add(new Line("encoder " + l.layer, l.shape, l.parameters)));
      layers.encoder().parts().forEach(part -> parts.next());
    }
    Iterator<String> names =
        layers.state().stream().flatMap(List::stream).map(part -> "to " + part.name()).iterator();
    for (List<DenseLayer> cell : layers.bridge()) {
      for (DenseLayer layer : cell) {
        long learned = (long) layer.outputs() * (layer.inputs() + 1);
        String shape = "[%d, %d]".formatted(rows, layer.outputs());
        lines.add(new Line("bridge " + names.next(), shape, learned));
      }
    }
  }

  private void all() {
    Architecture a = layers.architecture();
    source();
    lines.add(new Line(a.input().toString(), "[%d, %d]".formatted(steps, rows), 0));
    if (a.input() instanceof Architecture.Embedding e) {
      size = e.width();
      add("embedding", parts.next().learned());
    }
    stack(a.stack(), "");
    if (a.outputs() > 0) {
      size = a.outputs();
      add("dense head", parts.next().learned());
    }
  }

  private void stack(List<Layer> stack, String indent) {
    for (Layer layer : stack) {
      int outputs = layer.outputs(size);
      if (layer instanceof Layer.Residual r) {
        lines.add(new Line(indent + "residual", "", 0));
        stack(r.layers(), indent + "  ");
      } else {
        size = outputs;
        last |= layer instanceof Layer.Last;
        add(indent + layer, learned(layer));
      }
    }
  }

  private long learned(Layer layer) {
    int each = layers.architecture().learnedStart() ? 2 : 1;
    int of =
        switch (layer) {
          case Layer.Bidirectional b -> 2 * each;
          case Layer.Reverse r -> each;
          case Architecture.Recurrent r -> each;
          case Layer.Dense d -> 1;
          case Layer.Norm n -> 1;
          case Layer.Dropout d -> 0;
          case Layer.Last l -> 0;
          case Layer.Attention a -> a.dot() ? 0 : 3;
          case Layer.Residual r -> 0;
        };
    long learned = 0;
    for (int i = 0; i < of; i++) {
      learned += parts.next().learned();
    }
    return learned;
  }

  private void add(String layer, long learned) {
    String shape =
        last ? "[%d, %d]".formatted(rows, size) : "[%d, %d, %d]".formatted(steps, rows, size);
    lines.add(new Line(layer, shape, learned));
  }

  private String text(long tape, long workspace, Halves halves) {
    int width = lines.stream().mapToInt(l -> l.layer.length()).max().orElse(0);
    StringBuilder out = new StringBuilder();
    String format = "%-" + width + "s  %-16s  %,12d%n";
    out.append(
        String.format(Locale.ROOT, format.replace("%,12d", "%12s"), "layer", "out", "learned"));
    for (Line line : lines) {
      out.append(String.format(Locale.ROOT, format, line.layer, line.shape, line.parameters));
    }
    long learned = lines.stream().mapToLong(Line::parameters).sum();
    bytes(out, "learned numbers", learned, layers.parameters().bytes(), "packed");
    if (halves != null) {
      bytes(out, "matrices of a step", -1, halves.bytes(), "in half the bytes");
    }
    bytes(out, "a window of " + steps + " steps of " + rows + " rows", -1, tape, "tape");
    bytes(out, "", -1, workspace, "workspace of the way back");
    if (!layers.architecture().reversed() && !layers.architecture().last()) {
      bytes(out, "a step of a stream", -1, state(), "state");
    }
    return out.toString();
  }

  private static void bytes(StringBuilder out, String what, long count, long bytes, String of) {
    String front = count < 0 ? what : String.format(Locale.ROOT, "%s: %,d", what, count);
    String sign = what.isEmpty() ? "  " : ", ";
    out.append(String.format(Locale.ROOT, "%s%s%s: %,d bytes%n", front, sign, of, bytes));
  }

  private long state() {
    return 4L * layers.shape().length;
  }
}
