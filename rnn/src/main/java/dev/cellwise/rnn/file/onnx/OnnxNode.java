package dev.cellwise.rnn.file.onnx;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A node of a graph, to be looked at.
 *
 * @param name may be empty, and need not be its own
 * @param type of the operator, such as {@code LSTM}
 * @param domain of the operator; empty for ONNX's own
 * @param inputs names of the values that it reads; empty ones are left out
 * @param outputs names of the values that it makes; empty ones are left out
 * @param attributes by name: Long, Float, String, {@link dev.cellwise.rnn.file.TypedArray}, a List
 *     of Long, Float or String; a text about any other
 * @param refusal why it is not run; none where it is
 */
public record OnnxNode(
    String name,
    String type,
    String domain,
    List<String> inputs,
    List<String> outputs,
    Map<String, Object> attributes,
    Optional<String> refusal) {
  /** Copies. */
  public OnnxNode {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
  }
}
