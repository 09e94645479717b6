package dev.cellwise.testing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;

/**
 * What holds of every network with a source, over rows of different lengths on both sides. The seed
 * is fixed, so that a build repeats.
 */
@Tag("reference")
class SourcePropertiesTest {
  private static final String SEED = "20251122";
  private static final int I = 2;

  /**
   * A draw.
   *
   * @param source steps of the source
   * @param valid steps of the decoder
   * @param units H
   * @param seed of parameters, masks and weights
   */
  private record Draw(ValidSteps source, ValidSteps valid, int units, long seed) {
    SequenceProblem problem(SampleTranslators.Sample sample) {
      return SampleTranslators.problem(sample.of(I, units), source, valid, seed);
    }

    double[] parameters(SequenceProblem problem) {
      return problem.layout().random(seed, 1);
    }
  }

  @Provide
  Arbitrary<Draw> draws() {
    Arbitrary<Integer> few = Arbitraries.integers().between(1, 4);
    Arbitrary<Integer> rows = Arbitraries.integers().between(1, 3);
    Arbitrary<Integer> units = Arbitraries.integers().between(1, 3);
    return Combinators.combine(few, few, rows)
        .flatAs(
            (S, T, N) ->
                Combinators.combine(
                        SequenceArbitraries.validSteps(S, N),
                        SequenceArbitraries.validSteps(T, N),
                        units,
                        SequenceArbitraries.seeds())
                    .as(Draw::new));
  }

  @Property(tries = 6, seed = SEED)
  void theComplexStepAgreesWithDifferences(@ForAll("draws") Draw draw) {
    for (SampleTranslators.Sample sample : SampleTranslators.all()) {
      SequenceProblem problem = draw.problem(sample);
      double[] p = draw.parameters(problem);
      Comparison differences =
          GradientCheck.centralDifferences(problem.real(), p)
              .named(problem.layout())
              .within(Tolerance.elementwise(1e-7, 1e-6))
              .against(problem.gradient(p));
      assertTrue(differences.worst().ratio() <= 1, () -> sample.name() + ": " + differences);
      assertTrue(!differences.vacuous(), sample.name());
    }
  }

  /** A row alone, its steps that are not valid left out on both sides: the same to the last bit. */
  @Property(tries = 30, seed = SEED)
  void aRowIsWhatItsValidStepsAreAlone(@ForAll("draws") Draw draw) {
    for (SampleTranslators.Sample sample : SampleTranslators.all()) {
      SequenceProblem problem = draw.problem(sample);
      double[] p = draw.parameters(problem);
      SequenceTrace trace = problem.forward(p);
      for (int n = 0; n < draw.valid.rows(); n++) {
        Row row = new Row(n, draw.valid.rows(), draw.source.ofRow(n), draw.valid.ofRow(n));
        if (row.source.length > 0 && row.times.length > 0) {
          row.check(sample.name(), trace, row.alone(draw, sample, problem, p), problem);
        }
      }
    }
  }

  /** Row n of a batch of N rows, at its valid steps on both sides. */
  private record Row(int n, int N, int[] source, int[] times) {
    SequenceTrace alone(
        Draw draw, SampleTranslators.Sample sample, SequenceProblem batch, double[] p) {
      SequenceNetwork network = sample.of(I, draw.units);
      SequenceProblem.Builder b =
          SampleTranslators.of(
                  network, ValidSteps.all(source.length, 1), ValidSteps.all(times.length, 1))
              .masked(SampleNetworks.rule(draw.seed));
      Layout masks = SampleTranslators.of(network, draw.source, draw.valid).masks();
      SampleTranslators.masks(network, draw.source, draw.valid, draw.seed)
          .forEach((name, mask) -> b.mask(name, part(masks.tensor(name), mask)));
      SequenceProblem problem = b.build();
      Map<String, double[]> tensors = new HashMap<>(batch.layout().split(p));
      for (Layout.Tensor t : batch.layout().tensors()) {
        boolean learned = t.shape().size() == 1;
        if (t.name().matches("(encoder\\.)?x|source|encoder\\.[hc]0_.*") && !learned) {
          tensors.put(t.name(), part(t, tensors.get(t.name())));
        }
      }
      return problem.forward(problem.layout().join(tensors));
    }

    /** This row of [T, N, size], [S, N, size] of the encoder, or [N, size]. */
    private double[] part(Layout.Tensor tensor, double[] all) {
      int[] at = tensor.name().startsWith("encoder.") ? source : times;
      return part(tensor.shape().size() == 2 ? new int[1] : at, all, tensor.shape().getLast());
    }

