package dev.cellwise.rnn.file.onnx;

import dev.cellwise.rnn.file.onnx.Flow.Given;
import dev.cellwise.rnn.file.onnx.Flow.Known;
import dev.cellwise.rnn.file.onnx.Flow.Signal;
import dev.cellwise.rnn.file.onnx.Flow.Sizes;
import dev.cellwise.rnn.file.onnx.Flow.Source;
import dev.cellwise.rnn.file.onnx.Flow.Stretched;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The nodes of a chain that are no layers: they bring axes into another order, take some of them,
 * or find out shapes.
 */
final class ChainShapes {
  /** Layers and directions that are put together at most. */
  private static final int MOST_SOURCES = 1 << 10;

  private final int opset;

  ChainShapes(int opset) {
    this.opset = opset;
  }

  Flow of(Node node, Flow[] in) {
    Making making = new Making(node, opset);
    return switch (node.type()) {
      case "Identity" -> in[0];
      case "Dropout" -> dropped(in);
      case "Cast" -> cast(making, in[0]);
      case "Shape" -> shape(making, in[0]);
      case "ConstantOfShape" -> filled(making);
      case "Expand" -> expanded(in[0]);
      case "Transpose" -> transposed(making, in[0]);
      case "Squeeze" -> squeezed(in[0], axes(making, in));
      case "Unsqueeze" -> unsqueezed(in[0], axes(making, in));
      case "Reshape" -> reshaped(making, in[0], in[1]);
      case "Flatten" -> flattened(making, in[0]);
      case "Gather" -> gathered(making, in);
      case "Slice" -> sliced(making, in);
      case "Concat" -> concatenated(making, in);
      case "Add", "Sub", "Mul", "Div" -> computed(node.type(), in);
      default -> throw new Refusal("no part of a chain of layers");
    };
  }

  private static Flow dropped(Flow[] in) {
    if (in.length > 2 && in[2] != null) {
      Value training = ChainLayers.known("training_mode", in[2]);
      for (int i = 0; i < training.size; i++) {
        if (training.truth(i)) {
          throw new Refusal("training_mode", "false", "true");
        }
      }
    }
    return in[0];
  }

  /** Axes as an attribute or an input; null where there are none. */
  private static long[] axes(Making making, Flow[] in) {
    if (in.length > 1 && in[1] != null) {
      return ChainLayers.known("axes", in[1]).wholes();
    }
    return making.numbers("axes");
  }

  private static Refusal refuse(String what, Flow got) {
    return new Refusal(what, "outputs of layers, or a shape", ChainLayers.what(got));
  }

  private static Flow cast(Making making, Flow x) {
    OnnxType to = OnnxType.of(making.number("to", 0L));
    return switch (x) {
      case Given g -> {
        boolean same = to == g.type();
        boolean whole =
            (g.type().isWhole() || g.type() == OnnxType.BOOL) && Types.NUMBERS.contains(to);
        boolean real =
            (Types.REALS.contains(g.type()) || g.type() == OnnxType.FLOAT16)
                && Types.REALS.contains(to);
        if (!same && !whole && !real) {
          // What is cut off or rounded by it would not be by a network.
          throw new Refusal(Making.attribute("to"), "a type that holds " + g.type(), to);
        }
        yield new Given(g.input(), to, g.axes());
      }
      case Sizes s -> {
        if (!Types.INDICES.contains(to)) {
          throw new Refusal(Making.attribute("to"), "whole numbers for a shape", to);
        }
        yield s;
      }
      case Signal s -> {
        if (to != OnnxType.FLOAT) {
          throw new Refusal(Making.attribute("to"), "float", to);
        }
        yield s;
      }
      default -> throw refuse("input", x);
    };
  }

  private static List<Axis> axesOf(Flow x) {
    return switch (x) {
      case Signal s -> s.axes();
      case Given g -> {
        if (g.axes() == null) {
          throw new Refusal("input", "one whose axes are known", "a part of one");
        }
        yield g.axes();
      }
      default -> throw refuse("input", x);
    };
  }

