package dev.cellwise.testing;

import java.util.List;

/**
 * The LSTM with its options.
 *
 * <pre>
 *   i = σ(W_i x + U_i h' + p_i c' + b_i)      input gate      (p: peepholes, elementwise)
 *   f = σ(W_f x + U_f h' + p_f c' + b_f)      forget gate
 *   g = φ(W_g x + U_g h' + b_g)               candidate
 *   c = clip(f c' + i g)                      cell state
 *   o = σ(W_o x + U_o h' + p_o c + b_o)       output gate: sees the new c
 *   h = o ψ(c)                                output
 *   h = clip(W_hr (o ψ(c)))                   output with projection
 * </pre>
 *
 * <p>Coupled input and forget gates: either {@code f = 1 - i}, and there are no rows of f, or
 * {@code i = 1 - f}, and there are none of i. G is then 3, otherwise 4; the order of the rest
 * stays.
 *
 * <p>Parameters, blocks in the order i, f, g, o: W {@code weight_ih} [G H, I], U {@code weight_hh}
 * [G H, H], b {@code bias_ih} [G H]; peepholes {@code weight_peephole} [(G - 1) H], in the order i,
 * f, o; projection {@code weight_hr} [P, H], and then U is [G H, P]. States: h [H or P], c [H].
 * Gates are clipped where their activation takes its argument, peephole included.
 *
 * <p>Source: PyTorch's documentation of {@code torch.nn.LSTM}; F. Gers, J. Schmidhuber and F.
 * Cummins, Learning to forget, Neural Computation 12 (2000); peepholes: F. Gers and J. Schmidhuber,
 * Recurrent nets that time and count, 2000; projection: H. Sak, A. Senior and F. Beaufays, 2014;
 * coupled gates: K. Greff and others, LSTM: a search space odyssey, 2017.
 */
public final class LstmReferenceCell implements ReferenceCell {
  /** How the input and the forget gate depend on each other. */
  public enum Coupling {
    /** They do not: G = 4. */
    NONE,
    /** f = 1 - i. */
    FORGET_FROM_INPUT,
    /** i = 1 - f. */
    INPUT_FROM_FORGET
  }

  /** Collects options. */
  public static final class Builder {
    private final int inputs;
    private final int hidden;
    private int projection;
    private boolean peephole;
    private Coupling coupling = Coupling.NONE;
    private Clip gateClip = Clip.NONE;
    private Clip cellClip = Clip.NONE;
    private Clip outputClip = Clip.NONE;
    private ReferenceActivation gate = ReferenceActivation.parse("sigmoid");
    private ReferenceActivation candidate = ReferenceActivation.parse("tanh");
    private ReferenceActivation output = ReferenceActivation.parse("tanh");

    private Builder(int inputs, int hidden) {
      this.inputs = inputs;
      this.hidden = hidden;
    }

    /**
     * Adds peepholes.
     *
     * @return this
     */
    public Builder peephole() {
      peephole = true;
      return this;
    }

    /**
     * Adds a projection of the output.
     *
     * @param size P, at least 1
     * @return this
     * @throws IllegalArgumentException if it is less
     */
    public Builder projection(int size) {
      if (size < 1) {
        throw new IllegalArgumentException("a projection has at least 1 output, not " + size);
      }
      projection = size;
      return this;
    }

    /**
     * Couples the input and the forget gate.
     *
     * @param coupling which gate follows which
     * @return this
     */
    public Builder coupled(Coupling coupling) {
      this.coupling = coupling;
      return this;
    }

    /**
     * Clips the arguments of the gate and candidate activations.
     *
     * @param bound to [-bound, bound], positive
     * @return this
     */
    public Builder clip(double bound) {
      gateClip = new Clip(bound);
      return this;
    }

    /**
     * Clips the cell state: what is carried on, what the output gate's peephole sees, and what the
     * output is made of.
     *
     * @param bound to [-bound, bound], positive
     * @return this
     */
    public Builder clipCell(double bound) {
      cellClip = new Clip(bound);
      return this;
    }

    /**
     * Clips the projected output.
     *
     * @param bound to [-bound, bound], positive
     * @return this
     */
    public Builder clipProjection(double bound) {
      outputClip = new Clip(bound);
      return this;
    }

