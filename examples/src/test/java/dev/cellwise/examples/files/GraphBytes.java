package dev.cellwise.examples.files;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnknownFieldSet.Field;
import dev.cellwise.rnn.file.TypedArray;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** ONNX's messages as bytes: onnx.proto has the numbers of the fields. */
final class GraphBytes {
  private static final int MODEL_GRAPH = 7;
  private static final int GRAPH_NODE = 1;
  private static final int GRAPH_OUTPUT = 12;
  private static final int NODE_INPUT = 1;
  private static final int NODE_OUTPUT = 2;
  private static final int NODE_NAME = 3;
  private static final int NODE_OPERATOR = 4;
  private static final int VALUE_NAME = 1;
  private static final int TENSOR_DIMS = 1;
  private static final int TENSOR_TYPE = 2;
  private static final int TENSOR_NAME = 8;
  private static final int TENSOR_RAW = 9;
  private static final int FLOAT = 1;
  private static final int INT32 = 6;

  private GraphBytes() {}

  /** A tensor with its name. */
  record Named(String name, TypedArray array) {}

  /** A model with a node behind the others, whose output is the only one, of a name. */
  static byte[] withNode(byte[] model, String operator, String name, String input, String output)
      throws InvalidProtocolBufferException {
    UnknownFieldSet node =
        UnknownFieldSet.newBuilder()
            .addField(NODE_INPUT, text(input))
            .addField(NODE_OUTPUT, text(output))
            .addField(NODE_NAME, text(name))
            .addField(NODE_OPERATOR, text(operator))
            .build();
    UnknownFieldSet all = UnknownFieldSet.parseFrom(model);
    UnknownFieldSet graph =
        UnknownFieldSet.parseFrom(all.getField(MODEL_GRAPH).getLengthDelimitedList().getFirst());
    UnknownFieldSet value = UnknownFieldSet.newBuilder().addField(VALUE_NAME, text(output)).build();
    UnknownFieldSet.Builder changed = graph.toBuilder();
    changed.mergeField(GRAPH_NODE, message(node));
    changed.addField(GRAPH_OUTPUT, message(value));
    return all.toBuilder().addField(MODEL_GRAPH, message(changed.build())).build().toByteArray();
  }

  private static Field text(String text) {
    return Field.newBuilder().addLengthDelimited(ByteString.copyFromUtf8(text)).build();
  }

  private static Field message(UnknownFieldSet message) {
    return Field.newBuilder().addLengthDelimited(message.toByteString()).build();
  }

  /** A TensorProto of floats or ints in raw data, as ONNX's own tests have their inputs. */
  static Named tensor(byte[] content) throws InvalidProtocolBufferException {
    UnknownFieldSet tensor = UnknownFieldSet.parseFrom(content);
    Field dims = tensor.getField(TENSOR_DIMS);
    List<Long> sizes = new ArrayList<>(dims.getVarintList());
    for (ByteString packed : dims.getLengthDelimitedList()) {
      var in = packed.newCodedInput();
      try {
        while (!in.isAtEnd()) {
          sizes.add(in.readInt64());
        }
      } catch (java.io.IOException e) {
        throw new InvalidProtocolBufferException(e);
      }
    }
    int[] shape = sizes.stream().mapToInt(Math::toIntExact).toArray();
    ByteBuffer raw =
        tensor
            .getField(TENSOR_RAW)
            .getLengthDelimitedList()
            .getFirst()
            .asReadOnlyByteBuffer()
            .order(ByteOrder.LITTLE_ENDIAN);
    String name = tensor.getField(TENSOR_NAME).getLengthDelimitedList().getFirst().toStringUtf8();
    long type = tensor.getField(TENSOR_TYPE).getVarintList().getFirst();
    return new Named(name, array((int) type, raw, shape));
  }

  private static TypedArray array(int type, ByteBuffer raw, int[] shape) {
    switch (type) {
      case FLOAT -> {
        float[] values = new float[raw.remaining() / Float.BYTES];
        raw.asFloatBuffer().get(values);
        return TypedArray.of(values, shape);
      }
      case INT32 -> {
        int[] values = new int[raw.remaining() / Integer.BYTES];
        raw.asIntBuffer().get(values);
        return TypedArray.of(values, shape);
      }
      default -> throw new IllegalArgumentException("type: expected floats or ints, got " + type);
    }
  }
}
