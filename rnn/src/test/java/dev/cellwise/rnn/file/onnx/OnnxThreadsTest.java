package dev.cellwise.rnn.file.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cellwise.rnn.file.TypedArray;
import dev.cellwise.rnn.net.Nets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Threads that share a model, from its first run on. */
class OnnxThreadsTest {
  private static final int THREADS = 4;

  private static OnnxModel model() {
    return new Onnx()
        .input("x", Onnx.FLOAT, "T", "N", 3)
        .initial("W", Nets.uniform(1, 96, -1, 1), 2, 16, 3)
        .initial("R", Nets.uniform(2, 128, -1, 1), 2, 16, 4)
        .initial("w", Nets.uniform(3, 20, -1, 1), 4, 5)
        .node(
            "LSTM",
            List.of("x", "W", "R"),
            List.of("Y"),
            Onnx.with("direction", "bidirectional"),
            Onnx.with("hidden_size", 4))
        .node("MatMul", List.of("Y", "w"), List.of("y"))
        .output("y")
        .model();
  }

  private static TypedArray x(int thread) {
    return TypedArray.of(Nets.uniform(10 + thread, 6 * 2 * 3, -1, 1), 6, 2, 3);
  }

  @Test
  void eachGetsItsOwn() throws Exception {
    OnnxModel shared = model();
    CountDownLatch begin = new CountDownLatch(THREADS);
    try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      List<Future<List<TypedArray>>> all = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        TypedArray x = x(i);
        all.add(
            threads.submit(
                () -> {
                  begin.countDown();
                  begin.await();
                  List<TypedArray> runs = new ArrayList<>();
                  for (int k = 0; k < 20; k++) {
                    runs.add(shared.run(Map.of("x", x)).get("y"));
                  }
                  return runs;
                }));
      }
      for (int i = 0; i < THREADS; i++) {
        TypedArray alone = model().run(Map.of("x", x(i))).get("y");
        for (TypedArray one : all.get(i).get()) {
          assertEquals(alone, one);
        }
      }
    }
  }
}