  private static Flow with(Flow x, List<Axis> axes) {
    return switch (x) {
      case Signal s -> s.with(List.copyOf(axes));
      case Given g -> new Given(g.input(), g.type(), List.copyOf(axes));
      default -> throw refuse("input", x);
    };
  }

  /** Parts of an input whose axes nobody knows any more can still be a first state. */
  private static Flow cut(Given g) {
    return new Given(g.input(), g.type(), null);
  }

  private static boolean isCut(Flow x) {
    return x instanceof Given g && g.axes() == null;
  }

  /** A first state that is one number is so in every shape. */
  private static boolean isUniform(Flow x) {
    return x instanceof Stretched s && s.value() == null;
  }

  private static Flow shape(Making making, Flow x) {
    List<Object> sizes = new ArrayList<>();
    for (Axis a : axesOf(x)) {
      sizes.add(a.size < 0 ? a : Long.valueOf(a.size));
    }
    int rank = sizes.size();
    long start = making.number("start", 0L);
    long end = making.number("end", (long) rank);
    int from = Math.clamp(start < 0 ? start + rank : start, 0, rank);
    int to = Math.clamp(end < 0 ? end + rank : end, from, rank);
    return new Sizes(List.copyOf(sizes.subList(from, to)));
  }

  private static Flow filled(Making making) {
    Value value = making.tensor("value");
    if (value != null && value.type != OnnxType.FLOAT) {
      throw new Refusal("attribute value", "a float", value);
    }
    return new Stretched(null, value == null ? 0 : value.floats()[0]);
  }

  private static Flow expanded(Flow x) {
    if (isUniform(x) || isCut(x)) {
      return x;
    }
    Value v = ChainLayers.known("input", x);
    if (v.type != OnnxType.FLOAT) {
      throw new Refusal("input", "floats", v);
    }
    boolean same = true;
    for (float f : v.floats()) {
      same &= f == v.floats()[0];
    }
    return same && v.size > 0 ? new Stretched(null, v.floats()[0]) : new Stretched(v, 0);
  }

  private static Flow transposed(Making making, Flow x) {
    if (isUniform(x) || isCut(x)) {
      return x;
    }
    List<Axis> axes = axesOf(x);
    int rank = axes.size();
    long[] perm = making.numbers("perm");
    if (perm != null && perm.length != rank) {
      throw new Refusal(Making.attribute("perm"), rank + " axes", perm.length);
    }
    Axes.of(perm == null ? new long[0] : perm, rank);
    List<Axis> turned = new ArrayList<>();
    for (int i = 0; i < rank; i++) {
      turned.add(axes.get(perm == null ? rank - 1 - i : Axes.of(perm[i], rank)));
    }
    return with(x, turned);
  }

  private static Flow squeezed(Flow x, long[] named) {
    if (x instanceof Sizes || isUniform(x) || isCut(x)) {
      return x;
    }
    List<Axis> axes = axesOf(x);
    boolean[] gone = named == null ? null : Axes.of(named, axes.size());
    List<Axis> left = new ArrayList<>();
    for (int i = 0; i < axes.size(); i++) {
      Axis a = axes.get(i);
      boolean out = gone == null ? a.isOne() : gone[i];
      if (gone == null && a.size < 0 || gone != null && gone[i] && !a.isOne()) {
        throw new Refusal("axes", "those of size 1", "axis " + i);
      }
      if (!out) {
        left.add(a);
      }
    }
    return with(x, left);
  }

  private static Flow unsqueezed(Flow x, long[] named) {
    if (x instanceof Sizes || isUniform(x) || isCut(x)) {
      return x;
    }
    List<Axis> axes = axesOf(x);
    boolean[] here = Axes.of(named, axes.size() + named.length);
    List<Axis> more = new ArrayList<>();
    int from = 0;
    for (boolean is : here) {
      more.add(is ? Axis.unit() : axes.get(from++));
    }
    return with(x, more);
  }

