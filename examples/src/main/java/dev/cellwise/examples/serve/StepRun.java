package dev.cellwise.examples.serve;

import dev.cellwise.rnn.net.State;
import dev.cellwise.rnn.net.Stepper;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The steps of one request. Here the library is used: a borrowed stepper, a copy of the stream's
 * state, arrays of the request's.
 *
 * <p>What is not finite is no answer: JSON has no word for it, and a stream that went on from it
 * would give nothing else.
 */
final class StepRun {
  /** Steps at once: as many as a stepper makes at once anyway. */
  private static final int CHUNK = 64;

  /**
   * Bytes for a number that is answered: 4 of a float, and some 15 characters in a buffer that
   * grows and in the body that is made of it.
   */
  private static final long ANSWERED = 40;

  private final Served model;
  private final Stepper stepper;
  private final State state;
  private final Question question;

  /**
   * Steps that are not taken yet.
   *
   * @param model what is asked
   * @param stepper the caller's
   * @param state of the stream, a copy. Modified, whether the run succeeds or not.
   * @param question what is asked of it
   */
  StepRun(Served model, Stepper stepper, State state, Question question) {
    this.model = model;
    this.stepper = stepper;
    this.state = state;
    this.question = question;
  }

  /**
   * What a run and its answer hold in memory, about.
   *
   * @param question what is asked
   * @param outputs O
   * @return bytes
   */
  static long bytes(Question question, int outputs) {
    long rows = question.every() ? question.steps() : 1;
    long chunk = Math.min(CHUNK, question.steps());
    return outputs * (rows * ANSWERED + chunk * Float.BYTES) + question.invent() * ANSWERED;
  }

  /**
   * Takes them.
   *
   * @return the outputs, and the text that was invented
   * @throws Refusal if an output or the state is not finite after them
   */
  Map<String, Object> answer() {
    Map<String, Object> answer = new LinkedHashMap<>();
    float[][] rows = read();
    answer.put("outputs", rows);
    if (question.invent() > 0) {
      answer.put("text", invent(rows[rows.length - 1].clone()));
    }
    if (!finite(state)) {
      throw notFinite("state", "one that is not", question.steps() + question.invent());
    }
    return answer;
  }

  /** In chunks: the outputs of a step that nobody wants are not kept until the last one. */
  private float[][] read() {
    int steps = question.steps();
    int size = model.outputs();
    float[][] rows = new float[question.every() ? steps : 1][];
    float[] y = new float[Math.min(CHUNK, steps) * size];
    for (int t = 0; t < steps; t += CHUNK) {
      int n = Math.min(CHUNK, steps - t);
      chunk(t, n, y);
      checkFinite(y, n, t);
      for (int i = question.every() ? 0 : n - 1; i < n; i++) {
        rows[question.every() ? t + i : 0] = Arrays.copyOfRange(y, i * size, (i + 1) * size);
      }
    }
    return rows;
  }

  private void chunk(int from, int steps, float[] y) {
    int to = from + steps;
    if (model.tokens()) {
      stepper.run(state, Arrays.copyOfRange(question.tokens(), from, to), steps, y);
    } else {
      int size = model.inputs();
      float[] x = Arrays.copyOfRange(question.features(), from * size, to * size);
      stepper.run(state, x, steps, y);
    }
  }

  /** What the network says is what it reads next. */
  private String invent(float[] logits) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < question.invent(); i++) {
      int next = question.sampler().next(logits, logits.length);
      text.append(model.vocabulary().symbol(next));
      stepper.step(state, next, logits);
      checkFinite(logits, 1, question.steps() + i);
    }
    return text.toString();
  }

  private void checkFinite(float[] y, int steps, int from) {
    int size = model.outputs();
    for (int i = 0; i < steps * size; i++) {
      if (!Float.isFinite(y[i])) {
        throw notFinite("outputs", Float.toString(y[i]), from + i / size + 1);
      }
    }
  }

  private static Refusal notFinite(String what, String came, int step) {
    return new Refusal(
        422,
        "%s: expected finite numbers, got %s at step %d of the request; the stream is as it was"
            .formatted(what, came, step));
  }

  /**
   * Whether a stream can go on from a state.
   *
   * @param state not modified
   */
  static boolean finite(State state) {
    for (float value : state.toArray()) {
      if (!Float.isFinite(value)) {
        return false;
      }
    }
    return true;
  }
}
