package dev.cellwise.rnn.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cellwise.rnn.file.GateLayout.Cell;
import dev.cellwise.rnn.net.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;

/** A layer goes to another layout and back: the same bits, whatever it has that both have. */
@Tag("reference")
class GateLayoutProperties {
  /** A layer in a network's layout, with biases that any layout holds: the second are zero. */
  record Layer(Cell cell, int inputs, int units, boolean peephole, int projection, long seed) {
    Map<String, Tensor> tensors() {
      Random random = new Random(seed);
      int rows = cell.gates.length() * units;
      int outputs = projection > 0 ? projection : units;
      Map<String, Tensor> to = new LinkedHashMap<>();
      to.put("weight_ih", any(random, rows, inputs));
      to.put("weight_hh", any(random, rows, outputs));
      to.put("bias_ih", any(random, rows));
      Tensor second = Tensor.of(new float[rows], rows);
      if (cell == Cell.GRU_RESET_AFTER) {
        System.arraycopy(any(random, units).values(), 0, second.values(), rows - units, units);
      }
      to.put("bias_hh", second);
      if (peephole) {
        to.put("weight_peephole", any(random, 3 * units));
      }
      if (projection > 0) {
        to.put("weight_hr", any(random, projection, units));
      }
      return to;
    }

    GateLayout own() {
      return switch (cell) {
        case LSTM -> GateLayout.CELLWISE_LSTM;
        case GRU_RESET_AFTER -> GateLayout.PYTORCH_GRU;
        case GRU_RESET_BEFORE -> GateLayout.CELLWISE_GRU_RESET_BEFORE;
        case RNN -> GateLayout.PYTORCH_RNN;
      };
    }
  }

  /** Any bits but those of NaN, whose payload a move may change. */
  private static Tensor any(Random random, int... shape) {
    float[] values = new float[Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
    for (int i = 0; i < values.length; i++) {
      float value = Float.intBitsToFloat(random.nextInt());
      values[i] = Float.isNaN(value) ? -0f : value;
    }
    return new Tensor(shape, values);
  }

  @Provide
  Arbitrary<Layer> layers() {
    return Combinators.combine(
            Arbitraries.of(Cell.class),
            Arbitraries.integers().between(1, 9),
            Arbitraries.integers().between(1, 9),
            Arbitraries.of(true, false),
            Arbitraries.integers().between(0, 4),
            Arbitraries.longs())
        .as(
            (cell, inputs, units, peephole, projection, seed) -> {
              boolean lstm = cell == Cell.LSTM;
              return new Layer(cell, inputs, units, lstm && peephole, lstm ? projection : 0, seed);
            });
  }

  @Property
  void aLayerComesBackFromEachLayoutThatHoldsIt(@ForAll("layers") Layer layer) {
    Map<String, Tensor> given = layer.tensors();
    for (GateLayout layout : GateLayout.values()) {
      if (layout.cell() != layer.cell
          || (layer.peephole && layout.names.peepholes.isEmpty())
          || (layer.projection > 0 && layout.names.projection == null)) {
        continue;
      }
      Map<String, Tensor> back = layout.to(layer.own(), layer.own().to(layout, given));
      if (layout == GateLayout.DL4J_GRAVES_LSTM && !layer.peephole) {
        float[] none = new float[3 * layer.units];
        assertEquals(Tensor.of(none, none.length), back.remove("weight_peephole"));
      }
      assertEquals(given, back, layout.name());
    }
  }

  /** Any two layouts: straight, and by way of the other's. */
  @Property(tries = 100)
  void waysMeet(@ForAll("layers") Layer layer) {
    Layer plain = new Layer(layer.cell, layer.inputs, layer.units, false, 0, layer.seed);
    List<GateLayout> layouts =
        Arrays.stream(GateLayout.values())
            .filter(l -> l.cell() == plain.cell && l != GateLayout.DL4J_GRAVES_LSTM)
            .toList();
    Map<String, Tensor> given = plain.tensors();
    for (GateLayout first : layouts) {
      for (GateLayout second : layouts) {
        Map<String, Tensor> straight = plain.own().to(second, given);
        assertEquals(
            straight, first.to(second, plain.own().to(first, given)), first + " to " + second);
      }
    }
  }

  /** The network adds two biases as floats, and so does a layout with one. */
  @Property
  void biasesAreAddedAsFloats(@ForAll long seed) {
    Random random = new Random(seed);
    Layer layer = new Layer(Cell.LSTM, 2, 3, false, 0, seed);
    Map<String, Tensor> given = layer.tensors();
    float[] second = given.get("bias_hh").values();
    float[] sum = new float[second.length];
    for (int j = 0; j < sum.length; j++) {
      second[j] = random.nextFloat(-1, 1);
      given.get("bias_ih").values()[j] = random.nextFloat(-1, 1);
      sum[j] = given.get("bias_ih").values()[j] + second[j];
    }
    Map<String, Tensor> keras = GateLayout.CELLWISE_LSTM.to(GateLayout.KERAS_LSTM, given);
    assertArrayEquals(sum, keras.get("bias").values());
  }
}
