package dev.cellwise.rnn.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No vectors here, so one mode is enough. */
@Tag("reference")
class JsonReaderTest {
  /** A whole text as maps, lists and values; numbers as double. */
  static Object value(byte[] text) {
    JsonReader in = new JsonReader("test", text);
    Object value = value(in);
    in.end();
    return value;
  }

  private static Object value(String text) {
    return value(text.getBytes(StandardCharsets.UTF_8));
  }

  private static Object value(JsonReader in) {
    return switch (in.kind()) {
      case OBJECT -> {
        Map<String, Object> map = new LinkedHashMap<>();
        in.beginObject();
        while (in.hasNext()) {
          map.put(in.name(1000), value(in));
        }
        in.endObject();
        yield map;
      }
      case ARRAY -> {
        List<Object> list = new ArrayList<>();
        in.beginArray();
        while (in.hasNext()) {
          list.add(value(in));
        }
        in.endArray();
        yield list;
      }
      case STRING -> in.string(1000);
      case NUMBER -> in.decimal();
      case BOOLEAN -> in.bool();
      case NULL -> {
        in.nothing();
        yield "null";
      }
    };
  }

  private static String refusal(String text) {
    return assertThrows(ModelFileException.class, () -> value(text)).getMessage();
  }

  @Test
  void readsAnyValue() {
    assertEquals(
        Map.of(
            "a", List.of(1.0, -0.5, 2e3, 0.0),
            "b", Map.of("", true, " ", List.of()),
            "c", List.of("x", false, "null", Map.of())),
        value(
            " {\"a\" :[1,-0.5 , 2E+3,0e-1],\"b\":\t{\"\":true,\" \":[ ]},\r\n"
                + "\"c\":[\"x\",false,null,{ }]}\n"));
    assertEquals(-0.0, value("-0"));
    assertEquals(0.0, value("1e-400"));
    assertEquals(Double.MAX_VALUE, value("1.7976931348623157e308"));
  }

  @Test
  void readsStrings() {
    assertEquals(
        "a\"\\/\b\f\n\r\t\u0000é\uD83D\uDE00",
        value("\"a\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0000\\u00e9\\uD83d\\uDE00\""));
    assertEquals(
        "é\uD83D\uDE00\u007F\u2028\uFFFD\uFFFF",
        value("\"é\uD83D\uDE00\u007F\u2028\uFFFD\uFFFF\""));
    assertEquals("ü\nß", value("\"ü\\nß\""));
  }

