package dev.cellwise.rnn.file;

import static dev.cellwise.rnn.file.ModelFileException.quote;

import dev.cellwise.kernels.Activation;
import dev.cellwise.rnn.cell.LstmOptions;
import dev.cellwise.rnn.net.Architecture;
import dev.cellwise.rnn.net.Merge;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Finds the one order in which modules stand on one another. Where there are several, or none, that
 * is refused: nothing is guessed.
 */
final class StateOrder {
  /** Recurrent layers of modules whose architecture is not given: each takes some kilobytes. */
  private static final int MOST_LAYERS = 64;

  /** Modules put on one another, in all orders tried. */
  private static final int MOST_TRIED = 2_000;

  private static final String DESCRIBE = ": the architecture must be given, or the modules' order";

  private final String source;
  private final List<StateModule> modules;
  private final boolean[] used;
  private final List<StateModule> order = new ArrayList<>();
  private final List<List<StateModule>> found = new ArrayList<>();
  private int tried;

  StateOrder(String source, List<StateModule> modules) {
    this.source = source;
    this.modules = modules;
    this.used = new boolean[modules.size()];
  }

  private ModelFileException tooMany() {
    return new ModelFileException(
        source + ": expected modules of few orders, got " + modules.size() + DESCRIBE);
  }

  /**
   * The order in which modules fit the parts of a network.
   *
   * @throws ModelFileException if there is none, or there are several
   */
  List<StateModule> matching(List<StateSlot> slots) {
    match(slots, 0);
    return one("the parts " + slots);
  }

  private void match(List<StateSlot> slots, int at) {
    if (at == slots.size()) {
      finish();
    } else {
      each(
          module -> {
            int taken = StateFit.layers(module, slots, at);
            if (taken > 0) {
              put(module, () -> match(slots, at + taken));
            }
          });
    }
  }

  /**
   * The order in which modules make an architecture by themselves: an Embedding or features;
   * recurrent layers, LayerNorm between them; a Linear at most, and a PReLU on it.
   *
   * @throws ModelFileException if there is none, or there are several, or an RNN among them
   */
  List<StateModule> alone() {
    int layers = 0;
    for (StateModule module : modules) {
      layers += module.sizes() == null ? 0 : module.sizes().layers();
      if (module.sizes() != null && module.sizes().gates() == 1) {
        throw new ModelFileException(
            source
                + ": "
                + quote(module.name("weight_hh_l0"))
                + ": expected the matrix of an LSTM or GRU, got an RNN's, whose activation, tanh or"
                + " relu, no tensor says"
                + DESCRIBE);
      }
    }
    if (layers > MOST_LAYERS) {
      throw new ModelFileException(
          source
              + ": expected at most "
              + MOST_LAYERS
              + " recurrent layers, got "
              + layers
              + DESCRIBE);
    }
    stand(Stage.START, -1, false);
    return one("an Embedding, recurrent layers, LayerNorm and one Linear on top");
  }

  private enum Stage {
    START,
    BODY,
    HEAD,
    END
  }

  /** Puts each module on those so far that may stand there; size is that of what comes to it. */
  private void stand(Stage stage, long size, boolean recurrent) {
    if (order.size() == modules.size() && recurrent) {
      finish();
      return;
    }
    each(
        module -> {
          boolean body = stage == Stage.START || stage == Stage.BODY;
          switch (module.kind()) {
            case RECURRENT -> {
              if (body && (size < 0 || size == module.sizes().inputs())) {
                put(module, () -> stand(Stage.BODY, module.sizes().outputs(), true));
              }
            }
            case VECTORS -> {
              if (body && (size < 0 || size == module.size(0))) {
                put(module, () -> stand(Stage.BODY, module.size(0), recurrent));
              }
            }
            case MATRIX -> {
              // A square one may as well be a Linear from features.
              if (stage == Stage.START && !module.biased() && module.size(0) != module.size(1)) {
                put(module, () -> stand(Stage.BODY, module.size(1), false));
              } else if (stage == Stage.BODY && recurrent && size == module.size(1)) {
                put(module, () -> stand(Stage.HEAD, module.size(0), true));
              }
            }
            case VECTOR -> {
              // One of more numbers may as well be a norm's.
              if (stage == Stage.HEAD && module.size(0) == 1) {
                put(module, () -> stand(Stage.END, size, true));
              }
            }
          }
        });
  }

  /** Tries each module that is left at the next place. */
  private void each(Consumer<StateModule> attempt) {
    for (int i = 0; i < used.length && found.size() < 2; i++) {
      if (!used[i]) {
        used[i] = true;
        attempt.accept(modules.get(i));
        used[i] = false;
      }
    }
  }

  private void put(StateModule module, Runnable goOn) {
    if (tried++ == MOST_TRIED) {
      throw tooMany();
    }
    order.add(module);
    goOn.run();
    order.removeLast();
  }

  private void finish() {
    if (order.size() == modules.size()) {
      found.add(List.copyOf(order));
    }
  }

  private List<StateModule> one(String expected) {
    if (found.size() != 1) {
      throw new ModelFileException(
          source
              + ": expected modules that are "
              + expected
              + " in one way, got "
              + (found.isEmpty()
                  ? "none"
                  : "two: " + names(found.get(0)) + "; " + names(found.get(1)))
              + " of "
              + text(modules)
              + DESCRIBE);
    }
    return found.getFirst();
  }

  private static String names(List<StateModule> order) {
    return order.stream().map(m -> quote(m.prefix())).collect(Collectors.joining(", "));
  }

  /** All of them, or the first: a file may have thousands. */
  private static String text(List<StateModule> modules) {
    int shown = Math.min(modules.size(), 12);
    String text =
        modules.subList(0, shown).stream().map(Object::toString).collect(Collectors.joining("; "));
    return text + (shown < modules.size() ? "; …" : "");
  }

  /** The architecture of modules in the order of {@link #alone}. */
  static Architecture architecture(List<StateModule> order) {
    Architecture.Builder b = Architecture.builder();
    StateModule first = order.getFirst();
    switch (first.kind()) {
      case RECURRENT -> b.features(first.sizes().inputs());
      case VECTORS -> b.features(first.size(0));
      default -> b.embedding(first.size(0), first.size(1));
    }
    for (StateModule module : order) {
      boolean slope = order.getLast().kind() == StateModule.Kind.VECTOR;
      switch (module.kind()) {
        case RECURRENT -> recurrent(b, module.sizes());
        case VECTORS -> b.norm();
        case MATRIX -> {
          if (module != first && slope) {
            b.densePrelu(module.size(0));
          } else if (module != first) {
            b.dense(module.size(0), Activation.identity());
          }
        }
        case VECTOR -> {}
      }
    }
    return b.build();
  }

  private static void recurrent(Architecture.Builder b, StateModule.Sizes s) {
    Architecture.Recurrent cell =
        s.gates() == 3
            ? new Architecture.Gru(s.hidden())
            : new Architecture.Lstm(s.hidden(), LstmOptions.plain().withProjection(s.projection()));
    for (int k = 0; k < s.layers(); k++) {
      if (s.both()) {
        b.bidirectional(cell, Merge.CONCAT);
      } else {
        b.layer(cell);
      }
    }
  }
}
