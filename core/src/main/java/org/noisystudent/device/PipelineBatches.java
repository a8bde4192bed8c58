package org.noisystudent.device;

import java.util.List;
import java.util.Optional;
import org.noisystudent.data.CorruptRecords;
import org.noisystudent.data.InputPipeline;
import org.noisystudent.data.TrainingInput;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TUint8;

/** The batches of the input pipeline; images that cannot be decoded are reported as they come. */
public final class PipelineBatches implements StepBatches {
  private final InputPipeline pipeline;
  private final CorruptRecords corrupt;

  private PipelineBatches(InputPipeline pipeline, CorruptRecords corrupt) {
    this.pipeline = pipeline;
    this.corrupt = corrupt;
  }

  /** Returns what adds the batches of a training to a graph. */
  public static StepBatches.Source of(TrainingInput input, CorruptRecords corrupt) {
    return (Graph graph) -> new PipelineBatches(InputPipeline.training(graph, input), corrupt);
  }

  @Override
  public Operand<TUint8> images() {
    return pipeline.images();
  }

  @Override
  public Operand<TFloat32> targets() {
    return pipeline.targets();
  }

  @Override
  public Optional<Operand<TUint8>> teacherImages() {
    return pipeline.teacherImages();
  }

  @Override
  public List<Operand<TInt64>> watched() {
    return List.of(pipeline.requested(), pipeline.used());
  }

  @Override
  public void observe(List<TInt64> values) {
    pipeline.report(
        StdArrays.array1dCopyOf(values.get(0)), StdArrays.array1dCopyOf(values.get(1)), corrupt);
  }

  @Override
  public void seek(Session session, long step) {
    pipeline.start(session, step);
  }

  @Override
  public void close() {
    pipeline.close();
  }
}
