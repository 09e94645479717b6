package dev.cellwise.rnn.file;

import static dev.cellwise.rnn.file.ModelFileException.quote;

import dev.cellwise.kernels.Activation;
import dev.cellwise.rnn.cell.GruOptions;
import dev.cellwise.rnn.cell.JordanOptions;
import dev.cellwise.rnn.cell.LstmOptions;
import dev.cellwise.rnn.cell.MaskRates;
import dev.cellwise.rnn.cell.SimpleOptions;
import dev.cellwise.rnn.net.Architecture;
import dev.cellwise.rnn.net.Layer;
import dev.cellwise.rnn.net.Merge;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/**
 * A layer as JSON. A recurrent one: {@code {"cell":"lstm","units":256}}, and a field for each
 * option that differs from the plain cell.
 *
 * <ul>
 *   <li>{@code lstm}: {@code "peephole":true}, {@code "projection":64}, {@code "coupling":"input
 *       from forget"} or {@code "forget from input"}, {@code clip}, {@code cellClip}, {@code
 *       projectionClip}, and the activations {@code gate}, {@code candidate}, {@code output}
 *   <li>{@code gru}: {@code "reset":"before"}, {@code clip}, {@code gate}, {@code candidate}
 *   <li>these two: {@code "layerNorm":true}
 *   <li>these and {@code rnn}: {@code zoneoutHidden}, {@code recurrentDropout}, {@code
 *       inputDropout}, and an LSTM {@code zoneoutCell}
 *   <li>{@code rnn}: {@code activation}, always there unless {@code "prelu":true} is; {@code clip};
 *       {@code alpha}, one number in an array or one for each unit, or {@code "learnedAlpha":true};
 *       {@code lags}
 *   <li>{@code jordan}: {@code outputs} and {@code activation}, always there
 *   <li>any other name is a cell of one's own; it has no other field
 *   <li>any cell: {@code "direction":"reverse"}, or {@code "bidirectional"} and then {@code merge}:
 *       {@code concat}, {@code sum}, {@code average} or {@code multiply}
 * </ul>
 *
 * <p>The others: {@code {"layer":"dense","units":32}} with {@code activation} or {@code
 * "prelu":true}, {@code {"layer":"norm"}}, {@code {"layer":"dropout","rate":0.25}}, {@code
 * {"layer":"last"}}, {@code {"layer":"residual","layers":[…]}}, {@code
 * {"layer":"attention","memory":128}} with {@code units} where it is additive.
 *
 * <p>Activations are as {@link Activation#parse} reads them. A field that the cell has not is
 * refused.
 */
final class LayerText {
  private static final String[] FIELDS = {
    "cell",
    "units",
    "activation",
    "layerNorm",
    "peephole",
    "projection",
    "coupling",
    "clip",
    "cellClip",
    "projectionClip",
    "gate",
    "candidate",
    "output",
    "reset",
    "zoneoutHidden",
    "zoneoutCell",
    "recurrentDropout",
    "inputDropout",
    "prelu",
    "alpha",
    "learnedAlpha",
    "lags",
    "outputs",
    "direction",
    "merge",
    "layer",
    "rate",
    "layers",
    "memory"
  };

  private static final float NONE = Float.POSITIVE_INFINITY;

  private final JsonReader in;
  private final Map<String, Architecture.CellMaker> cells;

  /** Layers with tensors that may come, and how many came. */
  private final int most;

  private int count;

  /** Layers without weights that came. */
  private int weightless;

  /** Leaks that may still come. */
  private int alphas;

  /** Fields of the layer being read that are not dealt with yet. */
  private Map<String, Object> given = new LinkedHashMap<>();

  /**
   * Reads layers one after the other.
   *
   * @param in where they come from
   * @param cells of one's own, by their names
   * @param most layers with tensors at most: as objects they take more memory than their bytes
   * @param alphas given leaks of all layers at most: so do they
   */
  LayerText(JsonReader in, Map<String, Architecture.CellMaker> cells, int most, int alphas) {
    this.in = in;
    this.cells = cells;
    this.most = most;
    this.alphas = alphas;
  }

