package dev.cellwise.rnn.cell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.kernels.Panels;
import dev.cellwise.rnn.cell.Block.Kind;
import dev.cellwise.rnn.cell.Block.Region;
import dev.cellwise.rnn.tape.Layout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every pass of every cell is needed on the way back: without it, with the wrong sign, and without
 * any one of the gradients that it adds to or changes, the comparison with the reference fails.
 */
@Tag("reference")
class PlantedPassTest {
  /** What becomes of the places that a pass changes. */
  private enum Fault {
    DROPPED,
    WRONG_SIGN
  }

  /** All regions that a pass changes. */
  private static final int ALL = -1;

  /**
   * Where a gradient lies.
   *
   * @param of a block's region, or null: of parameters
   */
  private record Span(Region of, int from, int to) {
    boolean differs(float[] before, float[] after) {
      return !Arrays.equals(before, from, to, after, from, to);
    }

    void plant(Fault fault, float[] before, float[] after) {
      for (int k = from; k < to; k++) {
        after[k] = before[k] - (fault == Fault.DROPPED ? 0 : after[k] - before[k]);
      }
    }
  }

  /** The fault of a run, and what the pass in question changed in it. */
  private static final class Plan {
    Pass at;
    Fault fault;
    int term;
    final Map<Integer, Span> changed = new TreeMap<>();

    PassCell in(PassCell cell, Layout parameters) {
      return new PassCell(cell, pass -> new Planted(this, cell, parameters, pass));
    }

    void set(Pass at, Fault fault, int term) {
      this.at = at;
      this.fault = fault;
      this.term = term;
      changed.clear();
    }
  }

  /** A pass whose way back has the fault of the plan. */
  private record Planted(Plan plan, PassCell cell, Layout parameters, Pass pass) implements Pass {
    @Override
    public void forward(Frame f) {
      pass.forward(f);
    }

    @Override
    public void backward(Frame f) {
      if (plan.at != pass) {
        pass.backward(f);
        return;
      }
      float[] d = f.d.clone();
      float[] dp = f.dp.clone();
      pass.backward(f);
      List<Span> spans = spans(f);
      for (int i = 0; i < spans.size(); i++) {
        Span span = spans.get(i);
        float[] before = span.of == null ? dp : d;
        float[] after = span.of == null ? f.dp : f.d;
        if (span.differs(before, after)) {
          plan.changed.put(i, span);
          if (plan.fault != null && (plan.term == ALL || plan.term == i)) {
            span.plant(plan.fault, before, after);
          }
        }
      }
    }

    /** The gradients of all blocks of the step, and those of the parameters. */
    private List<Span> spans(Frame f) {
      List<Region> regions = new ArrayList<>(cell.gradients);
      for (int i = 0; i < cell.gates.size(); i++) {
        int row = Panels.padded(cell.gates.get(i).panels.units());
        regions.add(new Region(Kind.GATE, i, row));
      }
      for (int i = 0; i < cell.state().size(); i++) {
        int row = Panels.padded(cell.state().get(i).size());
        regions.add(new Region(Kind.STATE, i, row));
      }
      cell.dropped.stream().filter(m -> f.masks != null).forEach(m -> regions.add(m.y().gradient));
      List<Span> spans = new ArrayList<>();
      for (Region r : regions) {
        int from = f.places.gradient(r, f.g, f.s);
        spans.add(new Span(r, from, from + f.rows() * r.size()));
      }
      for (Layout.Region r : parameters.regions()) {
        spans.add(new Span(null, r.offset(), r.offset() + r.length()));
      }
      return spans;
    }
  }

  static Stream<Arguments> cells() {
    return Stream.concat(
            Cells.all().stream().map(kind -> Arguments.of(kind, false)),
            MaskedCells.training().stream().map(kind -> Arguments.of(kind, true)))
        .filter(a -> ((Cells.Kind) a.get()[0]).of(2, 5).cell() instanceof PassCell);
  }

  @ParameterizedTest(name = "{0}, masks drawn: {1}")
  @MethodSource("cells")
  void isNeeded(Cells.Kind kind, boolean masks) {
    Plan plan = new Plan();
    Cells.Factory planted =
        (p, i, h) -> plan.in((PassCell) kind.factory().make(p, i, h), kind.of(i, h).layout());
    Cells.Kind faulty = new Cells.Kind(kind.name(), kind.gates(), planted, kind.reference());
    // As many steps as the longest lag needs; large enough for every clip.
    int steps = kind.name().startsWith("rnn") ? 5 : 2;
    CellCheck check = new CellCheck(faulty, 4, 5, 2, steps, 1, masks, 8);
    check.forward();
    for (Pass each : ((PassCell) check.run.cell).passes) {
      Planted pass = (Planted) each;
      plan.set(pass.pass, null, ALL);
      CellCheck.Worst right = check.gradients(check.backward());
      assertTrue(right.ratio() <= 1, () -> "nothing planted: " + right);
      Map<Integer, Span> terms = new TreeMap<>(plan.changed);
      assertEquals(changesNothing(pass.pass, masks), terms.isEmpty(), pass.pass.toString());
      if (!terms.isEmpty()) {
        check(check, pass, Fault.DROPPED, ALL, true);
        check(check, pass, Fault.WRONG_SIGN, ALL, true);
        Region unread = unread(pass);
        terms.forEach(
            (i, span) ->
                check(check, pass, Fault.DROPPED, i, span.of == null || span.of != unread));
      }
    }
  }

  private static void check(CellCheck check, Planted pass, Fault fault, int term, boolean seen) {
    pass.plan.set(pass.pass, fault, term);
    CellCheck.Worst worst = check.gradients(check.backward());
    assertEquals(seen, !(worst.ratio() <= 1), () -> pass.pass + ", " + fault + ": " + worst);
  }

  /** A pass with nothing to do on the way back. */
  private static boolean changesNothing(Pass pass, boolean masks) {
    return switch (pass) {
      case Passes.Zero zero -> true; // It reads nothing.
      case MaskPasses.Zoneout mask -> true; // A mask is drawn or given.
      case MaskPasses.Dropped dropped -> !masks; // Then its block lies where the state does.
      default -> false;
    };
  }

  /** What a pass changes and nothing reads after it, or null. */
  private static Region unread(Planted planted) {
    // The gradient of what it wrote, where it works on its way to that of what it read.
    if (planted.pass instanceof Passes.Activate a && a.a().gradient != a.y().gradient) {
      return a.y().gradient;
    }
    if (planted.pass instanceof Passes.Normalise n && n.x().gradient != n.y().gradient) {
      return n.y().gradient;
    }
    // The gradient of a mask.
    boolean masks =
        planted.pass instanceof Passes.Blend b
            && planted.cell.zoneouts.stream().anyMatch(z -> z.m() == b.z());
    return masks ? ((Passes.Blend) planted.pass).z().gradient : null;
  }
}