  @ParameterizedTest(name = "{index}")
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "}",
        "[",
        "]",
        "{]",
        "[}",
        "[1,]",
        "[,1]",
        "[,]",
        "[1,,2]",
        "[1 2]",
        "[1}",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{,}",
        "{\"a\" 1}",
        "{\"a\":1 \"b\":2}",
        "{a:1}",
        "{1:1}",
        "{'a':1}",
        "{null:1}",
        "{\"a\"::1}",
        "{\"a\":1}}",
        "[1]]",
        "[1],",
        "1 2",
        "[]{}",
        "nul",
        "nulll",
        "True",
        "tru",
        "fals",
        "falsey",
        "NaN",
        "-NaN",
        "Infinity",
        "-Infinity",
        "nan",
        "inf",
        "undefined",
        "'a'",
        "\"a",
        "\"",
        "\"\\",
        "\"\\\"",
        "\"\\x\"",
        "\"\\a\"",
        "\"\\u\"",
        "\"\\u00\"",
        "\"\\u00g0\"",
        "\"\\u-001\"",
        "\"\\u+001\"",
        "\"\\u 001\"",
        "\"\\U0041\"",
        "\"\\u00\\\"0\"",
        "\"\u0000\"",
        "\"\n\"",
        "\"\t\"",
        "\"\u001F\"",
        "\"\\\n\"",
        "\"\\é\"",
        "01",
        "-01",
        "00",
        "+1",
        ".5",
        "-.5",
        "1.",
        "1.e1",
        "1e",
        "1e+",
        "1E-",
        "-",
        "--1",
        "0x10",
        "1_000",
        "1a",
        "1.2.3",
        "1e1.5",
        "1e400",
        "-1e400",
        "1,",
        "// x\n1",
        "/* x */ 1",
        "1 // x",
        "#",
        "\uFEFF1",
        "\uFEFF{}",
        "\u00A01",
        "1\u2003",
        "\f1",
        "\u000B1",
        "[1\u0000]",
        "\u0000",
        "[\"a\",\n",
        "{\"a\":\"b\"",
        "[\"\\uD800\"]"
      })
  void refusesWhatIsNoJson(String text) {
    assertTrue(refusal(text).startsWith("test at byte "), () -> refusal(text));
  }

  @ParameterizedTest(name = "{index}")
  @ValueSource(
      strings = {
        "\\uD800",
        "\\uDC00",
        "\\uDC00\\uD800",
        "\\uD800\\uD800",
        "\\uD83Dx\\uDE00",
        "x\\uDFFF"
      })
  void refusesLoneSurrogates(String escapes) {
    assertTrue(refusal("\"" + escapes + "\"").contains("surrogates"));
  }

  /** Stray, missing and overlong bytes; surrogates; beyond U+10FFFF. */
  @ParameterizedTest(name = "{index}")
  @ValueSource(
      strings = {
        "80",
        "bf",
        "c3",
        "c328",
        "e28228",
        "e282",
        "f09f98",
        "c080",
        "c1bf",
        "e08080",
        "f0808080",
        "eda080",
        "edbfbf",
        "f4908080",
        "f8888080",
        "fe",
        "ff",
        "c3a9ff"
      })
  void refusesMalformedUtf8(String hex) {
    byte[] inside = HexFormat.of().parseHex("22" + hex + "22");
    assertThrows(ModelFileException.class, () -> value(inside));
    byte[] beforeEscape = HexFormat.of().parseHex("22" + hex + "5c6e22");
    assertThrows(ModelFileException.class, () -> value(beforeEscape));
    byte[] name = HexFormat.of().parseHex("7b22" + hex + "223a317d");
    assertThrows(ModelFileException.class, () -> value(name));
    byte[] outside = HexFormat.of().parseHex("5b" + hex + "5d");
    assertThrows(ModelFileException.class, () -> value(outside));
  }

  @Test
  void refusesOtherEncodings() {
    assertThrows(ModelFileException.class, () -> value("{}".getBytes(StandardCharsets.UTF_16LE)));
    assertThrows(ModelFileException.class, () -> value("{}".getBytes(StandardCharsets.UTF_16)));
  }

  @Test
  void refusesANameTwiceInOneObjectOnly() {
    assertEquals(
        "test at byte 10: expected each name of an object once, got \"a\" once more",
        refusal("{\"a\":1,\"a\":2}"));
    assertTrue(refusal("{\"a\":1,\"\\u0061\":2}").contains("once more"));
    assertTrue(refusal("{\"a\":{},\"b\":{\"a\":1,\"c\":2,\"a\":1}}").contains("once more"));
    assertEquals(
        Map.of("a", Map.of("a", 1.0), "b", Map.of("a", 1.0)),
        value("{\"a\":{\"a\":1},\"b\":{\"a\":1}}"));
  }

  @Test
  void endsNestingWithoutRecursion() {
    String deepest = "[".repeat(JsonReader.MAX_DEPTH) + "]".repeat(JsonReader.MAX_DEPTH);
    value(deepest);
    assertTrue(refusal("[" + deepest + "]").contains("at most 32 nested"));
    assertTrue(refusal("[".repeat(1_000_000)).contains("at most 32 nested"));
    assertTrue(refusal("{\"a\":".repeat(1_000_000)).contains("at most 32 nested"));
  }

  @Test
  void endsStringsAtTheCapGiven() {
    byte[] text = "\"abcd\"".getBytes(StandardCharsets.UTF_8);
    assertEquals("abcd", new JsonReader("test", text).string(4));
    assertThrows(ModelFileException.class, () -> new JsonReader("test", text).string(3));
    byte[] escape = "\"a\\u0062\"".getBytes(StandardCharsets.UTF_8);
    assertEquals("ab", new JsonReader("test", escape).string(7));
    assertThrows(ModelFileException.class, () -> new JsonReader("test", escape).string(6));
    assertEquals("", new JsonReader("test", new byte[] {'"', '"'}).string(0));
  }

  private static long integer(String text) {
    JsonReader in = new JsonReader("test", text.getBytes(StandardCharsets.UTF_8));
    long value = in.integer();
    in.end();
    return value;
  }

  @Test
  void keepsIntegersExactly() {
    assertEquals(0, integer("0"));
    assertEquals(-1, integer("-1"));
    assertEquals(9007199254740993L, integer("9007199254740993"));
    assertEquals(Long.MAX_VALUE, integer("9223372036854775807"));
    assertEquals(Long.MIN_VALUE, integer("-9223372036854775808"));
  }

  @ParameterizedTest(name = "{index}")
  @ValueSource(
      strings = {
        "9223372036854775808",
        "18446744073709551614",
        "-9223372036854775809",
        "1.0",
        "1e2",
        "1e0",
        "-0",
        "\"1\"",
        "true",
        "null",
        "[1]",
        "",
        "-",
        "01",
        "0x1"
      })
  void refusesAnIntegerThatIsNone(String text) {
    assertThrows(ModelFileException.class, () -> integer(text));
  }

  @Test
  void refusesNumbersOfUnreasonableLength() {
    assertTrue(refusal("1".repeat(401)).contains("at most 400"));
    assertTrue(refusal("0." + "1".repeat(1_000_000)).contains("at most 400"));
  }

  @Test
  void saysWhatCameInsteadInVisibleText() {
    assertEquals("test at byte 1: expected a value, got \"\\u001b[31m\"", refusal("[\u001B[31m"));
    assertEquals("test at byte 3: expected more, got the end", refusal("[1 "));
    assertEquals("test at byte 3: expected ',' or ']', got \"2]\"", refusal("[1 2]"));
    assertFalse(ModelFileException.quote("\u202Eabc\n\uD800\u0000").contains("\u202E"));
    assertEquals("\"\\u202eabc\\u000a\\ud800\"", ModelFileException.quote("\u202Eabc\n\uD800"));
    assertEquals(85, ModelFileException.quote("x".repeat(1000)).length());
  }
}
