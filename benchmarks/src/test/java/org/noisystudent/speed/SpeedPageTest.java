package org.noisystudent.speed;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.noisystudent.storage.LocalRunStorage;

final class SpeedPageTest {
  private static final Path ROOT = Path.of(System.getProperty("project.root", ".."));

  @Test
  void thePageIsThatOfTheKeptResults() throws IOException {
    assertEquals(
        SpeedPage.of(new LocalRunStorage(ROOT.resolve("benchmarks/results/speed"))),
        Files.readString(ROOT.resolve("docs/performance.md")));
  }
}
