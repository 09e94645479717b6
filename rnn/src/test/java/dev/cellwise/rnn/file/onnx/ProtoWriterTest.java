package dev.cellwise.rnn.file.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnknownFieldSet.Field;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Protobuf's own library reads what was written. No vectors here, so one mode is enough. */
@Tag("reference")
class ProtoWriterTest {
  /** Takes a few bytes at a time, as a channel may. */
  private static final class Slow implements WritableByteChannel {
    final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    @Override
    public int write(ByteBuffer from) {
      int count = Math.min(1001, from.remaining());
      for (int i = 0; i < count; i++) {
        bytes.write(from.get());
      }
      return count;
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}
  }

  private static byte[] bytes(ProtoWriter message) throws IOException {
    Slow to = new Slow();
    message.writeTo(to);
    assertEquals(message.size(), to.bytes.size());
    assertArrayEquals(message.toBytes(), to.bytes.toByteArray());
    return message.toBytes();
  }

  private static Field.Builder field() {
    return Field.newBuilder();
  }

  @ParameterizedTest
  @ValueSource(
      longs = {0, 1, 127, 128, 300, 16383, 16384, 1L << 35, Long.MAX_VALUE, -1, Long.MIN_VALUE})
  void numbers(long value) throws IOException {
    byte[] bytes = bytes(new ProtoWriter().number(3, value).number(20, value));
    UnknownFieldSet expected =
        UnknownFieldSet.newBuilder()
            .addField(3, field().addVarint(value).build())
            .addField(20, field().addVarint(value).build())
            .build();
    assertArrayEquals(expected.toByteArray(), bytes);
  }

  @Test
  void floatsKeepTheirBits() throws IOException {
    int signalling = 0x7f800001;
    float[] values = new float[50_000];
    for (int i = 0; i < values.length; i++) {
      values[i] = Float.intBitsToFloat(i * 90_001);
    }
    values[7] = Float.intBitsToFloat(signalling);
    ByteBuffer raw = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      raw.putInt(Float.floatToRawIntBits(value));
    }
    UnknownFieldSet expected =
        UnknownFieldSet.newBuilder()
            .addField(2, field().addFixed32(Float.floatToRawIntBits(-0f)).build())
            .addField(9, field().addLengthDelimited(ByteString.copyFrom(raw.array())).build())
            .build();
    ProtoWriter message = new ProtoWriter().number(2, -0f).floats(9, values);
    assertArrayEquals(expected.toByteArray(), bytes(message));
  }

  /** Weights within messages within messages, with fields before and behind at each level. */
  @Test
  void messagesWithinMessages() throws IOException {
    String text = "Gewicht·ß";
    ProtoWriter tensor =
        new ProtoWriter().number(1, 2).text(8, text).floats(9, new float[] {1, -2}).number(10, 3);
    ProtoWriter graph = new ProtoWriter().text(2, "").message(5, tensor).message(5, tensor);
    graph.text(6, text);
    ProtoWriter model = new ProtoWriter().number(1, 8).message(7, graph).bytes(8, new byte[] {9});

    byte[] raw = {0, 0, (byte) 0x80, 0x3f, 0, 0, 0, (byte) 0xc0};
    UnknownFieldSet inner =
        UnknownFieldSet.newBuilder()
            .addField(1, field().addVarint(2).build())
            .addField(8, field().addLengthDelimited(ByteString.copyFromUtf8(text)).build())
            .addField(9, field().addLengthDelimited(ByteString.copyFrom(raw)).build())
            .addField(10, field().addVarint(3).build())
            .build();
    ByteString each = inner.toByteString();
    UnknownFieldSet middle =
        UnknownFieldSet.newBuilder()
            .addField(2, field().addLengthDelimited(ByteString.EMPTY).build())
            .addField(5, field().addLengthDelimited(each).addLengthDelimited(each).build())
            .addField(6, field().addLengthDelimited(ByteString.copyFromUtf8(text)).build())
            .build();
    UnknownFieldSet outer =
        UnknownFieldSet.newBuilder()
            .addField(1, field().addVarint(8).build())
            .addField(7, field().addLengthDelimited(middle.toByteString()).build())
            .addField(8, field().addLengthDelimited(ByteString.copyFrom(new byte[] {9})).build())
            .build();
    assertArrayEquals(outer.toByteArray(), bytes(model));
  }

  /** More than an int counts, without the memory for it. */
  @Test
  void sizesBeyondAnArray() {
    float[] values = new float[1 << 20];
    ProtoWriter graph = new ProtoWriter();
    for (int i = 0; i < 600; i++) {
      graph.floats(9, values);
    }
    // A key, and a length of 4 bytes.
    assertEquals(600L * (1 + 4 + (4 << 20)), graph.size());
    // A length of 5.
    assertEquals(graph.size() + 6, new ProtoWriter().message(7, graph).size());
  }
}
