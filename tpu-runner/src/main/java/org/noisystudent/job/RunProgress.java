package org.noisystudent.job;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.noisystudent.run.RunDirectory;
import org.noisystudent.run.RunJournal;
import org.noisystudent.storage.RunStorage;

/**
 * How far a run is, by what its run directory holds: stages noted in the journal, steps logged, and
 * shards of labeled images. A stage that writes none of these for longer than a watcher is patient
 * (a long evaluation, an export) looks like a dead man.
 */
public final class RunProgress implements JobWatcher.Progress {
  private final RunStorage storage;

  /** Looks at a run directory, which need not be there yet. */
  public RunProgress(RunStorage storage) {
    this.storage = storage;
  }

  @Override
  public String now() {
    StringBuilder marker = new StringBuilder();
    for (String file : List.of(RunJournal.PATH, RunDirectory.METRICS)) {
      marker.append(storage.exists(file) ? size(storage.locate(file)) : 0).append(' ');
    }
    for (int iteration = 1;
        !storage.list(RunDirectory.predictions(iteration)).isEmpty();
        iteration++) {
      marker.append(storage.list(RunDirectory.predictions(iteration)).size()).append(' ');
      marker.append(storage.list(RunDirectory.scorerPredictions(iteration)).size()).append(' ');
    }
    return marker.toString();
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
