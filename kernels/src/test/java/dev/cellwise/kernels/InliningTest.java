package dev.cellwise.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.InvokeInstruction;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
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
 * <p>So kernels do without such helpers. Three classes are the exception: the sigmoid and tanh, and
 * the gate passes that use them, one to a pass, behind an interface that C2 does not see through.
 * And no helper uses another: the count may be reached inside of it.
 */
class InliningTest {
  private static final List<String> PLAIN =
      List.of(
          "VectorActivation",
          "VectorAffine",
          "VectorAffineActivation",
          "VectorHadamard",
          "VectorLayerNorm",
          "VectorLeak",
          "VectorNorm",
          "VectorOptimizer",
          "VectorPrelu",
          "VectorRowTiles",
          "VectorSoftmax",
          "VectorThreefry",
          "VectorWeightTiles");
  private static final List<String> WITH_HELPERS =
      List.of("VectorElementwise", "VectorGruGates", "VectorLstmGates");

  @Test
  void kernelsDoWithoutVectorHelpers() throws IOException {
    assertEquals(List.of(), callersOfHelpers(PLAIN, method -> true));
    assertFalse(callersOfHelpers(WITH_HELPERS, method -> true).isEmpty(), "the search finds none");
  }

  @Test
  void noVectorHelperUsesAnother() throws IOException {
    assertEquals(
        List.of(),
        callersOfHelpers(WITH_HELPERS, method -> hasVectors(method.methodType().stringValue())));
  }

  private static List<String> callersOfHelpers(List<String> classes, Predicate<MethodModel> which)
      throws IOException {
    List<String> found = new ArrayList<>();
    for (String name : classes) {
      for (MethodModel method : parse(name).methods()) {
        CodeModel code = method.code().orElse(null);
        if (code != null && which.test(method) && callsHelper(code)) {
          found.add(name + "." + method.methodName().stringValue());
        }
      }
    }
    return found;
  }

  private static ClassModel parse(String name) throws IOException {
    try (InputStream in = Kernels.class.getResourceAsStream(name + ".class")) {
      return ClassFile.of().parse(in.readAllBytes());
    }
  }

  private static boolean callsHelper(CodeModel code) {
    return code.elementStream()
        .anyMatch(
            element ->
                element instanceof InvokeInstruction call
                    && call.owner().asInternalName().startsWith("dev/cellwise/")
                    && hasVectors(call.type().stringValue()));
  }

  private static boolean hasVectors(String descriptor) {
    return descriptor.contains("jdk/incubator/vector");
  }
}