  private static Flow reshaped(Making making, Flow x, Flow to) {
    if (isUniform(x) || isCut(x) || x instanceof Sizes) {
      return x;
    }
    List<Object> asked = sizes(to);
    List<Axis> axes = axesOf(x);
    if (making.flag("allowzero") && asked.contains(0L)
        || asked.indexOf(-1L) != asked.lastIndexOf(-1L)) {
      throw new Refusal("shape", "one of some elements, -1 at most once", asked);
    }
    for (int i = 0; i < asked.size(); i++) {
      if (asked.get(i).equals(0L) && i < axes.size()) {
        Axis a = axes.get(i);
        asked.set(i, a.size < 0 ? a : Long.valueOf(a.size));
      }
    }
    List<Axis> made = new Match(axes, asked).made(0, 0);
    if (made != null) {
      return with(x, made);
    }
    if (x instanceof Given g) {
      return cut(g);
    }
    throw new Refusal("shape", "axes of one taken out, or neighbours joined", asked);
  }

  private static List<Object> sizes(Flow shape) {
    return switch (shape) {
      case Sizes s -> new ArrayList<>(s.sizes());
      case Known k -> {
        if (!k.value().isIndices()) {
          throw new Refusal("shape", "whole numbers", k.value());
        }
        List<Object> sizes = new ArrayList<>();
        for (long size : k.value().wholes()) {
          sizes.add(size);
        }
        yield sizes;
      }
      default -> throw new Refusal("shape", "a shape", ChainLayers.what(shape));
    };
  }

  private static Flow flattened(Making making, Flow x) {
    if (isUniform(x) || isCut(x)) {
      return x;
    }
    List<Axis> axes = axesOf(x);
    // Two dimensions: what comes before the axis, and what comes from it on.
    if (axes.isEmpty() || making.number("axis", 1L) != axes.size() - 1L) {
      throw new Refusal(Making.attribute("axis"), "the last axis", making.number("axis", 1L));
    }
    List<Axis> made = new Match(axes, List.of(-1L, (long) axes.getLast().size)).made(0, 0);
    if (made == null) {
      throw new Refusal("axes", "two outer ones at most", axes.size() - 1);
    }
    return with(x, made);
  }

  /**
   * The axes of which a shape is made: each as it is, one of size 1 left out or put in, directions
   * and features side by side, two outer ones in one or out of it.
   */
  private static final class Match {
    private final List<Axis> axes;
    private final List<Object> asked;

    /** From where on there is none: without it, axes of size 1 would be tried in all orders. */
    private final boolean[][] none;

    Match(List<Axis> axes, List<Object> asked) {
      this.axes = axes;
      this.asked = shape(asked).sizes();
      this.none = new boolean[axes.size() + 1][asked.size() + 1];
    }

    /** Of the axes from one on those of the sizes from one on; null if they are made otherwise. */
    List<Axis> made(int i, int j) {
      if (j == asked.size()) {
        boolean rest = axes.subList(i, axes.size()).stream().allMatch(Axis::isOne);
        return rest ? new ArrayList<>() : null;
      }
      List<Axis> made = none[i][j] ? null : tried(i, j);
      none[i][j] = made == null;
      return made;
    }

