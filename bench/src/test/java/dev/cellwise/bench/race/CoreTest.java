package dev.cellwise.bench.race;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CoreTest {
  @ParameterizedTest
  @ValueSource(ints = {-1, 100_000})
  void thereIsNoSuchCore(int number) {
    assertEquals(Core.NONE, Core.orNone(number));
  }

  /** Without a core a process is left where it is, one that there is none of too. */
  @Test
  void noneIsNoConstraint() throws Exception {
    Core.NONE.pin(-1);
  }
}
