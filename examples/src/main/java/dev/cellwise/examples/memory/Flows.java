package dev.cellwise.examples.memory;

import dev.cellwise.examples.GradientFlowPlot;
import dev.cellwise.examples.Report;
import dev.cellwise.rnn.cell.StatePart;
import dev.cellwise.rnn.net.GradientFlow;
import dev.cellwise.rnn.net.Network;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** How much of a loss reaches the states of several cells at each time step, in one picture. */
final class Flows {
  private final String when;
  private final Report report;
  private final Map<String, double[]> lines = new LinkedHashMap<>();

  /**
   * An empty picture.
   *
   * @param when at which time of training, a word for the report
   * @param report gets the norms at three steps of each line
   */
  Flows(String when, Report report) {
    this.when = when;
    this.report = report;
  }

  /**
   * Adds a line for each part of a cell's state, and its norms after the first step, half of the
   * steps and the last one.
   *
   * @param cell its name
   * @param network with one recurrent layer
   * @param flow that of the network
   */
  void add(String cell, Network network, GradientFlow flow) {
    for (StatePart part : network.layers().state().getFirst()) {
      double[] norms = flow.norms(0, part.name());
      lines.put(cell + ", " + part.name(), norms);
      int last = norms.length - 1;
      put(cell, part, "first", norms[1]);
      put(cell, part, "middle", norms[last / 2]);
      put(cell, part, "last", norms[last]);
    }
  }

  private void put(String cell, StatePart part, String step, double norm) {
    String key = "%s_%s_gradient_%s_%s".formatted(cell, when, part.name(), step);
    report.put(key, Double.isFinite(norm) ? norm : Double.toString(norm));
  }

  /**
   * Writes the picture.
   *
   * @param file the PNG file to write
   * @param title the picture's title
   * @throws IOException when it cannot be written
   */
  void write(Path file, String title) throws IOException {
    GradientFlowPlot.write(file, title, lines);
  }
}
