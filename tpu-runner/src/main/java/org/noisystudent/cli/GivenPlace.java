package org.noisystudent.cli;

import java.nio.file.Path;
import java.util.function.Consumer;
import org.noisystudent.process.UserCaches;
import org.noisystudent.remote.GcsRunPlace;
import org.noisystudent.remote.GsPlace;
import org.noisystudent.remote.RemoteSettings;
import org.noisystudent.run.RunPlace;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.storage.RemoteFiles;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A file or folder that a command line names: a path, or {@code gs://bucket/path}. A {@link Path}
 * cannot hold the latter, since it takes two slashes for one.
 *
 * @param text as it was typed
 */
record GivenPlace(String text) {
  /** Reads a place. */
  static final class Reader implements ITypeConverter<GivenPlace> {
    @Override
    public GivenPlace convert(String text) {
      try {
        if (RemoteFiles.isRemote(text)) {
          GsPlace.of(text);
        }
        return new GivenPlace(text);
      } catch (UserErrorException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }

  /** Reads a path of an option that takes nothing else. */
  static final class PathReader implements ITypeConverter<Path> {
    @Override
    public Path convert(String text) {
      if (RemoteFiles.isRemote(text)) {
        throw new TypeConversionException(text + " must be a path on this machine");
      }
      return Path.of(text);
    }
  }

  boolean isRemote() {
    return RemoteFiles.isRemote(text);
  }

  /**
   * Opens it as a run directory, the caller's to close.
   *
   * @param notices takes lines for a person who waits
   */
  RunPlace open(Consumer<String> notices) {
    return isRemote()
        ? new GcsRunPlace(
            GsPlace.of(text), RemoteSettings.of(System.getenv()), UserCaches.folder(), notices)
        : RunPlace.of(Path.of(text));
  }

  /** Returns where it is on the disk, for reading; it is fetched where it is elsewhere. */
  Path local() {
    return RemoteFiles.local(text);
  }

  /** Returns a place in this folder. */
  GivenPlace resolve(String name) {
    return new GivenPlace(isRemote() ? text + "/" + name : Path.of(text, name).toString());
  }

  @Override
  public String toString() {
    return text;
  }
}
