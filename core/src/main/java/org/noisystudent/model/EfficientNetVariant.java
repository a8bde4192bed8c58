package org.noisystudent.model;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The published scalings of EfficientNet.
 *
 * <p>B0..B8 and L2 are those of the reference's {@code efficientnet_builder.py}; L0 and L1 are from
 * table 7 of the first arXiv version of the Noisy Student paper; the lite ones are from {@code
 * lite/efficientnet_lite_builder.py}.
 */
public enum EfficientNetVariant {
  B0(1.0, 1.0, 224, 0.2),
  B1(1.0, 1.1, 240, 0.2),
  B2(1.1, 1.2, 260, 0.3),
  B3(1.2, 1.4, 300, 0.3),
  B4(1.4, 1.8, 380, 0.4),
  B5(1.6, 2.2, 456, 0.4),
  B6(1.8, 2.6, 528, 0.5),
  B7(2.0, 3.1, 600, 0.5),
  B8(2.2, 3.6, 672, 0.5),
  L0(2.8, 3.7, 380, 0.5),
  L1(3.9, 3.7, 380, 0.5),
  L2(4.3, 5.3, 475, 0.5),
  LITE0(1.0, 1.0, 224, 0.2, Family.LITE),
  LITE1(1.0, 1.1, 240, 0.2, Family.LITE),
  LITE2(1.1, 1.2, 260, 0.3, Family.LITE),
  LITE3(1.2, 1.4, 280, 0.3, Family.LITE),
  LITE4(1.4, 1.8, 300, 0.3, Family.LITE);

  private final double width;
  private final double depth;
  private final int resolution;
  private final double dropout;
  private final Family family;

  EfficientNetVariant(double width, double depth, int resolution, double dropout) {
    this(width, depth, resolution, dropout, Family.STANDARD);
  }

  EfficientNetVariant(double width, double depth, int resolution, double dropout, Family family) {
    this.width = width;
    this.depth = depth;
    this.resolution = resolution;
    this.dropout = dropout;
    this.family = family;
  }

  /** Returns the variant of a name such as {@code b0}, in any case. */
  public static Optional<EfficientNetVariant> of(String name) {
    return Arrays.stream(values()).filter(v -> v.name().equalsIgnoreCase(name)).findFirst();
  }

  /** Returns all names, separated by commas. */
  public static String names() {
    return Arrays.stream(values()).map(EfficientNetVariant::key).collect(Collectors.joining(", "));
  }

  /** Returns the lower-case name, as in configs and on the command line. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the factor of filters. */
  public double width() {
    return width;
  }

  /** Returns the factor of repeats. */
  public double depth() {
    return depth;
  }

  /** Returns the side in pixels of training images. */
  public int resolution() {
    return resolution;
  }

  /** Returns the drop rate before the classifier. */
  public double dropout() {
    return dropout;
  }

  /** Returns what it has in common with others. */
  public Family family() {
    return family;
  }
}
