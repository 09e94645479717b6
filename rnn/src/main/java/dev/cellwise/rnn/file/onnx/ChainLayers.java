package dev.cellwise.rnn.file.onnx;

import dev.cellwise.kernels.Activation;
import dev.cellwise.rnn.file.onnx.Flow.Given;
import dev.cellwise.rnn.file.onnx.Flow.Known;
import dev.cellwise.rnn.file.onnx.Flow.Refused;
import dev.cellwise.rnn.file.onnx.Flow.Signal;
import dev.cellwise.rnn.file.onnx.Flow.Source;
import dev.cellwise.rnn.file.onnx.Flow.Stretched;
import dev.cellwise.rnn.net.Architecture;
import dev.cellwise.rnn.net.Merge;
import dev.cellwise.rnn.net.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** The nodes of a chain that are layers, or parts of some. */
final class ChainLayers {
  private final int opset;

  /** For weights: many nodes may read the same ones, and each layer has its own. */
  private final Room room;

  ChainLayers(int opset, Room room) {
    this.opset = opset;
    this.room = room;
  }

  /** What a node makes that is a layer; null if it is none. */
  Flow of(Step step, Flow[] in) {
    switch (step.operator()) {
      case MatMulOperator m -> {
        Value b = in.length < 3 ? null : known("bias", in[2]);
        return dense(in[0], known("weights", in[1]), false, b);
      }
      case ProductOperators.GemmOperator g -> {
        return gemm(g, in);
      }
      case ActivationOperator a -> {
        return activation(signal(in[0], -1), a.function());
      }
      case LayerNormOperator n -> {
        return norm(n, in);
      }
      default -> {
        return named(step, in);
      }
    }
  }

  private Flow named(Step step, Flow[] in) {
    return switch (step.node().type()) {
      case "Gather" ->
          in[0] instanceof Known table ? embedding(step.node(), table.value(), in[1]) : null;
      case "OneHot" -> oneHot(step.node(), in);
      case "PRelu" -> prelu(signal(in[0], -1), known("slope", in[1]));
      case "Add", "Sub", "Mul", "Div" ->
          in[0] instanceof Signal || in[1] instanceof Signal ? sum(step.node().type(), in) : null;
      case "ReduceSum", "ReduceMean", "ReduceProd" -> reduced(step.node(), in);
      case "Softmax", "LogSoftmax" ->
          throw new Refusal(
              "a network gives what comes before: withOutputs(\"...\") makes that the output");
      default -> null;
    };
  }

  static Value known(String what, Flow flow) {
    if (flow instanceof Known k) {
      return k.value();
    }
    throw new Refusal(what, "a constant", what(flow));
  }

  /** What messages say of a flow. */
  static String what(Flow flow) {
    return switch (flow) {
      case null -> "none";
      case Known k -> "a constant";
      case Given g -> "an input, or a part of one";
      case Signal s -> "outputs of layers";
      case Stretched s -> "a first state";
      case Flow.Sizes s -> "a shape";
      case Refused r -> r.reason();
    };
  }

  /**
   * Numbers of layers, or of the input.
   *
   * @param width of a row, if it is known; else negative
   */
  static Signal signal(Flow flow, int width) {
    if (flow instanceof Signal s) {
      return s;
    }
    if (!(flow instanceof Given g) || g.type() != OnnxType.FLOAT || g.axes() == null) {
      throw new Refusal("input", "features, or outputs of layers", what(flow));
    }
    if (g.axes().isEmpty()) {
      throw new Refusal("input", "rows", "a single number");
    }
    int size = g.axes().getLast().size;
    int known = size < 0 ? width : size;
    if (known < 1) {
      throw new Refusal("input", "features whose number is known", "any number");
    }
    List<Axis> axes = new ArrayList<>(g.axes());
    axes.set(axes.size() - 1, Axis.features(known));
    Trace trace = Trace.of(new Architecture.Features(known), null, known);
    return new Signal(List.of(new Source(trace, Source.ALL)), 0, false, List.copyOf(axes));
  }

