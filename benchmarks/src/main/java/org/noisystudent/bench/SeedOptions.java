package org.noisystudent.bench;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The seeds that something is run with. */
public final class SeedOptions {
  @Option(
      names = "--seeds",
      paramLabel = "N",
      split = ",",
      defaultValue = "1,2,3",
      description = "seeds (default: ${DEFAULT-VALUE})")
  private List<Long> seeds = new ArrayList<>();

  /** Returns the seeds. */
  public List<Long> seeds() {
    return seeds;
  }
}