    /**
     * The activations, as {@link ReferenceActivation#parse} reads them; sigmoid, tanh and tanh
     * unless told.
     *
     * @param gate σ
     * @param candidate φ
     * @param output ψ
     * @return this
     */
    public Builder activations(String gate, String candidate, String output) {
      this.gate = ReferenceActivation.parse(gate);
      this.candidate = ReferenceActivation.parse(candidate);
      this.output = ReferenceActivation.parse(output);
      return this;
    }

    /**
     * The cell as described.
     *
     * @return a new cell
     * @throws IllegalStateException if there is a clip of the projected output but no projection
     */
    public LstmReferenceCell build() {
      if (outputClip.hasKink() && projection == 0) {
        throw new IllegalStateException("there is no projection to clip");
      }
      return new LstmReferenceCell(this);
    }
  }

  private final int I;
  private final int H;
  private final int P;
  private final boolean peephole;
  private final Coupling coupling;
  private final Clip gateClip;
  private final Clip cellClip;
  private final Clip outputClip;
  private final ReferenceActivation gate;
  private final ReferenceActivation candidate;
  private final ReferenceActivation output;

  private LstmReferenceCell(Builder b) {
    I = b.inputs;
    H = b.hidden;
    P = b.projection;
    peephole = b.peephole;
    coupling = b.coupling;
    gateClip = b.gateClip;
    cellClip = b.cellClip;
    outputClip = b.outputClip;
    gate = b.gate;
    candidate = b.candidate;
    output = b.output;
  }

  /**
   * Starts a cell.
   *
   * @param inputs I
   * @param hidden H
   * @return a builder of the plain cell
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
    return List.of(new StatePart("h", P > 0 ? P : H), new StatePart("c", H));
  }

  @Override
  public boolean hasKink() {
    return gate.hasKink()
        || candidate.hasKink()
        || output.hasKink()
        || gateClip.hasKink()
        || cellClip.hasKink()
        || outputClip.hasKink();
  }

  @Override
  public void addParameters(Layout.Builder layout) {
    int G = coupling == Coupling.NONE ? 4 : 3;
    layout.add("weight_ih", G * H, I).add("weight_hh", G * H, outputs()).add("bias_ih", G * H);
    if (peephole) {
      layout.add("weight_peephole", (G - 1) * H);
    }
    if (P > 0) {
      layout.add("weight_hr", P, H);
    }
  }

  @Override
  public void step(CellStep s) {
    ComplexArray x = s.x();
    ComplexArray h = s.recurrent();
    ComplexArray before = s.before("c");
    ComplexArray m = ComplexArray.zeros(H); // the output, before any projection
    boolean coupled = coupling != Coupling.NONE;
    int G = coupled ? 3 : 4;
    for (int j = 0; j < H; j++) {
      Complex first = gate(s, j, x, h, j, before.get(j)); // f where i = 1 - f, else i
      Complex other =
          coupled ? Complex.ONE.minus(first) : gate(s, H + j, x, h, H + j, before.get(j));
      Complex i = coupling == Coupling.INPUT_FROM_FORGET ? other : first;
      Complex f = coupling == Coupling.INPUT_FROM_FORGET ? first : other;
      Complex g = s.apply(candidate, s.apply(gateClip, affine(s, (G - 2) * H + j, x, h)));
      Complex c = s.apply(cellClip, f.times(before.get(j)).plus(i.times(g)));
      Complex o = gate(s, (G - 1) * H + j, x, h, (G - 2) * H + j, c);
      s.set("c", j, c);
      m.set(j, o.times(s.apply(output, c)));
    }
    for (int j = 0; j < outputs(); j++) {
      s.set("h", j, P > 0 ? s.apply(outputClip, s.times("weight_hr", j, m)) : m.get(j));
    }
  }

  /** Row k of W x + U h' + b, with peephole {@code hole} on c, clipped, under σ. */
  private Complex gate(CellStep s, int k, ComplexArray x, ComplexArray h, int hole, Complex c) {
    Complex a = affine(s, k, x, h);
    Complex seen = peephole ? a.plus(s.get("weight_peephole", hole).times(c)) : a;
    return s.apply(gate, s.apply(gateClip, seen));
  }

  /** Row k of W x + U h' + b. */
  private static Complex affine(CellStep s, int k, ComplexArray x, ComplexArray h) {
    Complex wx = s.times("weight_ih", k, x);
    return s.get("bias_ih", k).plus(wx).plus(s.times("weight_hh", k, h));
  }
}
