package dev.cellwise.testing;

import java.util.List;

/**
 * A recurrent cell in double precision: sizes, parameters, and one step of one row, written once,
 * plainly, from the equations.
 *
 * <p>A cell computes on {@link Complex} numbers, so that {@link CellProblem}, which runs it over
 * sequences, and {@link SequenceNetwork}, which makes whole networks of it, have their exact
 * gradients too. The cells of this package are {@link SimpleReferenceCell}, {@link
 * JordanReferenceCell}, {@link LstmReferenceCell}, {@link GruReferenceCell}, {@link
 * LayerNormLstmReferenceCell} and {@link LayerNormGruReferenceCell}, with {@link
 * LeakyReferenceCell} and {@link ZoneoutReferenceCell} to put around them; who writes a cell of
 * their own implements this interface.
 *
 * <p>Parameters have PyTorch's names without prefix and layer: {@code weight_ih} [G H, I], {@code
 * weight_hh} [G H, H], {@code bias_ih} [G H], gate blocks in its order (LSTM i, f, g, o; GRU r, z,
 * n).
 */
public interface ReferenceCell {
  /**
   * A part of what a cell carries from step to step.
   *
   * @param name {@code h}, {@code c}, …
   * @param size numbers a row
   */
  record StatePart(String name, int size) {}

  /**
   * I.
   *
   * @return numbers that a step reads
   */
  int inputs();

  /**
   * What the cell carries from step to step.
   *
   * @return its parts; the first is the output, which the layer above sees
   */
  List<StatePart> states();

  /**
   * The size of the output.
   *
   * @return the size of the first state part
   */
  default int outputs() {
    return states().getFirst().size();
  }

  /**
   * State parts that need a given mask at every step ({@link CellProblem.Builder#mask}).
   *
   * @return their names; none unless the cell says otherwise
   */
  default List<String> masks() {
    return List.of();
  }

  /**
   * Whether the cell is not analytic: a rectifier, a clip.
   *
   * @return true if a derivative jumps somewhere
   */
  boolean hasKink();

  /**
   * Adds the parameters.
   *
   * @param layout where to add names and shapes
   */
  void addParameters(Layout.Builder layout);

  /**
   * One step of one row: reads input, parameters and states before, and sets every state part.
   *
   * @param s the step
   */
  void step(CellStep s);
}
