package dev.cellwise.rnn.cell;

import dev.cellwise.kernels.Activation;
import dev.cellwise.kernels.Panels;
import dev.cellwise.rnn.cell.Block.Kind;
import dev.cellwise.rnn.cell.Block.Region;
import dev.cellwise.rnn.tape.Layout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * A recurrent cell as a list of passes: for cells and options that have no fused kernel of their
 * own, and for those that a user writes. Each pass goes over all rows of a time step and knows its
 * way back, so the backward pass of the cell is that of its passes in reverse.
 *
 * <p>A cell is put together by a {@link Builder}, from blocks: the pre-activations {@code a = b + W
 * x} of its gates, the parts of its state before the step, and what passes make of them. At the end
 * each part of the state is told which block it is after the step.
 */
public final class PassCell implements Cell {
  private final String family;
  private final int inputs;
  private final List<StatePart> state;
  private final List<Stack> stacks;
  final List<InputMap> gates;
  final List<Passes.Product> products;
  final List<Pass> passes;
  final List<MaskPasses.Zoneout> zoneouts;
  final List<MaskPasses.Dropped> dropped;
  final float inputDropout;

  /** The block that each part of the state becomes. */
  final List<Block> next;

  /** The blocks' own regions, on the tape and in the workspace. */
  final List<Region> values;

  final List<Region> gradients;

  private PassCell(Builder b) {
    this.family = b.family;
    this.inputs = b.inputs;
    this.state = List.copyOf(b.state);
    this.stacks = b.stacks.values().stream().map(Stack::copy).sorted(MERGED_LAST).toList();
    this.gates = b.gates.stream().map(InputMap::ready).toList();
    this.products = List.copyOf(b.products);
    this.passes = List.copyOf(b.passes);
    this.zoneouts = List.copyOf(b.zoneouts);
    this.dropped = List.copyOf(b.dropped);
    this.inputDropout = b.inputDropout;
    this.next = List.of(b.next.toArray(Block[]::new));
    this.values = List.copyOf(b.values);
    this.gradients = List.copyOf(b.gradients);
  }

  /** The cell with others in the places of its passes: with a fault, to see what notices it. */
  PassCell(PassCell of, UnaryOperator<Pass> inPlaceOf) {
    this(of, of.gates, of.products, inPlaceOf);
  }

  private PassCell(
      PassCell of,
      List<InputMap> gates,
      List<Passes.Product> products,
      UnaryOperator<Pass> inPlaceOf) {
    this.family = of.family;
    this.inputs = of.inputs;
    this.state = of.state;
    this.stacks = of.stacks;
    this.gates = gates;
    this.products = products;
    this.passes = of.passes.stream().map(inPlaceOf).toList();
    this.zoneouts = of.zoneouts;
    this.dropped = of.dropped;
    this.inputDropout = of.inputDropout;
    this.next = of.next;
    this.values = of.values;
    this.gradients = of.gradients;
  }

  /**
   * A part of a tensor, some of its rows.
   *
   * @param gate the equation's letter, of what belongs to a gate; else empty
   * @param panels geometry
   * @param k columns; 0 for a vector
   * @param at where it lies among the parameters
   * @param merged whether it is added to what lies there, a bias that has two names
   */
  private record Part(String gate, Panels panels, int k, int at, boolean merged) {
    int columns() {
      return Math.max(k, 1);
    }
  }

  /** What is added to a bias is taken in after it. */
  private static final Comparator<Stack> MERGED_LAST =
      Comparator.comparing(stack -> stack.parts.stream().anyMatch(Part::merged));

  /** A tensor whose rows are parts one after the other. */
  private record Stack(String name, List<Part> parts) {
    Stack copy() {
      return new Stack(name, List.copyOf(parts));
    }

    CellTensor tensor() {
      return new CellTensor(
          name,
          parts.getFirst().k,
          parts.stream()
              .map(part -> new CellTensor.Rows(part.gate, part.panels.units(), part.merged))
              .toList());
    }

    int[] shape() {
      return tensor().shape().stream().mapToInt(Integer::intValue).toArray();
    }

    int length() {
      return Arrays.stream(shape()).reduce(1, Math::multiplyExact);
    }
  }