    private List<Axis> tried(int i, int j) {
      Object size = asked.get(j);
      Axis axis = i < axes.size() ? axes.get(i) : null;
      Axis next = i + 1 < axes.size() ? axes.get(i + 1) : null;
      List<Axis> made = null;
      if (axis != null && is(size, axis)) {
        made = put(axis, made(i + 1, j + 1));
      }
      if (made == null && next != null) {
        Axis both = joined(axis, next);
        if (both != null && is(size, both)) {
          made = put(both, made(i + 2, j + 1));
        }
      }
      if (made == null && axis != null && !axis.parts.isEmpty() && j + 1 < asked.size()) {
        List<Axis> parts = axis.parts;
        if (is(size, parts.get(0)) && is(asked.get(j + 1), parts.get(1))) {
          made = put(parts.get(0), put(parts.get(1), made(i + 1, j + 2)));
        }
      }
      if (made == null && axis != null && axis.isOne()) {
        made = made(i + 1, j);
      }
      if (made == null && size.equals(1L)) {
        made = put(Axis.unit(), made(i, j + 1));
      }
      return made;
    }
  }

  private static Axis joined(Axis a, Axis b) {
    if (a.kind == Axis.Kind.DIRECTIONS && b.kind == Axis.Kind.FEATURES) {
      return Axis.features(a.size * b.size);
    }
    boolean outer = a.kind == Axis.Kind.OUTER && b.kind == Axis.Kind.OUTER;
    return outer && a.parts.isEmpty() && b.parts.isEmpty() ? Axis.joined(a, b) : null;
  }

  private static List<Axis> put(Axis first, List<Axis> rest) {
    if (rest != null) {
      rest.addFirst(first);
    }
    return rest;
  }

  private static boolean is(Object size, Axis axis) {
    return size.equals(-1L) || size == axis || size.equals((long) axis.size);
  }

  private static Flow gathered(Making making, Flow[] in) {
    Value indices = ChainLayers.known("indices", in[1]);
    if (in[0] instanceof Sizes s) {
      List<Object> picked = new ArrayList<>();
      for (long i : indices.wholes()) {
        picked.add(s.sizes().get(PickOperators.index(i, s.sizes().size())));
      }
      return shape(picked);
    }
    if (in[0] instanceof Given g) {
      return cut(g);
    }
    List<Axis> axes = axesOf(in[0]);
    int at = Axes.of(making.number("axis", 0L), axes.size());
    if (indices.size != 1 || indices.rank() > 1) {
      throw new Refusal("indices", "one", indices);
    }
    Axis left = indices.rank() == 0 ? null : Axis.unit();
    return picked((Signal) in[0], at, indices.whole(0), left);
  }

  /** One direction, or the last step. */
  private static Flow picked(Signal s, int at, long index, Axis left) {
    Axis axis = s.axes().get(at);
    List<Axis> axes = new ArrayList<>(s.axes());
    if (axis.kind == Axis.Kind.DIRECTIONS) {
      int which = PickOperators.index(index, axis.size);
      replace(axes, at, left == null ? null : Axis.directions(1));
      return new Signal(List.of(s.sources().get(which)), s.part(), s.ended(), List.copyOf(axes));
    }
    if (axis != s.trace().time() || s.ended()) {
      throw new Refusal("axis", "directions of a layer, or time", "another");
    }
    replace(axes, at, left);
    return last(s, index == -1 || axis.size > 0 && index == axis.size - 1, index == 0, axes);
  }

  private static void replace(List<Axis> axes, int at, Axis by) {
    axes.remove(at);
    if (by != null) {
      axes.add(at, by);
    }
  }

  /**
   * The last output of each row: in time of a layer that goes forward, at the first step of one
   * that goes backward.
   */
  private static Flow last(Signal s, boolean end, boolean begin, List<Axis> axes) {
    // Of directions that have become one output, a network's last one is of two steps.
    boolean forward = !(s.trace().top() instanceof Spec.Recurrent r && isMerged(s, r));
    boolean backward = true;
    for (Source source : s.sources()) {
      boolean directed = source.direction() != Source.ALL;
      boolean reverse =
          directed
              && (source.direction() == 1 || ((Spec.Recurrent) source.trace().top()).reverse());
      forward &= !reverse;
      backward &= reverse;
    }
    if (!(end && forward || begin && backward)) {
      throw new Refusal(
          "time", "the last step that a layer makes, in its direction", "another step");
    }
    if (s.trace().lengths() != Node.NONE) {
      throw new Refusal("time", "the last state, where rows have lengths", "a step of all rows");
    }
    List<Source> sources = s.sources();
    if (sources.getFirst().direction() == Source.ALL) {
      Trace trace = s.trace().with(new Spec.Last(), s.trace().width());
      sources = List.of(new Source(trace, Source.ALL));
    }
    return new Signal(sources, s.part(), true, List.copyOf(axes));
  }

