package org.noisystudent.device;

import java.util.List;
import java.util.Map;
import org.noisystudent.train.StepInputs;
import org.noisystudent.train.TrainStep.Metric;

/** Runs one training's steps and keeps its variables. */
public interface Device extends AutoCloseable {
  /** Returns the processes that run the steps together. */
  default ProcessGroup processes() {
    return ProcessGroup.one();
  }

  /** Gives every variable its first value, a pure function of the seed. */
  void initialize(long seed);

  /** Sets variables by name; the others keep their values. The values stay the caller's. */
  void load(VariableValues values);

  /** Returns a copy of every variable, the caller's to close. */
  VariableValues read();

  /** Makes the next batch that of a step, counted from 0. */
  void seek(long step);

  /** Starts a step on the next batch; the device may still be at it when this returns. */
  void start(StepInputs inputs);

  /**
   * Waits for the steps that were started, and returns their metrics, oldest first; those that an
   * earlier call returned are not among them.
   */
  List<Map<Metric, Float>> finish();

  /** Runs one step on the next batch, and returns its metrics; those before it are dropped. */
  default Map<Metric, Float> step(StepInputs inputs) {
    start(inputs);
    List<Map<Metric, Float>> finished = finish();
    return finished.get(finished.size() - 1);
  }

  @Override
  void close();
}