  @Override
  public int inputs() {
    return inputs;
  }

  @Override
  public int outputs() {
    return state.getFirst().size();
  }

  @Override
  public List<StatePart> state() {
    return state;
  }

  @Override
  public String family() {
    return family;
  }

  @Override
  public List<CellTensor> tensors() {
    return stacks.stream().map(Stack::tensor).toList();
  }

  @Override
  public void unpack(float[] p, TensorSink to) {
    for (Stack stack : stacks) {
      float[] values = new float[stack.length()];
      int from = 0;
      for (Part part : stack.parts) {
        if (!part.merged) {
          part.panels.unpack(part.columns(), 0, p, part.at, values, from);
        }
        from += part.panels.units() * part.columns();
      }
      to.put(stack.name, values, stack.shape());
    }
  }

  @Override
  public void pack(TensorSource from, float[] p) {
    for (Stack stack : stacks) {
      float[] values = from.take(stack.name, stack.shape());
      int at = 0;
      for (Part part : stack.parts) {
        int n = part.panels.units() * part.columns();
        float[] own = Arrays.copyOfRange(values, at, at + n);
        if (part.merged) {
          float[] first = new float[n];
          part.panels.unpack(1, 0, p, part.at, first, 0);
          own = Gates.sum(first, own);
        }
        part.panels.pack(part.columns(), 0, own, 0, p, part.at);
        at += n;
      }
    }
  }

  @Override
  public PassWindow window(
      Layout.Builder tape, Layout.Builder work, String prefix, Packing packing, Below below) {
    return new PassWindow(this, tape, work, prefix, packing, below);
  }

  @Override
  public CellStream stream(int steps) {
    return new PassStream(this, steps);
  }

  @Override
  public List<Matrix> matrices(boolean onIndex) {
    Stream<Matrix> w = onIndex ? Stream.of() : gates.stream().map(InputMap::matrix);
    return Stream.concat(w, products.stream().map(p -> p.u().matrix())).distinct().toList();
  }

  @Override
  public CellStream stream(int steps, Halves halves) {
    return new PassStream(
        new PassCell(
            this,
            gates.stream().map(gate -> gate.over(halves)).toList(),
            products.stream().map(product -> product.over(halves)).toList(),
            pass -> pass instanceof Passes.Product product ? product.over(halves) : pass),
        steps);
  }

  /**
   * Starts a cell.
   *
   * @param parameters layout under construction; the cell's weights are added
   * @param family the first part of the tensors' names, such as {@code lstm}
   * @param suffix of the parameter names, such as {@code l0}
   * @param inputs I
   * @return a builder
   */
  public static Builder builder(
      Layout.Builder parameters, String family, String suffix, int inputs) {
    return new Builder(parameters, family, suffix, inputs);
  }

  /**
   * Puts a cell together. Each method that makes or changes a block adds the pass that does. "In
   * place" means that the block given is overwritten: nothing else may read it, before or after;
   * what comes back stands for the new value. All blocks of one pass have the same size, but for
   * {@link #product}.
   */
  public static final class Builder {
    private final Layout.Builder parameters;
    private final String family;
    private final String suffix;
    private final int inputs;
    private final List<StatePart> state = new ArrayList<>();
    private final List<Block> next = new ArrayList<>();
    private final Map<String, Stack> stacks = new LinkedHashMap<>();
    private final List<InputMap> gates = new ArrayList<>();
    private final List<Passes.Product> products = new ArrayList<>();
    private final List<Pass> passes = new ArrayList<>();
    private final List<MaskPasses.Zoneout> zoneouts = new ArrayList<>();
    private final List<MaskPasses.Dropped> dropped = new ArrayList<>();
    private float inputDropout;
    private final List<Region> values = new ArrayList<>();
    private final List<Region> gradients = new ArrayList<>();

    /** Gates up to the last one with a second bias. */
    private int secondBiases;

    /** Gradients that are not any more those of the block they began as. */
    private final Set<Region> changed = new HashSet<>();

    private Builder(Layout.Builder parameters, String family, String suffix, int inputs) {
      this.parameters = parameters;
      this.family = family;
      this.suffix = suffix;
      this.inputs = inputs;
    }

