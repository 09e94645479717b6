package dev.cellwise.testing;

/**
 * What the first layer of a {@link SequenceNetwork} reads.
 *
 * @param kind numbers or tokens
 * @param vocabulary V; 0 for numbers
 * @param size numbers a step
 */
record SequenceInput(Kind kind, int vocabulary, int size) {
  enum Kind {
    /** The parameter {@code x} [T, N, I]. */
    FEATURES,
    /** Of each token V numbers: 1 at the token, 0 elsewhere. */
    INDEX,
    /** Of each token its row of {@code embedding.weight} [V, E]. */
    EMBEDDING
  }

  void addWeights(Layout.Builder layout) {
    if (kind == Kind.EMBEDDING) {
      layout.add("embedding.weight", vocabulary, size);
    }
  }

  void addStates(Layout.Builder layout, ValidSteps valid) {
    if (kind == Kind.FEATURES) {
      layout.add("x", valid.steps(), valid.rows(), size);
    }
  }

  /** Checks the tokens [T, N] of valid steps; the others may be anything. */
  void checkTokens(String what, ValidSteps valid, int[] tokens) {
    int expected = kind == Kind.FEATURES ? 0 : valid.toArray().length;
    if (tokens.length != expected) {
      throw new IllegalArgumentException(
          "%s: expected %d, got %d".formatted(what, expected, tokens.length));
    }
    if (kind != Kind.FEATURES) {
      checkRange(what, valid, tokens, vocabulary);
    }
  }

  /** Checks that the numbers [T, N] of valid steps are in [0, end). */
  static void checkRange(String what, ValidSteps valid, int[] tokens, int end) {
    for (int k = 0; k < tokens.length; k++) {
      if (valid.at(k / valid.rows(), k % valid.rows()) && (tokens[k] < 0 || tokens[k] >= end)) {
        throw new IllegalArgumentException(
            "%s[%d]: expected 0 to %d, got %d".formatted(what, k, end - 1, tokens[k]));
      }
    }
  }

  Sequence read(ValidSteps valid, int[] tokens, SequenceRun run) {
    Sequence x = Sequence.zeros(valid, size);
    for (int n = 0; n < valid.rows(); n++) {
      for (int t : valid.ofRow(n)) {
        x.set(t, n, read(t * valid.rows() + n, tokens, run));
      }
    }
    return x;
  }

  private ComplexArray read(int position, int[] tokens, SequenceRun run) {
    ComplexArray v = ComplexArray.zeros(size);
    switch (kind) {
      case FEATURES -> run.parameters().copy(run.offset("x") + position * size, v, 0, size);
      case INDEX -> v.set(tokens[position], Complex.ONE);
      case EMBEDDING -> {
        int from = run.offset("embedding.weight") + tokens[position] * size;
        run.parameters().copy(from, v, 0, size);
      }
    }
    return v;
  }
}
