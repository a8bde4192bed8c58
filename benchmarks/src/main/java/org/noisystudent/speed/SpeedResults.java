package org.noisystudent.speed;

import java.io.IOException;
import java.nio.file.Path;
import org.noisystudent.storage.Json;
import org.noisystudent.storage.LocalRunStorage;
import picocli.CommandLine.Option;

/** Where results of speed are kept, and the page that is made of them. */
final class SpeedResults {
  @Option(
      names = "--results",
      paramLabel = "DIR",
      defaultValue = "benchmarks/results/speed",
      description = "where the result is kept (default: ${DEFAULT-VALUE})")
  private Path results;

  @Option(
      names = "--pages",
      paramLabel = "DIR",
      defaultValue = "docs",
      description = "where performance.md goes (default: ${DEFAULT-VALUE})")
  private Path pages;

  /** Keeps a result, and makes the page anew. */
  void keep(String name, Object result) throws IOException {
    LocalRunStorage kept = new LocalRunStorage(results);
    kept.publish(name, Json.document(result));
    new LocalRunStorage(pages).publish("performance.md", SpeedPage.bytes(kept));
  }
}
