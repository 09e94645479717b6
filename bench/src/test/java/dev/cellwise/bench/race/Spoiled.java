package dev.cellwise.bench.race;

import dev.cellwise.bench.cases.Cellwise;
import dev.cellwise.bench.cases.Library;
import dev.cellwise.bench.cases.Problem;
import dev.cellwise.bench.cases.Setting;
import dev.cellwise.bench.cases.Workload;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Libraries with a fault each, which a race has to find; it runs them in JVMs of their own. */
abstract class Spoiled implements Library {
  @Override
  public String name() {
    return "spoiled-" + getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT);
  }

  @Override
  public String version() {
    return "1";
  }

  /** Not a default of any report: its sizes are never asked for but by a test. */
  @Override
  public boolean runs(Setting setting, int threads) {
    return setting.hidden() < 8;
  }

  @Override
  public Workload workload(Problem problem, int threads) {
    Workload sound = Cellwise.workload(problem, null);
    return new Workload() {
      private int calls;

      @Override
      public void run() {
        sound.run();
        if (++calls == 4) {
          inTurns();
        }
      }

      @Override
      public String fault() {
        return atTheEnd();
      }

      @Override
      public Map<String, float[]> results() {
        Map<String, float[]> results = new LinkedHashMap<>(sound.results());
        spoil(results);
        return results;
      }
    };
  }

  void inTurns() {}

  String atTheEnd() {
    return "";
  }

  void spoil(Map<String, float[]> results) {}

  /** One number is off. */
  public static final class Wrong extends Spoiled {
    @Override
    void spoil(Map<String, float[]> results) {
      results.get("y")[1] += 0.01f;
    }
  }

  /** There is no result. */
  public static final class Missing extends Spoiled {
    @Override
    void spoil(Map<String, float[]> results) {
      results.clear();
    }
  }

  /** It cannot be made. */
  public static final class Thrown extends Spoiled {
    @Override
    public Workload workload(Problem problem, int threads) {
      throw new IllegalStateException("no such operator");
    }
  }

  /** Its JVM ends in the warm-up. */
  public static final class Ended extends Spoiled {
    @Override
    void inTurns() {
      System.out.println("a native library says goodbye");
      Runtime.getRuntime().halt(3);
    }
  }

  /** It fails in the warm-up and does not say why. */
  public static final class Mute extends Spoiled {
    @Override
    void inTurns() {
      throw new IllegalStateException("");
    }
  }

  /** It never comes to an end, and says so. */
  public static final class Hanging extends Spoiled {
    static final String SAYS = "it hangs";

    @Override
    void inTurns() {
      System.out.println(SAYS);
      while (true) {
        java.util.concurrent.locks.LockSupport.parkNanos(1_000_000_000);
      }
    }
  }

  /** What it says in the warm-up is taken for an answer, and each answer for the next one's. */
  public static final class Untimely extends Spoiled {
    @Override
    void inTurns() {
      System.out.println("@" + System.getenv("CELLWISE_BENCH_WORD") + "not yet");
    }
  }

  /** It does not say how its JVM is to be started. */
  public static final class Flagless extends Spoiled {
    @Override
    public List<String> jvmFlags(int threads) {
      throw new IllegalArgumentException("no flags");
    }
  }

  /** It does not say how far off it may be. */
  public static final class Boundless extends Spoiled {
    @Override
    public double allowed() {
      throw new NumberFormatException("not a number");
    }
  }

  /** A sound one, in a JVM that is kept. */
  public static final class Fixed extends Spoiled {}

  /** Cellwise, if it failed. */
  public static final class Broken extends Spoiled {
    @Override
    public String name() {
      return "cellwise-broken";
    }

    @Override
    public Workload workload(Problem problem, int threads) {
      throw new IllegalStateException("out of order");
    }
  }

  /** Its later results are wrong. */
  public static final class Late extends Spoiled {
    @Override
    String atTheEnd() {
      return "the state went out of range";
    }
  }
}
