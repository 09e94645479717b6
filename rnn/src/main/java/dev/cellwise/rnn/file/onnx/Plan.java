package dev.cellwise.rnn.file.onnx;

import dev.cellwise.rnn.file.onnx.Graph.Declared;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What is to be run for some outputs: steps in order. What no input can change is done once, before
 * the first run. Immutable but for that.
 */
final class Plan {
  private final Program program;
  private final List<Integer> outputs;
  private final List<Step> steps;
  private final long mostBytes;

  /** Where no input is given that the file has a value for; null before the first such run. */
  private volatile Rest usual;

  /** Where one is. */
  private volatile Rest overridden;

  /**
   * What the constants leave to be done.
   *
   * @param steps those that depend on an input
   * @param constants by value; null elsewhere
   * @param done by step: values that nobody reads behind it
   */
  private record Rest(List<Step> steps, Value[] constants, int[][] done) {}

  /**
   * Plans.
   *
   * @param outputs values by number
   * @param mostBytes what the constants may take
   */
  Plan(Program program, List<Integer> outputs, long mostBytes) {
    this.program = program;
    this.outputs = List.copyOf(outputs);
    this.mostBytes = mostBytes;
    List<Step> all = new ArrayList<>();
    for (int i : program.needed(outputs)) {
      Node node = program.graph.nodes()[i];
      all.add(new Step(node, program.operators[i], node.inputs(), node.outputs()));
    }
    this.steps = Fusion.of(program, all, outputs);
  }

  List<Integer> outputs() {
    return outputs;
  }

  /** The steps, before anything is done. */
  List<Step> steps() {
    return steps;
  }

  /** Values that nothing changes unless an input is given for one; null elsewhere. */
  Value[] constants() {
    return usual().constants;
  }

  /** Two threads may do it both; they come to the same. */
  private Rest usual() {
    Rest known = usual;
    if (known == null) {
      known = rest(program.known.clone());
      usual = known;
    }
    return known;
  }

  private Rest overridden() {
    Rest known = overridden;
    if (known == null) {
      Value[] constants = program.known.clone();
      for (Declared input : program.graph.inputs()) {
        constants[input.value()] = null;
      }
      known = rest(constants);
      overridden = known;
    }
    return known;
  }

  /** Does what can be done. */
  private Rest rest(Value[] constants) {
    Room room = new Room(mostBytes);
    List<Step> left = new ArrayList<>();
    for (Step step : steps) {
      Value[] in = inputs(step, constants);
      boolean known = true;
      for (int k = 0; k < in.length; k++) {
        known &= in[k] != null || step.inputs()[k] == Node.NONE;
      }
      if (known) {
        run(step, constants, room);
      } else {
        left.add(new Step(step.node(), bound(step, in, room), step.inputs(), step.outputs()));
      }
    }
    return new Rest(left, constants, done(left, constants));
  }

  private Operator bound(Step step, Value[] constants, Room room) {
    try {
      return step.operator().with(constants, room);
    } catch (Refusal e) {
      throw program.refuse(step.node(), e.getMessage());
    }
  }

  private int[][] done(List<Step> left, Value[] constants) {
    int[] last = new int[constants.length];
    Arrays.fill(last, -1);
    for (int i = 0; i < left.size(); i++) {
      for (int output : left.get(i).outputs()) {
        last[output] = i;
      }
      for (int input : left.get(i).inputs()) {
        last[input] = i;
      }
    }
    last[Node.NONE] = -1;
    outputs.forEach(v -> last[v] = -1);
    int[][] done = new int[left.size()][];
    for (int i = 0; i < done.length; i++) {
      Step step = left.get(i);
      int at = i;
      done[i] =
          Arrays.stream(new int[][] {step.inputs(), step.outputs()})
              .flatMapToInt(Arrays::stream)
              .filter(v -> last[v] == at && constants[v] == null)
              .distinct()
              .toArray();
    }
    return done;
  }

  /**
   * Runs.
   *
   * @param values what is given, by number; null elsewhere. Modified: the outputs are there in the
   *     end.
   */
  void run(Value[] values, Room room) {
    boolean overrides = false;
    for (int v = 0; v < values.length; v++) {
      overrides |= values[v] != null && program.known[v] != null;
    }
    Rest known = overrides ? overridden() : usual();
    for (int v = 0; v < values.length; v++) {
      values[v] = values[v] == null ? known.constants[v] : values[v];
    }
    if (overrides) {
      for (Declared input : program.graph.inputs()) {
        int v = input.value();
        values[v] = values[v] == null ? program.known[v] : values[v];
      }
    }
    for (int i = 0; i < known.steps.size(); i++) {
      run(known.steps.get(i), values, room);
      for (int v : known.done[i]) {
        room.drop(values[v]);
        values[v] = null;
      }
    }
  }

  private static Value[] inputs(Step step, Value[] values) {
    Value[] in = new Value[step.inputs().length];
    for (int k = 0; k < in.length; k++) {
      in[k] = values[step.inputs()[k]];
    }
    return in;
  }

  private void run(Step step, Value[] values, Room room) {
    Value[] out;
    try {
      out = step.operator().run(inputs(step, values), room);
    } catch (Refusal e) {
      throw program.refuse(step.node(), e.getMessage());
    }
    for (int k = 0; k < step.outputs().length; k++) {
      int output = step.outputs()[k];
      if (output != Node.NONE) {
        room.hold(out[k]);
        values[output] = out[k];
      } else if (out[k] != null) {
        room.drop(out[k]);
      }
    }
  }
}
