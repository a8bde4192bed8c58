package org.noisystudent.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** A library that users get, new or of another version, shows up in a diff of the golden file. */
final class DependencyTreeTest {
  private static final Path ROOT = Path.of(System.getProperty("project.root"));

  @Test
  void theLibrariesAreThoseThatAreKnown() throws IOException {
    Path golden = ROOT.resolve("test-data/golden/dependency-tree.txt");
    String actual = Files.readString(ROOT.resolve("benchmarks/target/dependency-tree.txt"));
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(golden, actual);
    }
    assertEquals(
        Files.readString(golden),
        actual,
        golden
            + " is not up to date: run mvn verify -Dtest=DependencyTreeTest -Dgolden.update=true"
            + " -Dsurefire.failIfNoSpecifiedTests=false and read the diff");
  }
}
