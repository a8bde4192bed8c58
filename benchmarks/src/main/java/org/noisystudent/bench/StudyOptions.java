package org.noisystudent.bench;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The options of studies: runs of several seeds, and what is made of them. */
public final class StudyOptions {
  @Option(
      names = "--seeds",
      paramLabel = "N",
      split = ",",
      defaultValue = "1,2,3",
      description = "seeds (default: ${DEFAULT-VALUE})")
  private List<Long> seeds = new ArrayList<>();

  @Option(names = "--table", description = "run nothing: only make the table of what is there")
  private boolean table;

  /** Returns the seeds. */
  public List<Long> seeds() {
    return seeds;
  }

  /** Returns whether nothing is to be run. */
  public boolean tableOnly() {
    return table;
  }
}
