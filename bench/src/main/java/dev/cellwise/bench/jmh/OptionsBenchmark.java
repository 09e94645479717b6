package dev.cellwise.bench.jmh;

import dev.cellwise.bench.cases.Case;
import dev.cellwise.bench.cases.Data;
import dev.cellwise.bench.cases.Layer;
import dev.cellwise.bench.limit.Limits;
import dev.cellwise.kernels.Activation;
import dev.cellwise.kernels.Floats;
import dev.cellwise.kernels.Panels;
import dev.cellwise.rnn.cell.Below;
import dev.cellwise.rnn.cell.Cell;
import dev.cellwise.rnn.cell.CellStream;
import dev.cellwise.rnn.cell.CellWindow;
import dev.cellwise.rnn.cell.GruCell;
import dev.cellwise.rnn.cell.GruOptions;
import dev.cellwise.rnn.cell.JordanOptions;
import dev.cellwise.rnn.cell.LstmCell;
import dev.cellwise.rnn.cell.LstmOptions;
import dev.cellwise.rnn.cell.Packing;
import dev.cellwise.rnn.cell.RandomMasks;
import dev.cellwise.rnn.cell.SimpleCell;
import dev.cellwise.rnn.cell.SimpleOptions;
import dev.cellwise.rnn.tape.Layout;
import java.util.Arrays;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * What an option of a cell costs beside the cell that has none: one step, and 50 steps of 32 rows
 * forward, and forward and backward with all gradients but that of the input. Random masks are
 * drawn in the windows, not in the step.
 */
public class OptionsBenchmark extends JmhDefaults {
  private static final int T = 50;
  private static final int N = 32;

  @Param({
    "lstm",
    "lstm-passes",
    "peephole",
    "coupled",
    "clips",
    "projection",
    "zoneout",
    "recurrent-dropout",
    "input-dropout",
    "layer-norm",
    "gru",
    "gru-layer-norm",
    "gru-reset-before",
    "gru-zoneout",
    "gru-recurrent-dropout",
    "rnn",
    "rnn-passes",
    "leaky",
    "skip",
    "prelu",
    "jordan"
  })
  private String option;

  @Param("128")
  private int hidden;

  private float[] p;
  private float[] x;
  private float[] data;
  private float[] d;
  private float[] dp;
  private float[] state;
  private CellWindow window;
  private CellStream stream;
  private int outputs;
  private int t;

  private Cell make(Layout.Builder parameters) {
    LstmOptions lstm = LstmOptions.plain();
    SimpleOptions simple = SimpleOptions.plain();
    return switch (option) {
      case "lstm" -> new LstmCell(parameters, "l0", hidden, hidden);
      case "lstm-passes" -> of(lstm, parameters);
      case "peephole" -> of(lstm.withPeephole(), parameters);
      case "coupled" -> of(lstm.withCoupling(LstmOptions.Coupling.INPUT_FROM_FORGET), parameters);
      case "clips" -> of(lstm.withClips(3, 3, Float.POSITIVE_INFINITY), parameters);
      case "projection" -> of(lstm.withProjection(hidden / 2), parameters);
      case "zoneout" -> of(lstm.withZoneout(0.15f, 0.5f), parameters);
      case "recurrent-dropout" -> of(lstm.withRecurrentDropout(0.25f), parameters);
      case "input-dropout" -> of(lstm.withInputDropout(0.25f), parameters);
      case "layer-norm" -> of(lstm.withLayerNorm(), parameters);
      case "gru" -> new GruCell(parameters, "l0", hidden, hidden);
      case "gru-layer-norm" -> of(GruOptions.resetAfter().withLayerNorm(), parameters);
      case "gru-reset-before" -> of(GruOptions.resetBefore(), parameters);
      case "gru-zoneout" -> of(GruOptions.resetAfter().withZoneout(0.15f), parameters);
      case "gru-recurrent-dropout" ->
          of(GruOptions.resetAfter().withRecurrentDropout(0.25f), parameters);
      case "rnn" -> new SimpleCell(parameters, "l0", hidden, hidden, Activation.tanh());
      case "rnn-passes" -> of(simple, parameters);
      case "leaky" -> of(simple.withLearnedAlpha(), parameters);
      case "skip" -> of(simple.withLags(2), parameters);
      case "prelu" -> of(simple.withPrelu(), parameters);
      case "jordan" -> JordanOptions.plain(hidden).cell(parameters, "l0", hidden, hidden);
      default -> throw new IllegalArgumentException("option: expected one listed, got " + option);
    };
  }

