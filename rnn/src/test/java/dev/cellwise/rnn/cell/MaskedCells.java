package dev.cellwise.rnn.cell;

import dev.cellwise.testing.CellProblem;
import dev.cellwise.testing.GruReferenceCell;
import dev.cellwise.testing.LayerNormGruReferenceCell;
import dev.cellwise.testing.LayerNormLstmReferenceCell;
import dev.cellwise.testing.LstmReferenceCell;
import dev.cellwise.testing.ReferenceCell;
import dev.cellwise.testing.SimpleReferenceCell;
import dev.cellwise.testing.ZoneoutReferenceCell;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Cells with random masks, in the form that draws them and in the one that does not. */
final class MaskedCells {
  private MaskedCells() {}

  /** The same kinds: reference under given masks, and in the inference form. */
  private record Forms(Cells.Kind training, Cells.Kind inference) {
    /** With zoneout by the given rates of the parts of the state, if there are any. */
    static Forms of(
        String name, int gates, Cells.Factory cell, Cells.Reference plain, double... zoneout) {
      if (zoneout.length == 0) {
        Cells.Kind both = new Cells.Kind(name, gates, cell, plain);
        return new Forms(both, both);
      }
      return new Forms(
          new Cells.Kind(
              name, gates, cell, (i, h) -> ZoneoutReferenceCell.masked(plain.make(i, h))),
          new Cells.Kind(
              name,
              gates,
              cell,
              (i, h) -> ZoneoutReferenceCell.inference(plain.make(i, h), zoneout)));
    }
  }

  static List<Cells.Kind> training() {
    return forms().stream().map(Forms::training).toList();
  }

  static List<Cells.Kind> inference() {
    return forms().stream().map(Forms::inference).toList();
  }

  private static Forms lstm(String option, LstmOptions o, double... zoneout) {
    return Forms.of(
        "lstm " + option,
        4,
        (p, i, h) -> o.cell(p, "l0", i, h),
        (i, h) -> LstmReferenceCell.of(i, h).build(),
        zoneout);
  }

  private static Forms gru(String option, GruOptions o, double... zoneout) {
    return Forms.of(
        "gru " + option,
        3,
        (p, i, h) -> o.cell(p, "l0", i, h),
        (i, h) -> GruReferenceCell.resetAfter(i, h).build(),
        zoneout);
  }

  private static Forms simple(
      String option,
      SimpleOptions o,
      UnaryOperator<SimpleReferenceCell.Builder> reference,
      double... zoneout) {
    return Forms.of(
        "rnn " + option,
        1,
        (p, i, h) -> o.cell(p, "l0", i, h),
        (i, h) -> reference.apply(SimpleReferenceCell.of(i, h)).build(),
        zoneout);
  }

  private static List<Forms> forms() {
    LstmOptions lstm = LstmOptions.plain();
    GruOptions gru = GruOptions.resetAfter();
    LstmOptions layerNormed =
        lstm.withLayerNorm()
            .withZoneout(0.25f, 0.5f)
            .withRecurrentDropout(0.25f)
            .withInputDropout(0.5f);
    GruOptions layerNormedGru =
        gru.withLayerNorm().withZoneout(0.25f).withRecurrentDropout(0.25f).withInputDropout(0.5f);
    List<Forms> all = new ArrayList<>();
    all.add(lstm("zoneout", lstm.withZoneout(0.25f, 0.5f), 0.25, 0.5));
    all.add(lstm("zoneout of c", lstm.withZoneout(0, 0.25f), 0, 0.25));
    all.add(lstm("recurrent dropout", lstm.withRecurrentDropout(0.25f)));
    all.add(lstm("input dropout", lstm.withInputDropout(0.5f)));
    all.add(gru("zoneout", gru.withZoneout(0.25f), 0.25));
    all.add(gru("dropout", gru.withRecurrentDropout(0.25f).withInputDropout(0.25f)));
    SimpleOptions simple = SimpleOptions.plain();
    all.add(simple("zoneout", simple.withZoneout(0.25f).withLags(2), r -> r.skip(2), 0.25));
    all.add(simple("dropout", simple.withRecurrentDropout(0.25f).withInputDropout(0.25f), r -> r));
    all.add(
        Forms.of(
            "lstm layer norm, masks",
            4,
            (p, i, h) -> layerNormed.cell(p, "l0", i, h),
            LayerNormLstmReferenceCell::new,
            0.25,
            0.5));
    all.add(
        Forms.of(
            "gru layer norm, masks",
            3,
            (p, i, h) -> layerNormedGru.cell(p, "l0", i, h),
            LayerNormGruReferenceCell::new,
            0.25));
    all.add(lstmWithAll());
    all.add(gruWithAll());
    return all;
  }

  private static Forms lstmWithAll() {
    LstmOptions o =
        LstmOptions.plain()
            .withPeephole()
            .withProjection(18)
            .withCoupling(LstmOptions.Coupling.FORGET_FROM_INPUT)
            .withClips(0.75f, 0.5f, 0.125f)
            .withZoneout(0.25f, 0.125f)
            .withRecurrentDropout(0.25f)
            .withInputDropout(0.5f);
    return Forms.of(
        "lstm masks",
        3,
        (p, i, h) -> o.cell(p, "l0", i, h),
        (i, h) ->
            LstmReferenceCell.of(i, h)
                .peephole()
                .projection(18)
                .coupled(LstmReferenceCell.Coupling.FORGET_FROM_INPUT)
                .clip(0.75)
                .clipCell(0.5)
                .clipProjection(0.125)
                .build(),
        0.25,
        0.125);
  }

  private static Forms gruWithAll() {
    GruOptions o =
        GruOptions.resetBefore()
            .withClip(0.5f)
            .withZoneout(0.25f)
            .withRecurrentDropout(0.5f)
            .withInputDropout(0.25f);
    return Forms.of(
        "gru masks",
        3,
        (p, i, h) -> o.cell(p, "l0", i, h),
        (i, h) -> GruReferenceCell.resetBefore(i, h).clip(0.5).build(),
        0.25);
  }

  /** Gives a problem the masks that lie on a tape. */
  static void give(CellProblem.Builder problem, ReferenceCell reference, CellRun run) {
    for (String part : reference.masks()) {
      int size =
          run.cell.state().stream()
              .filter(s -> s.name().equals(part))
              .mapToInt(StatePart::size)
              .sum();
      double[] mask = read(run, "zoneout_" + part, run.steps * run.rows, size);
      problem.mask(part, mask.length > 0 ? mask : new double[run.steps * run.rows * size]);
    }
    double[] recurrent = read(run, "recurrent_mask_h", run.rows, run.cell.outputs());
    if (recurrent.length > 0) {
      problem.recurrentMask(recurrent);
    }
    double[] input = read(run, "input_mask", run.rows, run.cell.inputs());
    if (input.length > 0) {
      problem.inputMask(input);
    }
  }

  /** A region without its padding; nothing where there is none of that name. */
  static double[] read(CellRun run, String region, int rows, int size) {
    return run.tape.regions().stream()
        .filter(r -> r.name().equals(region))
        .findFirst()
        .map(
            r -> {
              double[] all = new double[rows * size];
              int row = r.length() / rows;
              for (int k = 0; k < all.length; k++) {
                all[k] = run.data[r.offset() + k / size * row + k % size];
              }
              return all;
            })
        .orElse(new double[0]);
  }
}