  /** The layers up to a value that is all of what the last one gives. */
  static Trace complete(Flow flow) {
    Signal s = signal(flow, -1);
    Trace trace = s.trace();
    if (s.sources().getFirst().direction() == Source.ALL) {
      return trace;
    }
    Spec.Recurrent top = (Spec.Recurrent) trace.top();
    boolean all = s.part() == 0 && s.sources().size() == top.directions().size();
    for (int d = 0; d < s.sources().size(); d++) {
      all &= s.sources().get(d).trace() == trace && s.sources().get(d).direction() == d;
    }
    boolean apart = s.axes().stream().anyMatch(a -> a.kind == Axis.Kind.DIRECTIONS && a.size > 1);
    if (!all || apart) {
      throw new Refusal(
          "input", "the outputs of all directions of one layer, side by side", "others");
    }
    return s.ended() ? trace.with(new Spec.Last(), trace.width()) : trace;
  }

  private static Signal on(Signal below, Trace trace) {
    List<Axis> axes = new ArrayList<>(below.axes());
    if (axes.isEmpty() || axes.getLast().kind != Axis.Kind.FEATURES) {
      throw new Refusal("input", "features as the last axis", "another");
    }
    axes.set(axes.size() - 1, Axis.features(trace.width()));
    return new Signal(List.of(new Source(trace, Source.ALL)), 0, below.ended(), List.copyOf(axes));
  }

  /** A dense layer of W [I, O], or [O, I] if it is turned. */
  private Flow dense(Flow x, Value w, boolean turned, Value b) {
    if (w.rank() != 2) {
      throw new Refusal("weights", "a matrix", w);
    }
    int inputs = w.shape[turned ? 1 : 0];
    int outputs = w.shape[turned ? 0 : 1];
    Signal below = signal(x, inputs);
    Trace trace = complete(below);
    if (trace.width() != inputs) {
      throw new Refusal("weights", "a matrix for rows of " + trace.width(), w);
    }
    room.take((long) Float.BYTES * w.size);
    float[] weight = new float[w.size];
    for (int o = 0; o < outputs; o++) {
      for (int i = 0; i < inputs; i++) {
        weight[o * inputs + i] = w.floats()[turned ? o * inputs + i : i * outputs + o];
      }
    }
    if (b != null && !isRow(b, outputs, below)) {
      throw new Refusal("bias", outputs + " numbers along the last axis", b);
    }
    Tensor bias = Tensor.of(b == null ? new float[outputs] : b.floats().clone(), outputs);
    Spec dense =
        new Spec.Dense(Activation.identity(), Tensor.of(weight, outputs, inputs), bias, null);
    return on(below, trace.with(dense, outputs));
  }

  /** Whether numbers are one for each of a row, the same in all rows. */
  private static boolean isRow(Value of, int units, Signal x) {
    return of.size == units
        && of.rank() <= x.axes().size()
        && (of.rank() == 0 || of.shape[of.rank() - 1] == units);
  }

  private Flow gemm(ProductOperators.GemmOperator g, Flow[] in) {
    if (g.alpha() != 1 || g.beta() != 1 || g.turnA()) {
      throw new Refusal("Gemm", "alpha and beta of 1, the rows not turned", "others");
    }
    Value b = in.length < 3 || in[2] == null ? null : known("C", in[2]);
    return dense(in[0], known("B", in[1]), g.turnB(), b);
  }

  /** Layers that do nothing but give an activation something to stand on. */
  private Spec.Dense nothing(int width) {
    int size = Room.size(width, width);
    room.take((long) Float.BYTES * size);
    float[] one = new float[size];
    for (int i = 0; i < width; i++) {
      one[i * width + i] = 1;
    }
    return new Spec.Dense(
        Activation.identity(),
        Tensor.of(one, width, width),
        Tensor.of(new float[width], width),
        null);
  }

  private Trace onDense(Trace trace, boolean free) {
    return trace.top() instanceof Spec.Dense d && (free || d.isLinear())
        ? trace
        : trace.with(nothing(trace.width()), trace.width());
  }

  /** An activation of a dense layer, or of one that does nothing else. */
  private Flow activation(Signal below, Activation f) {
    Trace trace = complete(below);
    if (trace.top() instanceof Spec.Dense d && f.equals(Activation.tanh())) {
      float[] slope = constants(d, "affine");
      if (slope != null && slope[1] == 0 && slope[0] != 0) {
        Activation scaled = Activation.scaledTanh(1, slope[0]);
        return on(below, trace.instead(d.with(scaled), d.units()));
      }
    }
    Trace linear = onDense(trace, false);
    Spec.Dense dense = (Spec.Dense) linear.top();
    return on(below, linear.instead(dense.with(f), dense.units()));
  }

