package dev.cellwise.rnn.file;

/** What a framework calls a recurrent layer's tensors, and which way round its matrices are. */
enum GateNames {
  PYTORCH(Way.ROWS, "weight_ih", "weight_hh", null, "", "weight_hr"),
  CELLWISE(Way.ROWS, "weight_ih", "weight_hh", "weight_peephole", "ifo", "weight_hr"),
  ONNX(Way.ROWS, "W", "R", "P", "iof", null),
  KERAS(Way.COLUMNS, "kernel", "recurrent_kernel", null, "", null),
  ONEDNN(
      Way.GATE_COLUMNS,
      "weights_layer",
      "weights_iter",
      "weights_peephole",
      "ifo",
      "weights_projection"),
  CUDNN(Way.ROWS, "W", "R", null, "", "projection"),
  DL4J(Way.COLUMNS, "W", "RW", null, "", null),
  /** Its peepholes are the last columns of the recurrent matrix. */
  DL4J_GRAVES(Way.COLUMNS, "W", "RW", null, "foi", null),
  HASTE(Way.COLUMNS, "kernel", "recurrent_kernel", null, "", null);

  /** Which way round a matrix is. */
  enum Way {
    /** [G·H, inputs]. */
    ROWS,
    /** [inputs, G·H]. */
    COLUMNS,
    /** [inputs, G, H]: the same memory. */
    GATE_COLUMNS
  }

  final Way way;
  final String input;
  final String recurrent;

  /** A tensor of its own; null where there is none. */
  final String peephole;

  /** The gates that have one, in their order; empty where none has. */
  final String peepholes;

  final String projection;

  GateNames(
      Way way,
      String input,
      String recurrent,
      String peephole,
      String peepholes,
      String projection) {
    this.way = way;
    this.input = input;
    this.recurrent = recurrent;
    this.peephole = peephole;
    this.peepholes = peepholes;
    this.projection = projection;
  }

  /** Names of the biases: one, or the input's and the recurrent one. */
  String[] biases() {
    return switch (this) {
      case PYTORCH, CELLWISE -> new String[] {"bias_ih", "bias_hh"};
      case ONNX -> new String[] {"B"};
      case KERAS, ONEDNN -> new String[] {"bias"};
      case CUDNN -> new String[] {"bW", "bR"};
      case DL4J, DL4J_GRAVES -> new String[] {"b"};
      case HASTE -> new String[] {"bias", "recurrent_bias"};
    };
  }

  /** Whether a layer always has its biases. */
  boolean alwaysBiased() {
    return switch (this) {
      case ONEDNN, DL4J, DL4J_GRAVES, HASTE -> true;
      default -> false;
    };
  }

  /** Whether peepholes are columns of the recurrent matrix. */
  boolean peepholeColumns() {
    return peephole == null && !peepholes.isEmpty();
  }

  /** The shape of a matrix. */
  int[] matrix(int gates, int hidden, int inputs) {
    return switch (way) {
      case ROWS -> new int[] {gates * hidden, inputs};
      case COLUMNS -> new int[] {inputs, gates * hidden};
      case GATE_COLUMNS -> new int[] {inputs, gates, hidden};
    };
  }
}
