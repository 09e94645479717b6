package dev.cellwise.examples.files;

import dev.cellwise.rnn.file.TypedArray;
import java.util.List;
import java.util.Map;

/** What can be run on arrays by name. */
interface Runner {
  /** What it takes, in order. */
  List<Port> inputs();

  /** What it gives, in order. */
  List<Port> outputs();

  /**
   * The same with other outputs.
   *
   * @param names at least one, each once
   * @return what gives those alone, in this order
   * @throws IllegalArgumentException if there is no such output
   */
  Runner withOutputs(List<String> names);

  /**
   * Runs.
   *
   * @param given by the names of {@link #inputs}
   * @return by the names of {@link #outputs}, in order
   * @throws dev.cellwise.examples.BadInput if an array is missing, superfluous or not what is
   *     expected, by its name
   */
  Map<String, TypedArray> run(Given given);
}
