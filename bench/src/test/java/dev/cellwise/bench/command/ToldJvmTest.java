package dev.cellwise.bench.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ToldJvmTest {
  /** Prints lines that look like answers, as a native library might, and then answers. */
  static final class Talkative {
    private Talkative() {}

    public static void main(String[] args) throws IOException {
      ToldJvm.serve(
          order -> {
            System.out.println("@ 1 of 4 tensors\n! not aligned\n@\n!");
            if (order.equals("fail")) {
              throw new IllegalStateException("as it was told");
            }
            return "done: " + order;
          });
    }
  }

  @Test
  void whatALibraryPrintsIsNoAnswer() throws IOException {
    try (ToldJvm jvm = new ToldJvm(List.of(), Talkative.class.getName(), List.of(), 1, 120)) {
      assertEquals("done: this", jvm.ask("this", 0));
      IOException e = assertThrows(IOException.class, () -> jvm.ask("fail", 0));
      assertEquals("as it was told", e.getMessage());
      assertEquals("done: @ that", jvm.ask("@ that", 0));
    }
  }
}
