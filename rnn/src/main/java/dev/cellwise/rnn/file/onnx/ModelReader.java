package dev.cellwise.rnn.file.onnx;

import static dev.cellwise.rnn.file.ModelFileException.quote;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads ModelProto: what is said of the graph, and the graph. */
final class ModelReader {
  /** Versions of the format that are known. */
  private static final int LEAST_IR_VERSION = 3;

  private static final int LATEST_IR_VERSION = 13;

  /** Domains, and entries of metadata, at most. */
  private static final int MAX_ENTRIES = 4096;

  private final Wire wire;
  private final Texts texts;
  private final ExternalData external;
  private long irVersion;
  private String producer = "";
  private final Map<String, Long> operators = new LinkedHashMap<>();
  private final Map<String, String> metadata = new LinkedHashMap<>();
  private Graph graph;

  private ModelReader(String source, byte[] content, OnnxOptions options) {
    this.wire = new Wire(source, content);
    this.texts = new Texts(content);
    this.external = new ExternalData(source, options);
  }

  /** What a file holds. */
  record Parsed(
      long irVersion,
      String producer,
      Map<String, Long> operators,
      Map<String, String> metadata,
      Graph graph) {}

  static Parsed read(String source, byte[] content, OnnxOptions options) {
    return new ModelReader(source, content, options).read();
  }

  private Parsed read() {
    long seen = 0;
    while (wire.next()) {
      switch (wire.field()) {
        case Fields.Model.IR_VERSION -> {
          seen = Once.check(wire, seen);
          irVersion = wire.varint();
        }
        case Fields.Model.PRODUCER_NAME -> {
          seen = Once.check(wire, seen);
          producer = texts.get(texts.name(wire));
        }
        case Fields.Model.GRAPH -> {
          seen = Once.check(wire, seen);
          graph = new GraphReader(wire, texts, external).read();
        }
        case Fields.Model.OPSET_IMPORT -> operatorSet();
        case Fields.Model.METADATA_PROPS -> metadata();
        case Fields.Model.FUNCTIONS -> function();
        default -> wire.skip();
      }
    }
    check();
    return new Parsed(
        irVersion,
        producer,
        Collections.unmodifiableMap(operators),
        Collections.unmodifiableMap(metadata),
        graph);
  }

  private void operatorSet() {
    int outer = wire.open();
    long seen = 0;
    int domain = 0;
    long version = 0;
    while (wire.next()) {
      switch (wire.field()) {
        case Fields.OperatorSet.DOMAIN -> {
          seen = Once.check(wire, seen);
          domain = texts.name(wire);
        }
        case Fields.OperatorSet.VERSION -> {
          seen = Once.check(wire, seen);
          version = wire.varint();
        }
        default -> wire.skip();
      }
    }
    wire.close(outer);
    String plain = NodeReader.plain(texts.get(domain));
    if (operators.putIfAbsent(plain, version) != null) {
      throw wire.refuse("each domain of operators once", quote(plain) + " twice");
    }
    checkCount(operators, "domains of operators");
  }

  /**
   * A function of the model's own. Nodes that call it are refused by its domain; in ONNX's own it
   * would take the place of an operator, or not: runtimes differ.
   */
  private void function() {
    int outer = wire.open();
    long seen = 0;
    int name = 0;
    int domain = 0;
    while (wire.next()) {
      switch (wire.field()) {
        case Fields.Function.NAME -> {
          seen = Once.check(wire, seen);
          name = texts.name(wire);
        }
        case Fields.Function.DOMAIN -> {
          seen = Once.check(wire, seen);
          domain = texts.name(wire);
        }
        default -> wire.skip();
      }
    }
    wire.close(outer);
    if (NodeReader.plain(texts.get(domain)).isEmpty()) {
      throw wire.refuse(
          "functions of domains of their own", quote(texts.get(name)) + " of ONNX's operators");
    }
  }

  private void metadata() {
    int outer = wire.open();
    long seen = 0;
    int key = 0;
    String value = "";
    while (wire.next()) {
      switch (wire.field()) {
        case Fields.Entry.KEY -> {
          seen = Once.check(wire, seen);
          key = texts.name(wire);
        }
        case Fields.Entry.VALUE -> {
          seen = Once.check(wire, seen);
          value = texts.any(wire);
        }
        default -> wire.skip();
      }
    }
    wire.close(outer);
    if (metadata.putIfAbsent(texts.get(key), value) != null) {
      throw wire.refuse("each key of metadata once", quote(texts.get(key)) + " twice");
    }
    checkCount(metadata, "entries of metadata");
  }

  private void checkCount(Map<String, ?> map, String what) {
    if (map.size() > MAX_ENTRIES) {
      throw wire.refuse("at most " + MAX_ENTRIES + " " + what, "more");
    }
  }

  private void check() {
    if (irVersion < LEAST_IR_VERSION || irVersion > LATEST_IR_VERSION) {
      throw wire.refuse(
          "an ONNX model of version " + LEAST_IR_VERSION + " to " + LATEST_IR_VERSION,
          "version " + irVersion);
    }
    if (graph == null) {
      throw wire.refuse("a graph", "none");
    }
    if (!operators.containsKey("")) {
      throw wire.refuse("the version of ONNX's operators", "none");
    }
  }
}