  private static boolean isMerged(Signal s, Spec.Recurrent top) {
    return s.sources().getFirst().direction() == Source.ALL && top.directions().size() == 2;
  }

  private Flow sliced(Making making, Flow[] in) {
    if (in[0] instanceof Given g) {
      return cut(g);
    }
    if (isUniform(in[0])) {
      return in[0];
    }
    long[] starts = numbers(making, "starts", in, 1);
    long[] ends = numbers(making, "ends", in, 2);
    long[] axes = numbers(making, "axes", in, 3);
    long[] steps = opset < 10 ? null : numbers(making, "steps", in, 4);
    boolean one = starts.length == 1 && ends.length == 1 && (axes == null || axes.length == 1);
    if (!one || steps != null && (steps.length != 1 || steps[0] != 1)) {
      throw new Refusal("slices", "one, in steps of 1", "others");
    }
    long axis = axes == null ? 0 : axes[0];
    if (in[0] instanceof Sizes s) {
      int size = s.sizes().size();
      int from = place(starts[0], size);
      return new Sizes(List.copyOf(s.sizes().subList(from, Math.max(from, place(ends[0], size)))));
    }
    if (in[0] instanceof Stretched s) {
      return part(s, axis, starts[0], ends[0]);
    }
    Signal s = (Signal) signalOnly(in[0]);
    int at = Axes.of(axis, s.axes().size());
    Axis of = s.axes().get(at);
    if (of.kind == Axis.Kind.DIRECTIONS) {
      int from = place(starts[0], of.size);
      int to = Math.max(from, place(ends[0], of.size));
      List<Axis> some = new ArrayList<>(s.axes());
      some.set(at, Axis.directions(to - from));
      if (to == from) {
        throw new Refusal("slices", "some", "none");
      }
      return new Signal(s.sources().subList(from, to), s.part(), s.ended(), List.copyOf(some));
    }
    boolean lastOnly = starts[0] == -1 && ends[0] >= Integer.MAX_VALUE;
    boolean firstOnly = starts[0] == 0 && ends[0] == 1;
    if (of != s.trace().time() || s.ended() || !(lastOnly || firstOnly)) {
      throw new Refusal("slices", "directions of a layer, or its last step", "others");
    }
    List<Axis> left = new ArrayList<>(s.axes());
    left.set(at, Axis.unit());
    return last(s, lastOnly, firstOnly, left);
  }

  private static Flow signalOnly(Flow x) {
    if (x instanceof Signal) {
      return x;
    }
    throw refuse("input", x);
  }

  private long[] numbers(Making making, String name, Flow[] in, int i) {
    if (opset < 10) {
      return making.numbers(name);
    }
    return i < in.length && in[i] != null ? ChainLayers.known(name, in[i]).wholes() : null;
  }

  private static int place(long given, int size) {
    return Math.clamp(given < 0 ? given + size : given, 0, size);
  }

  /** Layers' own parts of a first state that is given for all of them. */
  private static Flow part(Stretched s, long axis, long start, long end) {
    Value v = s.value();
    if (v.rank() == 0) {
      throw new Refusal("slices", "layers of a first state", v);
    }
    int from = place(start, v.shape[0]);
    int to = place(end, v.shape[0]);
    if (axis != 0 || v.shape[0] == 1 || from >= to) {
      throw new Refusal("slices", "layers of a first state", "others");
    }
    int each = v.size / v.shape[0];
    int[] shape = v.shape.clone();
    shape[0] = to - from;
    return new Stretched(
        Value.of(Arrays.copyOfRange(v.floats(), from * each, to * each), shape), 0);
  }

