package dev.cellwise.rnn.cell;

import dev.cellwise.kernels.Panels;
import dev.cellwise.rnn.cell.Block.Kind;
import dev.cellwise.rnn.cell.Block.Region;
import dev.cellwise.rnn.tape.Layout;
import java.util.ArrayList;
import java.util.List;

/** Where the blocks of a {@link PassCell} lie in the two arrays of a window. */
final class PassPlaces {
  /**
   * A region time step by time step.
   *
   * @param at the first one
   * @param step floats to the next; 0 where it is the same each time
   */
  private record Run(int at, int step) {
    int of(int t) {
      return at + t * step;
    }
  }

  /**
   * Gradients of a product's outputs, of all time steps, for the weight gradients: panel by panel,
   * where their kernel is twice as fast as on rows.
   *
   * @param of where they are made, one time step's at once
   * @param to where they are kept
   * @param panels geometry
   */
  record Kept(Region of, Place to, Panels panels) {}

  private final int steps;
  private final int rows;
  private final Run[] gates;
  private final Run[] states;
  private final Run[] values;
  private final int[] masks;
  private final int[] maskedParts;
  private final Run[] masked;
  private final Run[] gateGradients;
  private final Run[] gradients;
  private final Run[] dMasked;
  private final int[] dStates;
  private final int[] dNext;
  private final int[] transposed;
  private final Place[] keptGates;
  private final Place[] keptGradients;
  final List<Kept> kept = new ArrayList<>();

  /** Whether masks are drawn: what they mask lies apart only then. */
  boolean drawn;

  final int dh;

  /** Gradients of one step: cleared before each. */
  final int scratch;

  final int scratchLength;

  PassPlaces(
      PassCell cell, Layout.Builder tape, Layout.Builder work, String prefix, int steps, int rows) {
    this.steps = steps;
    this.rows = rows;
    gates = new Run[cell.gates.size()];
    states = new Run[cell.state().size()];
    values = new Run[cell.values.size()];
    masks = new int[cell.dropped.size()];
    maskedParts = new int[masks.length];
    masked = new Run[masks.length];
    dMasked = new Run[masks.length];
    onTape(cell, tape, prefix);
    gateGradients = new Run[gates.length];
    gradients = new Run[cell.gradients.size()];
    dStates = new int[states.length];
    dNext = new int[states.length];
    dh = work.add(prefix + "dh", steps, rows, Panels.padded(cell.outputs()));
    ofStates(cell, work, prefix);
    scratchLength = rows * ofOneStep(cell, 0, 0);
    scratch = work.add(prefix + "scratch", scratchLength);
    ofOneStep(cell, scratch, rows);
    keptGates = new Place[gates.length];
    keptGradients = new Place[gradients.length];
    ofAllSteps(cell, work, prefix);
    transposed = new int[cell.products.size()];
    for (int i = 0; i < transposed.length; i++) {
      int size = cell.products.get(i).u().transposedSize();
      transposed[i] = work.add(prefix + "u" + i + "_transposed", size);
    }
  }

  /** What a part of the state becomes lies where the part lies before the next step. */
  private void onTape(PassCell cell, Layout.Builder tape, String prefix) {
    for (int i = 0; i < gates.length; i++) {
      int row = Panels.padded(cell.gates.get(i).panels.units());
      gates[i] = new Run(tape.add(prefix + "a" + i, steps, rows, row), rows * row);
    }
    for (int i = 0; i < states.length; i++) {
      int row = Panels.padded(cell.state().get(i).size());
      String name = prefix + "state_" + cell.state().get(i).name();
      states[i] = new Run(tape.add(name, steps + 1, rows, row), rows * row);
      values[cell.next.get(i).value.index()] = new Run(states[i].of(1), rows * row);
    }
    masksOnTape(cell, tape, prefix);
    for (Region r : cell.values) {
      if (values[r.index()] == null) {
        int at = tape.add(prefix + "block" + r.index(), steps, rows, r.size());
        values[r.index()] = new Run(at, rows * r.size());
      }
    }
  }

  private void masksOnTape(PassCell cell, Layout.Builder tape, String prefix) {
    for (MaskPasses.Zoneout z : cell.zoneouts) {
      int row = z.m().value.size();
      int at = tape.add(prefix + "zoneout_" + z.before(), steps, rows, row);
      values[z.m().value.index()] = new Run(at, rows * row);
    }
    for (int i = 0; i < masks.length; i++) {
      Block h = cell.dropped.get(i).h();
      int row = h.value.size();
      maskedParts[i] = h.value.index();
      masks[i] = tape.add(prefix + "recurrent_mask_" + h, rows, row);
      masked[i] = new Run(tape.add(prefix + "masked_" + h, steps, rows, row), rows * row);
    }
  }

