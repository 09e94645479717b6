package dev.cellwise.examples.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cellwise.examples.Draws.Purpose;
import dev.cellwise.rnn.net.Architecture;
import dev.cellwise.rnn.net.Network;
import dev.cellwise.rnn.net.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CopyMemoryTest {
  @Test
  void tenSymbolsAreWantedBehindTheDelimiter() {
    int blanks = 4;
    int rows = 3;
    CopyMemory problem = new CopyMemory(blanks, rows, 9);
    problem.fill();
    for (int n = 0; n < rows; n++) {
      StringBuilder in = new StringBuilder();
      StringBuilder out = new StringBuilder();
      for (int t = 0; t < CopyMemory.length(blanks); t++) {
        in.append("01234567_:".charAt(problem.tokens()[t * rows + n]));
        out.append("01234567_".charAt(problem.wanted()[t * rows + n]));
      }
      String symbols = in.substring(0, 10);
      assertEquals(symbols + "___:__________", in.toString());
      assertEquals("______________" + symbols, out.toString());
      assertEquals(10, symbols.chars().filter(Character::isDigit).count());
    }
  }

  @Test
  void whoRemembersNothingHasTheStatedLoss() {
    assertEquals(0.173287, CopyMemory.memoryless(100), 1e-6);
    Architecture a = Architecture.builder().index(CopyMemory.VOCABULARY).rnn(2).dense(9).build();
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    Network.initialise(a, 1)
        .tensors()
        .forEach(
            (name, t) -> tensors.put(name, Tensor.of(new float[t.values().length], t.shape())));
    CopyMemory problem = new CopyMemory(5, 7, 2);
    CopyMemory.Score same = problem.score(Network.of(a, tensors), Purpose.TEST, 100);
    assertEquals(Math.log(9), same.loss(), 1e-6);
    assertEquals(1.0 / 8, same.recalled(), 0.04); // the first symbol always
    float[] bias = new float[9];
    bias[8] = 50;
    tensors.put("head.bias", Tensor.of(bias, 9));
    CopyMemory.Score blank = problem.score(Network.of(a, tensors), Purpose.TEST, 100);
    assertEquals(50.0 * 10 / 25, blank.loss(), 1e-4);
    assertEquals(0, blank.recalled());
  }
}
