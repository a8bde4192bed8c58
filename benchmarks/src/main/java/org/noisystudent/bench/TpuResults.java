package org.noisystudent.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.noisystudent.storage.Json;

/** The folder with a file for every compile that was done or tried. */
final class TpuResults {
  private final Path folder;

  TpuResults(Path folder) {
    this.folder = folder;
  }

  Optional<TpuCell> read(String variant, String topology) throws IOException {
    Path file = folder.resolve(TpuPlan.file(variant, topology));
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    return Optional.of(Json.read(file.toString(), Files.readAllBytes(file), TpuCell.class));
  }

  /** Keeps a cell, in place of an earlier one; a crash leaves one of the two. */
  Path write(TpuPlan plan, TpuCell cell) throws IOException {
    Files.createDirectories(folder);
    Path file = folder.resolve(plan.file());
    Path partial = Files.write(folder.resolve(plan.file() + ".partial"), Json.document(cell));
    return Files.move(partial, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
  }
}
