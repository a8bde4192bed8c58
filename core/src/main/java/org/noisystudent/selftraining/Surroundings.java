package org.noisystudent.selftraining;

import java.time.Clock;
import org.noisystudent.data.CorruptRecords;
import org.noisystudent.device.ProcessGroup;
import org.noisystudent.storage.LocalRunStorage;
import org.noisystudent.storage.ReadOnlyRunStorage;
import org.noisystudent.storage.RunStorage;

/**
 * What a training works with.
 *
 * @param storage takes all that is written
 * @param devices opens what runs the steps and asks the models
 * @param corrupt is told of unreadable images
 * @param listener is told how far it is
 * @param clock for times in logs and model cards
 */
public record Surroundings(
    RunStorage storage,
    Devices devices,
    CorruptRecords corrupt,
    RunListener listener,
    Clock clock) {
  /** Returns the processes that work on the run together. */
  ProcessGroup processes() {
    return devices.processes();
  }

  /** Returns where it is remembered what the files of the data hold. */
  RunStorage index() {
    RunStorage index = new LocalRunStorage(storage.locate(".index"));
    return processes().writes() ? index : new ReadOnlyRunStorage(index);
  }
}