    private double[] part(int[] at, double[] all, int size) {
      return IntStream.of(at)
          .boxed()
          .flatMapToDouble(t -> Arrays.stream(all, (t * N + n) * size, (t * N + n + 1) * size))
          .toArray();
    }

    void check(String name, SequenceTrace batch, SequenceTrace alone, SequenceProblem problem) {
      for (Layout.Tensor result : batch.results().tensors()) {
        double[] mine = part(result, batch.get(result.name()));
        assertArrayEquals(alone.get(result.name()), mine, name + ": " + result.name());
      }
      for (Layout.Tensor weights : problem.attention().tensors()) {
        double[] mine = part(weights, batch.attention(weights.name()));
        double[] valid = new double[times.length * source.length];
        for (int k = 0; k < valid.length; k++) {
          int S = weights.shape().getLast();
          valid[k] = mine[k / source.length * S + source[k % source.length]];
        }
        assertArrayEquals(alone.attention(weights.name()), valid, name);
      }
    }
  }

  /** NaN where no step is, on either side: no number changes, and the derivatives are zeros. */
  @Property(tries = 6, seed = SEED)
  void paddingReachesNothing(@ForAll("draws") Draw draw) {
    for (SampleTranslators.Sample sample : SampleTranslators.withEncoder()) {
      SequenceProblem problem = draw.problem(sample);
      double[] p = draw.parameters(problem);
      double[] padded = p.clone();
      List<Integer> behind = new ArrayList<>();
      for (String x : List.of("x", "encoder.x")) {
        boolean[] there = (x.equals("x") ? draw.valid : draw.source).toArray();
        int from = problem.layout().offset(x);
        IntStream.range(0, there.length * I)
            .filter(k -> !there[k / I])
            .forEach(k -> behind.add(from + k));
      }
      behind.forEach(k -> padded[k] = Double.NaN);
      double[] gradient = problem.gradient(padded);
      assertArrayEquals(problem.gradient(p), gradient, sample.name());
      assertEquals(problem.loss(p), problem.loss(padded), sample.name());
      behind.forEach(k -> assertEquals(0, gradient[k], sample.name()));
    }
  }

  /** Over the valid source steps they sum to one; a row without any has none. */
  @Property(tries = 30, seed = SEED)
  void attentionWeightsAreADistribution(@ForAll("draws") Draw draw) {
    int S = draw.source.steps();
    int N = draw.valid.rows();
    for (SampleTranslators.Sample sample : SampleTranslators.withEncoder()) {
      SequenceProblem problem = draw.problem(sample);
      SequenceTrace trace = problem.forward(draw.parameters(problem));
      for (String name : SampleTranslators.attention(problem)) {
        double[] a = trace.attention(name);
        for (int r = 0; r < draw.valid.steps() * N; r++) {
          boolean there = draw.valid.at(r / N, r % N);
          double sum = 0;
          for (int s = 0; s < S; s++) {
            boolean attended = there && draw.source.at(s, r % N);
            assertEquals(attended, a[r * S + s] > 0, sample.name());
            sum += a[r * S + s];
          }
          boolean any = there && draw.source.ofRow(r % N).length > 0;
          assertEquals(any ? 1 : 0, sum, 1e-14, sample.name());
        }
      }
    }
  }

  /** Without steps of a source the encoder's first states are its last, and contexts are zeros. */
  @Property(tries = 30, seed = SEED)
  void anEmptySourceGivesNoContext(@ForAll("draws") Draw draw) {
    SequenceNetwork encoder =
        SequenceNetwork.features(I, s -> s.recurrent(SampleNetworks.rnn(I, 2)));
    SequenceNetwork network =
        SequenceNetwork.features(
            2, s -> s.from(SequenceSource.encoder(encoder, "tanh")).dotAttention("attention0"));
    SequenceProblem problem = SequenceProblem.of(network, draw.source, draw.valid).build();
    double[] p = draw.parameters(problem);
    SequenceTrace trace = problem.forward(p);
    double[] x = problem.layout().get("x", p);
    for (int r = 0; r < draw.valid.toArray().length; r++) {
      int n = r % draw.valid.rows();
      boolean empty = draw.source.ofRow(n).length == 0;
      boolean there = draw.valid.toArray()[r];
      double[] y = Arrays.copyOfRange(trace.y(), r * 4, r * 4 + 4);
      assertTrue(!there || empty || y[0] != 0);
      assertTrue(!empty || y[0] == 0 && y[1] == 0);
      assertEquals(there ? x[r * 2] : 0, y[2]);
      if (empty) {
        double[] h = trace.encoder().get("h_n_l0");
        assertArrayEquals(new double[2], Arrays.copyOfRange(h, n * 2, n * 2 + 2));
      }
    }
  }
}
