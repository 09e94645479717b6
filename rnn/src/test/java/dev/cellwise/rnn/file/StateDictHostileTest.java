package dev.cellwise.rnn.file;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.rnn.net.Tensor;
import dev.cellwise.testing.Golden;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** State dicts made to do harm; the bounds of {@link Hostile} hold for them too. */
@Tag("reference")
class StateDictHostileTest {
  private static final int MUTANTS = 10_000;

  /** Classes are loaded once, whatever is in a file. */
  @BeforeAll
  static void loadTheClasses() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 3000; i++) {
      try {
        StateDict.parse("f", Hostile.mutant(valid(), random)).network();
      } catch (ModelFileException e) {
        assertTrue(e.getMessage().startsWith("f: "), e.getMessage());
      }
    }
  }

  /**
   * Whether the tensors say an architecture, within the bounds; then a network comes of them, or
   * they are refused. What a network takes is not in the bounds: its arrays are padded, and placed.
   */
  private static boolean accepted(byte[] file) {
    boolean accepted =
        Hostile.accepted(file, content -> StateDict.parse("f", content).architecture());
    if (accepted) {
      try {
        StateDict.parse("f", file).network();
      } catch (ModelFileException e) {
        assertTrue(e.getMessage().contains("expected a number that a float holds"), e.toString());
      }
    }
    return accepted;
  }

  private static byte[] valid() {
    return Golden.file("state-dict-gru-without-bias", "model.safetensors");
  }

  @Test
  void refusesEachTruncation() {
    byte[] valid = valid();
    assertTrue(accepted(valid));
    for (int length = 0; length < valid.length; length++) {
      assertFalse(accepted(Arrays.copyOf(valid, length)), "" + length);
    }
  }

  @Test
  void survivesMutants() {
    byte[] valid = valid();
    SplittableRandom random = new SplittableRandom(20_261_125);
    int accepted = 0;
    for (int i = 0; i < MUTANTS; i++) {
      accepted += accepted(Hostile.mutant(valid, random)) ? 1 : 0;
    }
    assertTrue(accepted > MUTANTS / 100 && accepted < MUTANTS / 2, accepted + " accepted");
  }

  /** A tensor of zero bytes is said in few; one of some bytes is there. */
  private static byte[] repeated(String unit, int times, int size) {
    StringBuilder header = new StringBuilder("{");
    for (int i = 0; i < times; i++) {
      header
          .append(i == 0 ? "" : ",")
          .append(
              unit.replace("#", Integer.toString(i)).replace("@", i * size + "," + (i + 1) * size));
    }
    return Bytes.file(header.append('}').toString(), times * size);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"#.weight\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[@]}",
        "\"#.weight\":{\"dtype\":\"F32\",\"shape\":[1,1],\"data_offsets\":[@]}",
        "\"weight_ih_l#\":{\"dtype\":\"F32\",\"shape\":[1,1],\"data_offsets\":[@]}",
        "\"a.weight_ih_l#_reverse\":{\"dtype\":\"F32\",\"shape\":[1,1],\"data_offsets\":[@]}",
        "\"#.a.weight_ih_l0\":{\"dtype\":\"F32\",\"shape\":[1,1],\"data_offsets\":[@]}"
      })
  void boundsTheMemoryOfManyModules(String unit) {
    assertFalse(accepted(repeated(unit, 20_000, 4)));
    assertFalse(accepted(repeated(unit, 60, 4)));
  }

  /** Norms of one size stand on one another in 30! orders, and the last module on none of them. */
  @Test
  void boundsTheOrdersThatAreTried() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("rnn.weight_ih_l0", Tensor.of(new float[48], 12, 4));
    tensors.put("rnn.weight_hh_l0", Tensor.of(new float[48], 12, 4));
    for (int i = 0; i < 30; i++) {
      tensors.put(i + ".weight", Tensor.of(new float[4], 4));
      tensors.put(i + ".bias", Tensor.of(new float[4], 4));
    }
    tensors.put("last.weight", Tensor.of(new float[81], 9, 9));
    byte[] file = Bytes.file(tensors, Map.of());
    assertTrue(
        assertThrows(ModelFileException.class, () -> StateDict.parse("f", file).network())
            .getMessage()
            .startsWith("f: expected modules of few orders, got 32"));
    assertFalse(accepted(file));
  }

  @Test
  void boundsTheMemoryOfManyLayers() {
    assertTrue(accepted(gru(1)));
    assertTrue(accepted(gru(64)));
    assertFalse(accepted(gru(65)));
    assertFalse(accepted(gru(3_000)));
  }

  /** Layers of one unit: what a layer is made of takes more than its tensors. */
  private static byte[] gru(int layers) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (int k = 0; k < layers; k++) {
      tensors.put("weight_ih_l" + k, Tensor.of(new float[3], 3, 1));
      tensors.put("weight_hh_l" + k, Tensor.of(new float[3], 3, 1));
    }
    return Bytes.file(tensors, Map.of());
  }
}
