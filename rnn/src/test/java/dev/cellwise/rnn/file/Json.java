package dev.cellwise.rnn.file;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** JSON as a tree, for tests of other packages. */
public final class Json {
  private static final int MOST = 1 << 16;

  private Json() {}

  /** Map, List, String, Double, Boolean or null. */
  public static Object parse(String source, byte[] text) {
    JsonReader in = new JsonReader(source, text);
    Object value = value(in);
    in.end();
    return value;
  }

  private static Object value(JsonReader in) {
    return switch (in.kind()) {
      case OBJECT -> {
        Map<String, Object> map = new LinkedHashMap<>();
        in.beginObject();
        while (in.hasNext()) {
          map.put(in.name(MOST), value(in));
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
      case STRING -> in.string(MOST);
      case NUMBER -> in.decimal();
      case BOOLEAN -> in.bool();
      case NULL -> {
        in.nothing();
        yield null;
      }
    };
  }
}
