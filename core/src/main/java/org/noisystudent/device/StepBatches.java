package org.noisystudent.device;

import java.util.List;
import java.util.Optional;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TUint8;

/**
 * The batches of a training, as nodes of the graph that runs the step: none passes through Java.
 */
public interface StepBatches extends AutoCloseable {
  /** Returns the images of the next batch: [batch, resolution, resolution, 3], labeled first. */
  Operand<TUint8> images();

  /** Returns the targets of the next batch: [batch, classes]. */
  Operand<TFloat32> targets();

  /**
   * Returns the unlabeled images of the next batch as a teacher in the step sees them, where there
   * is one: [unlabeled, resolution, resolution, 3] at its own resolution.
   */
  default Optional<Operand<TUint8>> teacherImages() {
    return Optional.empty();
  }

  /** Returns what is fetched with each step, for {@link #observe}. */
  List<Operand<TInt64>> watched();

  /** Takes the values of {@link #watched}, which stay the caller's. */
  void observe(List<TInt64> values);

  /** Makes the next batch that of a step, counted from 0. */
  void seek(Session session, long step);

  @Override
  void close();

  /** Adds batches to a graph. */
  @FunctionalInterface
  interface Source {
    /** Adds the nodes; the result is the caller's to close. */
    StepBatches add(Graph graph);
  }
}
