package org.noisystudent.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.noisystudent.config.DataConfig;

/** The thousand classes of ImageNet (ILSVRC 2012), in the order of their WordNet numbers. */
public final class ImageNetClasses {
  /** How many there are. */
  public static final int COUNT = 1000;

  private ImageNetClasses() {}

  /** Returns whether a number of classes is all of them, with a background or without. */
  public static boolean areAll(int classes) {
    return classes == COUNT || classes == COUNT + 1;
  }

  /** Returns their names. */
  public static List<String> names() {
    return lines("imagenet-classes.txt");
  }

  /** Returns their WordNet numbers, e.g. {@code n01440764} for class 0. */
  public static List<String> synsets() {
    return lines("imagenet-synsets.txt");
  }

  /** Returns the WordNet numbers of the 200 classes of ImageNet-A, rising. */
  public static List<String> adversarialSynsets() {
    return lines("imagenet-a-synsets.txt");
  }

  /** Returns the WordNet numbers of the 200 classes of ImageNet-R, rising. */
  public static List<String> renditionSynsets() {
    return lines("imagenet-r-synsets.txt");
  }

  /**
   * Returns the WordNet numbers by class of a model, whose class 0 is a background where it has
   * 1,001 classes.
   *
   * @throws IllegalArgumentException for another number of classes than 1,000 and 1,001
   */
  public static List<String> synsets(int classes) {
    List<String> synsets = new ArrayList<>();
    if (classes == COUNT + 1) {
      synsets.add(DataConfig.BACKGROUND);
    } else if (classes != COUNT) {
      throw new IllegalArgumentException("classes (" + classes + ") must be 1000 or 1001");
    }
    synsets.addAll(synsets());
    return List.copyOf(synsets);
  }

  private static List<String> lines(String file) {
    try (InputStream in = ImageNetClasses.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException(file + " is missing from the program");
      }
      BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      return lines.lines().filter(line -> !line.startsWith("#")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
