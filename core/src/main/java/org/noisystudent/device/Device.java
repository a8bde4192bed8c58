package org.noisystudent.device;

import java.util.Map;
import org.noisystudent.train.StepInputs;
import org.noisystudent.train.TrainStep.Metric;

/** Runs one training's steps and keeps its variables. */
public interface Device extends AutoCloseable {
  /** Gives every variable its first value, a pure function of the seed. */
  void initialize(long seed);

  /** Sets variables by name; the others keep their values. The values stay the caller's. */
  void load(VariableValues values);

  /** Returns a copy of every variable, the caller's to close. */
  VariableValues read();

  /** Makes the next batch that of a step, counted from 0. */
  void seek(long step);

  /** Runs one step on the next batch. */
  Map<Metric, Float> step(StepInputs inputs);

  @Override
  void close();
}
