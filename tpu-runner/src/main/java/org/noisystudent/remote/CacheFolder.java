package org.noisystudent.remote;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.noisystudent.process.TemporaryFolder;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;

/**
 * The local folder of a place in a bucket: one in the user's caches, or where that is taken by
 * another process, or cannot be written, a temporary one.
 */
final class CacheFolder implements AutoCloseable {
  private final Path folder;
  private final AutoCloseable held;

  private CacheFolder(Path folder, AutoCloseable held) {
    this.folder = folder;
    this.held = held;
  }

  /** Opens the folder of a place. */
  static CacheFolder of(GsPlace place, Path caches) {
    Path folder = caches.resolve("gs").resolve(place.bucket()).resolve(place.path());
    try {
      Optional<FileChannel> lock = lock(folder);
      if (lock.isPresent()) {
        return new CacheFolder(folder, lock.get());
      }
      TemporaryFolder temporary = TemporaryFolder.create("noisystudent-gs");
      return new CacheFolder(temporary.path(), temporary);
    } catch (IOException e) {
      throw new UserErrorException(
          Kind.DATA, "there is no folder for copies of what is in " + place + ": " + e, e);
    }
  }

  private static Optional<FileChannel> lock(Path folder) {
    try {
      Files.createDirectories(folder);
      FileChannel file =
          FileChannel.open(
              folder.resolve(".cache-lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      try {
        FileLock lock = file.tryLock();
        if (lock != null) {
          return Optional.of(file);
        }
      } catch (OverlappingFileLockException e) {
        // held by this process: a temporary folder does
      }
      file.close();
      return Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  Path path() {
    return folder;
  }

  @Override
  public void close() {
    try {
      held.close();
    } catch (Exception e) {
      throw new UserErrorException(Kind.DATA, folder + " cannot be freed: " + e, e);
    }
  }
}
