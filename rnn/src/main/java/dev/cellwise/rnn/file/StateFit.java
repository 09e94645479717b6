package dev.cellwise.rnn.file;

import static dev.cellwise.rnn.file.ModelFileException.quote;

import dev.cellwise.rnn.net.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Whether a module of a state dict is a part of a network, and its tensors as the network's. */
final class StateFit {
  private StateFit() {}

  /**
   * How many parts of a network a module is, from one on.
   *
   * @return its layers, if it has the tensors of as many parts; else 0
   */
  static int layers(StateModule module, List<StateSlot> slots, int at) {
    int layers = module.sizes() == null ? 1 : module.sizes().layers();
    if (layers > slots.size() - at) {
      return 0;
    }
    for (int k = 0; k < layers; k++) {
      if (mismatch(module, slots.get(at + k), k) != null) {
        return 0;
      }
    }
    return layers;
  }

  /**
   * What keeps a layer of a module from being a part of a network.
   *
   * @return what was expected and what is there; null if nothing does
   */
  static String mismatch(StateModule module, StateSlot slot, int k) {
    boolean fits =
        switch (slot.kind()) {
          case RECURRENT ->
              module.kind() == StateModule.Kind.RECURRENT
                  && module.sizes().both() == slot.both()
                  && module.sizes().projection() > 0 == slot.has("weight_hr");
          case EMBEDDING, LINEAR ->
              module.kind() == StateModule.Kind.MATRIX && (!module.biased() || slot.has("bias"));
          case LAYER_NORM ->
              module.kind() == StateModule.Kind.VECTORS || module.kind() == StateModule.Kind.VECTOR;
          case PRELU -> module.kind() == StateModule.Kind.VECTOR;
        };
    if (!fits) {
      return quote(module.prefix()) + ": expected the module of " + slot + ", got " + module;
    }
    if (k > 0 && !slot.joins()) {
      return quote(module.name("weight_ih_l" + k))
          + ": expected no layer more, since "
          + slot
          + " does not stand right on one that is as it, got one";
    }
    for (Map.Entry<String, List<Integer>> tensor : slot.shapes().entrySet()) {
      String why = mismatch(module, slot, k, tensor.getKey(), shape(tensor.getValue()));
      if (why != null) {
        return why;
      }
    }
    return null;
  }

  private static String mismatch(
      StateModule module, StateSlot slot, int k, String tensor, int[] shape) {
    String name = slot.name(tensor, k);
    TypedArray array = module.tensors().get(name);
    if (array == null ? name.startsWith("bias") : shared(slot, array)) {
      return null;
    }
    if (array == null || !Arrays.equals(array.shape(), shape)) {
      return quote(module.name(name))
          + ": expected shape "
          + Arrays.toString(shape)
          + " of "
          + tensor
          + ", got "
          + (array == null ? "no such tensor" : Arrays.toString(array.shape()));
    }
    return null;
  }

  /** Whether one slope is for all units. */
  private static boolean shared(StateSlot slot, TypedArray array) {
    return slot.kind() == StateSlot.Kind.PRELU && array.size() == 1;
  }

  /** Puts a part's tensors among a network's; those of a bias that is not there are zeros. */
  static void put(StateModule module, StateSlot slot, int k, Map<String, Tensor> to) {
    slot.shapes()
        .forEach(
            (tensor, dimensions) -> {
              int[] shape = shape(dimensions);
              String name = slot.name(tensor, k);
              TypedArray array = module.tensors().get(name);
              if (array == null) {
                to.put(tensor, new Tensor(shape, new float[shape[0]]));
              } else {
                Tensor read = SafetensorsFile.tensor(module.name(name), array);
                to.put(tensor, shared(slot, array) ? repeated(read, shape) : read);
              }
            });
  }

  private static Tensor repeated(Tensor one, int[] shape) {
    float[] values = new float[shape[0]];
    Arrays.fill(values, one.values()[0]);
    return new Tensor(shape, values);
  }

  private static int[] shape(List<Integer> dimensions) {
    return dimensions.stream().mapToInt(Integer::intValue).toArray();
  }
}
