package dev.cellwise.rnn.file.onnx;

/**
 * How a network is written as a model of ONNX.
 *
 * <pre>{@code
 * OnnxExportOptions streams = OnnxExportOptions.standard().withStates();
 * OnnxExport.write(path, network, streams);
 * }</pre>
 *
 * @param opset version of ONNX's operators, {@link #LEAST_OPSET} to {@link #MOST_OPSET}: which
 *     programs take the file. Below 17 layer normalisation, below 20 gelu is written as the
 *     operators that it is made of.
 * @param batchFirst whether rows come before time steps in the input and the output, {@code [N, T,
 *     ·]}; else {@code [T, N, ·]}, as here and in ONNX's own recurrent operators, and nothing is
 *     transposed. Lengths and states are the same either way.
 * @param lengths whether there is an input with the time steps of each row
 * @param states whether the states before the first step are inputs and those after the last one
 *     outputs, so that a stream can be gone on with
 */
public record OnnxExportOptions(int opset, boolean batchFirst, boolean lengths, boolean states) {
  /** The oldest operators that can be asked for: {@value}, those of ONNX 1.6. */
  public static final int LEAST_OPSET = 11;

  /** The newest: {@value}, those of ONNX 1.17. */
  public static final int MOST_OPSET = 22;

  private static final OnnxExportOptions STANDARD = new OnnxExportOptions(17, false, false, false);

  /** Checks. */
  public OnnxExportOptions {
    if (opset < LEAST_OPSET || opset > MOST_OPSET) {
      throw new IllegalArgumentException(
          "opset: expected " + LEAST_OPSET + " to " + MOST_OPSET + ", got " + opset);
    }
  }

  /**
   * Operators 17, those of ONNX 1.12, which ONNX Runtime reads from 1.12 of 2022 on; {@code [T, N,
   * ·]}; all rows of one length; states that begin where the network's do and are not seen.
   *
   * @return the options to begin with
   */
  public static OnnxExportOptions standard() {
    return STANDARD;
  }

  /**
   * With another version of the operators.
   *
   * @param version {@link #LEAST_OPSET} to {@link #MOST_OPSET}
   * @return a copy
   */
  public OnnxExportOptions withOpset(int version) {
    return new OnnxExportOptions(version, batchFirst, lengths, states);
  }

  /**
   * With rows before time steps.
   *
   * @return a copy
   */
  public OnnxExportOptions withBatchFirst() {
    return new OnnxExportOptions(opset, true, lengths, states);
  }

  /**
   * With an input {@code lengths [N]} of int32.
   *
   * @return a copy
   */
  public OnnxExportOptions withLengths() {
    return new OnnxExportOptions(opset, batchFirst, true, states);
  }

  /**
   * With inputs {@code h0_l0}, {@code c0_l0}, … and outputs {@code hn_l0}, {@code cn_l0}, ….
   *
   * @return a copy
   */
  public OnnxExportOptions withStates() {
    return new OnnxExportOptions(opset, batchFirst, lengths, true);
  }
}
