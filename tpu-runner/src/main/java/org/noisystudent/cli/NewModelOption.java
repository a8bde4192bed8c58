package org.noisystudent.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The option of every command that makes a SavedModel of what is there already. */
final class NewModelOption {
  @Option(
      names = "--out",
      paramLabel = "DIR",
      required = true,
      description = "where the SavedModel goes; must not exist yet")
  private Path folder;

  /** Returns the folder as it was named. */
  Path folder() {
    return folder;
  }

  /** Returns the folder to create, which does not exist. */
  NewFolder target() {
    return NewFolder.of("--out", folder);
  }
}
