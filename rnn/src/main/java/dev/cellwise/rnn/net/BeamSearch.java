package dev.cellwise.rnn.net;

import dev.cellwise.kernels.Softmax;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Beam search (Graves 2012; Sutskever, Vinyals and Le 2014): at each step all hypotheses are gone
 * on with by all tokens, and the likeliest of these kept. What has ended leaves the beam and stays
 * a candidate. It stops when nothing in the beam can come before what has ended.
 */
final class BeamSearch {
  /** One in the beam: its state is that before its last token is read. */
  private record Live(int[] tokens, int last, double logProbability, State state) {}

  /** One step further, not made yet. */
  private record Next(Live from, int order, int token, double logProbability) {}

  /** Of equal ones the first of the better hypothesis, and the smaller token. */
  private static final Comparator<Next> BEST =
      Comparator.comparingDouble((Next n) -> -n.logProbability)
          .thenComparingInt(Next::order)
          .thenComparingInt(Next::token);

  private final Decoder decoder;
  private final Encoding encoding;
  private final Decoding how;
  private final float[] logits;
  private final float[] scratch;
  private final List<Hypothesis> found = new ArrayList<>();

  BeamSearch(Decoder decoder, Encoding encoding, Decoding how, int outputs) {
    this.decoder = decoder;
    this.encoding = encoding;
    this.how = how;
    this.logits = new float[outputs];
    this.scratch = new float[outputs];
  }

  /** The best first, at most as many as the beam is wide. */
  List<Hypothesis> run() {
    List<Live> beam = List.of(new Live(new int[0], how.begin(), 0, encoding.newState()));
    for (int length = 0; length < how.most() && !beam.isEmpty(); length++) {
      beam = step(beam);
      if (settled(beam)) {
        beam = List.of();
      }
    }
    beam.forEach(this::end);
    found.sort(Comparator.comparingDouble(h -> -h.score()));
    return List.copyOf(found.subList(0, Math.min(how.width(), found.size())));
  }

  private List<Live> step(List<Live> beam) {
    List<Next> all = new ArrayList<>();
    for (int i = 0; i < beam.size(); i++) {
      Live live = beam.get(i);
      decoder.step(encoding, live.state, live.last, logits);
      all.addAll(best(live, i));
    }
    all.sort(BEST);
    return kept(all);
  }

  /** No more than fill the beam, and an end. A token of no probability is none. */
  private PriorityQueue<Next> best(Live live, int order) {
    double sum = sum(live);
    PriorityQueue<Next> best = new PriorityQueue<>(BEST.reversed());
    for (int token = 0; token < logits.length; token++) {
      double logProbability = live.logProbability + (logits[token] - sum);
      boolean better = best.size() <= how.width() || logProbability > best.peek().logProbability;
      if (better && logProbability > Double.NEGATIVE_INFINITY) {
        best.add(new Next(live, order, token, logProbability));
        if (best.size() - 1 > how.width()) {
          best.remove();
        }
      }
    }
    return best;
  }

  /** The logarithm of what the probabilities are divided by. */
  private double sum(Live live) {
    double sum = Softmax.logSumExp(logits.length, logits, 0, scratch, 0);
    if (!Double.isFinite(sum)) {
      throw new IllegalArgumentException(
          "network: expected logits that are numbers, one of them finite, got others behind "
              + live.tokens.length
              + " tokens");
    }
    return sum;
  }

  /** At the most tokens nothing is left but the end, whether it is the likeliest or not. */
  private void end(Live live) {
    decoder.step(encoding, live.state, live.last, logits);
    double logProbability = live.logProbability + (logits[how.end()] - sum(live));
    boolean likeliest = true;
    for (float logit : logits) {
      likeliest &= logit <= logits[how.end()];
    }
    found.add(hypothesis(live.tokens, logProbability, likeliest));
  }

  /** An end takes no place in the beam; one less likely than all that fill it is left out. */
  private List<Live> kept(List<Next> all) {
    List<Live> kept = new ArrayList<>();
    for (Next next : all) {
      if (kept.size() == how.width()) {
        break;
      }
      int[] tokens = next.from.tokens;
      if (next.token == how.end()) {
        found.add(hypothesis(tokens, next.logProbability, true));
        continue;
      }
      int[] longer = Arrays.copyOf(tokens, tokens.length + 1);
      longer[tokens.length] = next.token;
      kept.add(new Live(longer, next.token, next.logProbability, next.from.state.copy()));
    }
    return kept;
  }

  /** Whether as many have ended as are wanted, and nothing in the beam can become better. */
  private boolean settled(List<Live> beam) {
    if (found.size() < how.width() || beam.isEmpty()) {
      return false;
    }
    double[] scores = found.stream().mapToDouble(h -> -h.score()).sorted().toArray();
    double worst = -scores[how.width() - 1];
    // Log probabilities only fall, and the longest sequence divides them most.
    double bound = beam.getFirst().logProbability / how.penalty(how.most() + 1L);
    return bound <= worst;
  }

  /** Its end is counted. */
  private Hypothesis hypothesis(int[] tokens, double logProbability, boolean ended) {
    double score = logProbability / how.penalty(tokens.length + 1L);
    return new Hypothesis(tokens, logProbability, score, ended);
  }
}
