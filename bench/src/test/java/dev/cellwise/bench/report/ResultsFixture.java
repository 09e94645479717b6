package dev.cellwise.bench.report;

import dev.cellwise.bench.cases.Case;
import dev.cellwise.bench.cases.Setting;
import dev.cellwise.bench.figure.Figure;
import dev.cellwise.bench.figure.Machine;
import dev.cellwise.bench.figure.Results;
import dev.cellwise.bench.figure.Round;
import dev.cellwise.bench.limit.Limits;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Results as a run could have given them: each library's times are the machine's limit, less what
 * it does not reach of it, plus what a call of it costs.
 */
final class ResultsFixture {
  static final Limits LIMITS =
      new Limits(
          512,
          118,
          new TreeMap<>(
              Map.of(
                  16L << 10, 230.0,
                  32L << 10, 225.0,
                  256L << 10, 120.0,
                  1L << 20, 110.0,
                  4L << 20, 93.0,
                  32L << 20, 41.0,
                  128L << 20, 28.0)));

  static final Machine MACHINE =
      new Machine(
          "AMD EPYC (family 25, model 17)",
          2,
          "L1d 32K, L2 1024K, L3 32768K",
          "Linux 6.1, amd64",
          "Eclipse Adoptium 25.0.3",
          List.of("-XX:+UseG1GC"),
          1);

  /**
   * A library by what a call costs it, in ns, and the share of the limit that its products reach.
   */
  private record Peer(String name, String version, double call, double share, String cases) {}

  private static final List<Peer> PEERS =
      List.of(
          new Peer("cellwise", "0.1.0", 160, 0.88, "ABCDEF"),
          new Peer("cellwise-256", "0.1.0", 180, 0.6, "AC"),
          new Peer("cellwise-128", "0.1.0", 190, 0.33, "AC"),
          new Peer("cellwise-scalar", "0.1.0", 210, 0.07, "AC"),
          new Peer("onnxruntime", "1.29.0", 1700, 0.84, "ABC"),
          new Peer("onednn", "3.11.0", 1400, 0.93, "ABCD"),
          new Peer("libtorch", "2.10.0", 9000, 0.55, "ABCDEF"),
          new Peer("libtorch-mkl", "2.10.0", 9500, 0.7, "CDEF"));

  private final Random random = new Random(5);
  private final List<Figure> figures = new ArrayList<>();

  private ResultsFixture() {}

  /** All cases, cells and libraries, five rounds; C, D and E with two threads too. */
  static Results results() {
    return results(s -> true);
  }

  /**
   * Of some settings only; the first of onednn's is faulty, the last library's ran into an error.
   */
  static Results results(Predicate<Setting> wanted) {
    ResultsFixture fixture = new ResultsFixture();
    for (Case kind : Case.values()) {
      kind.settings().stream().filter(wanted).forEach(fixture::measure);
    }
    fixture.spoil();
    return of(fixture.figures);
  }

  /** Case C at batches of 1 to 64 rows, and B at 10 to 1000 steps. */
  static Results scaling() {
    ResultsFixture fixture = new ResultsFixture();
    for (int n = 1; n <= 64; n *= 4) {
      fixture.measure(new Setting(Case.C, "lstm", 128, 128, n, 50));
    }
    for (int steps = 10; steps <= 1000; steps *= 10) {
      fixture.measure(new Setting(Case.B, "lstm", 128, 128, 1, steps));
    }
    return of(fixture.figures);
  }

  static Results of(List<Figure> figures) {
    return new Results(
        "2026-11-22T05:17:00+01:00",
        "0c10500",
        "bench report --rounds 5",
        MACHINE,
        LIMITS,
        List.copyOf(figures));
  }

  /** A figure whose rounds each have one turn of a time, every quantile that time. */
  static Figure figure(Setting setting, int threads, String library, double... nanos) {
    List<Round> rounds = new ArrayList<>();
    for (double time : nanos) {
      List<Double> quantiles = Round.QUANTILES.stream().map(q -> time).toList();
      rounds.add(new Round(List.of(time), quantiles, 1000, 0, true));
    }
    return new Figure(setting, threads, library, "1.0", rounds, 1e-6, "");
  }

  private void measure(Setting setting) {
    boolean shared = "CDE".contains(setting.kind().name());
    for (int threads = 1; threads <= (shared ? 2 : 1); threads++) {
      for (Peer peer : PEERS) {
        if (peer.cases().contains(setting.kind().name())) {
          figures.add(figure(setting, threads, peer));
        }
      }
    }
  }

  private Figure figure(Setting setting, int threads, Peer peer) {
    double call = peer.call() * (setting.kind() == Case.B ? 0.2 : 1) * Math.sqrt(setting.steps());
    double time = setting.limit(LIMITS) / peer.share() / Math.pow(threads, 0.9) + call;
    List<Round> rounds = new ArrayList<>();
    for (int r = 0; r < 5; r++) {
      rounds.add(round(time * (1 + 0.08 * random.nextDouble())));
    }
    double error = peer.name().startsWith("cellwise") ? 0 : 3e-7 * (1 + random.nextDouble());
    return new Figure(setting, threads, peer.name(), peer.version(), rounds, error, "");
  }

  private Round round(double time) {
    List<Double> turns = new ArrayList<>();
    for (int t = 0; t < 6; t++) {
      turns.add(time * (1 + 0.02 * random.nextGaussian()));
    }
    List<Double> quantiles = new ArrayList<>();
    for (double q : Round.QUANTILES) {
      double tail = q < 1 ? -0.02 * Math.log(1.0001 - q) : 4 + random.nextDouble();
      quantiles.add(time * (0.97 + 0.06 * q + tail));
    }
    return new Round(turns, quantiles, 20_000, 0, true);
  }

  private void spoil() {
    for (int i = 0; i < figures.size(); i++) {
      Figure f = figures.get(i);
      if (f.library().equals("onednn")) {
        String fault = "results differ from those of Cellwise by 0.25";
        figures.set(i, with(f, f.rounds(), 0.25, fault));
        break;
      }
    }
    Figure last = figures.getLast();
    String fault = "exit code 134: core dumped";
    figures.set(figures.size() - 1, with(last, List.of(), Double.NaN, fault));
  }

  private static Figure with(Figure f, List<Round> rounds, double error, String fault) {
    return new Figure(f.setting(), f.threads(), f.library(), f.version(), rounds, error, fault);
  }
}
