package org.noisystudent.pjrt;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A run of a program that was started. The results can be used at once, also as arguments of the
 * next run; they belong to the caller, the events of the run to this.
 */
public final class PjrtExecution implements AutoCloseable {
  private final List<List<PjrtBuffer>> outputs;
  private final List<PjrtEvent> completed;

  private PjrtExecution(List<List<PjrtBuffer>> outputs, List<PjrtEvent> completed) {
    this.outputs = outputs;
    this.completed = completed;
  }

  static PjrtExecution of(PjrtApi api, PjrtStruct results, int devices, int numOutputs) {
    List<List<PjrtBuffer>> outputs = new ArrayList<>();
    List<PjrtEvent> completed = new ArrayList<>();
    for (int device = 0; device < devices; device++) {
      long place = (long) device * Native.POINTER_SIZE;
      Pointer row = results.pointer("output_lists").getPointer(place);
      List<PjrtBuffer> buffers = new ArrayList<>();
      for (int output = 0; output < numOutputs; output++) {
        buffers.add(new PjrtBuffer(api, row.getPointer((long) output * Native.POINTER_SIZE)));
      }
      outputs.add(List.copyOf(buffers));
      completed.add(
          new PjrtEvent(api, results.pointer("device_complete_events").getPointer(place)));
    }
    return new PjrtExecution(List.copyOf(outputs), List.copyOf(completed));
  }

  /** Returns the results, [device][result]; the caller closes them. */
  public List<List<PjrtBuffer>> outputs() {
    return outputs;
  }

  /** Returns whether all devices are done, or have failed. */
  public boolean isReady() {
    return completed.stream().allMatch(PjrtEvent::isReady);
  }

  /** Waits until all devices are done, no longer than a limit for all together. */
  public void await(Duration limit) {
    long start = System.nanoTime();
    for (PjrtEvent each : completed) {
      each.await(start, limit);
    }
  }

  /** Ends the watch over the run; the run goes on, and its results stay. */
  @Override
  public void close() {
    completed.forEach(PjrtEvent::close);
  }
}
