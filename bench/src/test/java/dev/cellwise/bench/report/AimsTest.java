package dev.cellwise.bench.report;

import static dev.cellwise.bench.report.ResultsFixture.figure;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.bench.cases.Case;
import dev.cellwise.bench.cases.Layer;
import dev.cellwise.bench.cases.Setting;
import dev.cellwise.bench.figure.Results;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class AimsTest {
  /** But F, whose aim was taken back. */
  @ParameterizedTest
  @EnumSource(Case.class)
  void everySettingOfACaseHasOneOnOneThread(Case kind) {
    for (Setting s : kind.settings()) {
      assertEquals(kind != Case.F, Aims.of(s, 1).orElse(0) >= 1, s::toString);
      assertTrue(Aims.of(s, 2).isEmpty(), s::toString);
    }
    kind.scaling().forEach(s -> assertTrue(Aims.of(s, 1).isEmpty(), s::toString));
  }

  @Test
  void theyAreThoseOfTheList() {
    assertEquals(6, Aims.of(Case.A.setting(Layer.LSTM, 32), 1).orElseThrow());
    assertEquals(1.15, Aims.of(Case.D.setting(Layer.RNN, 512), 1).orElseThrow());
    assertEquals(1.2, Aims.of(Case.E.settings().getLast(), 1).orElseThrow());
  }

  @ParameterizedTest
  @CsvSource({"1200, '1.20'", "1175, '1.20'", "1160, '1.20, missed'", "3000, '1.20'"})
  void oneThatIsMissedByMoreThanTheSpreadIsTold(double others, String text) {
    Setting s = Case.A.setting(Layer.LSTM, 256);
    Results results =
        ResultsFixture.of(List.of(figure(s, 1, "cellwise", 1000), figure(s, 1, "onednn", others)));
    assertEquals(text, new Standing(results, s, 1).aim());
  }

  @Test
  void withoutAnotherLibraryNoneIsMissed() {
    Setting s = Case.A.setting(Layer.LSTM, 256);
    Results alone = ResultsFixture.of(List.of(figure(s, 1, "cellwise", 1000)));
    assertEquals("1.20", new Standing(alone, s, 1).aim());
  }
}
