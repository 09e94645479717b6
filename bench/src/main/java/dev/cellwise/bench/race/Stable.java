package dev.cellwise.bench.race;

import dev.cellwise.bench.cases.Library;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * The JVMs of a round that go on from setting to setting: those of libraries whose speed does not
 * depend on what their JVM compiled before.
 */
public final class Stable implements AutoCloseable {
  /** Natives are unpacked from their jars on the first day. */
  private static final double PATIENCE = 300;

  private record Place(String library, int threads) {}

  private final double patience;

  private final Map<Place, Contender> kept = new HashMap<>();

  /** None yet. */
  public Stable() {
    this(PATIENCE);
  }

  /** Of JVMs that have to answer within so many seconds. */
  Stable(double patience) {
    this.patience = patience;
  }

  /** One that is there, or a new one. */
  Contender take(Library library, int threads) throws IOException {
    if (library.needsFreshJvm()) {
      return new Contender(library, threads, patience);
    }
    Place place = new Place(library.name(), threads);
    Contender there = kept.remove(place);
    if (there != null && there.isAlive()) {
      return there;
    }
    if (there != null) {
      there.close();
    }
    return new Contender(library, threads, patience);
  }

  /** Keeps it for the next setting, if it may be and has not failed. */
  void giveBack(Contender contender, int threads, boolean failed) {
    if (failed || contender.library().needsFreshJvm()) {
      contender.close();
    } else {
      kept.put(new Place(contender.library().name(), threads), contender);
    }
  }

  @Override
  public void close() {
    kept.values().forEach(Contender::close);
    kept.clear();
  }
}
