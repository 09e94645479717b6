package dev.cellwise.testing;

import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The simple (Elman) cell.
 *
 * <pre>
 *   h = f(W x + U h' + b)                        h' of the step before
 *   h = f(W x + U h' + b + sum over k of U_k h'k)      with skips: h'k is h of k steps before
 * </pre>
 *
 * <p>Parameters: W {@code weight_ih} [H, I], U {@code weight_hh} [H, H], b {@code bias_ih} [H]; for
 * each skip U_k {@code weight_skip_k} [H, H], k ascending; for a learned slope {@code slope} [H].
 * State: h. Before the first step only lag 1 sees something, the initial state.
 *
 * <p>Source: J. Elman, Finding structure in time, Cognitive Science 14 (1990); the learned slope:
 * K. He and others, Delving deep into rectifiers, 2015.
 */
public final class SimpleReferenceCell implements ReferenceCell {
  /** Collects options. */
  public static final class Builder {
    private final int inputs;
    private final int hidden;
    private ReferenceActivation activation = ReferenceActivation.parse("tanh");
    private boolean prelu;
    private Clip clip = Clip.NONE;
    private final SortedSet<Integer> skips = new TreeSet<>();

    private Builder(int inputs, int hidden) {
      this.inputs = inputs;
      this.hidden = hidden;
    }

    /**
     * The activation f; tanh unless told.
     *
     * @param text as {@link ReferenceActivation#parse} reads it
     * @return this
     */
    public Builder activation(String text) {
      activation = ReferenceActivation.parse(text);
      return this;
    }

    /**
     * f(a) = a where a &gt; 0, else slope a, with a learned slope for each unit, in place of {@link
     * #activation}. At 0 the derivative is the slope.
     *
     * @return this
     */
    public Builder prelu() {
      prelu = true;
      return this;
    }

    /**
     * Clips the argument of the activation.
     *
     * @param bound above 0
     * @return this
     */
    public Builder clip(double bound) {
      clip = new Clip(bound);
      return this;
    }

    /**
     * Adds connections from the states of k steps before.
     *
     * @param lags each k, at least 2
     * @return this
     * @throws IllegalArgumentException if one is less than 2
     */
    public Builder skip(int... lags) {
      for (int k : lags) {
        if (k < 2) {
          throw new IllegalArgumentException("a skip is at least 2 steps long, not " + k);
        }
        skips.add(k);
      }
      return this;
    }

    /**
     * The cell as described.
     *
     * @return a new cell
     */
    public SimpleReferenceCell build() {
      return new SimpleReferenceCell(this);
    }
  }

  private final int I;
  private final int H;
  private final ReferenceActivation f;
  private final boolean prelu;
  private final Clip clip;
  private final List<Integer> skips;

  private SimpleReferenceCell(Builder b) {
    I = b.inputs;
    H = b.hidden;
    f = b.activation;
    prelu = b.prelu;
    clip = b.clip;
    skips = List.copyOf(b.skips);
  }

  /**
   * Starts a cell.
   *
   * @param inputs I
   * @param hidden H
   * @return a builder of the plain cell with tanh
   */
  public static Builder of(int inputs, int hidden) {
    return new Builder(inputs, hidden);
  }

  @Override
  public int inputs() {
    return I;
  }

  @Override
  public List<StatePart> states() {
    return List.of(new StatePart("h", H));
  }

  @Override
  public boolean hasKink() {
    return prelu || f.hasKink() || clip.hasKink();
  }

  @Override
  public void addParameters(Layout.Builder layout) {
    layout.add("weight_ih", H, I).add("weight_hh", H, H).add("bias_ih", H);
    skips.forEach(k -> layout.add("weight_skip_" + k, H, H));
    if (prelu) {
      layout.add("slope", H);
    }
  }

  @Override
  public void step(CellStep s) {
    ComplexArray x = s.x();
    ComplexArray h = s.recurrent();
    for (int j = 0; j < H; j++) {
      Complex a = s.get("bias_ih", j).plus(s.times("weight_ih", j, x));
      a = a.plus(s.times("weight_hh", j, h));
      for (int k : skips) {
        a = a.plus(s.times("weight_skip_" + k, j, s.before("h", k)));
      }
      a = s.apply(clip, a);
      s.set("h", j, prelu ? prelu(s, a, s.get("slope", j)) : s.apply(f, a));
    }
  }

  private static Complex prelu(CellStep s, Complex a, Complex slope) {
    s.kink(Math.abs(a.re()));
    return a.re() > 0 ? a : a.times(slope);
  }
}
