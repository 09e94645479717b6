package dev.cellwise.examples.serve;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The time limits are what a test that hangs may take. */
@Timeout(60)
class DoorTest {
  private static final Duration LONG = Duration.ofDays(1);

  private final Door door = new Door();

  private static <T> FutureTask<T> started(Callable<T> call) {
    FutureTask<T> task = new FutureTask<>(call);
    Thread.ofVirtual().start(task);
    return task;
  }

  @Test
  void nobodyInsideIsWaitedForByNobody() throws Exception {
    assertTrue(door.enter());
    door.leave();
    assertFalse(door.isShut());
    assertTrue(door.shut(LONG));
    assertTrue(door.isShut());
    assertFalse(door.enter());
    assertTrue(door.shut(Duration.ZERO), "and again");
  }

  @Test
  void whoIsInsideIsWaitedForAndWhoComesIsNot() throws Exception {
    assertTrue(door.enter());
    assertTrue(door.enter());
    FutureTask<Boolean> shut = started(() -> door.shut(LONG));
    while (!door.isShut()) {
      Thread.sleep(1);
    }
    assertFalse(door.enter());
    door.leave();
    assertFalse(shut.isDone(), "one is still inside");
    door.leave();
    assertTrue(shut.get());
  }

  @Test
  void thereIsAnEndToWaiting() throws Exception {
    assertTrue(door.enter());
    assertFalse(door.shut(Duration.ZERO));
    assertFalse(door.shut(Duration.ofNanos(1)));
    assertFalse(door.enter());
  }
}