  /** The constants of a layer's activation, if that is its name; else null. */
  private static float[] constants(Spec.Dense dense, String name) {
    String text = dense.function().toString();
    if (dense.slope() != null || !text.startsWith(name + "(")) {
      return null;
    }
    String[] parts = text.substring(name.length() + 1, text.length() - 1).split(",");
    float[] all = new float[parts.length];
    for (int i = 0; i < all.length; i++) {
      all[i] = Float.parseFloat(parts[i].strip());
    }
    return all;
  }

  private Flow prelu(Signal below, Value slope) {
    Trace linear = onDense(complete(below), false);
    Spec.Dense d = (Spec.Dense) linear.top();
    boolean one = slope.size == 1 && slope.rank() <= below.axes().size();
    if (!one && !isRow(slope, d.units(), below)) {
      throw new Refusal("slope", "one number for each of " + d.units(), slope);
    }
    float[] slopes = new float[d.units()];
    for (int u = 0; u < slopes.length; u++) {
      slopes[u] = slope.floats()[slope.size == 1 ? 0 : u];
    }
    Spec with =
        new Spec.Dense(
            Activation.identity(), d.weight(), d.bias(), Tensor.of(slopes, slopes.length));
    return on(below, linear.instead(with, d.units()));
  }

  private Flow norm(LayerNormOperator n, Flow[] in) {
    Value gain = known("scale", in[1]);
    Signal below = signal(in[0], gain.size);
    Trace trace = complete(below);
    Value bias = in.length < 3 || in[2] == null ? null : known("bias", in[2]);
    if (!n.isKernels()) {
      throw new Refusal(Making.attribute("epsilon"), "1e-5", n.epsilon());
    }
    boolean row = n.axis() == -1 || n.axis() == below.axes().size() - 1;
    row &= isRow(gain, trace.width(), below) && (bias == null || isRow(bias, gain.size, below));
    if (!row) {
      throw new Refusal("rows", "the last axis, a gain and a bias for each unit", "others");
    }
    float[] b = bias == null ? new float[gain.size] : bias.floats().clone();
    Spec norm = new Spec.Norm(Tensor.of(gain.floats().clone(), gain.size), Tensor.of(b, gain.size));
    return on(below, trace.with(norm, trace.width()));
  }

  private Flow embedding(Node node, Value table, Flow indices) {
    if (!(indices instanceof Given g)) {
      return null;
    }
    Node.Attribute axis = node.attribute("axis");
    boolean rows = axis == null || axis.value().equals(0L);
    if (table.rank() != 2 || table.type != OnnxType.FLOAT || !rows || g.axes() == null) {
      throw new Refusal("embedding", "rows of a matrix, chosen by an input", "others");
    }
    room.take(table.bytes());
    Architecture.Embedding input = new Architecture.Embedding(table.shape[0], table.shape[1]);
    Tensor values = Tensor.of(table.floats().clone(), table.shape);
    return begun(g, Trace.of(input, values, table.shape[1]));
  }

  private static Flow begun(Given tokens, Trace trace) {
    List<Axis> axes = new ArrayList<>(tokens.axes());
    axes.add(Axis.features(trace.width()));
    return new Signal(List.of(new Source(trace, Source.ALL)), 0, false, List.copyOf(axes));
  }

  private static Flow oneHot(Node node, Flow[] in) {
    if (!(in[0] instanceof Given g) || g.axes() == null) {
      throw new Refusal("indices", "an input", what(in[0]));
    }
    Value depth = known("depth", in[1]);
    Value values = known("values", in[2]);
    Node.Attribute axis = node.attribute("axis");
    boolean last = axis == null || axis.value().equals(-1L);
    boolean plain =
        depth.size == 1
            && values.hasShape(2)
            && values.type == OnnxType.FLOAT
            && values.floats()[0] == 0
            && values.floats()[1] == 1;
    if (!last || !plain) {
      throw new Refusal("one-hot rows", "the last axis, of 0 and 1", "others");
    }
    int size = Axes.dimension(depth.whole(0));
    return begun(g, Trace.of(new Architecture.Index(size), null, size));
  }

