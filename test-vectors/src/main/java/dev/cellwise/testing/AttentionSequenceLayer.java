package dev.cellwise.testing;

import java.util.ArrayList;
import java.util.List;

/**
 * Attention of a decoder to the outputs m_s of its encoder, the memory. The query q_t is what the
 * layer reads at step t; over the valid source steps s of the row
 *
 * <pre>
 *   e_ts = q_t · m_s                               dot
 *   e_ts = v · tanh(W_q q_t + b + W_m m_s)         additive
 *   a_t  = softmax(e_t)
 *   c_t  = sum over s of a_ts m_s                  zeros where the row's source is empty
 *   y_t  = [c_t ; q_t]
 * </pre>
 *
 * <p>W_q {@code NAME.query.weight} [U, Q], b {@code NAME.query.bias} [U], W_m {@code
 * NAME.memory.weight} [U, M], v {@code NAME.score.weight} [1, U].
 *
 * <p>Source: D. Bahdanau and others, Neural machine translation by jointly learning to align and
 * translate, 2015 (additive); M.-T. Luong and others, Effective approaches to attention-based
 * neural machine translation, 2015 (dot).
 *
 * @param name NAME
 * @param query Q
 * @param memory M; for dot equal to Q
 * @param units U; 0 for dot
 */
record AttentionSequenceLayer(String name, int query, int memory, int units)
    implements SequenceLayer {
  @Override
  public int outputs() {
    return memory + query;
  }

  @Override
  public boolean hasKink() {
    return false;
  }

  @Override
  public void describe(SequenceShapes shapes) {
    if (units > 0) {
      shapes
          .weights()
          .add(name + ".query.weight", units, query)
          .add(name + ".query.bias", units)
          .add(name + ".memory.weight", units, memory)
          .add(name + ".score.weight", 1, units);
    }
    shapes.attention().add(name, shapes.steps(), shapes.rows(), shapes.sourceSteps());
  }

  @Override
  public Sequence forward(Sequence x, SequenceRun run) {
    Sequence y = Sequence.zeros(x.valid(), outputs());
    ValidSteps source = run.memory().valid();
    double[] weights = new double[x.valid().steps() * run.rows() * source.steps()];
    for (int n = 0; n < run.rows(); n++) {
      int[] times = source.ofRow(n);
      List<ComplexArray> m = new ArrayList<>();
      for (int s : times) {
        m.add(run.memory().get(s, n));
      }
      List<ComplexArray> keys = units > 0 ? keys(m, run) : m;
      for (int t : x.valid().ofRow(n)) {
        ComplexArray q = x.get(t, n);
        ComplexArray a = softmax(scores(q, keys, run));
        y.set(t, n, output(q, a, m));
        for (int k = 0; k < times.length; k++) {
          weights[(t * run.rows() + n) * source.steps() + times[k]] = a.get(k).re();
        }
      }
    }
    run.attention().put(name, weights);
    return y.fill(run.rule());
  }

  /** W_m m_s. */
  private List<ComplexArray> keys(List<ComplexArray> memory, SequenceRun run) {
    List<ComplexArray> keys = new ArrayList<>();
    for (ComplexArray m : memory) {
      ComplexArray key = ComplexArray.zeros(units);
      for (int u = 0; u < units; u++) {
        key.set(u, run.times(name + ".memory.weight", u, m));
      }
      keys.add(key);
    }
    return keys;
  }

  /** e_ts at the valid source steps. */
  private ComplexArray scores(ComplexArray q, List<ComplexArray> keys, SequenceRun run) {
    ComplexArray of = units > 0 ? query(q, run) : q;
    ComplexArray e = ComplexArray.zeros(keys.size());
    for (int k = 0; k < e.length(); k++) {
      ComplexArray key = keys.get(k);
      e.set(k, units > 0 ? additive(of, key, run) : ComplexArray.dot(query, of, 0, key, 0));
    }
    return e;
  }

  /** W_q q_t + b. */
  private ComplexArray query(ComplexArray q, SequenceRun run) {
    ComplexArray of = ComplexArray.zeros(units);
    for (int u = 0; u < units; u++) {
      of.set(u, run.get(name + ".query.bias", u).plus(run.times(name + ".query.weight", u, q)));
    }
    return of;
  }

  private Complex additive(ComplexArray of, ComplexArray key, SequenceRun run) {
    ComplexArray z = ComplexArray.zeros(units);
    for (int u = 0; u < units; u++) {
      z.set(u, of.get(u).plus(key.get(u)).tanh());
    }
    return run.times(name + ".score.weight", 0, z);
  }

  /** The largest real part is taken out: a constant, so this is analytic and cannot overflow. */
  private static ComplexArray softmax(ComplexArray e) {
    Complex all = e.length() == 0 ? Complex.ZERO : CrossEntropy.logSumExp(e.length(), e, 0);
    ComplexArray a = ComplexArray.zeros(e.length());
    for (int k = 0; k < e.length(); k++) {
      a.set(k, e.get(k).minus(all).exp());
    }
    return a;
  }

  /** The context in front of the query. */
  private ComplexArray output(ComplexArray q, ComplexArray a, List<ComplexArray> m) {
    ComplexArray y = ComplexArray.zeros(outputs());
    for (int k = 0; k < m.size(); k++) {
      for (int j = 0; j < memory; j++) {
        y.set(j, y.get(j).plus(a.get(k).times(m.get(k).get(j))));
      }
    }
    q.copy(0, y, memory, query);
    return y;
  }
}
