package org.noisystudent.selftraining;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Copies the files of a folder, with its folders. */
final class FolderCopy {
  private FolderCopy() {}

  static void of(Path from, Path to) throws IOException {
    List<Path> all;
    try (Stream<Path> walk = Files.walk(from)) {
      all = walk.filter(place -> !place.equals(from)).toList();
    }
    for (Path place : all) {
      Path target = to.resolve(from.relativize(place).toString());
      if (Files.isDirectory(place)) {
        Files.createDirectory(target);
      } else {
        Files.copy(place, target);
      }
    }
  }
}