    /**
     * A part of the state, as it is before the step. The first one is the cell's output.
     *
     * @param name the equation's letter, such as {@code h}
     * @param size floats of a row
     * @return a block that can be read, not written
     */
    public Block state(String name, int size) {
      int row = Panels.padded(positive(name, size));
      Region region = new Region(Kind.STATE, state.size(), row);
      state.add(new StatePart(name, size));
      next.add(null);
      return new Block(this, name, size, region, region);
    }

    /**
     * The pre-activations of a gate, {@code a = b + W x}. W is added to the rows of {@code
     * weight_ih}, b to those of {@code bias_ih}.
     *
     * @param name the equation's letter
     * @param units floats of a row
     * @return a block
     */
    public Block gate(String name, int units) {
      Panels panels = Panels.dense(positive(name, units));
      int w = weight("weight_ih", name, panels, inputs);
      int b = weight("bias_ih", name, panels, 0);
      return input("a_" + name, new InputMap(inputs, panels, w, b));
    }

    /**
     * What the input makes of the gates without a bias, {@code y = W x}, chains from 0: for a
     * normalisation. W is added to the rows of {@code weight_ih}.
     *
     * @param name of the block
     * @param units floats of a row: those of several gates one after the other, if they are
     *     normalised jointly
     * @return a block
     */
    public Block input(String name, int units) {
      Panels panels = Panels.dense(positive(name, units));
      return input(name, InputMap.unbiased(inputs, panels, weight("weight_ih", panels, inputs)));
    }

    private Block input(String name, InputMap map) {
      int units = map.panels.units();
      Region region = new Region(Kind.GATE, gates.size(), Panels.padded(units));
      gates.add(map);
      return new Block(this, name, units, region, region);
    }

    /**
     * A second name for the bias of the last gate: the rows of {@code bias_hh} are added to it when
     * they are taken in and come out as zero, as PyTorch's files have them.
     */
    public void secondBias() {
      if (gates.size() == secondBiases) {
        throw new IllegalArgumentException(
            "secondBias: expected a gate before it, one each, got " + gates.size() + " gates");
      }
      InputMap gate = gates.getLast();
      if (!gate.biased()) {
        throw new IllegalArgumentException(
            "secondBias: expected a gate before it, got an input without a bias");
      }
      secondBiases = gates.size();
      String name = stacks.get("bias_ih").parts.getLast().gate;
      part("bias_hh", new Part(name, gate.panels, 0, gate.b, true));
    }

    /**
     * {@code a += U h} in place, one chain of fmas. U is added to the rows of a tensor.
     *
     * @param tensor its name, such as {@code weight_hh}
     * @param h [N, K] — block
     * @param a [N, M] — block
     * @return a
     */
    public Block product(String tensor, Block h, Block a) {
      h.of(this).reading();
      a.of(this).overwriting();
      if (changed.contains(a.gradient)) {
        throw new IllegalArgumentException(
            a + ": expected a sum, got a function's value, whose gradient changes on its way back");
      }
      Panels panels = Panels.dense(a.size);
      RecurrentMap u = new RecurrentMap(h.size, panels, weight(tensor, panels, h.size));
      Block y = new Block(this, a.toString(), a.size, a.value, a.gradient);
      Passes.Product pass = new Passes.Product(y, h, u, products.size());
      products.add(pass);
      passes.add(pass);
      return y;
    }

    /**
     * {@code y = b} for each row. b is added to the rows of a tensor.
     *
     * @param tensor its name, such as {@code bias_hh}
     * @param name of the block
     * @param units floats of a row
     * @return a new block
     */
    public Block start(String tensor, String name, int units) {
      Block y = made(name, units);
      passes.add(new Passes.Start(y, weight(tensor, Panels.dense(units), 0)));
      return y;
    }

    /**
     * Zeros, for a product to begin with.
     *
     * @param name of the block
     * @param units floats of a row
     * @return a new block
     */
    public Block zero(String name, int units) {
      Block y = made(name, units);
      passes.add(new Passes.Zero(y));
      return y;
    }

