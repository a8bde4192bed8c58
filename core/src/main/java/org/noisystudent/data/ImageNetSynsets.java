package org.noisystudent.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The WordNet numbers of ImageNet's thousand classes, which its label folders are called by. */
public final class ImageNetSynsets {
  /** The classes of ImageNet (ILSVRC 2012). */
  public static final int COUNT = 1000;

  private static final String FILE = "imagenet-synsets.txt";

  private ImageNetSynsets() {}

  /** Returns the numbers by class, e.g. {@code n01440764} for class 0. */
  public static List<String> all() {
    try (InputStream in = ImageNetSynsets.class.getResourceAsStream(FILE)) {
      if (in == null) {
        throw new IllegalStateException(FILE + " is missing from the program");
      }
      BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      return lines.lines().filter(line -> !line.startsWith("#")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Returns the numbers by class of a model, whose class 0 is a background where it has 1,001
   * classes.
   *
   * @throws IllegalArgumentException for another number of classes than 1,000 and 1,001
   */
  public static List<String> of(int classes) {
    List<String> synsets = new ArrayList<>();
    if (classes == COUNT + 1) {
      synsets.add("background");
    } else if (classes != COUNT) {
      throw new IllegalArgumentException("classes (" + classes + ") must be 1000 or 1001");
    }
    synsets.addAll(all());
    return List.copyOf(synsets);
  }
}
