package dev.cellwise.examples.realdata;

import java.util.List;

/**
 * The experiments on real data, in the order in which they are run. To add one, add a line: nothing
 * else knows them.
 */
final class Experiments {
  private Experiments() {}

  /** All of them. */
  static List<Experiment> all() {
    return List.of(
        Experiment.of(
            "shakespeare",
            "charlm --text @tinyshakespeare/input.txt --dropout 0.25 --steps 6000",
            Aim.atMost("nats a character, last tenth", "validation_nats_per_char", 1.6)
                .beside("trigram_nats_per_char")),
        Experiment.of(
            "stateful-gru",
            "charlm --text @tinyshakespeare/input.txt --lower-case --train-characters 1000000"
                + " --held-out-characters 60000 --cell gru --embedding 16 --hidden 128 --batch 1"
                + " --window 100 --optimizer nadam --constant-rate --learning-rate 0.001 --clip"
                + " 1000000 --passes 1",
            Aim.atMost("nats a character, next 60,000", "validation_nats_per_char", 1.763)
                .withPublished(1.763)
                .beside("trigram_nats_per_char")));
  }
}
