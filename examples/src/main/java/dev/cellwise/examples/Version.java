package dev.cellwise.examples;

import dev.cellwise.kernels.Kernels;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints: the release, the kernels in use and the JVM. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    String version = Version.class.getPackage().getImplementationVersion();
    return new String[] {
      "cellwise " + (version == null ? "(development)" : version),
      "kernels: " + Kernels.describe(),
      "java: " + Runtime.version()
    };
  }
}
