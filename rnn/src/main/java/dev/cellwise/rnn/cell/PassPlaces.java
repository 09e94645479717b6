package dev.cellwise.rnn.cell;

import dev.cellwise.kernels.Panels;
import dev.cellwise.rnn.cell.Block.Kind;
import dev.cellwise.rnn.cell.Block.Region;
import dev.cellwise.rnn.tape.Layout;
import java.util.ArrayList;
import java.util.List;

/** Where the blocks of a {@link PassCell} lie in the two arrays of a window. */
final class PassPlaces {
  /** Which rows of a region are those of a time step. */
  private enum Of {
    /** The packed rows of the step. */
    STEP,
    /** The packed rows of the slot, in reverse time. */
    SLOT,
    /** The states before the step. */
    BEFORE,
    /** The states after the step. */
    AFTER,
    /** The first ones, whatever the step. */
    ANY
  }

  /**
   * A region.
   *
   * @param at its start
   * @param row floats of a row
   * @param of which rows
   */
  private record Run(int at, int row, Of of) {
    /** Where the rows of time step t, or slot t, of a span start. */
    int of(Packing.Span g, int t) {
      return switch (of) {
        case STEP -> at + g.at(t) * row;
        case SLOT -> at + g.slot(t) * row;
        case BEFORE -> at + g.state(t) * row;
        case AFTER -> at + g.state(t + 1) * row;
        case ANY -> at;
      };
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

  private final Packing packing;
  private final Run[] gates;
  private final Run[] states;
  private final Run[] values;
  private final int[] masks;
  private final int[] maskedParts;
  private final Run[] masked;

  /** Of one step only, from the scratch: rows of floats before them. */
  private final int[] gateGradients;

  private final int[] ownGradients;
  private final int[] dMasked;

  /** Of what becomes a part of the state. */
  private final Run[] nextGradients;

  private final int[] dStates;
  private final int[] dRunning;
  private final Run[] dNext;
  private final int[] transposed;
  private final Place[] keptGates;
  private final Place[] keptGradients;
  final List<Kept> kept = new ArrayList<>();

  /** Whether masks are drawn: what they mask lies apart only then. */
  boolean drawn;

  final int dh;

  /** Gradients of one step, of as many rows as it has: cleared before each. */
  final int scratch;

  /** Floats of it for each row. */
  final int scratchRow;

  PassPlaces(
      PassCell cell, Layout.Builder tape, Layout.Builder work, String prefix, Packing packing) {
    this.packing = packing;
    gates = new Run[cell.gates.size()];
    states = new Run[cell.state().size()];
    values = new Run[cell.values.size()];
    masks = new int[cell.dropped.size()];
    maskedParts = new int[masks.length];
    masked = new Run[masks.length];
    dMasked = new int[masks.length];
    onTape(cell, tape, prefix);
    gateGradients = new int[gates.length];
    ownGradients = new int[cell.gradients.size()];
    nextGradients = new Run[cell.gradients.size()];
    dStates = new int[states.length];
    dRunning = new int[states.length];
    dNext = new Run[states.length];
    dh = work.add(prefix + "dh", packing.capacity(), Panels.padded(cell.outputs()));
    ofStates(cell, work, prefix);
    scratchRow = ofOneStep(cell);
    scratch = work.add(prefix + "scratch", packing.rows(), scratchRow);
    keptGates = new Place[gates.length];
    keptGradients = new Place[ownGradients.length];
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
      gates[i] = new Run(tape.add(prefix + "a" + i, packing.capacity(), row), row, Of.STEP);
    }
    for (int i = 0; i < states.length; i++) {
      int row = Panels.padded(cell.state().get(i).size());
      String name = prefix + "state_" + cell.state().get(i).name();
      states[i] = new Run(tape.add(name, packing.stateRows(), row), row, Of.BEFORE);
      values[cell.next.get(i).value.index()] = new Run(states[i].at, row, Of.AFTER);
    }
    masksOnTape(cell, tape, prefix);
    for (Region r : cell.values) {
      if (values[r.index()] == null) {
        int at = tape.add(prefix + "block" + r.index(), packing.capacity(), r.size());
        values[r.index()] = new Run(at, r.size(), Of.STEP);
      }
    }
  }

