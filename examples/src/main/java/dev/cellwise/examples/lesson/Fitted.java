package dev.cellwise.examples.lesson;

import dev.cellwise.rnn.net.Network;
import java.util.List;

/**
 * What training gave.
 *
 * @param network the weights that did best in validation
 * @param steps the number of steps taken
 * @param seconds the time of training, with validation
 * @param training the smoothed training loss at each validation
 * @param validation the validations
 */
public record Fitted(
    Network network, long steps, double seconds, List<Point> training, List<Point> validation) {
  /**
   * One point of a curve.
   *
   * @param epochs gone through before it
   * @param loss there
   */
  public record Point(double epochs, double loss) {}
}
