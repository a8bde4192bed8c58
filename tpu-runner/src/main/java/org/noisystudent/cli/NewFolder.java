package org.noisystudent.cli;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;
import org.noisystudent.storage.LocalRunStorage;
import org.noisystudent.storage.RunStorage;

/**
 * A folder that a command creates whole.
 *
 * @param storage of the folder around it
 * @param name of the folder
 */
record NewFolder(RunStorage storage, String name) {
  /**
   * Returns the folder of an option.
   *
   * @throws UserErrorException if it exists
   */
  static NewFolder of(String option, Path folder) {
    Path place = folder.toAbsolutePath().normalize();
    Path around = place.getParent();
    if (around == null || Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
      throw new UserErrorException(
          Kind.DATA, option + " (" + folder + ") must not exist yet: delete it or name another");
    }
    return new NewFolder(new LocalRunStorage(around), place.getFileName().toString());
  }
}
