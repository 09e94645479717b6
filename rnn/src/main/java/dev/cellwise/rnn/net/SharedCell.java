package dev.cellwise.rnn.net;

import dev.cellwise.rnn.cell.CellWindow;

/** A cell's window whose sweeps the threads of a team share. */
final class SharedCell {
  final CellWindow window;
  private final Team team;
  private float[] x;
  private int[] tokens;
  private int xOff;
  private int xRow;
  private float[] p;
  private float[] data;
  private float[] d;
  private float[] dp;
  private float[] dx;
  private int dxOff;
  private int dxRow;
  private final Team.Task input;
  private final Team.Task lookup;
  private final Team.Task forward;
  private final Team.Task backward;
  private final Team.Task interleave;
  private final Team.Task backwardWeights;
  private final Team.Task interleaveInput;
  private final Team.Task backwardInputWeights;
  private final Team.Task backwardLookup;
  private final Team.Task backwardInput;

  /**
   * A window.
   *
   * @param team null for the caller alone
   */
  SharedCell(CellWindow window, Team team) {
    this.window = window;
    this.team = team;
    CellWindow w = window;
    input = (part, parts) -> w.input(part, parts, x, xOff, xRow, p, data);
    lookup = (part, parts) -> w.input(part, parts, tokens, xOff, p, data);
    forward = (part, parts) -> w.forward(part, parts, p, data);
    backward = (part, parts) -> w.backward(part, parts, p, data, d, dp);
    interleave = (part, parts) -> w.interleave(part, parts, data, d);
    backwardWeights = (part, parts) -> w.backwardWeights(part, parts, data, d, dp);
    interleaveInput = (part, parts) -> w.interleaveInput(part, parts, x, xOff, xRow, d);
    backwardInputWeights = (part, parts) -> w.backwardInputWeights(part, parts, d, dp);
    backwardLookup = (part, parts) -> w.backwardLookup(part, parts, d, dp);
    backwardInput = (part, parts) -> w.backwardInput(part, parts, d, dx, dxOff, dxRow);
  }

  /** Somebody else may have run the window alone since. */
  private void parts() {
    window.parts(team == null ? 1 : team.threads());
  }

  private void run(Team.Task task) {
    if (team == null) {
      task.run(0, 1);
    } else {
      team.run(task);
    }
  }

  void input(float[] x, int xOff, int xRow, float[] p, float[] data) {
    this.x = x;
    this.xOff = xOff;
    this.xRow = xRow;
    this.p = p;
    this.data = data;
    run(input);
  }

  void input(int[] tokens, int tOff, float[] p, float[] data) {
    this.tokens = tokens;
    this.xOff = tOff;
    this.p = p;
    this.data = data;
    run(lookup);
  }

  void forward(float[] p, float[] data) {
    this.p = p;
    this.data = data;
    run(forward);
  }

  void backward(float[] p, float[] data, float[] d, float[] dp) {
    this.p = p;
    this.data = data;
    this.d = d;
    this.dp = dp;
    parts();
    run(backward);
    run(interleave);
    run(backwardWeights);
  }

  void backwardInputWeights(float[] x, int xOff, int xRow, float[] d, float[] dp) {
    this.x = x;
    this.xOff = xOff;
    this.xRow = xRow;
    this.d = d;
    this.dp = dp;
    parts();
    run(interleaveInput);
    run(backwardInputWeights);
  }

  void backwardInputWeights(int[] tokens, int tOff, float[] d, float[] dp) {
    this.d = d;
    this.dp = dp;
    parts();
    window.reverseTokens(tokens, tOff);
    run(backwardLookup);
  }

  void backwardInput(float[] d, float[] dx, int dxOff, int dxRow) {
    this.d = d;
    this.dx = dx;
    this.dxOff = dxOff;
    this.dxRow = dxRow;
    run(backwardInput);
  }
}
