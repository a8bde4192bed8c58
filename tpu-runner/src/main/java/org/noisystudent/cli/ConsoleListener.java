package org.noisystudent.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.noisystudent.run.Stage;
import org.noisystudent.selftraining.RunListener;
import picocli.CommandLine.Model.CommandSpec;

/** Tells a person at a terminal, or a log, what a run does. */
final class ConsoleListener implements RunListener, AutoCloseable {
  private final CommandSpec command;
  private final PrintWriter err;
  private Optional<Progress> progress = Optional.empty();
  private int skipped;

  ConsoleListener(CommandSpec command) {
    this.command = command;
    this.err = command.commandLine().getErr();
  }

  @Override
  public void skipped(Stage stage) {
    skipped++;
  }

  @Override
  public void damaged(Stage stage, String output) {
    err.println(
        output + " is not what " + stage.name() + " left: it is done again, with all after it");
  }

  @Override
  public void started(Stage stage) {
    if (skipped > 0) {
      err.println(skipped + " stages were finished before");
      skipped = 0;
    }
    err.println(stage.name() + " ...");
  }

  @Override
  public void finished(Stage stage, Duration time) {
    endProgress();
    err.println(
        String.format(Locale.ROOT, "%s done in %.1f s", stage.name(), time.toMillis() / 1000.0));
  }

  @Override
  public void started(long firstStep, long steps) {
    if (firstStep > 0) {
      err.println("taken up at step " + firstStep + " of " + steps);
    }
  }

  @Override
  public void stepped(long done, long steps) {
    report("training", "steps", done, steps);
  }

  @Override
  public void labeled(int done, int images) {
    report("labeling", "images", done, images);
  }

  private void report(String task, String unit, long done, long all) {
    if (progress.isEmpty()) {
      progress = Optional.of(Progress.of(command, task, unit));
    }
    progress.get().report(done, all);
  }

  @Override
  public void logged(long step, Map<String, Double> numbers) {
    progress.ifPresent(
        shown ->
            shown.note(
                String.format(
                    Locale.ROOT,
                    "loss %.3f, %.0f images/s",
                    numbers.getOrDefault("loss", Double.NaN),
                    numbers.getOrDefault("imagesPerSecond", Double.NaN))));
  }

  @Override
  public void warned(String line) {
    err.println("warning: " + line);
  }

  private void endProgress() {
    progress.ifPresent(Progress::close);
    progress = Optional.empty();
  }

  @Override
  public void close() {
    endProgress();
  }
}
