package dev.cellwise.rnn.file.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Label;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Type;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A model as protobuf's own library reads it, with the messages of {@code onnx.proto} as far as
 * they are used here; a field that is none of these is an error.
 */
final class ParsedModel {
  /** Messages: fields with their numbers and types, repeated ones with a star. */
  private static final String[] MESSAGES = {
    "ModelProto ir_version:1:int64 producer_name:2:string producer_version:3:string"
        + " graph:7:GraphProto opset_import:8:OperatorSetIdProto*"
        + " metadata_props:14:StringStringEntryProto*",
    "OperatorSetIdProto domain:1:string version:2:int64",
    "StringStringEntryProto key:1:string value:2:string",
    "GraphProto node:1:NodeProto* name:2:string initializer:5:TensorProto*"
        + " input:11:ValueInfoProto* output:12:ValueInfoProto*",
    "NodeProto input:1:string* output:2:string* name:3:string op_type:4:string"
        + " attribute:5:AttributeProto*",
    "AttributeProto name:1:string f:2:float i:3:int64 s:4:bytes floats:7:float* ints:8:int64*"
        + " strings:9:bytes* type:20:int64",
    "TensorProto dims:1:int64* data_type:2:int64 name:8:string raw_data:9:bytes",
    "ValueInfoProto name:1:string type:2:TypeProto",
    "TypeProto tensor_type:1:TensorTypeProto",
    "TensorTypeProto elem_type:1:int64 shape:2:TensorShapeProto",
    "TensorShapeProto dim:1:DimensionProto*",
    "DimensionProto dim_value:1:int64 dim_param:2:string"
  };

  private static final FileDescriptor FILE = file();

  static final int FLOAT = 1;
  static final int INT32 = 6;
  static final int INT64 = 7;

  /** A node; its attributes are Float, Long, String or lists of these. */
  record Node(
      String name,
      String operator,
      List<String> inputs,
      List<String> outputs,
      Map<String, Object> attributes) {}

  /** An initializer. */
  record Constant(int type, List<Long> shape, ByteString raw) {
    float[] floats() {
      assertEquals(FLOAT, type);
      float[] values = new float[raw.size() / Float.BYTES];
      buffer().asFloatBuffer().get(values);
      return values;
    }

    List<Long> longs() {
      assertEquals(INT64, type);
      List<Long> values = new ArrayList<>();
      for (ByteBuffer all = buffer(); all.hasRemaining(); ) {
        values.add(all.getLong());
      }
      return values;
    }

    private ByteBuffer buffer() {
      return raw.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }
  }

  private final Message model;
  private final Message graph;

