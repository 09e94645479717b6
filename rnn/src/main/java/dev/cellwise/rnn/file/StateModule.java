package dev.cellwise.rnn.file;

import static dev.cellwise.rnn.file.ModelFileException.quote;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A module of a PyTorch state dict: the tensors whose names differ behind the last dot only.
 *
 * @param prefix what stands before the dot; empty where there is none
 * @param kind what it may be
 * @param sizes of recurrent layers; null of another kind
 * @param tensors by the names behind the dot
 */
record StateModule(String prefix, Kind kind, Sizes sizes, Map<String, TypedArray> tensors) {
  /** What the names and ranks of its tensors say. */
  enum Kind {
    /** RNN, LSTM or GRU. */
    RECURRENT,
    /** A matrix, with or without a bias for each row: Linear, or Embedding without. */
    MATRIX,
    /** Numbers of one length, weight and bias: LayerNorm. */
    VECTORS,
    /** A weight alone: PReLU, or LayerNorm without a bias. */
    VECTOR
  }

  /**
   * Recurrent layers.
   *
   * @param gates 4 of an LSTM, 3 of a GRU, 1 of a simple cell
   * @param layers one on the other
   * @param both whether each goes both ways in time
   * @param biased whether they have biases
   * @param inputs of the first one
   * @param hidden H
   * @param projection P, or 0
   */
  record Sizes(
      int gates, int layers, boolean both, boolean biased, int inputs, int hidden, int projection) {
    /** Numbers of a direction that go to the next layer, and back into this one. */
    int output() {
      return projection > 0 ? projection : hidden;
    }

    long outputs() {
      return (both ? 2L : 1L) * output();
    }
  }

  private static final Pattern RECURRENT =
      Pattern.compile("(weight_ih|weight_hh|weight_hr|bias_ih|bias_hh)_l(\\d{1,5})(_reverse)?");

  /** The name of one of its tensors in the state dict. */
  String name(String tensor) {
    return prefix.isEmpty() ? tensor : prefix + "." + tensor;
  }

  /** Whether it has biases, or a bias. */
  boolean biased() {
    return sizes != null ? sizes.biased : tensors.containsKey("bias");
  }

  /** A dimension of its weight. */
  int size(int dimension) {
    return tensors.get("weight").shape()[dimension];
  }

  /** The name of a tensor's module. */
  static String prefix(String name) {
    return name.substring(0, Math.max(name.lastIndexOf('.'), 0));
  }

  /**
   * The modules of a state dict, in the order of their first tensors; each tensor is in one.
   *
   * @param most a file may have thousands: those of a network are few
   */
  static List<StateModule> all(String source, Map<String, TypedArray> arrays, int most) {
    Map<String, Map<String, TypedArray>> groups = new LinkedHashMap<>();
    arrays.forEach(
        (name, array) -> {
          if (name.startsWith(".") && name.lastIndexOf('.') == 0) {
            throw unknown(source, name, array);
          }
          String prefix = prefix(name);
          groups
              .computeIfAbsent(prefix, p -> new LinkedHashMap<>())
              .put(name.substring(name.lastIndexOf('.') + 1), array);
          if (groups.size() > most) {
            throw new ModelFileException(
                source + ": expected at most " + most + " modules, got more: " + quote(name));
          }
        });
    List<StateModule> modules = new ArrayList<>();
    groups.forEach((prefix, tensors) -> modules.add(new Parser(source, prefix, tensors).module()));
    return modules;
  }

  private static ModelFileException unknown(String source, String name, TypedArray array) {
    return new ModelFileException(
        source
            + ": "
            + quote(name)
            + " "
            + Arrays.toString(array.shape())
            + ": expected a tensor of PyTorch's RNN, LSTM, GRU, Embedding, Linear, LayerNorm or"
            + " PReLU, got another (to be left out where it is not needed)");
  }

  /** Tells what a group of tensors is. */
  private static final class Parser {
    private final String source;
    private final String prefix;
    private final Map<String, TypedArray> tensors;

    Parser(String source, String prefix, Map<String, TypedArray> tensors) {
      this.source = source;
      this.prefix = prefix;
      this.tensors = tensors;
    }

