package dev.cellwise.rnn.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cellwise.kernels.Activation;
import dev.cellwise.rnn.net.Architecture;
import dev.cellwise.rnn.net.Digests;
import dev.cellwise.rnn.net.Mode;
import dev.cellwise.rnn.net.Nets;
import dev.cellwise.rnn.net.Network;
import dev.cellwise.rnn.net.Sampler;
import dev.cellwise.rnn.net.Session;
import dev.cellwise.rnn.net.Translation;
import dev.cellwise.rnn.net.Translators;
import dev.cellwise.rnn.net.Unrolled;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/**
 * The bits of whole networks, as committed in {@code digests.txt}: outputs, three training steps,
 * and a sampled text; of networks that begin from a source attention weights and gradients too.
 * They are the same in each mode of the JVM and on every machine.
 *
 * <p>After a deliberate change, {@code -Dcellwise.digests=write} writes the file anew.
 */
class NetworkDigestTest {
  private static final int STEPS = 6;
  private static final int ROWS = 3;
  private static final Activation GELU = Activation.gelu();
  private static final Activation RELU = Activation.relu();

  private static Map<String, Supplier<float[]>> cases() {
    Map<String, Supplier<float[]>> cases = new TreeMap<>();
    Map<String, Architecture> all = new TreeMap<>();
    all.put("features", Architecture.builder().features(5).lstm(17).build());
    all.put("features-dense", Architecture.builder().features(3).lstm(16).lstm(5).dense(2).build());
    all.put("dense-gelu", Architecture.builder().index(11).lstm(17).dense(11, GELU).build());
    all.put("dense-relu", Architecture.builder().embedding(70, 5).gru(33).dense(70, RELU).build());
    all.put("dense-prelu", Architecture.builder().embedding(70, 5).rnn(33).densePrelu(70).build());
    all.put("index-dense", Architecture.builder().index(11).lstm(33).dense(11).build());
    all.put("embedding", Architecture.builder().embedding(7, 5).lstm(15).lstm(17).dense(7).build());
    all.put("gru-rnn", Architecture.builder().index(11).gru(33).rnn(17).dense(11).build());
    all.put("rnn-gelu", Architecture.builder().features(5).rnn(70, Activation.gelu()).build());
    all.forEach(
        (name, a) -> {
          cases.put(name + "/initial", () -> initial(a));
          cases.put(name + "/forward", () -> forward(a));
          if (!(a.input() instanceof Architecture.Features)) {
            cases.put(name + "/training", () -> training(a, 0));
            cases.put(name + "/training-dropout", () -> training(a, 0.4f));
            cases.put(name + "/sampling", () -> sampling(a));
          }
        });
    Mode masked = Mode.training(7).withDropout(0.25f);
    Translators.named()
        .forEach(
            (name, a) -> {
              cases.put(name + "/initial", () -> initial(a));
              cases.put(name + "/translation", () -> Translation.results(a, Mode.inference()));
              cases.put(name + "/translation-dropout", () -> Translation.results(a, masked));
            });
    return cases;
  }

  private static float[] initial(Architecture a) {
    return concatenated(Network.initialise(a, 2026));
  }

  private static float[] concatenated(Network network) {
    List<float[]> parts = new ArrayList<>();
    network.tensors().values().forEach(t -> parts.add(t.values()));
    return Nets.concatenated(parts);
  }

  private static float[] forward(Architecture a) {
    Network network = Network.initialise(a, 2026);
    Unrolled u = new Unrolled(network.layers(), STEPS, ROWS);
    for (int n = 0; n < ROWS; n++) {
      u.setState(n, Nets.state(network, n));
    }
    int size = a.input().size();
    float[] p = network.copyParameters();
    if (network.layers().tokens()) {
      u.forward(STEPS, Nets.tokens(5, STEPS * ROWS, size), 0, p);
    } else {
      u.forward(STEPS, Nets.uniform(5, STEPS * ROWS * size, -2, 2), 0, p);
    }
    return Nets.outputs(u, STEPS, ROWS, a.outputSize());
  }

  private static float[] training(Architecture a, float dropout) {
    Training t = new Training(Network.initialise(a, 2026), STEPS, ROWS, dropout, 7);
    t.clip(0.1f);
    t.learningRate(0.01);
    for (int i = 0; i < 3; i++) {
      int size = a.input().size();
      t.step(Nets.tokens(i, STEPS * ROWS, size), Nets.tokens(10 + i, STEPS * ROWS, size));
    }
    return concatenated(t.network());
  }

  private static float[] sampling(Architecture a) {
    Session session = Network.initialise(a, 2026).newSession();
    Sampler sampler = Sampler.temperature(0.8f, 1);
    float[] logits = new float[a.outputSize()];
    float[] tokens = new float[40];
    int token = 0;
    for (int i = 0; i < tokens.length; i++) {
      session.step(token, logits);
      token = sampler.next(logits, logits.length);
      tokens[i] = token;
    }
    return tokens;
  }

  @TestFactory
  @Tag("cold")
  List<DynamicTest> bitsAreTheCommittedOnes() {
    Map<String, Supplier<float[]>> cases = cases();
    Map<String, String> expected = Digests.expected(NetworkDigestTest.class, cases);
    assertEquals(List.copyOf(cases.keySet()), List.copyOf(expected.keySet()));
    List<DynamicTest> tests = new ArrayList<>();
    cases.forEach(
        (name, run) ->
            tests.add(
                DynamicTest.dynamicTest(
                    name, () -> assertEquals(expected.get(name), Digests.of(run.get())))));
    return tests;
  }
}
