package dev.cellwise.rnn.file.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cellwise.kernels.Activation;
import dev.cellwise.rnn.cell.LstmOptions;
import dev.cellwise.rnn.file.StateDict;
import dev.cellwise.rnn.file.TypedArray;
import dev.cellwise.rnn.net.Architecture;
import dev.cellwise.rnn.net.Merge;
import dev.cellwise.rnn.net.Network;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each family of cells, of one and two layers, in one direction and both, in each way from PyTorch:
 * as a state dict, as its own exporter's graph, and as a graph exported here. One layer is below a
 * dense one, two are between an embedding and layer normalisation. Each way gives the outputs at
 * each step and the last ones that PyTorch gave.
 */
@Tag("reference")
class TorchFamiliesTest {
  /** What sums in another order may differ by in outputs of size 1. */
  private static final float TOLERANCE = 1e-6f;

  /**
   * A network of PyTorch's.
   *
   * @param cell its family
   * @param layers 1 or 2
   * @param both whether in both directions
   */
  record Family(String cell, int layers, boolean both) {
    @Override
    public String toString() {
      return "family-" + cell + "-l" + layers + (both ? "-both" : "");
    }

    /** Whether ONNX has the cell. */
    boolean isInOnnx() {
      return !cell.equals("lstm-projected");
    }

    Architecture architecture(boolean last) {
      Architecture.Builder b = Architecture.builder();
      b = layers == 1 ? b.features(4) : b.embedding(9, 4);
      for (int i = 0; i < layers; i++) {
        b = both ? b.bidirectional(layer(), Merge.CONCAT) : b.layer(layer());
      }
      b = last ? b.last() : b;
      b = layers == 1 ? b : b.norm();
      return b.dense(3).build();
    }

    private Architecture.Recurrent layer() {
      return switch (cell) {
        case "rnn-tanh" -> new Architecture.Simple(5, Activation.tanh());
        case "rnn-relu" -> new Architecture.Simple(5, Activation.relu());
        case "lstm" -> new Architecture.Lstm(5);
        case "lstm-projected" -> new Architecture.Lstm(5, LstmOptions.plain().withProjection(3));
        case "gru" -> new Architecture.Gru(5);
        default -> throw new AssertionError(cell);
      };
    }

    Network ofStateDict(boolean last) throws IOException {
      StateDict dict = StateDict.parse(toString(), TorchModels.bytes(this + ".safetensors"));
      return layers == 1
          ? dict.network(architecture(last), "cell", "dense")
          : dict.network(architecture(last), "table", "cell", "norm", "dense");
    }

    TypedArray x() throws IOException {
      return TorchModels.arrays(toString(), "in").get("x");
    }

    /** What PyTorch gave. */
    TypedArray y(boolean last) throws IOException {
      return TorchModels.arrays(toString(), "out").get(last ? "last" : "y");
    }
  }

  static List<Family> all() {
    List<Family> all = new ArrayList<>();
    for (String cell : List.of("rnn-tanh", "rnn-relu", "lstm", "lstm-projected", "gru")) {
      for (int layers = 1; layers <= 2; layers++) {
        all.add(new Family(cell, layers, false));
        all.add(new Family(cell, layers, true));
      }
    }
    return all;
  }

  static List<Family> inOnnx() {
    return all().stream().filter(Family::isInOnnx).toList();
  }

  @ParameterizedTest
  @MethodSource("all")
  void asAStateDict(Family f) throws IOException {
    for (boolean last : new boolean[] {false, true}) {
      Network network = f.ofStateDict(last);
      float[] got = new NetworkRun(network, false, f.x().shape(), null).run(f.x());
      TypedArray y = f.y(last);
      TorchModels.assertSame(f.toString(), y, TypedArray.of(got, y.shape()), TOLERANCE);
    }
  }

  /** Run as it is, and made into the network that the state dict is. */
  @ParameterizedTest
  @MethodSource("inOnnx")
  void asPyTorchExportsIt(Family f) throws IOException {
    OnnxModel model = TorchModels.model(f.toString());
    Map<String, TypedArray> got = model.run(Map.of("x", f.x()));
    for (boolean last : new boolean[] {false, true}) {
      String y = last ? "last" : "y";
      TorchModels.assertSame(f + " " + y, f.y(last), got.get(y), TOLERANCE);
      Network network = model.withOutputs(y).toNetwork();
      assertEquals(f.architecture(last), network.architecture());
      assertEquals(f.ofStateDict(last).fingerprint(), network.fingerprint());
    }
  }

  @ParameterizedTest
  @MethodSource("inOnnx")
  void asItIsExportedHere(Family f) throws IOException {
    for (boolean last : new boolean[] {false, true}) {
      byte[] exported = OnnxExport.bytes(f.ofStateDict(last));
      String x = f.layers == 1 ? "x" : "tokens";
      TypedArray got = OnnxFile.parse("exported", exported).run(Map.of(x, f.x())).get("y");
      TorchModels.assertSame(f.toString(), f.y(last), got, TOLERANCE);
    }
  }
}
