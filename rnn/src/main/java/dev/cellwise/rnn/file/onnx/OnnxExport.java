package dev.cellwise.rnn.file.onnx;

import dev.cellwise.rnn.file.AtomicFile;
import dev.cellwise.rnn.net.Network;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Writes a network as a model of ONNX, for other programs to run: ONNX Runtime and whatever else
 * has the operators RNN, LSTM and GRU.
 *
 * <pre>{@code
 * OnnxExport.write(Path.of("model.onnx"), network);
 * OnnxExport.write(Path.of("stream.onnx"), network, OnnxExportOptions.standard().withStates());
 * }</pre>
 *
 * <table>
 * <caption>Inputs and outputs of the model; T steps and N rows are known when it is run</caption>
 * <tr><th>name</th><th>elements</th><th>shape</th><th>where</th></tr>
 * <tr><td>{@code x}</td><td>float</td><td>[T, N, I]</td><td>input, of features</td></tr>
 * <tr><td>{@code tokens}</td><td>int64</td><td>[T, N]</td><td>input, of an index or an embedding:
 * 0 to V - 1; what another number gives is the runtime's affair</td></tr>
 * <tr><td>{@code lengths}</td><td>int32</td><td>[N]</td><td>input, by {@link
 * OnnxExportOptions#lengths}: 1 to T</td></tr>
 * <tr><td>{@code h0_l0}, {@code c0_l0}, {@code h0_l1}…</td><td>float</td><td>[D, N, H]</td>
 * <td>inputs, by {@link OnnxExportOptions#states}: each recurrent layer's state before the first
 * step, D its directions</td></tr>
 * <tr><td>{@code y}</td><td>float</td><td>[T, N, O]; [N, O] of a network that gives the last output
 * only</td><td>output. At steps beyond a row's length it means nothing.</td></tr>
 * <tr><td>{@code hn_l0}, {@code cn_l0}, {@code hn_l1}…</td><td>float</td><td>[D, N, H]</td>
 * <td>outputs, by {@link OnnxExportOptions#states}: the states after each row's last step, of the
 * direction backward in time after its first</td></tr>
 * </table>
 *
 * <p>With {@link OnnxExportOptions#batchFirst} rows come first in x, tokens and y: [N, T, ·].
 *
 * <p>A network computes there what it computes here out of training, to rounding errors: other
 * programs add in another order. Dropout, of layers and within cells, is left out; one of {@link
 * dev.cellwise.rnn.net.Precision#BF16} has its rounded weights, as floats. First states that are
 * learned are in the model; where states are inputs, the numbers that a stream begins with are in
 * its metadata, {@code cellwise.start_h_l0} and so on, as text with commas between. Metadata {@code
 * cellwise.fingerprint} is {@link Network#fingerprint}.
 *
 * <p>What ONNX has no operator for is refused, by layer and option, and nothing is written: Jordan
 * cells and cells of one's own; projections, clips of the cell state, layer normalisation within a
 * cell, zoneout, leaks, lags, learned slopes or gelu within a cell; networks that begin from a
 * source. {@code docs/onnx-export.md} has them all.
 *
 * <p>The same network and options give the same bytes.
 */
public final class OnnxExport {
  /** The module's, as the build names it. */
  static final String VERSION = "0.1.0-SNAPSHOT";

  private OnnxExport() {}

  /**
   * Writes a network with {@link OnnxExportOptions#standard}.
   *
   * @param path a file to create or replace
   * @param network the network
   * @throws IOException if it cannot be written; the path is then as it was
   * @throws IllegalArgumentException if ONNX cannot say what the network is; nothing was written
   */
  public static void write(Path path, Network network) throws IOException {
    write(path, network, OnnxExportOptions.standard());
  }

  /**
   * Writes a network, atomically: at each moment the path holds the old content or the new one,
   * whole, whatever fails.
   *
   * @param path a file to create or replace; a symbolic link is followed
   * @param network the network
   * @param options how
   * @throws IOException if it cannot be written; the path is then as it was
   * @throws IllegalArgumentException if ONNX cannot say what the network is, or the file would have
   *     2 GiB or more; nothing was written
   */
  public static void write(Path path, Network network, OnnxExportOptions options)
      throws IOException {
    AtomicFile.write(path, model(network, options)::writeTo);
  }

  /**
   * The bytes of the file, such as for a runtime in the same process, with {@link
   * OnnxExportOptions#standard}.
   *
   * @param network the network
   * @return all of them
   * @throws IllegalArgumentException as {@link #write(Path, Network, OnnxExportOptions)}
   */
  public static byte[] bytes(Network network) {
    return bytes(network, OnnxExportOptions.standard());
  }

  /**
   * The bytes of the file, such as for a runtime in the same process.
   *
   * @param network the network
   * @param options how
   * @return all of them
   * @throws IllegalArgumentException as {@link #write(Path, Network, OnnxExportOptions)}
   */
  public static byte[] bytes(Network network, OnnxExportOptions options) {
    return model(network, options).toBytes();
  }

  private static ProtoWriter model(Network network, OnnxExportOptions options) {
    if (network == null || options == null) {
      throw new IllegalArgumentException(
          (network == null ? "network" : "options") + ": expected some, got null");
    }
    // Before copies of the weights are made.
    checkSize(Float.BYTES * network.parameterCount());
    ProtoWriter model = NetworkExport.graph(network, options).model("Cellwise", VERSION, "network");
    checkSize(model.size());
    return model;
  }

  /** A message of protobuf has less than 2 GiB. */
  static void checkSize(long bytes) {
    if (bytes > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "network: expected a model of less than 2 GiB, the most that ONNX keeps in one file, got "
              + bytes
              + " bytes");
    }
  }
}