  static void format(StringBuilder out, Layer layer) {
    if (layer instanceof Layer.Residual r) {
      out.append("{\"layer\":\"residual\",\"layers\":[");
      for (Layer inner : r.layers()) {
        format(out, inner);
        out.append(',');
      }
      out.setCharAt(out.length() - 1, ']');
      out.append('}');
      return;
    }
    Map<String, Object> fields = new LinkedHashMap<>();
    switch (layer) {
      case Architecture.Recurrent r -> cell(fields, r);
      case Layer.Reverse r -> {
        cell(fields, r.cell());
        fields.put("direction", "reverse");
      }
      case Layer.Bidirectional b -> {
        cell(fields, b.cell());
        fields.put("direction", "bidirectional");
        fields.put("merge", b.merge().name().toLowerCase(Locale.ROOT));
      }
      case Layer.Dense d -> {
        fields.put("layer", "dense");
        fields.put("units", d.units());
        put(fields, "activation", d.activation(), Activation.identity());
        put(fields, "prelu", d.prelu(), false);
      }
      case Layer.Dropout d -> {
        fields.put("layer", "dropout");
        fields.put("rate", d.rate());
      }
      case Layer.Norm n -> fields.put("layer", "norm");
      case Layer.Attention a -> {
        fields.put("layer", "attention");
        put(fields, "units", a.units(), 0);
        fields.put("memory", a.memory());
      }
      case Layer.Last l -> fields.put("layer", "last");
      case Layer.Residual r -> throw new IllegalStateException();
    }
    out.append('{');
    fields.forEach((name, value) -> append(out, name, value));
    out.setCharAt(out.length() - 1, '}');
  }

  private static void cell(Map<String, Object> fields, Architecture.Recurrent layer) {
    fields.put("cell", layer.family());
    fields.put("units", layer.units());
    switch (layer) {
      case Architecture.Lstm l -> lstm(fields, l.options());
      case Architecture.Gru g -> gru(fields, g.options());
      case Architecture.Simple s -> simple(fields, s.options());
      case Architecture.Jordan j -> {
        fields.put("outputs", j.options().outputs());
        fields.put("activation", j.options().activation());
      }
      case Architecture.Own own -> {}
    }
  }

  private static void append(StringBuilder out, String name, Object value) {
    JsonWriter.string(out, name).append(':');
    switch (value) {
      case Float f -> out.append(text(f));
      case Integer i -> out.append(i.intValue());
      case Boolean b -> out.append(b.booleanValue());
      case List<?> list -> append(out, list);
      default -> JsonWriter.string(out, value.toString());
    }
    out.append(',');
  }

  private static void append(StringBuilder out, List<?> list) {
    out.append('[');
    for (Object value : list) {
      out.append(value instanceof Float f ? text(f) : value.toString()).append(',');
    }
    out.setCharAt(out.length() - 1, ']');
  }

  /** The shortest text; a longer one where rounding it to double first would give another float. */
  private static String text(float f) {
    String shortest = Float.toString(f);
    return (float) Double.parseDouble(shortest) == f ? shortest : Double.toString(f);
  }

  private static void put(Map<String, Object> to, String name, Object value, Object plain) {
    if (!value.equals(plain)) {
      to.put(name, value);
    }
  }

  private static void lstm(Map<String, Object> to, LstmOptions o) {
    LstmOptions plain = LstmOptions.plain();
    put(to, "layerNorm", o.layerNorm(), false);
    put(to, "peephole", o.peephole(), false);
    put(to, "projection", o.projection(), 0);
    if (o.coupling() != LstmOptions.Coupling.NONE) {
      to.put("coupling", COUPLING.get(o.coupling()));
    }
    put(to, "clip", o.clip(), NONE);
    put(to, "cellClip", o.cellClip(), NONE);
    put(to, "projectionClip", o.projectionClip(), NONE);
    put(to, "gate", o.gate(), plain.gate());
    put(to, "candidate", o.candidate(), plain.candidate());
    put(to, "output", o.output(), plain.output());
    masks(to, o.masks());
  }

  private static void masks(Map<String, Object> to, MaskRates rates) {
    put(to, "zoneoutHidden", rates.zoneoutHidden(), 0f);
    put(to, "zoneoutCell", rates.zoneoutCell(), 0f);
    put(to, "recurrentDropout", rates.recurrent(), 0f);
    put(to, "inputDropout", rates.input(), 0f);
  }

  private MaskRates masks(float zoneoutCell) {
    return new MaskRates(
        take("zoneoutHidden", 0f),
        zoneoutCell,
        take("recurrentDropout", 0f),
        take("inputDropout", 0f));
  }

  private Architecture.Lstm lstm(int units) {
    LstmOptions plain = LstmOptions.plain();
    LstmOptions o =
        new LstmOptions(
            take("layerNorm", false),
            take("peephole", false),
            take("projection", 0),
            coupling(),
            take("clip", NONE),
            take("cellClip", NONE),
            take("projectionClip", NONE),
            take("gate", plain.gate()),
            take("candidate", plain.candidate()),
            take("output", plain.output()),
            masks(take("zoneoutCell", 0f)));
    return new Architecture.Lstm(units, o);
  }

  private static final Map<LstmOptions.Coupling, String> COUPLING =
      Map.of(
          LstmOptions.Coupling.INPUT_FROM_FORGET, "input from forget",
          LstmOptions.Coupling.FORGET_FROM_INPUT, "forget from input");

