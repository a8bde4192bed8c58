package org.noisystudent.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.noisystudent.data.ImageSources;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;
import picocli.CommandLine.Option;

/** The option of the class folders' names. */
final class ClassFolderNames {
  @Option(
      names = "--class-names",
      paramLabel = "FILE",
      description = "the names of the class folders, one a line, where --data has only numbers")
  private Optional<Path> classNames = Optional.empty();

  /**
   * Returns the names of a source's classes by number; empty where there are none.
   *
   * @throws UserErrorException of kind DATA where one cannot be the name of a folder
   */
  List<String> of(ImageSources.Opened opened) {
    if (classNames.isEmpty()) {
      return opened.classNames();
    }
    Path file = classNames.get();
    List<String> names;
    try {
      names = Files.readString(file).strip().lines().map(String::strip).toList();
    } catch (IOException e) {
      throw new UserErrorException(
          Kind.DATA, "--class-names (%s) must be a text file: %s".formatted(file, e), e);
    }
    Set<String> seen = new HashSet<>();
    for (String name : names) {
      if (name.isEmpty() || name.startsWith(".") || name.contains("/") || !seen.add(name)) {
        throw new UserErrorException(
            Kind.DATA,
            "--class-names (%s): '%s' must be the name of a folder, and of one class"
                .formatted(file, name));
      }
    }
    return names;
  }
}
