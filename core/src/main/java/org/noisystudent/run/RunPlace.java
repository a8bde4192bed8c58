package org.noisystudent.run;

import java.nio.file.Path;
import org.noisystudent.storage.LocalRunStorage;
import org.noisystudent.storage.RunStorage;

/** Where a run directory is, on a disk or elsewhere; its text is its name for people. */
public interface RunPlace extends AutoCloseable {
  /** Returns the storage of the place; what it writes is refused once a lock is lost. */
  RunStorage storage();

  /**
   * Takes the lock of the place, so that no other process writes there.
   *
   * @throws org.noisystudent.savedmodel.UserErrorException of kind USAGE if another process has it
   */
  Lock lock();

  /** Ends the connection to the place, where there is one. */
  @Override
  void close();

  /** A lock that is held until it is closed, or its process ends. */
  interface Lock extends AutoCloseable {
    @Override
    void close();
  }

  /** Returns a folder of the disk. */
  static RunPlace of(Path folder) {
    return new RunPlace() {
      @Override
      public RunStorage storage() {
        return new LocalRunStorage(folder);
      }

      @Override
      public Lock lock() {
        return RunLock.of(folder);
      }

      @Override
      public String toString() {
        return folder.toString();
      }

      @Override
      public void close() {
        // nothing is open
      }
    };
  }
}
