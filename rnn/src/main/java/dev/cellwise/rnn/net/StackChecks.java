package dev.cellwise.rnn.net;

import dev.cellwise.rnn.cell.SimpleOptions;
import java.util.ArrayList;
import java.util.List;

/** What an {@link Architecture} refuses: layers that do not fit one another, or their source. */
final class StackChecks {
  /** Residuals in one another; a file's header nests no deeper. */
  private static final int MOST_RESIDUALS = 8;

  private StackChecks() {}

  /** Refuses what does not fit, with both sizes. */
  static void check(
      Architecture.Input input, List<Layer> stack, Source source, boolean learnedStart) {
    List<Architecture.Recurrent> cells = recurrent(stack);
    if (cells.isEmpty()) {
      throw new IllegalArgumentException("layers: expected at least one recurrent, got none");
    }
    checkStack(input, stack);
    checkSource(source, stack, cells, learnedStart);
    if (input instanceof Architecture.Index && inputDropout(cells.getFirst()) > 0) {
      throw new IllegalArgumentException(
          "inputDropout: expected none on an index, which has nothing to drop (take an embedding),"
              + " got "
              + cells.getFirst());
    }
    checkLags(cells);
  }

  private static void checkSource(
      Source source, List<Layer> stack, List<Architecture.Recurrent> cells, boolean learnedStart) {
    // Once: a file may say many layers on either side.
    int memory = source instanceof Source.Sequence s ? s.encoder().outputSize() : 0;
    boolean attends = checkAttention(source, memory, stack);
    if (source == null) {
      return;
    }
    if (learnedStart) {
      throw new IllegalArgumentException(
          "start: expected none that is learned where it comes of " + source + ", got one");
    }
    if (reversed(stack)) {
      throw new IllegalArgumentException(
          "layers: expected such as go forward in time behind " + source + ", got " + stack);
    }
    if (stack.stream().anyMatch(l -> l instanceof Layer.Last)) {
      throw new IllegalArgumentException(
          "last: expected an output at each step behind " + source + ", got " + stack);
    }
    if (source instanceof Source.Sequence s && s.bridge() instanceof Bridge.Copy) {
      checkCopy(s.encoder().layers(), cells);
    }
    if (source instanceof Source.Sequence s && s.encoder().outputs() > 0 && !attends) {
      throw new IllegalArgumentException(
          "encoder: expected no head where no attention reads its outputs, got one of "
              + s.encoder().outputs());
    }
  }

  private static void checkCopy(
      List<Architecture.Recurrent> encoder, List<Architecture.Recurrent> decoder) {
    if (!encoder.equals(decoder)) {
      throw new IllegalArgumentException(
          "bridge: expected the same recurrent layers in encoder and decoder for their states to be"
              + " copied, got "
              + encoder
              + " and "
              + decoder);
    }
  }

  /** Attention reads the encoder, so there is one, of that size. Whether any does. */
  private static boolean checkAttention(Source source, int memory, List<Layer> layers) {
    boolean attends = false;
    for (Layer layer : layers) {
      if (layer instanceof Layer.Residual r) {
        attends |= checkAttention(source, memory, r.layers());
      }
      if (layer instanceof Layer.Attention a) {
        attends = true;
        if (!(source instanceof Source.Sequence)) {
          throw new IllegalArgumentException(
              a + ": expected an encoder that it reads, got " + (source == null ? "none" : source));
        }
        if (memory != a.memory()) {
          throw new IllegalArgumentException(
              a + ": expected a memory of the encoder's " + memory + " outputs, got " + a.memory());
        }
      }
    }
    return attends;
  }

  /** All recurrent cells of some layers, those within others too; a bidirectional layer's once. */
  static List<Architecture.Recurrent> recurrent(List<Layer> layers) {
    List<Architecture.Recurrent> all = new ArrayList<>();
    for (Layer layer : layers) {
      switch (layer) {
        case Architecture.Recurrent r -> all.add(r);
        case Layer.Reverse r -> all.add(r.cell());
        case Layer.Bidirectional b -> all.add(b.cell());
        case Layer.Residual r -> all.addAll(recurrent(r.layers()));
        case Layer.Dense d -> {}
        case Layer.Norm n -> {}
        case Layer.Dropout d -> {}
        case Layer.Attention a -> {}
        case Layer.Last l -> {}
      }
    }
    return all;
  }