  // Sums and products.

  private Flow sum(String operator, Flow[] in) {
    if (in[0] instanceof Signal a && in[1] instanceof Signal b) {
      return two(operator, a, b);
    }
    Signal x = (Signal) (in[0] instanceof Signal ? in[0] : in[1]);
    Value by = known("the other input", in[0] instanceof Signal ? in[1] : in[0]);
    boolean first = in[0] instanceof Signal;
    if (!first && (operator.equals("Sub") || operator.equals("Div"))) {
      throw new Refusal("input", "outputs of layers first", "a constant");
    }
    if (by.size != 1 || by.rank() > x.axes().size()) {
      return bias(operator, x, by);
    }
    float number = by.floats()[0];
    return switch (operator) {
      case "Add" -> moved(x, number);
      case "Sub" -> moved(x, -number);
      case "Mul" -> scaled(x, number);
      default -> scaled(x, 1 / number);
    };
  }

  /** The bias of a product. */
  private Flow bias(String operator, Signal x, Value by) {
    Trace trace = complete(x);
    boolean free = trace.top() instanceof Spec.Dense d && d.isLinear() && isZero(d.bias());
    if (!operator.equals("Add") || !free || !isRow(by, trace.width(), x)) {
      throw new Refusal("input", "one number, or the bias of a product", by);
    }
    Spec.Dense d = (Spec.Dense) trace.top();
    Tensor bias = Tensor.of(by.floats().clone(), by.size);
    return on(x, trace.instead(new Spec.Dense(d.function(), d.weight(), bias, null), d.units()));
  }

  private static boolean isZero(Tensor tensor) {
    for (float v : tensor.values()) {
      if (v != 0) {
        return false;
      }
    }
    return true;
  }

  private Flow moved(Signal x, float by) {
    Trace trace = onDense(complete(x), true);
    Spec.Dense d = (Spec.Dense) trace.top();
    float[] affine = constants(d, "affine");
    if (affine != null) {
      return on(x, trace.instead(d.with(Activation.affine(affine[0], affine[1] + by)), d.units()));
    }
    return activation(x, Activation.affine(1, by));
  }

  private Flow scaled(Signal x, float by) {
    if (x.trace().top() instanceof Spec.Recurrent r && r.merge() == Merge.SUM && by == 0.5f) {
      return merged(x, x.trace().instead(r.with(Merge.AVERAGE), x.trace().width()));
    }
    Trace trace = onDense(complete(x), true);
    Spec.Dense d = (Spec.Dense) trace.top();
    float[] affine = constants(d, "affine");
    float[] tanh = constants(d, "scaledTanh");
    Activation f = null;
    if (affine != null) {
      f = Activation.affine(affine[0] * by, affine[1] * by);
    } else if (by != 0 && tanh != null) {
      f = Activation.scaledTanh(tanh[0] * by, tanh[1]);
    } else if (by != 0 && d.slope() == null && d.function().equals(Activation.tanh())) {
      f = Activation.scaledTanh(by, 1);
    }
    return f == null
        ? activation(x, Activation.affine(by, 0))
        : on(x, trace.instead(d.with(f), d.units()));
  }

  /** Two directions in one, or a residual connection. */
  private Flow two(String operator, Signal a, Signal b) {
    if (!sameAxes(a, b)) {
      throw new Refusal("inputs", "the same axes", "others");
    }
    if (a.sources().size() == 1 && b.sources().size() == 1 && a.trace() == b.trace()) {
      int first = a.sources().getFirst().direction();
      int second = b.sources().getFirst().direction();
      if (first != Source.ALL && first != second && a.part() == 0 && b.part() == 0) {
        return merged(a, merge(a.trace(), operator));
      }
    }
    if (!operator.equals("Add")) {
      throw new Refusal("inputs", "two directions of a layer", "others");
    }
    Trace low = complete(a);
    Trace high = complete(b);
    if (!high.isBegunBy(low, true)) {
      Trace other = low;
      low = high;
      high = other;
    }
    if (!high.isBegunBy(low, true) || high.layers().size() == low.layers().size()) {
      throw new Refusal("inputs", "layers and what they are on, or two directions", "others");
    }
    List<Spec> inner = high.layers().subList(low.layers().size(), high.layers().size());
    Trace on = low.along(high.time(), high.rows(), high.lengths());
    return on(a, on.with(new Spec.Residual(List.copyOf(inner)), low.width()));
  }

