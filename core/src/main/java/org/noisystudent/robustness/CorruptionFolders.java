package org.noisystudent.robustness;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;

/**
 * Where the images of each corruption and severity are: {@code corruption/severity/class/file}, the
 * corruption also in a folder called as one of ImageNet-C's archives ({@code blur/defocus_blur}).
 *
 * @param cells those that are there, in the order of {@link Corruption} and by severity
 */
public record CorruptionFolders(List<Cell> cells) {
  private static final List<String> ARCHIVES =
      List.of("", "noise", "blur", "weather", "digital", "extra");

  /** Copies the list. */
  public CorruptionFolders {
    cells = List.copyOf(cells);
  }

  /**
   * The images of one severity of a corruption.
   *
   * @param folder holds a folder a class
   */
  public record Cell(Corruption corruption, int severity, Path folder) {
    /** Returns its name. */
    public String name() {
      return corruption + "/" + severity;
    }
  }

  /**
   * Finds the folders. The corruptions that are not scored may be absent, but not some of their
   * severities.
   *
   * @param partial whether others may be missing, too
   * @throws UserErrorException of kind DATA that names what is missing
   */
  public static CorruptionFolders find(Path root, boolean partial) {
    List<Cell> cells = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    for (Corruption corruption : Corruption.values()) {
      Optional<Path> folder =
          ARCHIVES.stream()
              .map(archive -> root.resolve(archive).resolve(corruption.toString()))
              .filter(Files::isDirectory)
              .findFirst();
      if (folder.isEmpty()) {
        if (corruption.scored()) {
          missing.add(corruption.toString());
        }
        continue;
      }
      for (int severity = 1; severity <= Corruption.SEVERITIES; severity++) {
        Cell cell = new Cell(corruption, severity, folder.get().resolve(String.valueOf(severity)));
        if (Files.isDirectory(cell.folder())) {
          cells.add(cell);
        } else {
          missing.add(cell.name());
        }
      }
    }
    if (cells.isEmpty() || !(partial || missing.isEmpty())) {
      throw new UserErrorException(
          Kind.DATA,
          "%s must hold the %d corruptions at severities 1 to %d; missing: %s%s"
              .formatted(
                  root,
                  Corruption.scoredOnes().size(),
                  Corruption.SEVERITIES,
                  Listed.some(missing),
                  cells.isEmpty() ? "" : " (--partial measures what is there)"));
    }
    return new CorruptionFolders(cells);
  }
}