  /** Sizes that fit, an index below a recurrent layer, and one last output at most. */
  private static void checkStack(Architecture.Input input, List<Layer> stack) {
    Layer first = stack.getFirst();
    if (input instanceof Architecture.Index && !isRecurrent(first)) {
      throw new IllegalArgumentException(
          first
              + ": expected a recurrent layer on an index (take an embedding), got it on "
              + input);
    }
    int size = input instanceof Architecture.Embedding e ? e.width() : input.size();
    boolean last = false;
    Layer below = null;
    for (Layer layer : stack) {
      size = layer.outputs(size);
      if (last && !recurrent(List.of(layer)).isEmpty()) {
        throw new IllegalArgumentException(
            layer + ": expected below the last output of a row, got it above");
      }
      if (layer instanceof Layer.Last) {
        checkLast(stack, below, last);
        last = true;
      }
      below = layer;
    }
    checkWithin(stack, MOST_RESIDUALS);
    checkWeightless(stack);
  }

  private static boolean isRecurrent(Layer layer) {
    return layer instanceof Architecture.Recurrent || isReversed(layer);
  }

  /** The directions' last outputs are at different steps: no layer between knows which is which. */
  private static void checkLast(List<Layer> stack, Layer below, boolean last) {
    if (last) {
      throw new IllegalArgumentException("last: expected once, got it twice in " + stack);
    }
    if (below == null) {
      throw new IllegalArgumentException("last: expected above a recurrent layer, got it below");
    }
    Layer top = null;
    for (Layer layer : stack) {
      if (layer instanceof Layer.Last) {
        break;
      }
      top = recurrent(List.of(layer)).isEmpty() ? top : layer;
    }
    if (top == null) {
      throw new IllegalArgumentException(
          "last: expected above a recurrent layer, got it above " + below);
    }
    boolean forward =
        top instanceof Architecture.Recurrent || top instanceof Layer.Residual r && forward(r);
    if (!forward && top != below) {
      throw new IllegalArgumentException(
          "last: expected right above " + top + ", got it above " + below);
    }
    if (!forward && top instanceof Layer.Residual) {
      throw new IllegalArgumentException(
          "last: expected above a layer that goes forward in time, got it above " + top);
    }
  }

  private static boolean forward(Layer.Residual residual) {
    for (Layer layer : residual.layers()) {
      boolean inside = layer instanceof Layer.Residual r ? forward(r) : !isReversed(layer);
      if (!inside) {
        return false;
      }
    }
    return true;
  }

  private static boolean isReversed(Layer layer) {
    return layer instanceof Layer.Reverse || layer instanceof Layer.Bidirectional;
  }

  private static void checkWithin(List<Layer> layers, int most) {
    for (Layer layer : layers) {
      if (layer instanceof Layer.Residual r) {
        if (r.layers().stream().anyMatch(l -> l instanceof Layer.Last)) {
          throw new IllegalArgumentException("last: expected outside of a residual, got " + r);
        }
        if (most == 0) {
          throw new IllegalArgumentException(
              "residual: expected at most " + MOST_RESIDUALS + " in one another, got more");
        }
        checkWithin(r.layers(), most - 1);
      }
    }
  }

  private static void checkWeightless(List<Layer> stack) {
    int count = withoutWeights(stack);
    if (count > Architecture.MOST_WITHOUT_WEIGHTS) {
      throw new IllegalArgumentException(
          "layers: expected at most "
              + Architecture.MOST_WITHOUT_WEIGHTS
              + " without weights (dropout, residual, last, attention by dot), got "
              + count);
    }
  }

  private static int withoutWeights(List<Layer> layers) {
    int count = 0;
    for (Layer layer : layers) {
      count +=
          switch (layer) {
            case Layer.Residual r -> 1 + withoutWeights(r.layers());
            case Layer.Dropout d -> 1;
            case Layer.Last l -> 1;
            case Layer.Attention a -> a.dot() ? 1 : 0;
            default -> 0;
          };
    }
    return count;
  }

  static boolean reversed(List<Layer> layers) {
    return layers.stream()
        .anyMatch(l -> isReversed(l) || l instanceof Layer.Residual r && reversed(r.layers()));
  }

  /** A file says a long lag in a few bytes, so it is bounded before a cell is made. */
  private static void checkLags(List<Architecture.Recurrent> layers) {
    long steps = 0;
    for (Architecture.Recurrent layer : layers) {
      steps += layer instanceof Architecture.Simple s ? s.options().longest() : 0;
    }
    if (steps > SimpleOptions.MOST_STEPS) {
      throw new IllegalArgumentException(
          "lags: expected at most "
              + SimpleOptions.MOST_STEPS
              + " steps, those of all layers together, got "
              + steps);
    }
  }

  private static float inputDropout(Architecture.Recurrent layer) {
    return switch (layer) {
      case Architecture.Lstm l -> l.options().masks().input();
      case Architecture.Gru g -> g.options().masks().input();
      case Architecture.Simple s -> s.options().masks().input();
      case Architecture.Jordan j -> 0;
      case Architecture.Own own -> 0;
    };
  }
}