    /**
     * {@code a += w x} in place, a weight for each unit, such as a peephole. w is added to the rows
     * of a tensor.
     *
     * @param tensor its name, such as {@code weight_peephole}
     * @param x block
     * @param a block
     * @return a
     */
    public Block weighted(String tensor, Block x, Block a) {
      same(x.of(this).reading(), a.of(this).overwriting());
      Block y = new Block(this, a.toString(), a.size, a.value, a.gradient);
      passes.add(new Passes.Weighted(y, x, weight(tensor, Panels.dense(a.size), 0)));
      return y;
    }

    /**
     * {@code a += b} in place for each row. b is added to the rows of a tensor.
     *
     * @param tensor its name, such as {@code bias_hh}
     * @param a block
     * @return a
     */
    public Block bias(String tensor, Block a) {
      a.of(this).overwriting();
      Block y = new Block(this, a.toString(), a.size, a.value, a.gradient);
      passes.add(new Passes.Bias(y, weight(tensor, Panels.dense(a.size), 0)));
      return y;
    }

    /**
     * {@code (x - mean) / √(variance + 1e-5)} in place, over all units of a row: see {@link
     * dev.cellwise.kernels.LayerNorm}. The gates of an {@link #input}, or of a product into one
     * block, are so normalised jointly.
     *
     * @param x block
     * @return its value, kept for the way back
     */
    public Block normalise(Block x) {
      return normalise(x, function("norm", x, !x.kept()));
    }

    /**
     * {@code y = (x - mean) / √(variance + 1e-5)}, x kept.
     *
     * @param name of y
     * @param x block
     * @return a new block
     */
    public Block normalise(String name, Block x) {
      Block y = made(name, x.of(this).reading().size);
      changed.add(y.gradient);
      return normalise(x, y);
    }

    private Block normalise(Block x, Block y) {
      passes.add(new Passes.Normalise(x, y, region(values, 1)));
      return y.keeping();
    }

    /**
     * {@code y = fma(g, x, b)}, a gain and a bias for each unit. They are added to the rows of two
     * tensors.
     *
     * @param name of y
     * @param gain the tensor of g, such as {@code gain_ih}
     * @param bias the tensor of b, such as {@code bias_ih}
     * @param x block, which may be of several gates one after the other
     * @param from the first unit of x
     * @param units floats of a row of y
     * @return a new block
     */
    public Block scale(String name, String gain, String bias, Block x, int from, int units) {
      checkPart(x.of(this).reading(), from, units);
      Block y = made(name, units);
      Panels panels = Panels.dense(units);
      passes.add(new Passes.Scale(x, from, weight(gain, panels, 0), weight(bias, panels, 0), y));
      return y;
    }

    /**
     * The pre-activations of a gate, {@code y = fma(k, u, fma(g, x, b))}: of two normalised blocks
     * of one size the same units.
     *
     * @param gate the equation's letter; y is named {@code a_} and that letter
     * @param bias the tensor of b, such as {@code bias_ih}
     * @param gain the tensor of g, such as {@code gain_ih}
     * @param x block, which may be of several gates one after the other
     * @param gain2 the tensor of k, such as {@code gain_hh}
     * @param u block; neither x nor x behind {@link #dropout}
     * @param from the first unit of x and u
     * @param units floats of a row of y
     * @return a new block
     */
    public Block scale(
        String gate,
        String bias,
        String gain,
        Block x,
        String gain2,
        Block u,
        int from,
        int units) {
      same(x.of(this).reading(), u.of(this).reading());
      if (unmasked(x).equals(unmasked(u))) {
        throw new IllegalArgumentException(
            "u: expected another block than x, got "
                + u
                + " and "
                + x
                + ", which share a gradient");
      }
      checkPart(x, from, units);
      Block y = made("a_" + gate, units);
      Panels panels = Panels.dense(units);
      int g = weight(gain, panels, 0);
      int k = weight(gain2, panels, 0);
      passes.add(new Passes.ScaleTwo(x, u, from, g, k, weight(bias, gate, panels, 0), y));
      return y;
    }

    /** Where a block's gradient lies when no masks are drawn. */
    private Region unmasked(Block b) {
      boolean masked = b.gradient.kind() == Kind.MASKED_STATE;
      return masked ? dropped.get(b.gradient.index()).h().gradient : b.gradient;
    }