  private void masksOnTape(PassCell cell, Layout.Builder tape, String prefix) {
    for (MaskPasses.Zoneout z : cell.zoneouts) {
      int row = z.m().value.size();
      int at = tape.add(prefix + "zoneout_" + z.before(), packing.capacity(), row);
      values[z.m().value.index()] = new Run(at, row, Of.STEP);
    }
    for (int i = 0; i < masks.length; i++) {
      Block h = cell.dropped.get(i).h();
      int row = h.value.size();
      maskedParts[i] = h.value.index();
      masks[i] = tape.add(prefix + "recurrent_mask_" + h, packing.starts(), row);
      int at = tape.add(prefix + "masked_" + h, packing.capacity(), row);
      masked[i] = new Run(at, row, Of.STEP);
    }
  }

  private void ofStates(PassCell cell, Layout.Builder work, String prefix) {
    int rows = packing.rows();
    for (int i = 0; i < states.length; i++) {
      int row = Panels.padded(cell.state().get(i).size());
      String name = cell.state().get(i).name();
      dStates[i] = work.add(prefix + "dstate_" + name, rows, row);
      dRunning[i] = work.add(prefix + "drunning_" + name, rows, row);
      dNext[i] =
          i == 0
              ? new Run(dh, row, Of.SLOT)
              : new Run(work.add(prefix + "dnext_" + name, rows, row), row, Of.ANY);
      nextGradients[cell.next.get(i).gradient.index()] = dNext[i];
    }
  }

  /** Places the other gradients one after the other; gives the floats of a row of all. */
  private int ofOneStep(PassCell cell) {
    int at = 0;
    for (int i = 0; i < gates.length; i++) {
      gateGradients[i] = at;
      at += Panels.padded(cell.gates.get(i).panels.units());
    }
    for (Region r : cell.gradients) {
      if (nextGradients[r.index()] == null) {
        ownGradients[r.index()] = at;
        at += r.size();
      }
    }
    for (int i = 0; i < dMasked.length; i++) {
      dMasked[i] = at;
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
    int at = work.add(name, panels.count(), packing.capacity(), panels.width());
    Place place = Place.byPanels(at, packing.capacity(), panels.width());
    kept.add(new Kept(region, place, panels));
    return place;
  }

  /** Where a block's numbers start at a time step of a span. */
  int value(Region r, Packing.Span g, int t) {
    return switch (r.kind()) {
      case GATE -> gates[r.index()].of(g, t);
      case STATE -> states[r.index()].of(g, t);
      case MASKED_STATE -> (drawn ? masked[r.index()] : states[maskedParts[r.index()]]).of(g, t);
      case OWN -> values[r.index()].of(g, t);
    };
  }

  /** Where its gradient starts in a slot of a span. */
  int gradient(Region r, Packing.Span g, int s) {
    return switch (r.kind()) {
      case GATE -> scratch + gateGradients[r.index()] * g.rows;
      case STATE -> dBefore(r.index(), g);
      case MASKED_STATE ->
          drawn ? scratch + dMasked[r.index()] * g.rows : dBefore(maskedParts[r.index()], g);
      case OWN -> {
        Run next = nextGradients[r.index()];
        yield next == null ? scratch + ownGradients[r.index()] * g.rows : next.of(g, s);
      }
    };
  }

  /** Where the mask of a masked state starts, the same at all steps of a span. */
  int mask(Region r, Packing.Span g) {
    return masks[r.index()] + g.entry * masked[r.index()].row;
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

  /** Where a part of the state starts before a time step of a span. */
  int state(int part, Packing.Span g, int t) {
    return states[part].of(g, t);
  }

  /** Where a part of the states of a window starts. */
  int states(int part) {
    return states[part].at;
  }

  /** Floats of a row of a part of the state. */
  int stateRow(int part) {
    return states[part].row;
  }

  /** Where the gradient of a part of the state before the window starts. */
  int dState(int part) {
    return dStates[part];
  }

  /** Where that of a span's rows is made. */
  int dBefore(int part, Packing.Span g) {
    return g.whole ? dStates[part] : dRunning[part];
  }

  /** Where that after the step starts, in a slot of a span. */
  int dNext(int part, Packing.Span g, int s) {
    return dNext[part].of(g, s);
  }

  /** Where the transposed weights of a product lie. */
  int transposed(int product) {
    return transposed[product];
  }
}
