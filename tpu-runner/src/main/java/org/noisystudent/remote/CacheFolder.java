package org.noisystudent.remote;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.noisystudent.process.TemporaryFolder;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;

/**
 * The local folder of a place in a bucket: one in the user's caches, or where that is taken by
 * another process, or cannot be written, a temporary one.
 */
final class CacheFolder implements AutoCloseable {
  private static final String LOCK = ".cache-lock";

  /** Within a process, one at a time fetches into folders that processes share. */
  private static final ReentrantLock SHARED = new ReentrantLock();

  private final Path folder;
  private final AutoCloseable held;

  private CacheFolder(Path folder, AutoCloseable held) {
    this.folder = folder;
    this.held = held;
  }

  /** Opens the folder of a run directory, for a process alone. */
  static CacheFolder of(GsPlace place, Path caches) {
    Path folder = folder("gs-runs", place, caches);
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

  /**
   * Opens the folder of what is only read, waiting while another process fetches into it. What it
   * holds may be used when it is closed.
   */
  @SuppressWarnings("LockNotBeforeTry") // it is closed by who opened it
  static CacheFolder shared(GsPlace place, Path caches) {
    Path folder = folder("gs-files", place, caches);
    SHARED.lock();
    try {
      FileChannel file = open(folder);
      file.lock();
      return new CacheFolder(
          folder,
          () -> {
            try {
              file.close();
            } finally {
              SHARED.unlock();
            }
          });
    } catch (IOException e) {
      SHARED.unlock();
      throw new UserErrorException(
          Kind.DATA,
          folder
              + " must be a folder for copies of what is in "
              + place
              + " (XDG_CACHE_HOME): "
              + e,
          e);
    }
  }

  /** One name for the whole path: no folder is in another. */
  private static Path folder(String kind, GsPlace place, Path caches) {
    String name = "%2F" + place.path().replace("%", "%25").replace("/", "%2F");
    return caches.resolve(kind).resolve(place.bucket()).resolve(name);
  }

  private static FileChannel open(Path folder) throws IOException {
    Files.createDirectories(folder);
    return FileChannel.open(
        folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  private static Optional<FileChannel> lock(Path folder) {
    try {
      FileChannel file = open(folder);
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
