package org.noisystudent.pjrt;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The files under {@code test-data/golden/pjrt}. */
final class Golden {
  private static final Path FOLDER =
      Path.of(System.getProperty("project.root", ".."), "test-data", "golden", "pjrt");

  private Golden() {}

  static PjrtProgram hlo(String name) {
    return PjrtProgram.hlo(bytes(name + ".hlo.pb"));
  }

  static PjrtProgram mlir(String name) {
    return PjrtProgram.mlir(String.join("\n", lines(name + ".mlir")));
  }

  static List<String> lines(String file) {
    try {
      return Files.readAllLines(FOLDER.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] bytes(String file) {
    try {
      return Files.readAllBytes(FOLDER.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