  private static boolean sameAxes(Signal a, Signal b) {
    boolean same = a.axes().size() == b.axes().size();
    for (int i = 0; same && i < a.axes().size(); i++) {
      same = a.axes().get(i).isSame(b.axes().get(i));
    }
    return same;
  }

  private static Trace merge(Trace trace, String operator) {
    Merge merge =
        switch (operator) {
          case "Add" -> Merge.SUM;
          case "Mul" -> Merge.MULTIPLY;
          default -> throw new Refusal("two directions", "their sum or product", operator);
        };
    Spec.Recurrent top = (Spec.Recurrent) trace.top();
    return trace.instead(top.with(merge), top.cell().outputs());
  }

  /** What both directions have become: all of the layer's output. */
  private static Flow merged(Signal x, Trace trace) {
    Trace all =
        x.ended() && x.sources().getFirst().direction() != Source.ALL
            ? trace.with(new Spec.Last(), trace.width())
            : trace;
    return on(x, all);
  }

  private Flow reduced(Node node, Flow[] in) {
    if (!(in[0] instanceof Signal s)) {
      return null;
    }
    Making making = new Making(node, opset);
    long[] axes = making.numbers("axes");
    if (in.length > 1 && in[1] != null) {
      axes = known("axes", in[1]).wholes();
    }
    boolean keep = making.number("keepdims", 1L) == 1;
    int rank = s.axes().size();
    int at = axes == null || axes.length != 1 ? -1 : Axes.of(axes[0], rank);
    if (at < 0
        || keep
        || s.axes().get(at).kind != Axis.Kind.DIRECTIONS
        || s.axes().get(at).size != 2) {
      throw new Refusal("axes", "two directions of a layer, not kept", "others");
    }
    List<Axis> left = new ArrayList<>(s.axes());
    left.remove(at);
    boolean both =
        s.part() == 0
            && s.sources().get(0).trace() == s.sources().get(1).trace()
            && s.sources().get(0).direction() != s.sources().get(1).direction();
    if (!both) {
      throw new Refusal("axes", "two directions of a layer", "others");
    }
    Signal one = new Signal(s.sources().subList(0, 1), 0, s.ended(), List.copyOf(left));
    Trace trace = merge(s.trace(), node.type().equals("ReduceProd") ? "Mul" : "Add");
    if (node.type().equals("ReduceMean")) {
      Spec.Recurrent top = (Spec.Recurrent) trace.top();
      trace = trace.instead(top.with(Merge.AVERAGE), trace.width());
    }
    return merged(one, trace);
  }

  // Recurrent nodes.

  Flow[] recurrent(RecurrentOperator operator, Flow[] in) {
    Value[] values = new Value[in.length];
    for (int i = 0; i < in.length; i++) {
      if (i != RecurrentOperator.X && i < RecurrentOperator.LENGTHS || i == RecurrentOperator.P) {
        values[i] = in[i] == null ? null : known("weights", in[i]);
      }
    }
    RecurrentAttributes of = operator.attributes();
    RecurrentWeights weights = operator.weights(values);
    Signal below = signal(in[RecurrentOperator.X], weights.inputs());
    Trace trace = complete(below);
    if (trace.width() != weights.inputs() || below.axes().size() != 3 || below.ended()) {
      throw new Refusal("X", "time, rows and " + weights.inputs() + " features", "others");
    }
    Trace bound = bound(trace, below, of.batchFirst(), lengths(in));
    Spec.Recurrent spec = spec(of, weights, in);
    int directions = of.directions();
    Trace made = bound.with(spec, directions * weights.hidden());
    List<Source> sources = new ArrayList<>();
    for (int d = 0; d < directions; d++) {
      sources.add(new Source(made, d));
    }
    Axis d = Axis.directions(directions);
    Axis h = Axis.features(weights.hidden());
    List<Axis> y =
        of.batchFirst()
            ? List.of(made.rows(), made.time(), d, h)
            : List.of(made.time(), d, made.rows(), h);
    List<Axis> states = of.batchFirst() ? List.of(made.rows(), d, h) : List.of(d, made.rows(), h);
    return new Flow[] {
      new Signal(sources, 0, false, y),
      new Signal(sources, 0, true, states),
      new Signal(sources, 1, true, states)
    };
  }

