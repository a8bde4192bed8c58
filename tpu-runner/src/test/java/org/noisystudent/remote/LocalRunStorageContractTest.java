package org.noisystudent.remote;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.noisystudent.storage.LocalRunStorage;
import org.noisystudent.storage.RunStorage;

/** The disk keeps what a bucket must keep too. */
final class LocalRunStorageContractTest extends RunStorageContract {
  @TempDir Path folder;

  @Override
  RunStorage fresh() {
    return new LocalRunStorage(folder.resolve("run"));
  }
}