  private LstmOptions.Coupling coupling() {
    String text = take("coupling", "");
    for (Map.Entry<LstmOptions.Coupling, String> known : COUPLING.entrySet()) {
      if (known.getValue().equals(text)) {
        return known.getKey();
      }
    }
    if (!text.isEmpty()) {
      throw in.refuse(
          "expected coupling \"input from forget\" or \"forget from input\", got " + quote(text));
    }
    return LstmOptions.Coupling.NONE;
  }

  private static void gru(Map<String, Object> to, GruOptions o) {
    GruOptions plain = GruOptions.resetAfter();
    put(to, "layerNorm", o.layerNorm(), false);
    put(to, "reset", o.after() ? "after" : "before", "after");
    put(to, "clip", o.clip(), NONE);
    put(to, "gate", o.gate(), plain.gate());
    put(to, "candidate", o.candidate(), plain.candidate());
    masks(to, o.masks());
  }

  private Architecture.Gru gru(int units) {
    String reset = take("reset", "after");
    if (!reset.equals("after") && !reset.equals("before")) {
      throw in.refuse("expected reset before or after, got " + quote(reset));
    }
    GruOptions plain = GruOptions.resetAfter();
    GruOptions o =
        new GruOptions(
            take("layerNorm", false),
            reset.equals("after"),
            take("clip", NONE),
            take("gate", plain.gate()),
            take("candidate", plain.candidate()),
            masks(0));
    return new Architecture.Gru(units, o);
  }

  private static void simple(Map<String, Object> to, SimpleOptions o) {
    if (o.prelu()) {
      to.put("prelu", true);
    } else {
      to.put("activation", o.activation());
    }
    put(to, "clip", o.clip(), NONE);
    put(to, "alpha", o.alpha(), List.of());
    put(to, "learnedAlpha", o.learnedAlpha(), false);
    put(to, "lags", o.lags(), List.of());
    masks(to, o.masks());
  }

  private Architecture.Simple simple(int units) {
    boolean prelu = take("prelu", false);
    if (!prelu) {
      ArchitectureText.require(in, "activation", given.get("activation"));
    }
    SimpleOptions o =
        new SimpleOptions(
            take("activation", Activation.tanh()),
            prelu,
            take("clip", NONE),
            take("alpha", List.of()),
            take("learnedAlpha", false),
            take("lags", List.of()),
            masks(0));
    return new Architecture.Simple(units, o);
  }

  private Architecture.Jordan jordan(int units) {
    ArchitectureText.require(in, "outputs", given.get("outputs"));
    ArchitectureText.require(in, "activation", given.get("activation"));
    return new Architecture.Jordan(
        units, new JordanOptions(take("outputs", 0), take("activation", Activation.tanh())));
  }

  private Architecture.Own own(String cell, int units) {
    Architecture.CellMaker maker = cells.get(cell);
    if (maker == null) {
      throw in.refuse(
          "expected cell lstm, gru, rnn, jordan or one of "
              + cells.keySet()
              + ", those of one's own that were named, got "
              + quote(cell)
              + "; a cell of one's own is named by ModelFile.load(path, cells)");
    }
    return new Architecture.Own(cell, units, maker);
  }

  /** Reads an array of what {@link #format} writes. */
  List<Layer> layers() {
    List<Layer> layers = new ArrayList<>();
    Map<String, Object> around = given;
    in.beginArray();
    while (in.hasNext()) {
      given = new LinkedHashMap<>();
      layers.add(layer());
    }
    in.endArray();
    given = around;
    return layers;
  }

  private Layer layer() {
    in.beginObject();
    while (in.hasNext()) {
      field();
    }
    in.endObject();
    String kind = take("layer", "");
    if (!kind.isEmpty()) {
      try {
        return checked("layer " + quote(kind), other(kind));
      } catch (IllegalArgumentException e) {
        throw in.refuse(e.getMessage());
      }
    }
    ArchitectureText.require(in, "cell", given.get("cell"));
    ArchitectureText.require(in, "units", given.get("units"));
    kind = take("cell", "");
    counted();
    return checked("cell " + quote(kind), directed(kind));
  }

  private void counted() {
    if (count++ == most) {
      throw in.refuse("expected no more layers than tensors, " + most + ", got more");
    }
  }

  private void countedWithoutWeights() {
    if (weightless++ == Architecture.MOST_WITHOUT_WEIGHTS) {
      throw in.refuse(
          "expected at most "
              + Architecture.MOST_WITHOUT_WEIGHTS
              + " layers without weights, got more");
    }
  }

  private Layer checked(String what, Layer layer) {
    if (!given.isEmpty()) {
      throw in.refuse("expected no field " + given.keySet().iterator().next() + " for " + what);
    }
    return layer;
  }

