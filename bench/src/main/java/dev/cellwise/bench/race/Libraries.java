package dev.cellwise.bench.race;

import dev.cellwise.bench.cases.Cellwise;
import dev.cellwise.bench.cases.Library;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

/** Cellwise in its modes, and the other libraries that this build has. */
public final class Libraries {
  private Libraries() {}

  /** All of them, Cellwise first. */
  public static List<Library> all() {
    List<Library> all = new ArrayList<>(Cellwise.all());
    ServiceLoader.load(Library.class).forEach(all::add);
    return all;
  }

  /** One by its name. */
  public static Optional<Library> named(String name) {
    return all().stream().filter(l -> l.name().equals(name)).findFirst();
  }
}
