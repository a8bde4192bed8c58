package org.noisystudent.selftraining;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.noisystudent.run.Stage;

/** Remembers what a run does, and can cut it short. */
class QuietListener implements RunListener {
  final List<String> started = new ArrayList<>();
  final List<String> skipped = new ArrayList<>();
  final List<String> damaged = new ArrayList<>();
  final List<String> warnings = new ArrayList<>();
  final List<Long> firstSteps = new ArrayList<>();

  @Override
  public void skipped(Stage stage) {
    skipped.add(stage.name());
  }

  @Override
  public void damaged(Stage stage, String output) {
    damaged.add(output);
  }

  @Override
  public void started(Stage stage) {
    started.add(stage.name());
  }

  @Override
  public void finished(Stage stage, Duration time) {}

  @Override
  public void started(long firstStep, long steps) {
    firstSteps.add(firstStep);
  }

  @Override
  public void stepped(long done, long steps) {}

  @Override
  public void labeled(int done, int images) {}

  @Override
  public void logged(long step, Map<String, Double> numbers) {}

  @Override
  public void warned(String line) {
    warnings.add(line);
  }
}
