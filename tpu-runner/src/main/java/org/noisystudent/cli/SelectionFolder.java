package org.noisystudent.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.noisystudent.pseudolabel.SelectionStatistics;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;
import org.noisystudent.storage.Json;
import org.noisystudent.storage.LocalRunStorage;

/**
 * Where a selection goes. The folder is replaced as a whole, so it must hold nothing else; {@code
 * selection.json} comes last.
 *
 * @param storage of the folder's parent
 * @param name of the folder
 */
record SelectionFolder(LocalRunStorage storage, String name) {
  private static final String STATISTICS = "selection.json";

  /**
   * Opens a folder, which need not be there.
   *
   * @throws UserErrorException if it holds anything but an earlier selection
   */
  static SelectionFolder open(Path out) {
    Path folder = out.toAbsolutePath().normalize();
    Path parent = folder.getParent();
    if (parent == null || (Files.exists(folder) && !Files.isDirectory(folder))) {
      throw new UserErrorException(Kind.USAGE, "--out (" + out + ") must be a folder");
    }
    LocalRunStorage storage = new LocalRunStorage(parent);
    String name = String.valueOf(folder.getFileName());
    List<String> others =
        storage.list(name).stream()
            .filter(file -> !file.equals(STATISTICS))
            .filter(file -> !file.matches("pseudo-labeled-\\d+-of-\\d+\\.tfrecord"))
            .toList();
    if (!others.isEmpty()) {
      throw new UserErrorException(
          Kind.USAGE,
          "--out (%s) must be new, empty or an earlier selection; it holds %s"
              .formatted(out, others.get(0)));
    }
    return new SelectionFolder(storage, name);
  }

  /** Writes the shards, then the statistics. */
  void write(Consumer<SelectionFolder> shards, SelectionStatistics statistics) {
    shards.accept(this);
    storage.publish(name + "/" + STATISTICS, Json.document(statistics));
  }

  /** Returns the statistics of the selection that is there. */
  SelectionStatistics read() {
    String place = name + "/" + STATISTICS;
    return Json.read(
        storage.locate(place).toString(), storage.read(place), SelectionStatistics.class);
  }
}
