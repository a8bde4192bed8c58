package org.noisystudent.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A text file with the name of each class, one a line, in their order. A thousand names for 1,001
 * classes are those of ImageNet without the background, which is class 0.
 */
final class ClassNamesFile {
  private static final int IMAGENET = 1000;

  private ClassNamesFile() {}

  /**
   * Reads the file that a key names; what is wrong with it is a problem of the key.
   *
   * @param classes how many names there must be; 0 = that is a problem of its own
   */
  static List<String> read(ConfigReader reader, String key, int classes) {
    String file = reader.text(key, "");
    List<String> names = new ArrayList<>();
    try {
      if (classes == IMAGENET + 1) {
        names.add(DataConfig.BACKGROUND);
      }
      Files.readString(Path.of(file)).strip().lines().map(String::strip).forEach(names::add);
    } catch (IOException | InvalidPathException e) {
      reader.check(false, key, file, () -> "be a text file that can be read: " + e);
      return List.of();
    }
    if (names.size() == classes + 1 && names.get(0).equals(DataConfig.BACKGROUND)) {
      names.remove(0);
    }
    int empty = names.indexOf("") + 1;
    reader.check(
        empty == 0,
        key,
        file,
        () -> "have a name in every line; line %d has none".formatted(empty));
    reader.check(
        classes == 0 || names.size() == classes,
        key,
        file,
        () -> "have a line for each class (%d); it has %d".formatted(classes, names.size()));
    return empty == 0 && names.size() == classes ? names : List.of();
  }
}
