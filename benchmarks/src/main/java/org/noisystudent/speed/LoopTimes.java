package org.noisystudent.speed;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.noisystudent.run.Stage;
import org.noisystudent.selftraining.RunListener;

/**
 * Measures the trainings of a run: what of their time is outside the steps' {@code Session.run},
 * and what a step leaves to the garbage collector. The first steps of a training are not counted,
 * and neither is the last, which ends with a checkpoint.
 */
final class LoopTimes implements RunListener {
  private final int warmUp;
  private final LongSupplier clock;
  private final LongSupplier steps;
  private final LongSupplier allocated;
  private final List<Part> parts = new ArrayList<>();
  private Mark mark = new Mark(0, 0, 0, 0);

  /** Where the clocks stood after a step. */
  private record Mark(long step, long nanoseconds, long inSteps, long bytes) {}

  /**
   * A stretch of a training.
   *
   * @param steps how many
   * @param seconds they took
   * @param secondsInSession of these, within {@code Session.run}
   * @param bytesAStep allocated in Java by the thread that trains
   */
  record Part(long steps, double seconds, double secondsInSession, double bytesAStep) {
    /** Returns the part of the time that is outside {@code Session.run}. */
    double outside() {
      return 1 - secondsInSession / seconds;
    }
  }

  /**
   * Creates it.
   *
   * @param warmUp steps of each training that are not counted
   * @param clock in nanoseconds
   * @param steps nanoseconds within the steps so far
   * @param allocated bytes that the calling thread allocated so far
   */
  LoopTimes(int warmUp, LongSupplier clock, LongSupplier steps, LongSupplier allocated) {
    this.warmUp = warmUp;
    this.clock = clock;
    this.steps = steps;
    this.allocated = allocated;
  }

  /** Returns two stretches of each training, its first and its second half. */
  List<Part> parts() {
    return List.copyOf(parts);
  }

  @Override
  public void started(long firstStep, long all) {
    // counted from the end of the warm-up
  }

  @Override
  public void stepped(long done, long all) {
    if (done == warmUp) {
      mark = now(done);
    } else if (done < warmUp || all <= warmUp + 1) {
      return; // too short a training shows nothing
    } else if (done == (warmUp + all) / 2 || done == all - 1) {
      Mark end = now(done);
      long count = end.step - mark.step;
      parts.add(
          new Part(
              count,
              (end.nanoseconds - mark.nanoseconds) / 1e9,
              (end.inSteps - mark.inSteps) / 1e9,
              (double) (end.bytes - mark.bytes) / count));
      mark = end;
    }
  }

  private Mark now(long step) {
    return new Mark(step, clock.getAsLong(), steps.getAsLong(), allocated.getAsLong());
  }

  @Override
  public void skipped(Stage stage) {
    // a run begins anew
  }

  @Override
  public void damaged(Stage stage, String output) {
    // a run begins anew
  }

  @Override
  public void started(Stage stage) {
    // trainings alone are measured
  }

  @Override
  public void finished(Stage stage, Duration time) {
    // trainings alone are measured
  }

  @Override
  public void logged(long step, Map<String, Double> numbers) {
    // the numbers do not matter
  }

  @Override
  public void warned(String line) {
    // the run's own log has it
  }

  @Override
  public void labeled(int done, int images) {
    // trainings alone are measured
  }
}