  private Cell of(LstmOptions options, Layout.Builder parameters) {
    return options.cell(parameters, "l0", hidden, hidden);
  }

  private Cell of(GruOptions options, Layout.Builder parameters) {
    return options.cell(parameters, "l0", hidden, hidden);
  }

  private Cell of(SimpleOptions options, Layout.Builder parameters) {
    return options.cell(parameters, "l0", hidden, hidden);
  }

  /** Makes the cell with random weights. */
  @Setup
  public void setUp() {
    Layout.Builder parameters = Layout.builder("parameters");
    Cell made = make(parameters);
    Layout layout = parameters.build();
    outputs = made.outputs();
    p = layout.allocate();
    dp = layout.allocate();
    float bound = (float) (1 / Math.sqrt(hidden));
    long[] seed = {3};
    made.pack(
        (name, shape) ->
            Data.uniform(Arrays.stream(shape).reduce(1, Math::multiplyExact), bound, seed[0]++),
        p);
    Layout.Builder tape = Layout.builder("tape");
    Layout.Builder work = Layout.builder("workspace");
    window = made.window(tape, work, "", Packing.dense(T, N), Below.FEATURES);
    window.drawMasks(0, new RandomMasks(1, N));
    data = tape.build().allocate();
    d = work.build().allocate();
    x = Data.uniform(Floats.BASE + T * N * hidden, 1, 2);
    stream = made.stream(1);
    state = new float[made.state().stream().mapToInt(part -> Panels.padded(part.size())).sum()];
  }

  /**
   * One step of one row.
   *
   * @return h
   */
  @Benchmark
  public float[] step() {
    stream.step(t++, x, Floats.BASE, p, state, 0);
    return state;
  }

  /**
   * A window forward.
   *
   * @return the tape
   */
  @Benchmark
  public float[] forward() {
    window.input(x, Floats.BASE, hidden, p, data);
    window.forward(p, data);
    return data;
  }

  /**
   * A window forward and backward.
   *
   * @return the gradients
   */
  @Benchmark
  public float[] backward() {
    forward();
    window.prepare(p, d);
    window.clearAbove(d);
    window.clearState(d);
    for (int n = 0; n < N; n++) {
      int at = window.dOutput() + n * window.hRow();
      Arrays.fill(d, at, at + outputs, 0.01f);
    }
    Arrays.fill(dp, 0);
    window.backward(p, data, d, dp);
    window.backwardInputWeights(x, Floats.BASE, hidden, d, dp);
    return dp;
  }

  /** All options, each plain cell before those it is compared with. */
  public static List<String> options() {
    try {
      Param listed = OptionsBenchmark.class.getDeclaredField("option").getAnnotation(Param.class);
      return List.of(listed.value());
    } catch (NoSuchFieldException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Made for an option. */
  static OptionsBenchmark of(String option, int hidden) {
    OptionsBenchmark made = new OptionsBenchmark();
    made.option = option;
    made.hidden = hidden;
    made.setUp();
    return made;
  }

  /** The plain cell that an option is compared with. */
  static Layer layer(String option) {
    return switch (option) {
      case "rnn", "rnn-passes", "leaky", "skip", "prelu", "jordan" -> Layer.RNN;
      default -> option.startsWith("gru") ? Layer.GRU : Layer.LSTM;
    };
  }

  /** That of the plain cell: case A, C or D. */
  static double limit(BenchmarkCall call, Limits limits) {
    Layer layer = layer(call.parameters().get("option"));
    Case like =
        switch (call.method()) {
          case "step" -> Case.A;
          case "forward" -> Case.C;
          default -> Case.D;
        };
    return like.setting(layer, call.number("hidden")).limit(limits);
  }
}
