package dev.cellwise.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.classfile.instruction.InvokeInstruction;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The structure that keeps vectors in registers whoever calls a kernel.
 *
 * <p>C2 counts the nodes of a compilation and, past 18,000 (NodeCountInliningCutoff), inlines no
 * more methods of ours, while those of the Vector API are forced in at any rate. A helper of ours
 * with a vector among its parameters or as its result, met past that count, becomes a true call
 * with boxed vectors. Some 75 calls of the API are enough, and the count includes all that was
 * inlined before: other kernels that the same caller uses.
 *
 * <p>So kernels do without such helpers. What several of them need, the sigmoid and tanh of a
 * vector, goes from array to array; to be inlined where it may be, it has at most the bytes that C2
 * inlines.
 */
class InliningTest {
  private static final List<String> ALL =
      List.of(
          "VectorActivation",
          "VectorAffine",
          "VectorAffineActivation",
          "VectorElementwise",
          "VectorGruGates",
          "VectorHadamard",
          "VectorLayerNorm",
          "VectorLeak",
          "VectorLstmGates",
          "VectorNorm",
          "VectorOptimizer",
          "VectorPrelu",
          "VectorRowTiles",
          "VectorSoftmax",
          "VectorThreefry",
          "VectorWeightTiles");

  /** FreqInlineSize. */
  private static final int INLINED_BYTES = 325;

  @Test
  void kernelsDoWithoutVectorHelpers() throws IOException {
    int calls = 0;
    for (String name : ALL) {
      for (MethodModel method : parse(name).methods()) {
        String type = method.methodName() + method.methodType().stringValue();
        assertFalse(hasVectors(type), () -> name + "." + type);
        calls += method.code().map(InliningTest::vectorCalls).orElse(0);
      }
    }
    assertTrue(calls > 1000, calls + " calls with vectors: the search misses them");
  }

  @Test
  void everyKernelOfVectorsIsLookedAt() throws IOException {
    Path classes = Path.of("target", "classes", "dev", "cellwise", "kernels");
    try (Stream<Path> files = Files.list(classes)) {
      List<String> found =
          files
              .map(file -> file.getFileName().toString())
              .filter(file -> file.matches("Vector\\w+\\.class"))
              .map(file -> file.replace(".class", ""))
              .filter(name -> !name.equals("VectorShape"))
              .sorted()
              .toList();
      assertEquals(ALL, found);
    }
  }

  @Test
  void whatSeveralKernelsUseIsSmallEnoughToBeInlined() throws IOException {
    int found = 0;
    for (MethodModel method : parse("VectorElementwise").methods()) {
      if (method.methodType().stringValue().equals("([FI[FI)V")) {
        int bytes = ((CodeAttribute) method.code().orElseThrow()).codeLength();
        assertTrue(bytes <= INLINED_BYTES, () -> method.methodName() + ": " + bytes + " bytes");
        found++;
      }
    }
    assertEquals(2, found);
  }

  private static ClassModel parse(String name) throws IOException {
    try (InputStream in = Kernels.class.getResourceAsStream(name + ".class")) {
      return ClassFile.of().parse(in.readAllBytes());
    }
  }

  private static int vectorCalls(CodeModel code) {
    return (int)
        code.elementStream()
            .filter(
                element ->
                    element instanceof InvokeInstruction call
                        && hasVectors(call.type().stringValue()))
            .count();
  }

  private static boolean hasVectors(String descriptor) {
    return descriptor.contains("jdk/incubator/vector");
  }
}