    private static void checkPart(Block x, int from, int units) {
      if (from < 0 || from > x.size - units) {
        throw new IllegalArgumentException(
            "from: expected 0 to %d for %d of %d units of %s, got %d"
                .formatted(x.size - units, units, x.size, x, from));
      }
    }

    /**
     * {@code a += x y} in place, unit by unit.
     *
     * @param x block
     * @param y block
     * @param a block
     * @return a
     */
    public Block addProduct(Block x, Block y, Block a) {
      same(x.of(this).reading(), a.of(this).overwriting());
      same(y.of(this).reading(), a);
      Block sum = new Block(this, a.toString(), a.size, a.value, a.gradient);
      passes.add(new Passes.AddProduct(sum, x, y));
      return sum;
    }

    /**
     * {@code y = x z}, unit by unit.
     *
     * @param name of y
     * @param x block
     * @param z block
     * @return a new block
     */
    public Block multiply(String name, Block x, Block z) {
      same(x.of(this).reading(), z.of(this).reading());
      Block y = made(name, x.size);
      passes.add(new Passes.Multiply(x, z, y));
      return y;
    }

    /**
     * {@code y = fma(a, b, c e)}, unit by unit.
     *
     * @param name of y
     * @param a block
     * @param b block
     * @param c block
     * @param e block
     * @return a new block
     */
    public Block multiplyAdd(String name, Block a, Block b, Block c, Block e) {
      same(a.of(this).reading(), b.of(this).reading());
      same(a, c.of(this).reading());
      same(a, e.of(this).reading());
      Block y = made(name, a.size);
      passes.add(new Passes.MultiplyAdd(a, b, c, e, y));
      return y;
    }

    /**
     * {@code y = z h + (1 - z) x} as {@code fma(z, h, fma(-z, x, x))}, unit by unit.
     *
     * @param name of y
     * @param z block
     * @param h block
     * @param x block
     * @return a new block
     */
    public Block blend(String name, Block z, Block h, Block x) {
      same(z.of(this).reading(), h.of(this).reading());
      same(z, x.of(this).reading());
      Block y = made(name, z.size);
      passes.add(new Passes.Blend(z, h, x, y));
      return y;
    }

    /**
     * {@code f(a)} in place.
     *
     * @param f the function
     * @param a block
     * @return its value
     */
    public Block activate(Activation f, Block a) {
      boolean inPlace = f.fromOutput() && !a.kept();
      Block y = function(f.toString(), a, inPlace);
      passes.add(new Passes.Activate(a, f, y));
      return f.fromOutput() ? y.keeping() : y;
    }

    /** A function of a block nobody else reads: in place, or at least its gradient is. */
    private Block function(String name, Block a, boolean inPlace) {
      a.of(this).takingOver();
      Region value = inPlace ? a.value : region(values, a.value.size());
      changed.add(a.gradient);
      return new Block(this, name + "(" + a + ")", a.size, value, a.gradient);
    }

    /**
     * {@code y = f(x)}, x kept.
     *
     * @param name of y
     * @param f the function
     * @param x block
     * @return a new block
     */
    public Block apply(String name, Activation f, Block x) {
      Block y = made(name, x.of(this).reading().size);
      changed.add(y.gradient);
      passes.add(new Passes.Activate(x, f, y));
      return f.fromOutput() ? y.keeping() : y;
    }

    /**
     * {@code y = a} where a is above 0, else {@code slope a}, its gradient in place: a slope for
     * each unit is learned. The slopes are added to the rows of a tensor.
     *
     * @param tensor its name, such as {@code slope}
     * @param a block; not to be used any more
     * @return its value
     */
    public Block prelu(String tensor, Block a) {
      Block y = function("prelu", a, false);
      passes.add(new Passes.LearnedSlope(y, a, weights(tensor, a.size)));
      return y;
    }

    /**
     * {@code y = α h + (1 - α) x} as {@code fma(α, h, fma(-α, x, x))}, α given for each unit.
     *
     * @param name of y
     * @param alpha as many as units; copied
     * @param h block
     * @param x block
     * @return a new block
     */
    public Block leak(String name, float[] alpha, Block h, Block x) {
      Block y = leaking(name, h, x);
      if (alpha.length != h.size) {
        throw new IllegalArgumentException(
            "alpha: expected " + h.size + " numbers, got " + alpha.length);
      }
      float[] row = Arrays.copyOf(alpha, Panels.padded(h.size));
      passes.add(new Passes.GivenLeak(row, h, x, y));
      return y;
    }

