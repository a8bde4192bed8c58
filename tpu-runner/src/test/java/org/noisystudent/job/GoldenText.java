package org.noisystudent.job;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Texts that are kept in {@code test-data/golden}, so that a change of one shows in a diff. */
public final class GoldenText {
  private static final Path FOLDER =
      Path.of(System.getProperty("project.root")).resolve("test-data/golden");

  private GoldenText() {}

  /** Compares a text with a file of the folder, or writes it there if {@code golden.update} is. */
  public static void compare(String file, String actual) throws IOException {
    Path golden = FOLDER.resolve(file);
    if (Boolean.getBoolean("golden.update")) {
      Files.createDirectories(golden.getParent());
      Files.writeString(golden, actual);
    }
    assertEquals(
        Files.exists(golden) ? Files.readString(golden) : "",
        actual,
        golden + " is not up to date: run this test with -Dgolden.update=true, read the diff");
  }
}