  private static int lengths(Flow[] in) {
    Flow flow = in.length > RecurrentOperator.LENGTHS ? in[RecurrentOperator.LENGTHS] : null;
    if (flow == null) {
      return Node.NONE;
    }
    if (flow instanceof Given g && g.axes() != null) {
      return g.input();
    }
    throw new Refusal("sequence_lens", "an input as it is", what(flow));
  }

  /** Time and rows are where the first recurrent node has them. */
  private static Trace bound(Trace trace, Signal x, boolean batchFirst, int lengths) {
    Axis time = x.axes().get(batchFirst ? 1 : 0);
    Axis rows = x.axes().get(batchFirst ? 0 : 1);
    if (!trace.isRecurrent()) {
      return trace.along(time, rows, lengths);
    }
    if (trace.time() != time || trace.rows() != rows) {
      throw new Refusal("X", "time and rows as in the recurrent layers below", "others");
    }
    if (trace.lengths() != lengths) {
      throw new Refusal("sequence_lens", "those of the recurrent layers below", "others");
    }
    return trace;
  }

  private Spec.Recurrent spec(RecurrentAttributes of, RecurrentWeights weights, Flow[] in) {
    Architecture.Recurrent cell = weights.layer(0);
    if (of.directions() == 2 && !cell.equals(weights.layer(1))) {
      throw new Refusal("activations", "the same in both directions", "others");
    }
    int parts = of.kind() == RecurrentAttributes.Kind.LSTM ? 2 : 1;
    List<Map<String, Tensor>> tensors = new ArrayList<>();
    float[][][] starts = new float[of.directions()][parts][];
    for (int d = 0; d < of.directions(); d++) {
      room.take(weights.bytes() / of.directions());
      tensors.add(weights.tensors(d));
      for (int part = 0; part < parts; part++) {
        int at = RecurrentOperator.H + part;
        Flow start = at < in.length ? in[at] : null;
        starts[d][part] = start(start, d, of, weights.hidden());
      }
    }
    boolean reverse = of.directions() == 1 && of.isReverse(0);
    return new Spec.Recurrent(cell, reverse, Merge.CONCAT, List.copyOf(tensors), starts);
  }

  /**
   * A direction's first state, the same for all rows; null where it is zero, or comes from outside.
   */
  private static float[] start(Flow flow, int d, RecurrentAttributes as, int hidden) {
    return switch (flow) {
      case null -> null;
      case Given g -> null;
      case Known k -> start(k.value(), d, as, hidden);
      case Stretched s -> {
        if (s.value() != null) {
          yield start(s.value(), d, as, hidden);
        }
        float[] same = new float[hidden];
        Arrays.fill(same, s.number());
        yield s.number() == 0 ? null : same;
      }
      default -> throw new Refusal("first state", "zero, a constant or an input", what(flow));
    };
  }

  private static float[] start(Value of, int d, RecurrentAttributes as, int hidden) {
    if (of.rank() != 3 || (of.shape[2] != hidden && of.shape[2] != 1)) {
      throw new Refusal("first state", "three dimensions, the last of " + hidden, of);
    }
    int[] strides = Axes.strides(of.shape);
    int direction = as.batchFirst() ? 1 : 0;
    int directions = as.directions();
    if (of.shape[direction] != 1 && of.shape[direction] != directions) {
      throw new Refusal("first state", directions + " directions", of);
    }
    int from = of.shape[direction] == 1 ? 0 : d * strides[direction];
    int rows = of.shape[1 - direction];
    float[] start = new float[hidden];
    boolean zero = true;
    for (int n = 0; n < rows; n++) {
      for (int u = 0; u < hidden; u++) {
        int at = from + n * strides[1 - direction] + (of.shape[2] == 1 ? 0 : u);
        if (n > 0 && of.floats()[at] != start[u]) {
          throw new Refusal("first state", "the same for all rows", "others");
        }
        start[u] = of.floats()[at];
        zero &= start[u] == 0;
      }
    }
    return zero ? null : start;
  }
}
