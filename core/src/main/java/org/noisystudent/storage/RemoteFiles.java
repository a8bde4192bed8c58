package org.noisystudent.storage;

import java.nio.file.Path;
import java.util.ServiceLoader;
import java.util.regex.Pattern;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;

/**
 * Files that are not on a disk, named like {@code gs://bucket/folder}, and how they get there to be
 * read. Who knows how is found by {@link ServiceLoader}, when such a name is met and not before.
 */
public interface RemoteFiles {
  /** What a name starts with that is no path on the disk. */
  Pattern SCHEME = Pattern.compile("[a-z][a-z0-9+.-]*://.*", Pattern.DOTALL);

  /** Returns whether these files are of the kind that is named. */
  boolean know(String name);

  /**
   * Makes a file or folder, or all files that a pattern stands for, be there on the disk as they
   * are now.
   *
   * @param name whose last part may hold {@code *}, {@code ?}, <code>[</code> or <code>{</code>
   * @return where it is, with the pattern as it was; nothing is there where nothing is at the name
   */
  Path fetch(String name);

  /** Returns whether a name is that of a file that is not on a disk. */
  static boolean isRemote(String name) {
    return SCHEME.matcher(name).matches();
  }

  /**
   * Returns where what is named is on the disk; it is fetched where it is elsewhere.
   *
   * @throws UserErrorException of kind USAGE where nobody knows such names
   */
  static Path local(String name) {
    if (!isRemote(name)) {
      return Path.of(name);
    }
    for (RemoteFiles files : ServiceLoader.load(RemoteFiles.class)) {
      if (files.know(name)) {
        return files.fetch(name);
      }
    }
    throw new UserErrorException(
        Kind.USAGE, name + ": must be a path, or gs://BUCKET/PATH; other places are not known");
  }
}
