package dev.cellwise.rnn.file.onnx;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnknownFieldSet.Field;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Consumer;

/** A message under construction, by protobuf-java: nothing of it is shared with the reader. */
final class Proto {
  private final UnknownFieldSet.Builder fields = UnknownFieldSet.newBuilder();

  private Proto add(int field, Consumer<Field.Builder> value) {
    Field.Builder one = Field.newBuilder();
    value.accept(one);
    fields.mergeField(field, one.build());
    return this;
  }

  Proto number(int field, long value) {
    return add(field, f -> f.addVarint(value));
  }

  Proto number(int field, float value) {
    return add(field, f -> f.addFixed32(Float.floatToRawIntBits(value)));
  }

  Proto number(int field, double value) {
    return add(field, f -> f.addFixed64(Double.doubleToRawLongBits(value)));
  }

  Proto text(int field, String value) {
    return add(field, f -> f.addLengthDelimited(ByteString.copyFromUtf8(value)));
  }

  Proto bytes(int field, byte... value) {
    return add(field, f -> f.addLengthDelimited(ByteString.copyFrom(value)));
  }

  Proto floats(int field, float... values) {
    ByteBuffer raw = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    raw.asFloatBuffer().put(values);
    return bytes(field, raw.array());
  }

  Proto message(int field, Proto value) {
    return bytes(field, value.bytes());
  }

  Proto copy() {
    Proto copy = new Proto();
    copy.fields.mergeFrom(fields.build());
    return copy;
  }

  byte[] bytes() {
    return fields.build().toByteArray();
  }
}
