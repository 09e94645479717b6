package dev.cellwise.rnn.cell;

import dev.cellwise.kernels.GruGates;
import dev.cellwise.kernels.Panels;
import dev.cellwise.rnn.tape.Layout;
import java.util.List;

/**
 * The GRU whose reset gate comes after the recurrent product.
 *
 * <pre>{@code
 * a_n, a_r, a_z = b + W x      a_r, a_z continued by + U h₋      m = b_m + U_m h₋
 * r = σ(a_r)   z = σ(a_z)
 * n = tanh(fma(r, m, a_n))
 * h = fma(z, h₋, fma(-z, n, n))
 * }</pre>
 *
 * <p>Derivation of the backward pass: {@code docs/cells/gru.md}. Source: Cho et al. 2014; Chung et
 * al. 2014.
 *
 * <p>Weights are packed ({@link Panels}): W and b in the order n, r, z, U in the order r, z, m. By
 * name they are PyTorch's: {@code weight_ih [3H, I]}, {@code weight_hh [3H, H]}, {@code bias_ih
 * [3H]}, {@code bias_hh [3H]} with gates r, z, n. The two biases of r and z are added when they are
 * taken in and come out as b and 0; those of n stay two.
 */
public final class GruCell implements Cell {
  /** The place of the packed n, r, z in PyTorch's r, z, n. */
  private static final int[] INPUT_BLOCKS = {2, 0, 1};

  private static final int[] RECURRENT_BLOCKS = {0, 1, 2};

  private final int hidden;
  final GruPlaces places;
  final InputMap input;
  final RecurrentMap recurrent;
  private final GruProducts products;
  final int bm;

  /**
   * A cell with its place among the parameters.
   *
   * @param parameters layout under construction; W, U, b and b_m are added
   * @param suffix of the parameter names, such as {@code l0}
   * @param inputs I
   * @param hidden H
   */
  public GruCell(Layout.Builder parameters, String suffix, int inputs, int hidden) {
    this.hidden = hidden;
    this.places = new GruPlaces(hidden);
    Panels panels = places.panels();
    int w = parameters.add("gru.weight_ih_" + suffix, panels.size(inputs));
    int u = parameters.add("gru.weight_hh_" + suffix, panels.size(hidden));
    int b = parameters.add("gru.bias_" + suffix, panels.size(1));
    this.bm = parameters.add("gru.bias_m_" + suffix, Panels.padded(hidden));
    this.input = new InputMap(inputs, panels, w, b);
    this.recurrent = new RecurrentMap(hidden, panels, u);
    this.products = new GruProducts(places, input, recurrent);
  }

  @Override
  public int inputs() {
    return input.inputs;
  }

  @Override
  public int outputs() {
    return hidden;
  }

  @Override
  public List<StatePart> state() {
    return List.of(new StatePart("h", hidden));
  }

  @Override
  public String family() {
    return "gru";
  }

  @Override
  public List<CellTensor> tensors() {
    String[] gates = {"r", "z", "n"};
    return List.of(
        CellTensor.of("weight_ih", inputs(), hidden, false, gates),
        CellTensor.of("weight_hh", hidden, hidden, false, gates),
        CellTensor.of("bias_ih", 0, hidden, false, gates),
        new CellTensor(
            "bias_hh",
            0,
            List.of(
                new CellTensor.Rows("r", hidden, true),
                new CellTensor.Rows("z", hidden, true),
                new CellTensor.Rows("n", hidden, false))));
  }

  @Override
  public void unpack(float[] p, TensorSink to) {
    int rows = GruGates.GATES * hidden;
    float[] w = new float[rows * inputs()];
    float[] u = new float[rows * hidden];
    float[] b = new float[rows];
    float[] b2 = new float[rows];
    places.unpack(inputs(), p, input.w, w, INPUT_BLOCKS);
    places.unpack(hidden, p, recurrent.u, u, RECURRENT_BLOCKS);
    places.unpack(1, p, input.b, b, INPUT_BLOCKS);
    System.arraycopy(p, bm, b2, 2 * hidden, hidden);
    to.put("weight_ih", w, rows, inputs());
    to.put("weight_hh", u, rows, hidden);
    to.put("bias_ih", b, rows);
    to.put("bias_hh", b2, rows);
  }

  @Override
  public void pack(TensorSource from, float[] p) {
    int rows = GruGates.GATES * hidden;
    float[] w = from.take("weight_ih", rows, inputs());
    float[] u = from.take("weight_hh", rows, hidden);
    float[] b1 = from.take("bias_ih", rows);
    float[] b2 = from.take("bias_hh", rows);
    float[] b = Gates.sum(b1, b2);
    System.arraycopy(b1, 2 * hidden, b, 2 * hidden, hidden);
    places.pack(inputs(), w, p, input.w, INPUT_BLOCKS);
    places.pack(hidden, u, p, recurrent.u, RECURRENT_BLOCKS);
    places.pack(1, b, p, input.b, INPUT_BLOCKS);
    System.arraycopy(b2, 2 * hidden, p, bm, hidden);
  }

  @Override
  public GruWindow window(
      Layout.Builder tape, Layout.Builder work, String prefix, Packing packing, Below below) {
    return new GruWindow(this, tape, work, prefix, packing, below);
  }

  @Override
  public CellStream stream(int steps) {
    return new GruStream(this, steps, products, true);
  }

  @Override
  public List<Matrix> matrices(boolean onIndex) {
    return products.matrices(onIndex);
  }

  @Override
  public CellStream stream(int steps, Halves halves) {
    return new GruStream(this, steps, products.over(halves), false);
  }
}
