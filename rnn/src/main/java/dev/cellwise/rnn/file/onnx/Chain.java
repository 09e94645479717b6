package dev.cellwise.rnn.file.onnx;

import static dev.cellwise.rnn.file.ModelFileException.quote;

import dev.cellwise.rnn.file.ModelFileException;
import dev.cellwise.rnn.file.onnx.Flow.Given;
import dev.cellwise.rnn.file.onnx.Flow.Known;
import dev.cellwise.rnn.file.onnx.Flow.Refused;
import dev.cellwise.rnn.file.onnx.Flow.Signal;
import dev.cellwise.rnn.file.onnx.Flow.Source;
import dev.cellwise.rnn.file.onnx.Graph.Declared;
import dev.cellwise.rnn.net.Network;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Finds the chain of layers in a graph: what each value is, from the inputs on, node by node. A
 * node that a chain has no place for makes what comes of it refused, not the graph: only what the
 * output needs counts.
 */
final class Chain {
  private final Program program;
  private final Plan plan;
  private final Flow[] flows;
  private final ChainLayers layers;
  private final ChainShapes shapes;

  /**
   * Begins.
   *
   * @param room what the layers' weights may take
   */
  Chain(Program program, Plan plan, Room room) {
    this.program = program;
    this.plan = plan;
    this.flows = new Flow[program.types.length];
    this.layers = new ChainLayers(program.opset(), room);
    this.shapes = new ChainShapes(program.opset());
  }

  /** The network that the graph is. */
  Network network(List<Declared> outputs) {
    Value[] constants = plan.constants();
    for (int v = 0; v < flows.length; v++) {
      flows[v] = constants[v] == null ? null : new Known(constants[v]);
    }
    for (Declared input : program.graph.inputs()) {
      if (flows[input.value()] == null) {
        flows[input.value()] = given(input);
      }
    }
    for (Step step : plan.steps()) {
      boolean done = true;
      for (int output : step.outputs()) {
        done &= output == Node.NONE || flows[output] != null;
      }
      if (!done) {
        follow(step);
      }
    }
    Trace trace = output(outputs);
    try {
      return trace.network();
    } catch (IllegalArgumentException e) {
      throw new ModelFileException(
          program.source
              + ": expected a chain that is a network, got one that is not: "
              + e.getMessage(),
          e);
    }
  }

  private Given given(Declared input) {
    List<Axis> axes = null;
    if (input.of().shape().isPresent()) {
      axes = new ArrayList<>();
      for (OnnxDimension d : input.of().shape().get()) {
        axes.add(Axis.outer(d.size()));
      }
    }
    return new Given(input.value(), input.of().type(), axes);
  }

  private void follow(Step step) {
    Flow[] in = new Flow[step.inputs().length];
    for (int k = 0; k < in.length; k++) {
      in[k] = step.inputs()[k] == Node.NONE ? null : flows[step.inputs()[k]];
    }
    Flow[] out;
    try {
      out = of(step, in);
    } catch (Refusal | IllegalArgumentException e) {
      // The second of a layer that there cannot be.
      Refused refused = refused(in, step.node() + ": " + e.getMessage());
      out = new Flow[step.outputs().length];
      Arrays.fill(out, refused);
    }
    for (int k = 0; k < step.outputs().length; k++) {
      if (step.outputs()[k] != Node.NONE) {
        flows[step.outputs()[k]] = out[k];
      }
    }
  }

  /** What was refused first is what there is to say. */
  private static Refused refused(Flow[] in, String reason) {
    for (Flow flow : in) {
      if (flow instanceof Refused before) {
        return before;
      }
    }
    return new Refused(reason);
  }

  private Flow[] of(Step step, Flow[] in) {
    if (step.operator() instanceof RecurrentOperator recurrent) {
      return layers.recurrent(recurrent, in);
    }
    for (int k = 1; k < step.outputs().length; k++) {
      if (step.outputs()[k] != Node.NONE) {
        throw new Refusal("outputs", "one", "number " + (k + 1));
      }
    }
    Flow one = layers.of(step, in);
    return new Flow[] {one == null ? shapes.of(step.node(), in) : one};
  }

  /** The layers up to the output: the only one that is no state. */
  private Trace output(List<Declared> outputs) {
    Trace found = null;
    String name = "";
    List<Declared> states = new ArrayList<>();
    for (Declared output : outputs) {
      Flow flow = flows[output.value()];
      if (outputs.size() > 1 && isState(flow)) {
        states.add(output);
        continue;
      }
      if (found != null) {
        throw refuse(output, "one output beside final states, got " + quote(name) + " as well");
      }
      found = trace(output, flow);
      name = output.of().name();
    }
    if (found == null) {
      throw refuse(
          outputs.getLast(), "an output beside final states (one is named by withOutputs)");
    }
    for (Declared state : states) {
      for (Source source : ((Signal) flows[state.value()]).sources()) {
        if (!found.isBegunBy(source.trace(), false)) {
          throw refuse(state, "final states of the layers below " + quote(name));
        }
      }
    }
    return found;
  }

  /** Whether it is final states and nothing done with them. */
  private static boolean isState(Flow flow) {
    return flow instanceof Signal s
        && s.ended()
        && s.sources().stream().allMatch(source -> source.direction() != Source.ALL);
  }

  private Trace trace(Declared output, Flow flow) {
    if (flow instanceof Refused refused) {
      throw new ModelFileException(program.source + ": not a chain of layers: " + refused.reason());
    }
    Trace trace;
    try {
      trace = ChainLayers.complete(flow);
    } catch (Refusal e) {
      throw refuse(output, e.getMessage());
    }
    if (!trace.isRecurrent()) {
      throw refuse(output, "what has come through a recurrent layer");
    }
    return trace;
  }

  private ModelFileException refuse(Declared output, String reason) {
    return new ModelFileException(
        program.source
            + ": not a chain of layers: "
            + "output "
            + quote(output.of().name())
            + ": "
            + reason);
  }
}
