package org.noisystudent.run;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;

/**
 * Keeps other processes out of a run directory. The system frees it when the process ends, however
 * it ends.
 */
final class RunLock implements RunPlace.Lock {
  private static final String FILE = ".lock";

  private final FileChannel file;

  private RunLock(FileChannel file) {
    this.file = file;
  }

  /** Takes the lock of a directory, which is created if it is not there. */
  static RunLock of(Path place) {
    RunLock lock = new RunLock(open(place));
    if (!lock.isTaken()) {
      lock.close();
      throw new UserErrorException(
          Kind.USAGE,
          place + " is in use by another process: wait for it, or name another --run-dir");
    }
    return lock;
  }

  private static FileChannel open(Path place) {
    try {
      Files.createDirectories(place);
      return FileChannel.open(
          place.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw new UserErrorException(
          Kind.DATA, place + " cannot be written: " + e + "; nothing was changed", e);
    }
  }

  private boolean isTaken() {
    try {
      FileLock lock = file.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false;
    } catch (IOException e) {
      throw new UserErrorException(Kind.DATA, "the run directory cannot be locked: " + e, e);
    }
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      throw new UserErrorException(Kind.DATA, "the run directory's lock cannot be freed", e);
    }
  }
}
