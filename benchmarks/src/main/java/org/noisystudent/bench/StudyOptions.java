package org.noisystudent.bench;

import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of studies: runs of several seeds, and what is made of them. */
public final class StudyOptions {
  @Mixin private SeedOptions seeds;

  @Option(names = "--table", description = "run nothing: only make the table of what is there")
  private boolean table;

  /** Returns the seeds. */
  public List<Long> seeds() {
    return seeds.seeds();
  }

  /** Returns whether nothing is to be run. */
  public boolean tableOnly() {
    return table;
  }
}
