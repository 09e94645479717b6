package dev.cellwise.bench.load;

import dev.cellwise.bench.cases.Cellwise;
import dev.cellwise.bench.cases.Problem;
import dev.cellwise.bench.cases.Setting;
import dev.cellwise.bench.cases.StreamLibrary;
import dev.cellwise.bench.cases.Streams;
import dev.cellwise.bench.cases.Workload;

/** A library that is measured, and then says something that the JVM that asks does not expect. */
public final class SpoiledAnswer implements StreamLibrary {
  @Override
  public String name() {
    return "spoiled-answer";
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

  /** Asked behind all loads, where garbage is counted. */
  @Override
  public boolean garbageFree() {
    throw new NumberFormatException("not a number");
  }

  @Override
  public Workload workload(Problem problem, int threads) {
    return Cellwise.workload(problem, null);
  }

  @Override
  public Streams streams(Problem problem) throws Exception {
    return ((StreamLibrary) Cellwise.all().getFirst()).streams(problem);
  }
}
