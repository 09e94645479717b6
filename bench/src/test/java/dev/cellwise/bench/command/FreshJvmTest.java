package dev.cellwise.bench.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FreshJvmTest {
  private static List<String> collectors(List<String> command) {
    return command.stream().filter(FreshJvm::isCollector).toList();
  }

  /** Two would be refused by the JVM. */
  @ParameterizedTest
  @ValueSource(strings = {"-XX:+UseG1GC", "-XX:+UseZGC", "-XX:+UseParallelGC", "-XX:+UseSerialGC"})
  void aCollectorThatIsAskedForIsTheOnlyOne(String flag) {
    assertEquals(List.of(flag), collectors(FreshJvm.command(List.of(flag), "Main")));
  }

  @Test
  void thereIsOneByDefault() {
    assertEquals(1, collectors(FreshJvm.command()).size());
    assertEquals("Main", FreshJvm.command(List.of(), "Main").getLast());
  }
}
