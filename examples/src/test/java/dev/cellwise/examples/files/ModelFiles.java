package dev.cellwise.examples.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.examples.CommandRun;
import dev.cellwise.rnn.data.CharVocabulary;
import dev.cellwise.rnn.file.ModelFile;
import dev.cellwise.rnn.file.NpzFile;
import dev.cellwise.rnn.file.StateDict;
import dev.cellwise.rnn.file.TypedArray;
import dev.cellwise.rnn.file.onnx.OnnxExport;
import dev.cellwise.rnn.file.onnx.OnnxExportOptions;
import dev.cellwise.rnn.net.Architecture;
import dev.cellwise.rnn.net.Merge;
import dev.cellwise.rnn.net.Network;
import dev.cellwise.rnn.net.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Small files in a folder of a test's, and runs of commands on them. */
final class ModelFiles {
  private final Path folder;

  ModelFiles(Path folder) {
    this.folder = folder;
  }

  /** Random numbers for every tensor, biases too. */
  static Network network(Architecture architecture) {
    SplittableRandom random = new SplittableRandom(7);
    Map<String, Tensor> tensors =
        new LinkedHashMap<>(Network.initialise(architecture, 1).tensors());
    tensors.replaceAll((name, t) -> new Tensor(t.shape(), floats(random, t.values().length)));
    return Network.of(architecture, tensors);
  }

  static float[] floats(SplittableRandom random, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextDouble(-0.5, 0.5);
    }
    return values;
  }

  static TypedArray random(int... shape) {
    int size = IntStream.of(shape).reduce(1, Math::multiplyExact);
    return TypedArray.of(floats(new SplittableRandom(size), size), shape);
  }

  /** An LSTM on features and a dense head. */
  static Network lstm() {
    return network(Architecture.builder().features(3).lstm(4).dense(2).build());
  }

  /** Both directions of a GRU on an embedding, an LSTM on it, the last output. */
  static Network tagger() {
    return network(
        Architecture.builder()
            .embedding(6, 3)
            .bidirectional(new Architecture.Gru(4), Merge.CONCAT)
            .lstm(5)
            .last()
            .dense(2)
            .build());
  }

  Path path(String name) {
    return folder.resolve(name);
  }

  String cellwise(String name, Network network) throws IOException {
    ModelFile.save(path(name), network);
    return path(name).toString();
  }

  /** A model of the characters a to f. */
  String speaking(String name) throws IOException {
    Network network = network(Architecture.builder().index(6).gru(4).dense(6).build());
    ModelFile.save(path(name), network, CharVocabulary.of("abcdef"));
    return path(name).toString();
  }

  String onnx(String name, Network network, OnnxExportOptions options) throws IOException {
    OnnxExport.write(path(name), network, options);
    return path(name).toString();
  }

  String onnx(String name, Network network) throws IOException {
    return onnx(name, network, OnnxExportOptions.standard());
  }

  String stateDict(String name, Network network, String... modules) throws IOException {
    StateDict.of(network, modules).write(path(name));
    return path(name).toString();
  }

  String npz(String name, Map<String, TypedArray> arrays) throws IOException {
    NpzFile.write(path(name), arrays);
    return path(name).toString();
  }

  String bytes(String name, byte[] content) throws IOException {
    return Files.write(path(name), content).toString();
  }

  /** All files in the folder, by name. */
  List<String> names() throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  /** A run that must succeed. */
  static CommandRun runs(String... arguments) {
    CommandRun run = CommandRun.of(arguments);
    assertEquals(0, run.code(), run::err);
    assertEquals("", run.err());
    return run;
  }

  /** A run that must be refused in one line that has each of some parts. */
  static CommandRun refused(List<String> because, String... arguments) {
    CommandRun run = CommandRun.of(arguments);
    assertEquals(2, run.code(), run::err);
    assertEquals("", run.out());
    assertEquals(1, run.err().lines().count(), run::err);
    because.forEach(part -> assertTrue(run.err().contains(part), part + " in " + run.err()));
    return run;
  }
}
