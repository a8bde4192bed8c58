package org.noisystudent.cli;

import java.util.Locale;

/** The benchmarks of {@code evaluate}. */
enum BenchmarkName {
  /** Any labeled images, of the model's own classes. */
  FOLDER,
  /** The same, corrupted, laid out as ImageNet-C. */
  FOLDER_C,
  /** The same, perturbed, laid out as ImageNet-P. */
  FOLDER_P,
  /** ImageNet's validation images. */
  IMAGENET,
  IMAGENET_A,
  IMAGENET_C,
  IMAGENET_P,
  IMAGENET_R,
  IMAGENET_V2,
  /** Any labeled images, changed to mislead the model. */
  ADVERSARIAL;

  /** Returns whether its images are of ImageNet's classes, all of them or some. */
  boolean ofImageNet() {
    return switch (this) {
      case IMAGENET, IMAGENET_A, IMAGENET_C, IMAGENET_P, IMAGENET_R, IMAGENET_V2 -> true;
      case FOLDER, FOLDER_C, FOLDER_P, ADVERSARIAL -> false;
    };
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