  private void ofStates(PassCell cell, Layout.Builder work, String prefix) {
    for (int i = 0; i < states.length; i++) {
      int row = Panels.padded(cell.state().get(i).size());
      String name = cell.state().get(i).name();
      dStates[i] = work.add(prefix + "dstate_" + name, rows, row);
      dNext[i] = i == 0 ? dh : work.add(prefix + "dnext_" + name, rows, row);
      int step = i == 0 ? rows * row : 0;
      gradients[cell.next.get(i).gradient.index()] = new Run(dNext[i], step);
    }
  }

  /** Places the other gradients one after the other; gives their floats, {@code rows} a unit. */
  private int ofOneStep(PassCell cell, int start, int rows) {
    int at = 0;
    for (int i = 0; i < gates.length; i++) {
      gateGradients[i] = new Run(start + at * rows, 0);
      at += Panels.padded(cell.gates.get(i).panels.units());
    }
    for (Region r : cell.gradients) {
      boolean next = cell.next.stream().anyMatch(b -> b.gradient.equals(r));
      if (!next) {
        gradients[r.index()] = new Run(start + at * rows, 0);
        at += r.size();
      }
    }
    for (int i = 0; i < dMasked.length; i++) {
      dMasked[i] = new Run(start + at * rows, 0);
      at += cell.dropped.get(i).y().value.size();
    }
    return at;
  }

  private void ofAllSteps(PassCell cell, Layout.Builder work, String prefix) {
    for (int i = 0; i < gates.length; i++) {
      Panels panels = cell.gates.get(i).panels;
      Region region = new Region(Kind.GATE, i, Panels.padded(panels.units()));
      keptGates[i] = keep(region, panels, work, prefix + "da" + i);
    }
    for (Passes.Product product : cell.products) {
      Region region = product.a().gradient;
      if (region.kind() == Kind.OWN && keptGradients[region.index()] == null) {
        String name = prefix + "dblock" + region.index();
        keptGradients[region.index()] = keep(region, product.u().panels, work, name);
      }
    }
  }

  private Place keep(Region region, Panels panels, Layout.Builder work, String name) {
    int at = work.add(name, panels.count(), steps * rows, panels.width());
    Place place = Place.byPanels(at, steps, rows, panels.width());
    kept.add(new Kept(region, place, panels));
    return place;
  }

  /** Where a block's numbers start at a time step. */
  int value(Region r, int t) {
    return switch (r.kind()) {
      case GATE -> gates[r.index()].of(t);
      case STATE -> states[r.index()].of(t);
      case MASKED_STATE -> (drawn ? masked[r.index()] : states[maskedParts[r.index()]]).of(t);
      case OWN -> values[r.index()].of(t);
    };
  }

  /** Where its gradient starts in a slot. */
  int gradient(Region r, int s) {
    return switch (r.kind()) {
      case GATE -> gateGradients[r.index()].of(s);
      case STATE -> dStates[r.index()];
      case MASKED_STATE -> drawn ? dMasked[r.index()].of(s) : dStates[maskedParts[r.index()]];
      case OWN -> gradients[r.index()].of(s);
    };
  }

  /** Where the mask of a masked state starts, the same at all steps. */
  int mask(Region r) {
    return masks[r.index()];
  }

  /** Where it is kept for all time steps, panel by panel. */
  Place kept(Region r) {
    return r.kind() == Kind.GATE ? keptGates[r.index()] : keptGradients[r.index()];
  }

  /** Where a gate's pre-activations start. */
  int gate(int gate) {
    return gates[gate].at;
  }

  /** Where a gate's gradients are kept. */
  Place dGate(int gate) {
    return keptGates[gate];
  }

  /** Parts of the state. */
  int parts() {
    return states.length;
  }

  /** Where a part of the state starts before a time step. */
  int state(int part, int t) {
    return states[part].of(t);
  }

  /** Floats of a part of the state, all rows. */
  int stateLength(int part) {
    return states[part].step;
  }

  /** Where the gradient of a part of the state before the step starts. */
  int dState(int part) {
    return dStates[part];
  }

  /** Where that after the step starts: of the first part, in its first slot. */
  int dNext(int part) {
    return dNext[part];
  }

  /** Where the transposed weights of a product lie. */
  int transposed(int product) {
    return transposed[product];
  }
}
