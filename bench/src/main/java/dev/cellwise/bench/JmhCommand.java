package dev.cellwise.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/** {@code bench jmh}. */
@Command(
    name = "jmh",
    description = "Runs JMH; all arguments are JMH's own.",
    customSynopsis = "bench jmh [JMH's arguments, such as -h, -l, REGEX, -f 5, -prof gc]")
final class JmhCommand implements Callable<Integer> {
  @Unmatched private List<String> arguments = new ArrayList<>();

  @Override
  public Integer call() throws Exception {
    org.openjdk.jmh.Main.main(arguments.toArray(String[]::new));
    return 0;
  }
}
