package org.noisystudent.trainer;

import java.io.ByteArrayOutputStream;
import java.time.Clock;
import java.util.Map;
import org.noisystudent.data.RecordFrames;
import org.noisystudent.storage.RunStorage;
import org.tensorflow.proto.Event;
import org.tensorflow.proto.Summary;

/** Scalar summaries as an event file that TensorBoard reads: TFRecords of {@code Event}. */
public final class TensorBoardWriter {
  private static final String VERSION = "brain.Event:2";
  private final RunStorage storage;
  private final String path;
  private final Clock clock;

  /**
   * Starts an event file. TensorBoard reads all event files of a folder, so a resumed training gets
   * a new one, named by its first step.
   *
   * @param folder the folder of a stage in the run directory
   * @param firstStep the step the training starts or resumes at
   */
  public TensorBoardWriter(RunStorage storage, String folder, long firstStep, Clock clock) {
    this.storage = storage;
    this.path = folder + String.format("/events.out.tfevents.%010d.noisystudent", firstStep);
    this.clock = clock;
    storage.delete(path);
    append(event(0).setFileVersion(VERSION).build());
  }

  /** Adds named numbers at a step; they are on the disk on return. */
  public void add(long step, Map<String, Double> numbers) {
    Summary.Builder summary = Summary.newBuilder();
    numbers.forEach(
        (name, value) ->
            summary.addValue(
                Summary.Value.newBuilder().setTag(name).setSimpleValue(value.floatValue())));
    append(event(step).setSummary(summary).build());
  }

  private Event.Builder event(long step) {
    return Event.newBuilder().setWallTime(clock.millis() / 1000.0).setStep(step);
  }

  private void append(Event event) {
    ByteArrayOutputStream framed = new ByteArrayOutputStream();
    RecordFrames.append(framed, event.toByteArray());
    storage.append(path, framed.toByteArray());
  }
}
