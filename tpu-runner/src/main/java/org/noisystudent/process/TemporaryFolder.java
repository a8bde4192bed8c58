package org.noisystudent.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A folder for what two processes say to each other; gone when it is closed. */
public final class TemporaryFolder implements AutoCloseable {
  private final Path folder;

  private TemporaryFolder(Path folder) {
    this.folder = folder;
  }

  /** Creates an empty folder where the system keeps temporary files. */
  public static TemporaryFolder create(String prefix) throws IOException {
    return new TemporaryFolder(Files.createTempDirectory(prefix));
  }

  /** Returns where it is. */
  public Path path() {
    return folder;
  }

  @Override
  public void close() throws IOException {
    List<Path> deepestFirst;
    try (Stream<Path> all = Files.walk(folder)) {
      deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path each : deepestFirst) {
      Files.deleteIfExists(each);
    }
  }
}
