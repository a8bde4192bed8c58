package org.noisystudent.savedmodel;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Properties;

/** The name and version of this program, as the build wrote them. */
public final class ProgramVersion {
  private ProgramVersion() {}

  /** Returns {@code noisystudent} and its version. */
  public static String current() {
    try (InputStream in = ProgramVersion.class.getResourceAsStream("program.properties")) {
      Properties properties = new Properties();
      properties.load(Objects.requireNonNull(in, "program.properties is missing from the jar"));
      return "noisystudent " + properties.getProperty("version");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
