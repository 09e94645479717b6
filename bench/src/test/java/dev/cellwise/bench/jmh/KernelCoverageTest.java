package dev.cellwise.bench.jmh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.kernels.Kernels;
import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Benchmark;

/**
 * Every public method of the kernels that takes an array is called by a benchmark: by its measured
 * code, not by its set-up. Methods without an array do no work worth measuring: they make
 * activations and geometries, and tell what they are.
 */
class KernelCoverageTest {
  private static final String PACKAGE = Kernels.class.getPackageName();

  @Test
  void everyKernelHasItsBenchmark() throws Exception {
    Set<String> missing = kernels();
    assertTrue(missing.size() > 60, missing::toString);
    missing.removeAll(measured());
    assertEquals(Set.of(), missing);
  }

  /**
   * What a benchmark sets up does not count, and what it calls through a method of its own does.
   */
  @Test
  void onlyMeasuredCodeCounts() throws Exception {
    Set<String> softmax = calls(SoftmaxBenchmark.class);
    assertEquals(
        2, softmax.stream().filter(c -> c.startsWith(PACKAGE + ".Softmax.crossEntropy(")).count());
    assertTrue(
        calls(AffineActivationBenchmark.class).stream().noneMatch(c -> c.contains("transpose")));
  }

  private static Set<String> kernels() throws Exception {
    Set<String> methods = new TreeSet<>();
    for (Class<?> type : types()) {
      for (Method m : type.getDeclaredMethods()) {
        boolean takesArray = Arrays.stream(m.getParameterTypes()).anyMatch(Class::isArray);
        if (Modifier.isPublic(m.getModifiers()) && takesArray) {
          String descriptor =
              MethodType.methodType(m.getReturnType(), m.getParameterTypes()).descriptorString();
          methods.add(type.getName() + "." + m.getName() + descriptor);
        }
      }
    }
    return methods;
  }

  /** Public classes of the kernels' package, from a folder of classes or from a jar. */
  private static List<Class<?>> types() throws IOException, URISyntaxException {
    Path from = Path.of(Kernels.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    if (Files.isDirectory(from)) {
      return types(from);
    }
    try (FileSystem jar = FileSystems.newFileSystem(from)) {
      return types(jar.getPath("/"));
    }
  }

  private static List<Class<?>> types(Path root) throws IOException {
    List<Class<?>> types = new ArrayList<>();
    try (Stream<Path> files = Files.list(root.resolve(PACKAGE.replace('.', '/')))) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString();
        if (name.endsWith(".class") && !name.startsWith("package-info")) {
          Class<?> type = type(PACKAGE + "." + name.substring(0, name.length() - 6));
          if (Modifier.isPublic(type.getModifiers())) {
            types.add(type);
          }
        }
      }
    }
    return types;
  }

  private static Class<?> type(String name) {
    try {
      return Class.forName(name, false, Kernels.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }

  private static Set<String> measured() throws IOException {
    Set<String> calls = new HashSet<>();
    for (Class<?> type : EveryBenchmarkTest.types()) {
      calls.addAll(calls(type));
    }
    return calls;
  }

  /** What the benchmarks of a class call, in methods of their class too. */
  private static Set<String> calls(Class<?> type) throws IOException {
    Set<String> measured =
        Arrays.stream(type.getDeclaredMethods())
            .filter(m -> m.isAnnotationPresent(Benchmark.class))
            .map(Method::getName)
            .collect(Collectors.toSet());
    String file = type.getName().replace('.', '/') + ".class";
    try (InputStream in = type.getClassLoader().getResourceAsStream(file)) {
      ClassModel model = ClassFile.of().parse(in.readAllBytes());
      Set<String> calls = new HashSet<>();
      for (MethodModel m : model.methods()) {
        if (measured.contains(m.methodName().stringValue())) {
          collect(model, m, calls);
        }
      }
      return calls;
    }
  }

  private static void collect(ClassModel model, MethodModel method, Set<String> calls) {
    method.code().stream()
        .flatMap(code -> code.elementStream())
        .filter(InvokeInstruction.class::isInstance)
        .map(InvokeInstruction.class::cast)
        .forEach(
            call -> {
              String owner = call.owner().asInternalName();
              String signature = call.name().stringValue() + call.type().stringValue();
              boolean added = calls.add(owner.replace('/', '.') + "." + signature);
              if (added && call.owner().equals(model.thisClass())) {
                model.methods().stream()
                    .filter(m -> signature.equals(m.methodName() + "" + m.methodType()))
                    .forEach(m -> collect(model, m, calls));
              }
            });
  }
}