  private Layer directed(String cell) {
    String direction = take("direction", "");
    String merge = take("merge", "");
    Architecture.Recurrent layer;
    try {
      layer = layer(cell, take("units", 0));
    } catch (IllegalArgumentException e) {
      throw in.refuse(e.getMessage());
    }
    if (merge.isEmpty() == direction.equals("bidirectional")) {
      throw in.refuse("expected a merge where the direction is bidirectional, and nowhere else");
    }
    return switch (direction) {
      case "" -> layer;
      case "reverse" -> new Layer.Reverse(layer);
      case "bidirectional" -> new Layer.Bidirectional(layer, merge(merge));
      default ->
          throw in.refuse("expected direction reverse or bidirectional, got " + quote(direction));
    };
  }

  private Merge merge(String text) {
    return switch (text) {
      case "concat" -> Merge.CONCAT;
      case "sum" -> Merge.SUM;
      case "average" -> Merge.AVERAGE;
      case "multiply" -> Merge.MULTIPLY;
      default ->
          throw in.refuse("expected merge concat, sum, average or multiply, got " + quote(text));
    };
  }

  private Layer other(String kind) {
    switch (kind) {
      case "dense" -> {
        counted();
        ArchitectureText.require(in, "units", given.get("units"));
        return new Layer.Dense(
            take("units", 0), take("activation", Activation.identity()), take("prelu", false));
      }
      case "norm" -> {
        counted();
        return new Layer.Norm();
      }
      case "dropout" -> {
        countedWithoutWeights();
        ArchitectureText.require(in, "rate", given.get("rate"));
        return new Layer.Dropout(take("rate", 0f));
      }
      case "last" -> {
        countedWithoutWeights();
        return new Layer.Last();
      }
      case "residual" -> {
        countedWithoutWeights();
        ArchitectureText.require(in, "layers", given.get("layers"));
        return new Layer.Residual(take("layers", List.<Layer>of()));
      }
      case "attention" -> {
        ArchitectureText.require(in, "memory", given.get("memory"));
        int units = take("units", 0);
        if (units > 0) {
          counted();
        } else {
          countedWithoutWeights();
        }
        return new Layer.Attention(units, take("memory", 0));
      }
      default ->
          throw in.refuse(
              "expected layer dense, norm, dropout, last, residual or attention, got "
                  + quote(kind));
    }
  }

  private Architecture.Recurrent layer(String cell, int units) {
    return switch (cell) {
      case "lstm" -> given.isEmpty() ? new Architecture.Lstm(units) : lstm(units);
      case "gru" -> given.isEmpty() ? new Architecture.Gru(units) : gru(units);
      case "rnn" -> simple(units);
      case "jordan" -> jordan(units);
      default -> own(cell, units);
    };
  }

  private void field() {
    String name = in.field(FIELDS);
    given.put(
        name,
        switch (name) {
          case "units", "projection", "outputs", "memory" -> ArchitectureText.size(in);
          case "layerNorm", "peephole", "prelu", "learnedAlpha" -> in.bool();
          case "clip", "cellClip", "projectionClip", "rate" -> number();
          case "layers" -> layers();
          case "zoneoutHidden", "zoneoutCell", "recurrentDropout", "inputDropout" -> number();
          case "alpha" -> alpha();
          case "lags" -> list(() -> ArchitectureText.size(in), SimpleOptions.MOST_STEPS);
          case "activation", "gate", "candidate", "output" -> activation(in);
          default -> word();
        });
  }

  /** A field that is not there is one without a word in this reader: none may be empty. */
  private String word() {
    String text = in.string(ArchitectureText.MAX_WORD);
    if (text.isEmpty()) {
      throw in.refuse("expected a word, got " + quote(text));
    }
    return text;
  }

  private List<Float> alpha() {
    List<Float> values = list(this::number, alphas);
    alphas -= values.size();
    return values;
  }

  private <T> List<T> list(Supplier<T> value, int most) {
    List<T> values = new ArrayList<>();
    in.beginArray();
    while (in.hasNext()) {
      if (values.size() == most) {
        throw in.refuse("expected at most " + most + " numbers, got more");
      }
      values.add(value.get());
    }
    in.endArray();
    return values;
  }

  private float number() {
    float value = (float) in.decimal();
    if (Float.isInfinite(value)) {
      throw in.refuse("expected a number that a float holds, got one beyond");
    }
    return value;
  }

  static Activation activation(JsonReader in) {
    String text = in.string(ArchitectureText.MAX_WORD);
    try {
      return Activation.parse(text);
    } catch (IllegalArgumentException e) {
      throw in.refuse("expected an activation, got " + quote(text));
    }
  }

  /** A field that was given, which is then dealt with, or what holds where it was not. */
  @SuppressWarnings("unchecked")
  private <T> T take(String field, T otherwise) {
    T value = (T) given.remove(field);
    return value == null ? otherwise : value;
  }
}
