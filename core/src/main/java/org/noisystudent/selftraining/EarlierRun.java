package org.noisystudent.selftraining;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.noisystudent.config.ExperimentConfig;
import org.noisystudent.run.RunDirectory;
import org.noisystudent.run.RunJournal;
import org.noisystudent.run.RunPlace;
import org.noisystudent.run.SharedStages;
import org.noisystudent.run.Stage;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;
import org.noisystudent.storage.RunStorage;
import org.noisystudent.trainer.MetricsLog;

/**
 * A run whose first stages another run takes over: those that its own config would do alike, so
 * that it ends as if it had done them itself. Such are a teacher, and students of the same config,
 * of the same seed, data and device.
 */
public final class EarlierRun {
  private final RunStorage storage;
  private final List<Stage> shared;

  /**
   * Opens an earlier run, which is only read; its place stays the caller's to close.
   *
   * @param later the config of the run that takes its stages over
   * @throws UserErrorException if the folder is no run directory, or no stage of it is as that
   *     config would have it: seed, labeled data, evaluation, device or teacher differ
   */
  public EarlierRun(RunPlace place, ExperimentConfig later) {
    storage = place.storage();
    if (!storage.exists(RunDirectory.CONFIG)) {
      throw new UserErrorException(
          Kind.DATA, place + " is not a run directory: it has no " + RunDirectory.CONFIG);
    }
    shared = SharedStages.of(RunDirectory.config(storage), later);
    if (shared.isEmpty()) {
      throw new UserErrorException(
          Kind.USAGE,
          place
              + " has no stage that this config would do alike: the seed, labeled data,"
              + " evaluation, device or teacher is another");
    }
  }

  /**
   * Copies what is shared and finished into a run that has not begun those stages.
   *
   * @return how many stages were taken over
   */
  public int lendTo(Surroundings around) {
    return around.processes().alone("the stages of an earlier run", () -> lend(around)).orElse(0);
  }

  private int lend(Surroundings around) {
    RunJournal journal = new RunJournal(around.storage(), around.clock());
    int lent = 0;
    for (Stage stage : shared) {
      Optional<RunJournal.Entry> begun = journal.last(stage.name());
      Optional<RunJournal.Entry> done = RunJournal.finished(storage, stage.name());
      if (begun.isPresent() && begun.get().state() == RunJournal.State.FINISHED) {
        continue;
      }
      if (begun.isPresent() || done.isEmpty()) {
        break;
      }
      done.get().outputs().keySet().forEach(path -> copy(path, around.storage()));
      if (stage instanceof Stage.Train train) {
        copyLogs(train.model().name(), around.storage());
      }
      journal.finished(stage.name(), done.get().outputs(), done.get().seconds());
      lent++;
    }
    return lent;
  }

  private void copy(String path, RunStorage to) {
    Path from = storage.locate(path);
    if (Files.isDirectory(from)) {
      to.publishFolder(path, folder -> FolderCopy.of(from, folder));
    } else {
      to.publishFile(path, file -> Files.copy(from, file));
    }
  }

  private void copyLogs(String model, RunStorage to) {
    if (storage.exists(RunDirectory.events(model))) {
      copy(RunDirectory.events(model), to);
    }
    new MetricsLog(to, RunDirectory.METRICS).takeOver(model, storage);
  }
}
