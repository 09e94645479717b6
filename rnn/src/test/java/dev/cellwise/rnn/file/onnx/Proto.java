package dev.cellwise.rnn.file.onnx;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnknownFieldSet.Field;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** A message under construction, by protobuf-java: nothing of it is shared with the reader. */
final class Proto {
  private final Map<Integer, Field.Builder> fields = new TreeMap<>();

  private Proto add(int field, Consumer<Field.Builder> value) {
    value.accept(fields.computeIfAbsent(field, f -> Field.newBuilder()));
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
    fields.forEach((f, value) -> copy.add(f, v -> v.mergeFrom(value.build())));
    return copy;
  }

  byte[] bytes() {
    UnknownFieldSet.Builder all = UnknownFieldSet.newBuilder();
    fields.forEach((f, value) -> all.addField(f, value.build()));
    return all.build().toByteArray();
  }
}
