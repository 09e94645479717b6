package dev.cellwise.testing;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.ToIntFunction;

/**
 * One direction of a recurrent layer. Each row's valid steps are taken one after the other as if
 * there were no others: in reverse the last of them first.
 *
 * <p>Names are the cell's with {@code _lK} behind, in reverse {@code _lK_reverse}: weights {@code
 * weight_ih_lK}, initial states {@code h0_lK}, final states {@code h_n_lK}. Where the network has a
 * source, that says what it begins with.
 *
 * @param index K
 * @param cell the cell
 * @param reverse whether time is taken from the end
 * @param initial what it begins with
 */
record RecurrentDirection(int index, ReferenceCell cell, boolean reverse, InitialState initial) {
  /**
   * What a direction computed.
   *
   * @param y outputs, at the times of their inputs; those of steps that are not valid are zeros
   * @param ends [1, N, outputs] — the output after the last step taken
   */
  record Outputs(Sequence y, Sequence ends) {}

  private String named(String name) {
    return name + "_l" + index + (reverse ? "_reverse" : "");
  }

  void describe(SequenceShapes shapes) {
    int N = shapes.rows();
    for (Layout.Tensor w : weights().tensors()) {
      int[] shape = w.shape().stream().mapToInt(d -> d).toArray();
      shapes.weights().add(named(w.name()), shape);
    }
    for (ReferenceCell.StatePart part : cell.states()) {
      switch (initial) {
        case ZERO -> {}
        case GIVEN -> shapes.states().add(named(part.name() + "0"), N, part.size());
        case LEARNED -> shapes.weights().add(named(part.name() + "0"), part.size());
      }
      if (cell.masks().contains(part.name())) {
        shapes.masks().add(named("mask_" + part.name()), shapes.steps(), N, part.size());
      }
      shapes.results().add(named(part.name() + "_n"), N, part.size());
    }
    shapes.masks().add(named("mask_x"), N, cell.inputs());
    shapes.masks().add(named("mask_recurrent"), N, cell.outputs());
  }

  /** The cell's weights, by its own names. */
  private Layout weights() {
    Layout.Builder weights = Layout.builder();
    cell.addParameters(weights);
    return weights.build();
  }

  /** Where they begin in the parameters: there they stand one behind the other too. */
  private ToIntFunction<String> places(SequenceRun run) {
    Layout own = weights();
    int from = own.size() == 0 ? 0 : run.offset(named(own.tensors().getFirst().name()));
    return name -> from + own.offset(name);
  }

  /** Runs all rows; adds the final states. */
  Outputs forward(Sequence x, SequenceRun run) {
    Sequence y = Sequence.zeros(x.valid(), cell.outputs());
    Sequence ends = Sequence.zeros(x.valid().last(), cell.outputs());
    ToIntFunction<String> places = places(run);
    for (int n = 0; n < x.valid().rows(); n++) {
      int[] times = order(x.valid().ofRow(n));
      CellRun row = row(x, n, times, places, run);
      row.forward();
      ComplexArray h = row.states().get(cell.states().getFirst().name());
      for (int k = 0; k < times.length; k++) {
        ComplexArray output = slice(h, k + 1, cell.outputs());
        y.set(times[k], n, output);
        ends.set(0, n, output);
      }
      addFinals(row, n, x.valid().rows(), run);
    }
    return new Outputs(y, ends);
  }

  private int[] order(int[] times) {
    int[] order = times.clone();
    for (int k = 0; reverse && k < times.length; k++) {
      order[k] = times[times.length - 1 - k];
    }
    return order;
  }

  /** The run of row n over the given times. */
  private CellRun row(
      Sequence x, int n, int[] times, ToIntFunction<String> places, SequenceRun run) {
    int S = times.length;
    ComplexArray inputs = ComplexArray.zeros(S * x.size());
    for (int k = 0; k < S; k++) {
      x.get(times[k], n).copy(0, inputs, k * x.size(), x.size());
    }
    Map<String, ComplexArray> states = CellRun.states(cell, S, 1);
    for (ReferenceCell.StatePart part : cell.states()) {
      begin(part, n, states.get(part.name()), run);
    }
    return new CellRun(
        cell,
        S,
        1,
        run.parameters(),
        places,
        inputs,
        0,
        states,
        masks(n, x.valid().rows(), times, run),
        run.nearest());
  }

  private void begin(ReferenceCell.StatePart part, int n, ComplexArray state, SequenceRun run) {
    ComplexArray source = run.starts().get(named(part.name()));
    if (source != null) {
      source.copy(n * part.size(), state, 0, part.size());
    } else if (initial != InitialState.ZERO) {
      int from = run.offset(named(part.name() + "0"));
      int row = initial == InitialState.GIVEN ? n : 0;
      run.parameters().copy(from + row * part.size(), state, 0, part.size());
    }
  }

  /** The masks of row n, at the given times; a part whose mask is not given keeps nothing. */
  private CellRun.Masks masks(int n, int N, int[] times, SequenceRun run) {
    Map<String, double[]> parts = new HashMap<>();
    for (ReferenceCell.StatePart part : cell.states()) {
      boolean needed = cell.masks().contains(part.name());
      double[] all = needed ? run.mask(named("mask_" + part.name())) : new double[0];
      double[] mask = new double[times.length * part.size()];
      for (int k = 0; all.length > 0 && k < times.length; k++) {
        int from = (times[k] * N + n) * part.size();
        System.arraycopy(all, from, mask, k * part.size(), part.size());
      }
      parts.put(part.name(), mask);
    }
    return new CellRun.Masks(
        slice(run.mask(named("mask_x")), n, cell.inputs()),
        slice(run.mask(named("mask_recurrent")), n, cell.outputs()),
        parts);
  }

  private void addFinals(CellRun row, int n, int N, SequenceRun run) {
    for (ReferenceCell.StatePart part : cell.states()) {
      ComplexArray all =
          run.finals()
              .computeIfAbsent(
                  named(part.name() + "_n"), name -> ComplexArray.zeros(N * part.size()));
      slice(row.states().get(part.name()), row.steps(), part.size())
          .copy(0, all, n * part.size(), part.size());
    }
  }

  private static ComplexArray slice(ComplexArray all, int index, int size) {
    ComplexArray v = ComplexArray.zeros(size);
    all.copy(index * size, v, 0, size);
    return v;
  }

  /** Empty of an empty array. */
  private static double[] slice(double[] all, int index, int size) {
    return all.length == 0 ? all : Arrays.copyOfRange(all, index * size, (index + 1) * size);
  }
}
