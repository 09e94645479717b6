package dev.cellwise.rnn.cell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.testing.Bounds;
import dev.cellwise.testing.Floats;
import dev.cellwise.testing.Golden;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The cells, forward and every gradient, against what PyTorch computed in double precision. */
@Tag("reference")
class CellGoldenTest {
  /** One step, element by element. */
  private static final double RELATIVE = 4e-6;

  private static final double ABSOLUTE = 1e-7;

  /** The cells that each family of cases is for: dropout that is not drawn is the plain cell. */
  private static final Map<String, List<String>> KINDS =
      Map.of(
          "lstm", List.of("lstm", "lstm by passes", "lstm recurrent dropout", "lstm input dropout"),
          "lstmp", List.of("lstm projection"),
          "gru", List.of("gru", "gru by passes", "gru dropout"),
          "rnn-tanh", List.of("rnn tanh", "rnn by passes", "rnn dropout"),
          "rnn-relu", List.of("rnn relu"));

  static List<Arguments> layers() {
    return Golden.cases().stream()
        .flatMap(
            name ->
                KINDS.getOrDefault(kind(name), List.of()).stream()
                    .map(cell -> Arguments.of(name, cell)))
        .toList();
  }

  /** What PyTorch says of a kind, or why it says nothing: a field of {@code docs/proofs.md}. */
  static String evidence(String kind) {
    List<String> families =
        KINDS.keySet().stream().filter(family -> KINDS.get(family).contains(kind)).toList();
    if (families.isEmpty()) {
      return reason(kind);
    }
    String family = families.getFirst();
    long n = Golden.cases().stream().filter(name -> kind(name).equals(family)).count();
    String cases = n + " cases `" + family + "-*`";
    return kind.endsWith("dropout") ? cases + ", no mask drawn: PyTorch draws none here" : cases;
  }

  private static String reason(String kind) {
    if (kind.contains("layer norm")) {
      return "none: PyTorch has no cell with layer normalisation inside";
    }
    for (String family : List.of("lstm", "gru", "rnn")) {
      if (kind.startsWith(family + " ")) {
        return "none: PyTorch's " + family.toUpperCase(Locale.ROOT) + " has no such option";
      }
    }
    return "none: PyTorch has no such cell";
  }

  private static String kind(String name) {
    return name.replaceAll("-h\\d.*", "");
  }

  @ParameterizedTest
  @MethodSource("layers")
  void forwardAndGradientsAgree(String name, String cell) {
    Case c = new Case(Golden.load(name), cell);
    c.run.forward(c.x, 0);
    List<StatePart> parts = c.run.cell.state();
    double forward = Bounds.forward(c.kind.gates(), c.run.steps);
    for (int part = 0; part < parts.size(); part++) {
      String tensor = parts.get(part).name() + "_l0";
      c.check(tensor, c.inTime(c.golden.doubles(tensor)), c.run.states(part), forward);
    }
    c.backward();
    double backward =
        Bounds.backward(c.kind.gates(), c.run.cell.outputs(), c.run.rows, c.run.steps);
    Map<String, float[]> gradients = c.gradients();
    assertEquals(c.golden.doublesBelow("grad.").keySet(), gradients.keySet());
    gradients.forEach(
        (tensor, g) -> {
          double[] expected = c.golden.doubles("grad." + tensor);
          c.check(tensor, tensor.equals("x") ? c.inTime(expected) : expected, g, backward);
        });
  }

  /** A golden case and its run. The reverse direction runs on the sequence turned round. */
  private static final class Case {
    final Golden golden;
    final Cells.Kind kind;
    final CellRun run;
    final float[] x;
    private final String prefix;

    Case(Golden golden, String name) {
      this.golden = golden;
      int h = golden.shape("h0_l0")[1];
      Optional<Cells.Kind> found =
          Cells.all().stream().filter(k -> k.name().equals(name)).findFirst();
      kind = name.endsWith("projection") ? Cells.projection(h) : found.orElseThrow();
      int[] shape = golden.shape("x");
      int hidden = golden.shape(kind.name().startsWith("lstm") ? "c0_l0" : "h0_l0")[1];
      Cells.Instance of = kind.of(shape[2], hidden);
      prefix = of.cell().family() + ".";
      float[] p = of.layout().allocate();
      of.cell().pack((tensor, s) -> golden.floats(prefix + tensor + "_l0"), p);
      run = new CellRun(of, p, shape[0], shape[1]);
      x = Floats.exact(inTime(golden.doubles("x")));
      run.start(
          of.cell().state().stream()
              .map(part -> golden.floats(part.name() + "0_l0"))
              .toArray(float[][]::new));
    }

    /** [T, ·] in the order in which the steps are taken. */
    double[] inTime(double[] sequence) {
      if (!golden.name().endsWith("-reverse")) {
        return sequence;
      }
      int steps = golden.shape("x")[0];
      int step = sequence.length / steps;
      double[] turned = new double[sequence.length];
      for (int t = 0; t < steps; t++) {
        System.arraycopy(sequence, t * step, turned, (steps - 1 - t) * step, step);
      }
      return turned;
    }

    /** The gradient of a weighted sum of outputs and last states is its weights. */
    void backward() {
      run.clear();
      run.above(Floats.exact(inTime(golden.doubles("loss.weight_y"))), 0);
      List<StatePart> parts = run.cell.state();
      for (int part = 0; part < parts.size(); part++) {
        run.behind(part, golden.floats("loss.weight_" + parts.get(part).name() + "_n"));
      }
      run.backward(x, 0);
    }

    /** By the names of the case; biases that are one here have the sum's gradient each. */
    Map<String, float[]> gradients() {
      Map<String, float[]> all = new LinkedHashMap<>();
      run.cell.unpack(run.dp, (tensor, values, shape) -> all.put(prefix + tensor + "_l0", values));
      float[] b = all.get(prefix + "bias_ih_l0");
      int one = run.cell.family().equals("gru") ? 2 * run.cell.outputs() : b.length;
      System.arraycopy(b, 0, all.get(prefix + "bias_hh_l0"), 0, one);
      all.put("x", run.inputGradient());
      List<StatePart> parts = run.cell.state();
      for (int part = 0; part < parts.size(); part++) {
        all.put(parts.get(part).name() + "0_l0", run.before(part));
      }
      return all;
    }

    void check(String tensor, double[] expected, float[] actual, double bound) {
      assertEquals(expected.length, actual.length, tensor);
      for (int i = 0; i < expected.length && run.steps == 1; i++) {
        double tolerance = ABSOLUTE + RELATIVE * Math.abs(expected[i]);
        assertEquals(expected[i], actual[i], tolerance, tensor + ", element " + i);
      }
      double error = Bounds.relativeL2(expected, actual);
      assertTrue(error <= bound, tensor + " differs by " + error + ", bound " + bound);
    }
  }
}
