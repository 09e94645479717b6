package dev.cellwise.rnn.file.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.CodedOutputStream;
import dev.cellwise.rnn.file.ModelFileException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The wire format, against what protobuf-java writes, and against what nobody should write. */
class WireTest {
  private static Wire wire(String hex) {
    return new Wire("f", HexFormat.of().parseHex(hex.replace(" ", "")));
  }

  @Test
  void numbersOfEveryLength() throws IOException {
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < 2000; i++) {
      long number = random.nextLong() >>> random.nextInt(64) ^ -random.nextInt(2);
      int field = 1 + random.nextInt((1 << 29) - 1);
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      CodedOutputStream out = CodedOutputStream.newInstance(bytes);
      out.writeInt64(field, number);
      out.writeFloat(field, i);
      out.writeDouble(field, number);
      out.writeByteArray(field, new byte[] {1, 2, 3});
      out.flush();
      Wire wire = new Wire("f", bytes.toByteArray());
      assertTrue(wire.next());
      assertEquals(field, wire.field());
      assertEquals(number, wire.varint());
      assertTrue(wire.next());
      assertEquals(i, wire.fixed32());
      assertTrue(wire.next());
      assertEquals((double) number, wire.fixed64());
      assertTrue(wire.next());
      assertEquals(bytes.size() - 3, wire.skipBytes());
      assertFalse(wire.next());
    }
  }

  @Test
  void fieldsThatNobodyAsksForAreSkipped() {
    Wire wire = wire("08 ff01  11 0000000000000000  1a 02 0800  25 00000000  28 05");
    int fields = 0;
    while (wire.next()) {
      fields++;
      if (wire.field() == 5) {
        assertEquals(5, wire.varint());
      } else {
        wire.skip();
      }
    }
    assertEquals(5, fields);
  }

  private static void refused(String hex, String reason) {
    Wire wire = wire(hex);
    String message =
        assertThrows(
                ModelFileException.class,
                () -> {
                  while (wire.next()) {
                    wire.skip();
                  }
                })
            .getMessage();
    assertTrue(message.startsWith("f: byte ") && message.contains(reason), message);
  }

  @Test
  void whatIsNoMessageIsRefused() {
    refused("08", "expected a number of variable length, got the end of its message");
    refused("08 80", "the end of its message");
    refused("08 ffffffffffffffffff02", "at most 64 bits in 10 bytes");
    refused("08 8080808080808080808000", "at most 64 bits in 10 bytes");
    refused("00 00", "expected a field of 1 to 536870911, got field 0");
    refused("80808080 10 00", "expected a field of 1 to 536870911, got field 536870912");
    refused("0b 0c", "expected a field of wire type 0, 1, 2 or 5, got field 1 of type 3");
    refused("0f", "got field 1 of type 7");
    refused("0a 02 00", "expected field 1 within the 1 bytes that are left, got 2 bytes");
    refused("0a ffffffffffffffffff01", "got 18446744073709551615 bytes");
    refused("09 00000000", "expected 8 bytes of a number, got 4");
    refused("0d 0000", "expected 4 bytes of a number, got 2");
    Wire wire = wire("0800");
    wire.next();
    assertThrows(ModelFileException.class, wire::open);
    Wire fixed = wire("0800");
    fixed.next();
    assertThrows(ModelFileException.class, fixed::fixed32);
  }

  /** A message ends where its length says, whatever is behind. */
  @Test
  void messagesEndWhereTheyEnd() {
    Wire wire = wire("0a 02 0880 1001");
    wire.next();
    int outer = wire.open();
    assertTrue(wire.next());
    assertThrows(ModelFileException.class, wire::varint);
    wire.close(outer);
    assertTrue(wire.next());
    assertEquals(2, wire.field());
    assertEquals(1, wire.varint());
  }

  @Test
  void messagesWithinMessages() {
    StringBuilder nested = new StringBuilder();
    for (int i = 0; i < Wire.MAX_DEPTH + 1; i++) {
      int inner = nested.length() / 2;
      nested.insert(0, "0a" + HexFormat.of().toHexDigits((byte) inner));
    }
    Wire wire = wire(nested.toString());
    for (int i = 0; i < Wire.MAX_DEPTH; i++) {
      wire.next();
      wire.open();
    }
    wire.next();
    ModelFileException e = assertThrows(ModelFileException.class, wire::open);
    assertTrue(e.getMessage().contains("at most 32 messages within each other"), e.getMessage());
  }
}
