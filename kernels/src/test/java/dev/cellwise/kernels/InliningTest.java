package dev.cellwise.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.classfile.ClassFile;
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
  private static final Path CLASSES = Path.of("target", "classes", "dev", "cellwise", "kernels");

  /** FreqInlineSize. */
  private static final int INLINED_BYTES = 325;

  @Test
  void kernelsDoWithoutVectorHelpers() throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(CLASSES)) {
      files = all.filter(f -> f.getFileName().toString().startsWith("Vector")).toList();
    }
    int calls = 0;
    for (Path file : files) {
      for (MethodModel method : ClassFile.of().parse(file).methods()) {
        String type = method.methodName() + method.methodType().stringValue();
        assertFalse(hasVectors(type), () -> file.getFileName() + ": " + type);
        calls += method.code().map(InliningTest::vectorCalls).orElse(0);
      }
    }
    assertTrue(files.size() > 19 && calls > 1000, files.size() + " classes, " + calls + " calls");
  }

  @Test
  void whatSeveralKernelsUseIsSmallEnoughToBeInlined() throws IOException {
    int found = 0;
    for (MethodModel method :
        ClassFile.of().parse(CLASSES.resolve("VectorElementwise.class")).methods()) {
      if (method.methodType().stringValue().equals("([FI[FI)V")) {
        int bytes = ((CodeAttribute) method.code().orElseThrow()).codeLength();
        assertTrue(bytes <= INLINED_BYTES, () -> method.methodName() + ": " + bytes + " bytes");
        found++;
      }
    }
    assertEquals(2, found);
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