    /**
     * {@code y = α h + (1 - α) x} as {@code fma(α, h, fma(-α, x, x))}, α learned for each unit,
     * used as it is. It is added to the rows of a tensor.
     *
     * @param tensor its name, such as {@code alpha}
     * @param name of y
     * @param h block
     * @param x block
     * @return a new block
     */
    public Block leak(String tensor, String name, Block h, Block x) {
      Block y = leaking(name, h, x);
      passes.add(new Passes.LearnedLeak(weights(tensor, h.size), h, x, y));
      return y;
    }

    private Block leaking(String name, Block h, Block x) {
      same(h.of(this).reading(), x.of(this).reading());
      return made(name, h.size);
    }

    /**
     * Within ±bound, in place; the gradient is zero at the bound and beyond.
     *
     * @param bound above 0
     * @param x block
     * @return its value
     */
    public Block clip(float bound, Block x) {
      if (!(bound > 0)) {
        throw new IllegalArgumentException("bound: expected above 0, got " + bound);
      }
      Block y = function("clip", x, !x.kept());
      passes.add(new Passes.Clip(x, bound, y));
      return y.keeping();
    }

    /**
     * {@code y = m s + (1 - m) x}: some units of a state keep their value. In training m is 1 by
     * the given rate and 0 otherwise, another one at each step; else it is the rate itself.
     *
     * @param rate share of units that keep their value, 0 to 1; at 0 there is no pass
     * @param s part of the state before the step; one zoneout each
     * @param x its new value
     * @return a new block, or x at 0
     */
    public Block zoneout(float rate, Block s, Block x) {
      MaskRates.checkZoneout("rate", rate);
      if (rate == 0) {
        return x;
      }
      expectState(s.of(this), zoneouts.stream().map(MaskPasses.Zoneout::before).toList());
      same(s.reading(), x.of(this).reading());
      MaskPasses.Zoneout pass = new MaskPasses.Zoneout(made("m_" + s, s.size), s, rate);
      zoneouts.add(pass);
      passes.add(pass);
      return blend("zoneout(" + x + ")", pass.m(), s, x);
    }

    /**
     * {@code y = m h}, for products to read in place of h. In training m is 0 by the given rate and
     * 1 / (1 - rate) otherwise, the same at all steps of a row's sequence; else y is h.
     *
     * @param rate share of units that are 0, at least 0 and less than 1; at 0 there is no pass
     * @param h part of the state before the step; one dropout each
     * @return a block that can be read, not written, or h at 0
     */
    public Block dropout(float rate, Block h) {
      MaskRates.checkDropout("rate", rate);
      if (rate == 0) {
        return h;
      }
      expectState(h.of(this), dropped.stream().map(MaskPasses.Dropped::h).toList());
      Region region = new Region(Kind.MASKED_STATE, dropped.size(), h.value.size());
      Block y = new Block(this, "masked " + h, h.size, region, region);
      h.reading();
      MaskPasses.Dropped pass = new MaskPasses.Dropped(h, rate, y);
      dropped.add(pass);
      passes.add(pass);
      return y;
    }

    private static void expectState(Block s, List<Block> masked) {
      if (s.value.kind() != Kind.STATE) {
        throw new IllegalArgumentException(s + ": expected a part of the state, got a block");
      }
      if (masked.contains(s)) {
        throw new IllegalArgumentException(s + ": expected one mask of its kind, got two");
      }
    }

    /**
     * The gates' x is {@code m x}, with a mask as {@link #dropout} has it.
     *
     * @param rate share of inputs that are 0, at least 0 and less than 1; 0 at first
     */
    public void inputDropout(float rate) {
      MaskRates.checkDropout("rate", rate);
      inputDropout = rate;
    }

    /**
     * A pass of one's own.
     *
     * @param pass the pass
     * @param written the {@link #block} that it writes
     * @param reads the blocks whose numbers it needs, forward or backward; name {@code written} too
     *     if they are needed on the way back
     */
    public void pass(Pass pass, Block written, Block... reads) {
      written.of(this).writing();
      for (Block b : reads) {
        b.of(this).reading();
      }
      passes.add(Objects.requireNonNull(pass, "pass"));
    }

