package dev.cellwise.bench.jmh;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.lang.annotation.Annotation;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** Every benchmark does its work: it runs at small sizes, and what it gives is finite. */
class EveryBenchmarkTest {
  /** Small, and neither a block of units nor a multiple of one. */
  private static final Map<String, String> SMALL = Map.of("hidden", "17", "threads", "2");

  /** Classes with benchmarks, but for those that measure the machine's limits. */
  static List<Class<?>> types() {
    return JmhArguments.benchmarks(new OptionsBuilder().build()).stream()
        .map(BenchmarkListEntry::getUserClassQName)
        .filter(name -> !name.startsWith(LimitBenchmark.class.getName()))
        .distinct()
        .<Class<?>>map(EveryBenchmarkTest::type)
        .toList();
  }

  private static Class<?> type(String name) {
    try {
      return Class.forName(name);
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }

  /** All but the options, which {@code bench options} runs. */
  static Stream<Class<?>> worked() {
    return types().stream().filter(t -> t != OptionsBenchmark.class);
  }

  @ParameterizedTest
  @MethodSource("worked")
  void runsWithEachValueOfItsParameters(Class<?> type) throws Exception {
    int most =
        Arrays.stream(type.getDeclaredFields())
            .filter(f -> f.isAnnotationPresent(Param.class) && !SMALL.containsKey(f.getName()))
            .filter(f -> f.getType() != int.class)
            .mapToInt(f -> f.getAnnotation(Param.class).value().length)
            .max()
            .orElse(1);
    for (int value = 0; value < most; value++) {
      for (Method method : annotated(type, Benchmark.class)) {
        run(type, value, method);
      }
    }
  }

  private static void run(Class<?> type, int value, Method method) throws Exception {
    Object benchmark = type.getDeclaredConstructor().newInstance();
    for (Field field : type.getDeclaredFields()) {
      if (field.isAnnotationPresent(Param.class)) {
        String[] values = field.getAnnotation(Param.class).value();
        String of = field.getType() == int.class ? values[0] : values[value % values.length];
        field.setAccessible(true);
        field.set(benchmark, parsed(field, SMALL.getOrDefault(field.getName(), of)));
      }
    }
    callAll(type, benchmark, Setup.class);
    method.invoke(benchmark);
    // A loss is known to have fallen from the second call on.
    assertFinite(method, method.invoke(benchmark));
    callAll(type, benchmark, TearDown.class);
  }

  private static Object parsed(Field field, String value) {
    return field.getType() == int.class
        ? Integer.valueOf(value)
        : field.getType() == boolean.class ? Boolean.valueOf(value) : value;
  }

  private static void callAll(Class<?> type, Object benchmark, Class<? extends Annotation> kind)
      throws Exception {
    for (Method m : annotated(type, kind)) {
      m.invoke(benchmark);
    }
  }

  /** Inherited ones too. */
  private static List<Method> annotated(Class<?> type, Class<? extends Annotation> kind) {
    return Arrays.stream(type.getMethods()).filter(m -> m.isAnnotationPresent(kind)).toList();
  }

  private static void assertFinite(Method method, Object result) {
    switch (result) {
      case null -> assertTrue(method.getReturnType() == void.class, method::toString);
      case float[] a -> {
        double magnitude = 0;
        for (float v : a) {
          magnitude += Math.abs(v);
        }
        assertTrue(Double.isFinite(magnitude), method::toString);
      }
      case Number n -> assertTrue(Double.isFinite(n.doubleValue()), method::toString);
      default -> fail(method + ": gave " + result);
    }
  }
}
