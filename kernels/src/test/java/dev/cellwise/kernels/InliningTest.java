package dev.cellwise.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.classfile.instruction.InvokeInstruction;
import java.util.ArrayList;
import java.util.List;
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
 * <p>So a kernel that uses such helpers must begin a compilation of its own: it must be too big to
 * be inlined anywhere, over 325 bytecodes (FreqInlineSize). And no helper may use another: the
 * count may be reached inside of it.
 */
class InliningTest {
  private static final int FREQ_INLINE_SIZE = 325;
  private static final List<String> CLASSES =
      List.of("VectorNorm", "VectorOptimizer", "VectorSoftmax");
  private static final List<String> CLASSES_WITH_HELPERS =
      List.of("VectorElementwise", "VectorLstmGates", "VectorNorm", "VectorSoftmax");

  @Test
  void whoUsesVectorHelpersIsTooBigToBeInlined() throws IOException {
    List<String> small = new ArrayList<>();
    int kernels = 0;
    for (String name : CLASSES) {
      for (MethodModel method : parse(name).methods()) {
        CodeModel code = method.code().orElse(null);
        if (code == null || hasVectors(method.methodType().stringValue()) || !callsHelper(code)) {
          continue;
        }
        kernels++;
        int size = ((CodeAttribute) code).codeLength();
        if (size <= FREQ_INLINE_SIZE) {
          small.add(name + "." + method.methodName().stringValue() + ": " + size + " bytecodes");
        }
      }
    }
    assertEquals(List.of(), small);
    assertFalse(kernels == 0, "no kernel found");
  }

  @Test
  void noVectorHelperUsesAnother() throws IOException {
    List<String> nested = new ArrayList<>();
    for (String name : CLASSES_WITH_HELPERS) {
      for (MethodModel method : parse(name).methods()) {
        CodeModel code = method.code().orElse(null);
        if (code != null && hasVectors(method.methodType().stringValue()) && callsHelper(code)) {
          nested.add(name + "." + method.methodName().stringValue());
        }
      }
    }
    assertEquals(List.of(), nested);
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
