package dev.cellwise.examples.files;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.cellwise.rnn.file.GateLayout;
import dev.cellwise.rnn.file.Model;
import dev.cellwise.rnn.file.ModelFile;
import dev.cellwise.rnn.file.ModelFileException;
import dev.cellwise.rnn.file.TypedArray;
import dev.cellwise.rnn.file.onnx.OnnxModel;
import dev.cellwise.rnn.file.onnx.OnnxNode;
import dev.cellwise.rnn.net.Network;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All that there is to say of a file: single values, and tables as lists of rows. */
final class Inspection {
  private final Opened file;
  private final Map<String, Object> all = new LinkedHashMap<>();
  private final List<Map<String, Object>> refused = new ArrayList<>();

  private Inspection(Opened file) {
    this.file = file;
  }

  /**
   * Looks at a file.
   *
   * @throws IOException if it cannot be read any more
   * @throws ModelFileException if an array of it is refused
   */
  static Map<String, Object> of(Opened file) throws IOException {
    Inspection i = new Inspection(file);
    i.inspect();
    return i.all;
  }

  private void inspect() throws IOException {
    all.put("file", file.file().toString());
    all.put("bytes", Files.size(file.file()));
    all.put("kind", file.kind());
    if (file instanceof GraphFile g) {
      graph(g.graph());
    }
    if (!(file instanceof ArrayFile)) {
      network();
    }
    if (file instanceof GraphFile g) {
      all.put("nodes", nodes(g.graph()));
    }
    List<Map<String, Object>> tensors = new ArrayList<>();
    file.each((name, array) -> tensors.add(ArrayRow.of(name, array)));
    all.put("tensors", tensors);
    all.put("metadata", file.metadata());
    all.put("refused", refused);
  }

  private void refuse(String what, String why) {
    refused.add(row("what", what, "why", why));
  }

  private static Map<String, Object> row(Object... keysAndValues) {
    Map<String, Object> row = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      row.put((String) keysAndValues[i], keysAndValues[i + 1]);
    }
    return row;
  }

  private void network() throws IOException {
    Model model;
    try {
      model = file.model();
    } catch (ModelFileException e) {
      refuse("as a network", e.getMessage());
      if (file instanceof GraphFile g) {
        ports(new GraphRunner("", g.graph()));
      }
      return;
    }
    all.put("kind", file.networkKind());
    Network network = model.network();
    all.put("architecture", JSON.std.mapFrom(ModelFile.text(network.architecture())));
    all.put("layers", LayerRows.of(network));
    all.put("learned", network.parameterCount());
    all.put("fingerprint", network.fingerprint());
    if (model.vocabulary() != null) {
      all.put("vocabulary", model.vocabulary().toText());
    }
    ports(file.runner(""));
  }

  private void ports(Runner runner) {
    all.put("inputs", runner.inputs().stream().map(Inspection::row).toList());
    all.put("outputs", runner.outputs().stream().map(Inspection::row).toList());
  }

  private static Map<String, Object> row(Port port) {
    Map<String, Object> row = row("name", port.name(), "type", port.type(), "shape", port.sizes());
    if (port.optional()) {
      row.put("optional", true);
    }
    return row;
  }

  private void graph(OnnxModel graph) {
    Map<String, Object> of = row("name", graph.name(), "producer", graph.producer());
    of.put("ir_version", graph.irVersion());
    Map<String, Object> versions = new LinkedHashMap<>();
    graph
        .operatorVersions()
        .forEach((domain, version) -> versions.put(domain.isEmpty() ? "ai.onnx" : domain, version));
    of.put("operators", versions);
    all.put("graph", of);
  }

  private List<Map<String, Object>> nodes(OnnxModel graph) {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (OnnxNode node : graph.nodes()) {
      String operator = node.domain().isEmpty() ? node.type() : node.domain() + "." + node.type();
      Map<String, Object> row = row("operator", operator, "name", node.name());
      row.put("inputs", node.inputs());
      row.put("outputs", node.outputs());
      Map<String, Object> attributes = new LinkedHashMap<>();
      node.attributes().forEach((name, value) -> attributes.put(name, plain(value)));
      row.put("attributes", attributes);
      row.put("gates", gates(node));
      rows.add(row);
      node.refusal().ifPresent(why -> refuse("node " + node.name() + " (" + operator + ")", why));
    }
    return rows;
  }

  private static Object plain(Object attribute) {
    return attribute instanceof TypedArray array ? Shown.array(array) : attribute;
  }

  /** How W, R and B of a node stack the gates. */
  private static String gates(OnnxNode node) {
    if (!node.domain().isEmpty()) {
      return "";
    }
    return switch (node.type()) {
      case "LSTM" -> LayerRows.spaced(GateLayout.ONNX_LSTM.gates());
      case "GRU" -> LayerRows.spaced(GateLayout.ONNX_GRU_RESET_AFTER.gates());
      default -> "";
    };
  }
}
