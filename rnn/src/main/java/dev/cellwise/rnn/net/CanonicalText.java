package dev.cellwise.rnn.net;

import dev.cellwise.rnn.cell.GruOptions;
import dev.cellwise.rnn.cell.JordanOptions;
import dev.cellwise.rnn.cell.LstmOptions;
import dev.cellwise.rnn.cell.MaskRates;
import dev.cellwise.rnn.cell.SimpleOptions;
import java.util.List;

/**
 * An architecture as a text that is the same in every version and JVM, for a {@link Fingerprint}:
 * two architectures have the same text exactly if they are equal, cells of one's own being equal by
 * name and units. Nobody reads it back.
 *
 * <p>Each field is there under its component's name, defaults too, floats in hexadecimal, and an
 * activation by its name and decimal parameters, which files have too and which therefore stay. A
 * field that is younger than the first text is there where it is not what there was before it. The
 * records' own {@code toString} will not do, which is for people and may change, nor the text of
 * model files: it leaves out what is the default, so that the same text would mean something else
 * if a default ever changed, and its package depends on this one.
 *
 * <pre>{@code
 * architecture{input{index{size=5;}}stack{cell{family=gru;units=17;options{…}}}outputs=4;…}
 * }</pre>
 */
final class CanonicalText {
  private final StringBuilder out = new StringBuilder();

  private CanonicalText() {}

  static String of(Architecture architecture) {
    CanonicalText text = new CanonicalText();
    text.architecture(architecture);
    return text.out.toString();
  }

  private void open(String name) {
    out.append(name).append('{');
  }

  private void close() {
    out.append('}');
  }

  private void put(String name, Object value) {
    out.append(name).append('=');
    if (value instanceof Float f) {
      out.append(Float.toHexString(f));
    } else {
      out.append(value);
    }
    out.append(';');
  }

  private void architecture(Architecture a) {
    open("architecture");
    open("input");
    input(a.input());
    close();
    open("stack");
    a.stack().forEach(this::layer);
    close();
    put("outputs", a.outputs());
    put("activation", a.activation());
    put("prelu", a.prelu());
    put("learnedStart", a.learnedStart());
    open("source");
    if (a.source() != null) {
      source(a.source());
    }
    close();
    close();
  }

  private void input(Architecture.Input input) {
    switch (input) {
      case Architecture.Features f -> {
        open("features");
        put("size", f.size());
      }
      case Architecture.Index i -> {
        open("index");
        put("size", i.size());
      }
      case Architecture.Embedding e -> {
        open("embedding");
        put("size", e.size());
        put("width", e.width());
      }
    }
    close();
  }

  private void source(Source source) {
    switch (source) {
      case Source.Vector v -> {
        open("vector");
        put("size", v.size());
      }
      case Source.Sequence s -> {
        open("sequence");
        open("encoder");
        architecture(s.encoder());
        close();
      }
    }
    open("bridge");
    switch (source.bridge()) {
      case Bridge.Copy c -> open("copy");
      case Bridge.Dense d -> {
        open("dense");
        put("activation", d.activation());
      }
    }
    close();
    close();
    close();
  }

  private void layer(Layer layer) {
    switch (layer) {
      case Architecture.Recurrent r -> cell(r);
      case Layer.Reverse r -> {
        open("reverse");
        cell(r.cell());
        close();
      }
      case Layer.Bidirectional b -> {
        open("bidirectional");
        cell(b.cell());
        put("merge", b.merge().name());
        close();
      }
      case Layer.Residual r -> {
        open("residual");
        open("layers");
        r.layers().forEach(this::layer);
        close();
        close();
      }
      case Layer.Dense d -> {
        open("dense");
        put("units", d.units());
        put("activation", d.activation());
        put("prelu", d.prelu());
        close();
      }
      case Layer.Attention a -> {
        open("attention");
        put("units", a.units());
        put("memory", a.memory());
        close();
      }
      case Layer.Dropout d -> {
        open("dropout");
        put("rate", d.rate());
        close();
      }
      case Layer.Norm n -> {
        open("norm");
        close();
      }
      case Layer.Last l -> {
        open("last");
        close();
      }
    }
  }

  private void cell(Architecture.Recurrent cell) {
    open("cell");
    put("family", cell.family());
    put("units", cell.units());
    open("options");
    switch (cell) {
      case Architecture.Lstm l -> options(l.options());
      case Architecture.Gru g -> options(g.options());
      case Architecture.Simple s -> options(s.options());
      case Architecture.Jordan j -> options(j.options());
      case Architecture.Own o -> {}
    }
    close();
    close();
  }

  private void options(LstmOptions o) {
    put("layerNorm", o.layerNorm());
    put("peephole", o.peephole());
    put("projection", o.projection());
    put("coupling", o.coupling().name());
    put("clip", o.clip());
    put("cellClip", o.cellClip());
    put("projectionClip", o.projectionClip());
    put("gate", o.gate());
    put("candidate", o.candidate());
    put("output", o.output());
    masks(o.masks());
  }

  private void options(GruOptions o) {
    put("layerNorm", o.layerNorm());
    put("after", o.after());
    put("clip", o.clip());
    put("gate", o.gate());
    put("candidate", o.candidate());
    masks(o.masks());
  }

  private void options(SimpleOptions o) {
    put("activation", o.activation());
    put("prelu", o.prelu());
    if (o.clip() < Float.POSITIVE_INFINITY) {
      // It came after states had been kept: where there is none, the text stays what it was.
      put("clip", o.clip());
    }
    list("alpha", o.alpha());
    put("learnedAlpha", o.learnedAlpha());
    list("lags", o.lags());
    masks(o.masks());
  }

  private void options(JordanOptions o) {
    put("outputs", o.outputs());
    put("activation", o.activation());
  }

  private void masks(MaskRates rates) {
    open("masks");
    put("zoneoutHidden", rates.zoneoutHidden());
    put("zoneoutCell", rates.zoneoutCell());
    put("recurrent", rates.recurrent());
    put("input", rates.input());
    close();
  }

  private void list(String name, List<?> values) {
    open(name);
    for (int i = 0; i < values.size(); i++) {
      put(Integer.toString(i), values.get(i));
    }
    close();
  }
}