  ParsedModel(byte[] bytes) {
    try {
      model = DynamicMessage.parseFrom(FILE.findMessageTypeByName("ModelProto"), bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
    assertKnown(model);
    graph = (Message) get(model, "graph");
    assertEquals(
        bytes.length, model.getSerializedSize(), "no field twice, none longer than needed");
  }

  private static FileDescriptor file() {
    FileDescriptorProto.Builder file =
        FileDescriptorProto.newBuilder().setName("onnx.proto").setSyntax("proto2");
    for (String message : MESSAGES) {
      String[] words = message.split(" ");
      DescriptorProto.Builder of = DescriptorProto.newBuilder().setName(words[0]);
      for (int i = 1; i < words.length; i++) {
        of.addField(field(words[i].split(":")));
      }
      file.addMessageType(of);
    }
    try {
      return FileDescriptor.buildFrom(file.build(), new FileDescriptor[0]);
    } catch (DescriptorValidationException e) {
      throw new AssertionError(e);
    }
  }

  private static FieldDescriptorProto.Builder field(String[] parts) {
    boolean repeated = parts[2].endsWith("*");
    String type = repeated ? parts[2].substring(0, parts[2].length() - 1) : parts[2];
    FieldDescriptorProto.Builder field =
        FieldDescriptorProto.newBuilder()
            .setName(parts[0])
            .setNumber(Integer.parseInt(parts[1]))
            .setLabel(repeated ? Label.LABEL_REPEATED : Label.LABEL_OPTIONAL);
    return switch (type) {
      case "int64" -> field.setType(Type.TYPE_INT64);
      case "float" -> field.setType(Type.TYPE_FLOAT);
      case "string" -> field.setType(Type.TYPE_STRING);
      case "bytes" -> field.setType(Type.TYPE_BYTES);
      default -> field.setType(Type.TYPE_MESSAGE).setTypeName(type);
    };
  }

  private static void assertKnown(Message message) {
    assertTrue(
        message.getUnknownFields().asMap().isEmpty(),
        () -> message.getDescriptorForType().getName() + ": " + message.getUnknownFields());
    for (Map.Entry<FieldDescriptor, Object> field : message.getAllFields().entrySet()) {
      if (field.getKey().getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
        List<?> all =
            field.getKey().isRepeated() ? (List<?>) field.getValue() : List.of(field.getValue());
        all.forEach(each -> assertKnown((Message) each));
      }
    }
  }

  private static Object get(Message message, String field) {
    return message.getField(message.getDescriptorForType().findFieldByName(field));
  }

  @SuppressWarnings("unchecked") // the descriptor says so
  private static <T> List<T> all(Message message, String field) {
    return (List<T>) get(message, field);
  }

  private static String text(Message message, String field) {
    return (String) get(message, field);
  }

  private static long number(Message message, String field) {
    return (Long) get(message, field);
  }

  long irVersion() {
    return number(model, "ir_version");
  }

  String producer() {
    return text(model, "producer_name") + " " + text(model, "producer_version");
  }

  /** Versions by domain. */
  Map<String, Long> operators() {
    Map<String, Long> versions = new LinkedHashMap<>();
    for (Message each : ParsedModel.<Message>all(model, "opset_import")) {
      versions.put(text(each, "domain"), number(each, "version"));
    }
    return versions;
  }

  Map<String, String> metadata() {
    Map<String, String> entries = new LinkedHashMap<>();
    for (Message each : ParsedModel.<Message>all(model, "metadata_props")) {
      entries.put(text(each, "key"), text(each, "value"));
    }
    return entries;
  }

  /** The bytes of the graph alone. */
  byte[] graphBytes() {
    return graph.toByteArray();
  }

  List<Node> nodes() {
    return ParsedModel.<Message>all(graph, "node").stream().map(ParsedModel::node).toList();
  }

  /** The only node of an operator. */
  Node node(String operator) {
    List<Node> found = nodes().stream().filter(n -> n.operator().equals(operator)).toList();
    assertEquals(1, found.size(), operator + " among " + nodes());
    return found.getFirst();
  }

  private static Node node(Message node) {
    Map<String, Object> attributes = new LinkedHashMap<>();
    for (Message each : ParsedModel.<Message>all(node, "attribute")) {
      attributes.put(text(each, "name"), value(each));
    }
    return new Node(
        text(node, "name"),
        text(node, "op_type"),
        all(node, "input"),
        all(node, "output"),
        attributes);
  }

  private static Object value(Message attribute) {
    assertEquals(3, attribute.getAllFields().size(), "a name, a type, a value: " + attribute);
    return switch ((int) number(attribute, "type")) {
      case 1 -> get(attribute, "f");
      case 2 -> get(attribute, "i");
      case 3 -> ((ByteString) get(attribute, "s")).toStringUtf8();
      case 6 -> all(attribute, "floats");
      case 7 -> all(attribute, "ints");
      case 8 ->
          ParsedModel.<ByteString>all(attribute, "strings").stream()
              .map(ByteString::toStringUtf8)
              .toList();
      default -> throw new AssertionError(attribute.toString());
    };
  }

  Map<String, Constant> constants() {
    Map<String, Constant> constants = new LinkedHashMap<>();
    for (Message each : ParsedModel.<Message>all(graph, "initializer")) {
      Constant constant =
          new Constant(
              (int) number(each, "data_type"),
              all(each, "dims"),
              (ByteString) get(each, "raw_data"));
      assertEquals(null, constants.put(text(each, "name"), constant), text(each, "name"));
    }
    return constants;
  }

  /** Declared inputs by name, such as {@code 1[time, batch, 5]}: type and shape. */
  Map<String, String> inputs() {
    return declared("input");
  }

  Map<String, String> outputs() {
    return declared("output");
  }

  private Map<String, String> declared(String field) {
    Map<String, String> values = new LinkedHashMap<>();
    for (Message each : ParsedModel.<Message>all(graph, field)) {
      Message tensor = (Message) get((Message) get(each, "type"), "tensor_type");
      List<String> shape =
          ParsedModel.<Message>all((Message) get(tensor, "shape"), "dim").stream()
              .map(
                  d ->
                      text(d, "dim_param").isEmpty()
                          ? "" + number(d, "dim_value")
                          : text(d, "dim_param"))
              .toList();
      values.put(text(each, "name"), number(tensor, "elem_type") + shape.toString());
    }
    return values;
  }
}