    /**
     * A block that a pass of one's own writes.
     *
     * @param name of the block
     * @param units floats of a row, at least 1
     * @return a new block, to be read after its pass
     */
    public Block block(String name, int units) {
      return made(name, units).unwritten();
    }

    private Block made(String name, int units) {
      int row = Panels.padded(positive(name, units));
      return new Block(this, name, units, region(values, row), region(gradients, row));
    }

    private static int positive(String name, int units) {
      if (units < 1) {
        throw new IllegalArgumentException(name + ": expected at least 1 unit, got " + units);
      }
      return units;
    }

    /**
     * Weights of a pass of one's own, one for each unit.
     *
     * @param tensor the name that they are added to the rows of
     * @param units of them
     * @return where they lie among the parameters
     */
    public int weights(String tensor, int units) {
      return weight(tensor, Panels.dense(units), 0);
    }

    /**
     * Tells what a part of the state is after the step.
     *
     * @param name of the part
     * @param b its block; not to be overwritten any more
     */
    public void next(String name, Block b) {
      int part = part(name);
      if (next.get(part) != null) {
        throw new IllegalArgumentException(name + ": expected one next value, got two");
      }
      b.of(this).reading();
      if (b.size != state.get(part).size()) {
        throw new IllegalArgumentException(
            name + ": expected " + state.get(part).size() + " units, got " + b + " of " + b.size);
      }
      next.set(part, mayBe(part, b) ? b : copy(b));
    }

    /** Whether a block can be written right where the state lies. */
    private boolean mayBe(int part, Block b) {
      boolean own = b.value.kind() == Kind.OWN && b.gradient.kind() == Kind.OWN;
      boolean taken = next.stream().anyMatch(n -> n != null && n.value.equals(b.value));
      return own && !taken && (part > 0 || !changed.contains(b.gradient));
    }

    private Block copy(Block b) {
      Block y = made(b.toString(), b.size);
      passes.add(new Passes.Copy(b, y));
      return y;
    }

    private int part(String name) {
      for (int i = 0; i < state.size(); i++) {
        if (state.get(i).name().equals(name)) {
          return i;
        }
      }
      throw new IllegalArgumentException("name: expected one of " + state + ", got " + name);
    }

    /**
     * The cell.
     *
     * @return as described
     * @throws IllegalArgumentException if there is no gate, or a part of the state has no next
     *     value
     */
    public PassCell build() {
      if (gates.isEmpty() || state.isEmpty()) {
        throw new IllegalArgumentException(
            "cell: expected a gate and a state, got " + gates.size() + " and " + state.size());
      }
      int open = next.indexOf(null);
      if (open >= 0) {
        throw new IllegalArgumentException(
            state.get(open).name() + ": expected a next value, got none");
      }
      return new PassCell(this);
    }

    private static void same(Block a, Block b) {
      if (a.size != b.size) {
        throw new IllegalArgumentException(
            "expected blocks of one size, got " + a + " of " + a.size + ", " + b + " of " + b.size);
      }
    }

    private static Region region(List<Region> list, int row) {
      Region region = new Region(Kind.OWN, list.size(), row);
      list.add(region);
      return region;
    }

    private int weight(String tensor, Panels panels, int k) {
      return weight(tensor, "", panels, k);
    }

    private int weight(String tensor, String gate, Panels panels, int k) {
      int count = stacks.containsKey(tensor) ? stacks.get(tensor).parts.size() : 0;
      String name = family + "." + tensor + "_" + suffix + "." + count;
      int at = parameters.add(name, panels.size(Math.max(k, 1)));
      part(tensor, new Part(gate, panels, k, at, false));
      return at;
    }

    private void part(String tensor, Part part) {
      Stack stack = stacks.computeIfAbsent(tensor, name -> new Stack(name, new ArrayList<>()));
      if (!stack.parts.isEmpty() && stack.parts.getFirst().k != part.k) {
        throw new IllegalArgumentException(
            tensor + ": expected " + stack.parts.getFirst().k + " columns, got " + part.k);
      }
      stack.parts.add(part);
    }
  }
}
