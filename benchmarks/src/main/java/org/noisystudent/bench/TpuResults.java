package org.noisystudent.bench;

import java.nio.file.Path;
import java.util.Optional;
import org.noisystudent.storage.Json;
import org.noisystudent.storage.LocalRunStorage;
import org.noisystudent.storage.RunStorage;

/** The folder with a file for every compile that was done or tried. */
final class TpuResults {
  private final RunStorage storage;

  TpuResults(Path folder) {
    storage = new LocalRunStorage(folder);
  }

  Optional<TpuCell> read(TpuPlan plan) {
    String file = plan.file();
    return storage.exists(file)
        ? Optional.of(Json.read(storage.locate(file).toString(), storage.read(file), TpuCell.class))
        : Optional.empty();
  }

  /** Keeps a cell, in place of an earlier one; a crash leaves one of the two. */
  Path write(TpuPlan plan, TpuCell cell) {
    storage.publish(plan.file(), Json.document(cell));
    return storage.locate(plan.file());
  }
}