  private static Flow concatenated(Making making, Flow[] in) {
    long axis = making.number("axis", 0L);
    if (Arrays.stream(in).anyMatch(x -> x instanceof Signal)) {
      return together(in, axis);
    }
    if (Arrays.stream(in).allMatch(x -> x instanceof Given)) {
      return cut((Given) in[0]);
    }
    List<Object> all = new ArrayList<>();
    for (Flow x : in) {
      all.addAll(sizes(x));
    }
    return shape(all);
  }

  /** Sizes of which a shape may be made: of others a graph could make ever more. */
  private static Sizes shape(List<Object> sizes) {
    if (sizes.size() > TensorReader.MAX_RANK) {
      throw new Refusal("shape", "at most " + TensorReader.MAX_RANK + " sizes", sizes.size());
    }
    return new Sizes(List.copyOf(sizes));
  }

  /** States of several layers, or directions side by side. */
  private static Flow together(Flow[] in, long axis) {
    Signal first = (Signal) signalOnly(in[0]);
    int at = Axes.of(axis, first.axes().size());
    Axis along = first.axes().get(at);
    List<Source> sources = new ArrayList<>();
    int size = 0;
    for (Flow x : in) {
      Signal s = (Signal) signalOnly(x);
      boolean like = s.part() == first.part() && s.ended() == first.ended();
      like &= s.axes().size() == first.axes().size() && s.sources().getFirst().direction() >= 0;
      for (int i = 0; like && i < s.axes().size(); i++) {
        Axis a = s.axes().get(i);
        Axis b = first.axes().get(i);
        like = i == at ? a.kind == b.kind : a.isSame(b);
      }
      if (!like || along.kind == Axis.Kind.FEATURES && s.sources().size() != 1) {
        throw new Refusal("inputs", "states of layers, or directions of one", "others");
      }
      sources.addAll(s.sources());
      if (sources.size() > MOST_SOURCES) {
        throw new Refusal("inputs", "at most " + MOST_SOURCES + " states", sources.size());
      }
      size += s.axes().get(at).size;
    }
    List<Axis> axes = new ArrayList<>(first.axes());
    switch (along.kind) {
      case DIRECTIONS -> axes.set(at, Axis.directions(size));
      case FEATURES -> axes.set(at, Axis.features(size));
      default -> throw new Refusal("axis", "directions, or features", "another");
    }
    return new Signal(List.copyOf(sources), first.part(), first.ended(), List.copyOf(axes));
  }

  /** Of sizes, those that are known. */
  private static Flow computed(String operator, Flow[] in) {
    if (in[0] instanceof Given || in[1] instanceof Given) {
      throw new Refusal("inputs", "outputs of layers, or sizes", "an input, or a part of one");
    }
    List<Object> a = sizes(in[0]);
    List<Object> b = sizes(in[1]);
    int count = a.size() == 1 ? b.size() : a.size();
    if (b.size() != 1 && b.size() != count) {
      throw new Refusal("sizes", "as many on both sides", a.size() + " and " + b.size());
    }
    List<Object> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Object x = a.get(a.size() == 1 ? 0 : i);
      Object y = b.get(b.size() == 1 ? 0 : i);
      if (!(x instanceof Long m) || !(y instanceof Long n) || n == 0 && operator.equals("Div")) {
        throw new Refusal("sizes", "known ones, none divided by 0", "others");
      }
      all.add(
          switch (operator) {
            case "Add" -> m + n;
            case "Sub" -> m - n;
            case "Mul" -> m * n;
            default -> m / n;
          });
    }
    return new Sizes(List.copyOf(all));
  }
}
