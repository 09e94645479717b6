package dev.cellwise.examples.lesson;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cellwise.rnn.net.Architecture;
import dev.cellwise.rnn.net.Merge;
import dev.cellwise.rnn.net.Network;
import dev.cellwise.rnn.net.State;
import org.junit.jupiter.api.Test;

class OutputsTest {
  @Test
  void eachSequenceHasTheOutputsThatItHasAlone() {
    Network network =
        Network.initialise(
            Architecture.builder()
                .features(2)
                .bidirectional(new Architecture.Gru(3), Merge.CONCAT)
                .dense(4)
                .build(),
            1);
    float[][] sequences = new float[70][];
    for (int i = 0; i < sequences.length; i++) {
      sequences[i] = new float[2 * (1 + i * 7 % 11)];
      sequences[i][0] = i;
    }
    float[][] all = Outputs.ofFeatures(network, sequences, 2);
    for (int i = 0; i < sequences.length; i++) {
      assertEquals(sequences[i].length / 2 * 4, all[i].length);
      assertArrayEquals(Outputs.ofFeatures(network, new float[][] {sequences[i]}, 2)[0], all[i]);
    }
  }

  @Test
  void theLastOutputIsThatOfSteps() {
    Architecture last = Architecture.builder().index(5).lstm(3).last().dense(2).build();
    Network network = Network.initialise(last, 1);
    Architecture each = Architecture.builder().index(5).lstm(3).dense(2).build();
    Network steps = Network.of(each, network.tensors());
    int[][] sequences = {{1, 2}, {4}, {3, 0, 1}};
    float[][] all = Outputs.ofTokens(network, sequences);
    for (int i = 0; i < sequences.length; i++) {
      State state = steps.newState();
      float[] logits = new float[2];
      for (int token : sequences[i]) {
        steps.newStepper().step(state, token, logits);
      }
      assertArrayEquals(logits, all[i]);
    }
  }

  @Test
  void theFirstOfTheLargestIsFound() {
    float[] values = {9, 1, 3, 3, 2};
    assertEquals(1, Outputs.largest(values, 1, 4));
    assertEquals(0, Outputs.largest(values, 0, 5));
  }
}
