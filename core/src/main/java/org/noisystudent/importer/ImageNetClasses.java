package org.noisystudent.importer;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The thousand classes of ImageNet (ILSVRC 2012), in the order of their WordNet numbers. */
final class ImageNetClasses {
  static final int COUNT = 1000;
  private static final String FILE = "imagenet-classes.txt";

  private ImageNetClasses() {}

  /** Returns their names. */
  static List<String> names() {
    try (InputStream in = ImageNetClasses.class.getResourceAsStream(FILE)) {
      if (in == null) {
        throw new IllegalStateException(FILE + " is missing from the program");
      }
      BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      return lines.lines().filter(line -> !line.startsWith("#")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
