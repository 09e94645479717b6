package dev.cellwise.testing;

import java.util.List;
import java.util.Optional;

/**
 * A {@link SequenceSource} and what becomes of it: what the decoder's cells begin with.
 *
 * @param source the source
 * @param cells the state parts of the decoder's cells, {@code h_l0} [H], {@code c_l0} [H], …, from
 *     the input up
 */
record Bridge(SequenceSource source, Layout cells) {
  /** What the names of an encoder have in front. */
  static final String ENCODER = "encoder.";

  /** Where the final states are copied, there must be as many of each part and size. */
  Bridge {
    if (source.activation().isEmpty()) {
      List<String> from = parts(source.encoder().orElseThrow().cells());
      if (!from.equals(parts(cells))) {
        throw new IllegalArgumentException(
            "source: expected cells with the states " + from + ", got " + parts(cells));
      }
    }
  }

  /** {@code h[5]}, {@code c[5]}, …. */
  private static List<String> parts(Layout cells) {
    return cells.tensors().stream()
        .map(part -> part.name().replaceFirst("_l\\d+(_reverse)?$", "") + part.shape())
        .toList();
  }

  /** Adds the encoder's names and shapes, then the bridge's. */
  void describe(Optional<ValidSteps> valid, SequenceShapes shapes) {
    Optional<SequenceNetwork> encoder = source.encoder();
    if (encoder.isPresent()) {
      ValidSteps own = valid.orElseThrow();
      shapes.encoder(ENCODER, own.steps(), encoder.get().describe(Optional.empty(), own));
    } else {
      shapes.states().add("source", shapes.rows(), source.size());
    }
    for (Layout.Tensor part : cells.tensors()) {
      if (source.activation().isPresent()) {
        shapes.weights().add(weight(part), part.size(), source.size()).add(bias(part), part.size());
      }
    }
  }

  private static String weight(Layout.Tensor part) {
    return "bridge." + part.name() + ".weight";
  }

  private static String bias(Layout.Tensor part) {
    return "bridge." + part.name() + ".bias";
  }

  /**
   * Runs the encoder, where there is one, and sets what the cells begin with.
   *
   * @param valid the steps of the encoder's input
   * @param tokens [S, N] what it reads
   * @param results names and shapes of what it computes
   */
  void begin(Optional<ValidSteps> valid, int[] tokens, Layout results, SequenceRun run) {
    ComplexArray e = ComplexArray.zeros(run.rows() * source.size());
    if (source.encoder().isPresent()) {
      SequenceRun own = run.below(ENCODER);
      Sequence memory = source.encoder().get().forward(valid.orElseThrow(), tokens, own);
      run.encoded(memory, own.trace(memory, results));
      finals(own, e);
    } else {
      run.parameters().copy(run.offset("source"), e, 0, e.length());
    }
    for (Layout.Tensor part : cells.tensors()) {
      run.starts().put(part.name(), starts(part, e, run));
    }
  }

  /** e [N, E] of the final states [N, size] of all cells. */
  private void finals(SequenceRun encoder, ComplexArray e) {
    for (Layout.Tensor part : source.encoder().orElseThrow().cells().tensors()) {
      ComplexArray all = encoder.finals().get(finalName(part.name()));
      for (int n = 0; n < encoder.rows(); n++) {
        all.copy(n * part.size(), e, n * source.size() + part.offset(), part.size());
      }
    }
  }

  /** {@code h_n_l0} of {@code h_l0}. */
  private static String finalName(String part) {
    return part.replaceFirst("(_l\\d+(_reverse)?)$", "_n$1");
  }

  /** [N, size]. */
  private ComplexArray starts(Layout.Tensor part, ComplexArray e, SequenceRun run) {
    ComplexArray starts = ComplexArray.zeros(run.rows() * part.size());
    ComplexArray of = ComplexArray.zeros(source.size());
    for (int n = 0; n < run.rows(); n++) {
      e.copy(n * source.size(), of, 0, source.size());
      for (int j = 0; j < part.size(); j++) {
        starts.set(n * part.size() + j, start(part, j, of, run));
      }
    }
    return starts;
  }

  private Complex start(Layout.Tensor part, int j, ComplexArray e, SequenceRun run) {
    if (source.activation().isEmpty()) {
      return e.get(part.offset() + j);
    }
    ReferenceActivation f = source.activation().get();
    Complex a = run.get(bias(part), j).plus(run.times(weight(part), j, e));
    run.kink(f.kinkDistance(a.re()));
    return f.of(a);
  }
}