    StateModule module() {
      if (tensors.keySet().stream().anyMatch(name -> RECURRENT.matcher(name).matches())) {
        return new StateModule(prefix, Kind.RECURRENT, recurrent(), tensors);
      }
      for (String name : tensors.keySet()) {
        if (!name.equals("weight") && !(name.equals("bias") && tensors.containsKey("weight"))) {
          throw unknown(name);
        }
      }
      int[] weight = tensors.get("weight").shape();
      if (weight.length < 1 || weight.length > 2 || tensors.get("weight").size() == 0) {
        throw unknown("weight");
      }
      if (tensors.containsKey("bias")) {
        expect("bias", weight[0]);
      }
      Kind vector = tensors.containsKey("bias") ? Kind.VECTORS : Kind.VECTOR;
      return new StateModule(prefix, weight.length == 2 ? Kind.MATRIX : vector, null, tensors);
    }

    private Sizes recurrent() {
      int layers = 0;
      boolean both = false;
      for (String name : tensors.keySet()) {
        Matcher m = RECURRENT.matcher(name);
        if (!m.matches()) {
          throw unknown(name);
        }
        layers = Math.max(layers, Integer.parseInt(m.group(2)) + 1);
        both |= m.group(3) != null;
      }
      int[] input = matrix("weight_ih_l0");
      int[] state = matrix("weight_hh_l0");
      boolean projected = tensors.containsKey("weight_hr_l0");
      int hidden = projected ? matrix("weight_hr_l0")[1] : state[1];
      int gates = state[0] % hidden == 0 ? state[0] / hidden : 0;
      if (gates != 4 && (projected || gates != 3 && gates != 1)) {
        throw refuse(
            "weight_hh_l0",
            projected
                ? "[4H, P] of H = " + hidden
                : "[4H, H] of an LSTM, [3H, H] of a GRU or [H, H] of an RNN");
      }
      boolean biased = tensors.containsKey("bias_ih_l0");
      Sizes sizes =
          new Sizes(gates, layers, both, biased, input[1], hidden, projected ? state[1] : 0);
      check(sizes);
      return sizes;
    }

    private int[] matrix(String name) {
      TypedArray array = tensors.get(name);
      if (array == null || array.shape().length != 2 || array.size() == 0) {
        throw refuse(name, "a matrix");
      }
      return array.shape();
    }

    /** Each layer and direction has all its tensors, of their shapes, and there are no others. */
    private void check(Sizes s) {
      int rows = s.gates * s.hidden;
      int checked = 0;
      for (int k = 0; k < s.layers; k++) {
        for (String way : s.both ? List.of("", "_reverse") : List.of("")) {
          String place = "_l" + k + way;
          expect("weight_ih" + place, rows, k == 0 ? s.inputs : (int) s.outputs());
          expect("weight_hh" + place, rows, s.output());
          checked += 2;
          if (s.projection > 0) {
            expect("weight_hr" + place, s.projection, s.hidden);
            checked++;
          }
          if (s.biased) {
            expect("bias_ih" + place, rows);
            expect("bias_hh" + place, rows);
            checked += 2;
          }
        }
      }
      if (checked < tensors.size()) {
        throw refuseOther(s);
      }
    }

    /** A bias or a projection that only some layers have. */
    private ModelFileException refuseOther(Sizes s) {
      for (String name : tensors.keySet()) {
        if (name.startsWith("weight_hr") && s.projection == 0
            || name.startsWith("bias") && !s.biased) {
          return refuse(name, "none, as in the first layer");
        }
      }
      // What matches the pattern, and is none of the names: a number with zeros before it.
      return refuse(
          tensors.keySet().stream().filter(n -> n.matches(".*_l0\\d.*")).findFirst().orElseThrow(),
          "a layer's number without zeros before it");
    }

    private void expect(String name, int... shape) {
      TypedArray array = tensors.get(name);
      if (array == null || !Arrays.equals(array.shape(), shape)) {
        throw refuse(name, "shape " + Arrays.toString(shape));
      }
    }

    private ModelFileException refuse(String name, String expected) {
      TypedArray array = tensors.get(name);
      String got = array == null ? "no such tensor" : Arrays.toString(array.shape());
      return new ModelFileException(
          source + ": " + quote(full(name)) + ": expected " + expected + ", got " + got);
    }

    private ModelFileException unknown(String name) {
      return StateModule.unknown(source, full(name), tensors.get(name));
    }

    private String full(String name) {
      return prefix.isEmpty() ? name : prefix + "." + name;
    }
  }

  /** For messages: what it may be, and its sizes. */
  @Override
  public String toString() {
    String name = quote(prefix) + " ";
    if (sizes == null) {
      return name + Arrays.toString(tensors.get("weight").shape()) + (biased() ? " and bias" : "");
    }
    String family = sizes.gates == 4 ? "LSTM" : sizes.gates == 3 ? "GRU" : "RNN";
    return name + family + "(" + sizes.inputs + ", " + sizes.hidden + ") of " + sizes.layers;
  }
}
