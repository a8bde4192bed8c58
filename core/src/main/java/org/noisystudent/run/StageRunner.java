package org.noisystudent.run;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.noisystudent.device.ProcessGroup;
import org.noisystudent.savedmodel.ContentHash;
import org.noisystudent.storage.RunStorage;

/**
 * Does the stages of a run in order. A stage that the journal calls finished is skipped when its
 * outputs still are what they were; from the first one of which that is not so, all are done again,
 * their old outputs removed.
 *
 * <p>Several processes do each stage together: one keeps the journal, and none goes on to the next
 * stage before it has noted that this one is finished.
 */
public final class StageRunner {
  private final RunStorage storage;
  private final RunJournal journal;
  private final Clock clock;
  private final Listener listener;
  private final ProcessGroup processes;

  /** Creates a runner. */
  public StageRunner(
      RunStorage storage,
      RunJournal journal,
      Clock clock,
      Listener listener,
      ProcessGroup processes) {
    this.storage = storage;
    this.journal = journal;
    this.clock = clock;
    this.listener = listener;
    this.processes = processes;
  }

  /** Does one stage. */
  @FunctionalInterface
  public interface Work {
    /**
     * Does a stage, taking up what an earlier try left.
     *
     * @return the files and folders that the stage published, by path in the run directory
     */
    List<String> run(Stage stage);
  }

  /** Is told what happens. */
  public interface Listener {
    /** A finished stage is not done again. */
    void skipped(Stage stage);

    /** A finished stage has an output that is not what it was. */
    void damaged(Stage stage, String output);

    /** A stage begins. */
    void started(Stage stage);

    /** A stage is done. */
    void finished(Stage stage, Duration time);
  }

  /** Does what is not done yet. */
  public void run(List<Stage> stages, Work work) {
    int next = 0;
    while (next < stages.size() && isDone(stages.get(next))) {
      listener.skipped(stages.get(next));
      next++;
    }
    List<Stage> rest = stages.subList(next, stages.size());
    processes.agree("the first stage to do", rest.stream().map(Stage::name).findFirst().orElse(""));
    rest.forEach(this::discard);
    rest.forEach(stage -> run(stage, work));
  }

  private void run(Stage stage, Work work) {
    Instant start = clock.instant();
    journal.started(stage.name());
    listener.started(stage);
    List<String> outputs = work.run(stage);
    Duration time =
        processes
            .alone(stage.name(), () -> noted(stage, outputs, start))
            .orElseGet(() -> Duration.between(start, clock.instant()));
    listener.finished(stage, time);
  }

  /** Notes the end of a stage in the journal, and returns how long it took. */
  private Duration noted(Stage stage, List<String> outputs, Instant start) {
    SortedMap<String, String> hashes = new TreeMap<>();
    for (String output : outputs) {
      hashes.put(output, ContentHash.of(storage.locate(output)));
    }
    Duration time = Duration.between(start, clock.instant());
    journal.finished(stage.name(), hashes, time.toMillis() / 1000.0);
    return time;
  }

  private boolean isDone(Stage stage) {
    return journal
        .last(stage.name())
        .filter(entry -> entry.state() == RunJournal.State.FINISHED)
        .filter(entry -> isWhole(stage, entry))
        .isPresent();
  }

  private boolean isWhole(Stage stage, RunJournal.Entry entry) {
    Optional<String> damaged = entry.damaged(storage);
    damaged.ifPresent(output -> listener.damaged(stage, output));
    return damaged.isEmpty();
  }

  /**
   * Removes the outputs of a stage that was finished; one cut short keeps what it can resume from.
   */
  private void discard(Stage stage) {
    journal
        .last(stage.name())
        .filter(entry -> entry.state() == RunJournal.State.FINISHED)
        .ifPresent(entry -> entry.outputs().keySet().forEach(storage::delete));
  }
}
