package dev.cellwise.bench.load;

import dev.cellwise.bench.cases.Cellwise;
import dev.cellwise.bench.cases.Problem;
import dev.cellwise.bench.cases.Setting;
import dev.cellwise.bench.cases.StreamLibrary;
import dev.cellwise.bench.cases.Streams;
import dev.cellwise.bench.cases.Workload;

/** A library whose streams are mixed up, which a load has to find. */
public final class SpoiledStreams implements StreamLibrary {
  @Override
  public String name() {
    return "spoiled-streams";
  }

  @Override
  public String version() {
    return "1";
  }

  /** Not a default of any run: its size is never asked for but by a test. */
  @Override
  public boolean runs(Setting setting, int threads) {
    return setting.hidden() == 3;
  }

  @Override
  public Workload workload(Problem problem, int threads) {
    return Cellwise.workload(problem, null);
  }

  @Override
  public Streams streams(Problem problem) throws Exception {
    Streams sound = ((StreamLibrary) Cellwise.all().getFirst()).streams(problem);
    return streams -> new Share(sound.share(2));
  }

  private record Share(Streams.Share sound) implements Streams.Share {
    @Override
    public int streams() {
      return 1;
    }

    /** One that nobody asked for was stepped before. */
    @Override
    public void step(int stream) {
      sound.step(1);
      sound.step(0);
      sound.step(1);
    }

    @Override
    public float[] output() {
      return sound.output();
    }
  }
}
