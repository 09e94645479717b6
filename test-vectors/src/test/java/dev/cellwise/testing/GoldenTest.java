package dev.cellwise.testing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringReader;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GoldenTest {
  private static final String TEXT =
      """
      # a comment
      a.b_1 [2,3] 0x1p+0 -0x1.8p-1 0x0p+0 0x1.fffffep+127 0x0.0000000000001p-1022 0x1p2
      empty [0,4]
      scalar [] 0x1.921fb54442d18p+1
      """;

  @Test
  void reads() {
    Golden golden = Golden.read("sample", new StringReader(TEXT));
    assertEquals(List.of("a.b_1", "empty", "scalar"), golden.names());
    assertArrayEquals(new int[] {2, 3}, golden.shape("a.b_1"));
    assertArrayEquals(
        new double[] {1, -0.75, 0, Float.MAX_VALUE, Double.MIN_VALUE, 4}, golden.doubles("a.b_1"));
    assertEquals(0, golden.doubles("empty").length);
    assertEquals(0, golden.shape("scalar").length);
    assertEquals(Math.PI, golden.scalar("scalar"));
    assertTrue(golden.has("empty"));
    assertFalse(golden.has("b"));
    assertEquals(List.of("b_1"), List.copyOf(golden.doublesBelow("a.").keySet()));
  }

  @Test
  void arraysHandedOutAreCopies() {
    Golden golden = Golden.read("sample", new StringReader(TEXT));
    golden.doubles("scalar")[0] = 0;
    golden.doublesBelow("").get("scalar")[0] = 0;
    assertEquals(Math.PI, golden.scalar("scalar"));
  }

  @Test
  void everyCaseLoadsAndHasAReadme() {
    assertTrue(Golden.cases().size() > 5);
    for (String name : Golden.cases()) {
      boolean file = name.startsWith("state-dict-");
      assertTrue(Golden.load(name).names().size() > (file ? 1 : 5), name);
      assertTrue(!file || Golden.file(name, "model.safetensors").length > 500, name);
      assertNotNull(Golden.class.getResource("golden/" + name + "/README.md"), name);
    }
  }

  @Test
  void saysThatThereIsNoFile() {
    String name = Golden.cases().getFirst();
    assertTrue(
        assertThrows(IllegalStateException.class, () -> Golden.file(name, "none"))
            .getMessage()
            .endsWith("no resource golden/" + name + "/none"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          x                     | a line is a name, a shape in brackets
          x 0x1p0               | a line is a name, a shape in brackets
          x [2]0x1p0 0x1p0      | a line is a name, a shape in brackets
          1x [1] 0x1p0          | a line is a name, a shape in brackets
          ''                    | a line is a name, a shape in brackets
          x [2] 0x1p0           | tensor 'x' of shape [2] needs 2 numbers, has 1
          x [1] 0x1p0 0x1p0     | tensor 'x' of shape [1] needs 1 numbers, has 2
          x []                  | tensor 'x' of shape [] needs 1 numbers, has 0
          x [2,] 0x1p0 0x1p0    | tensor 'x' has shape [2,]
          x [,2] 0x1p0 0x1p0    | tensor 'x' has shape [,2]
          x [02] 0x1p0 0x1p0    | tensor 'x' has shape [02]
          x [1,1,1,1] 0x1p0     | tensor 'x' has shape [1,1,1,1]
          x [9999999] 0x1p0     | tensor 'x' has shape [9999999]
          x [999999,999999,999999] 0x1p0 | needs 999997000002999999 numbers, has 1
          x [2] 0x1p0  0x1p0    | number 1 is '', which is not hexadecimal
          x [1] 1.5             | number 0 is '1.5', which is not hexadecimal
          x [1] NaN             | number 0 is 'NaN', which is not hexadecimal
          x [1] 0x1.8           | number 0 is '0x1.8', which is not hexadecimal
          x [1] 0x3p0           | number 0 is '0x3p0', which is not hexadecimal
          x [1] 0x1p0f          | number 0 is '0x1p0f', which is not hexadecimal
          x [1] 0x1p1024        | number 0 is '0x1p1024', which is too large
          ok [] 0x1p0           | tensor 'ok' is there twice
          """)
  void refuses(String line, String reason) {
    String text = "# first\nok [] 0x1p0\n" + line + "\n";
    GoldenFormatException e =
        assertThrows(
            GoldenFormatException.class, () -> Golden.read("sample", new StringReader(text)));
    assertTrue(e.getMessage().startsWith("sample, line 3: "), e::getMessage);
    assertTrue(e.getMessage().contains(reason), e::getMessage);
  }

  @Test
  void refusesAnEmptyText() {
    assertEquals(
        "sample: there is no tensor",
        assertThrows(
                GoldenFormatException.class,
                () -> Golden.read("sample", new StringReader("# nothing\n")))
            .getMessage());
  }

  @Test
  void refusesWhatIsNotThere() {
    Golden golden = Golden.read("sample", new StringReader(TEXT));
    assertRefused("no golden case 'lstm-h99'; there are [", () -> Golden.load("lstm-h99"));
    assertRefused("no tensor 'b'; there are [a.b_1, empty, scalar]", () -> golden.doubles("b"));
    assertRefused("has 6 elements, not one", () -> golden.scalar("a.b_1"));
    assertRefused("is not the value of a float", () -> golden.floats("scalar"));
    assertRefused("which is not an int", () -> golden.ints("scalar"));
  }

  private static void assertRefused(String reason, Runnable call) {
    IllegalArgumentException e = assertThrows(IllegalArgumentException.class, call::run);
    assertTrue(e.getMessage().contains(reason), e::getMessage);
  }
}
