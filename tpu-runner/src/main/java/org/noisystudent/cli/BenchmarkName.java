package org.noisystudent.cli;

import java.util.Locale;

/** The benchmarks of {@code evaluate}, those to come included. */
enum BenchmarkName {
  /** Any labeled images, of the model's own classes. */
  FOLDER,
  /** ImageNet's validation images. */
  IMAGENET,
  IMAGENET_A,
  IMAGENET_C,
  IMAGENET_P,
  /** Any labeled images, changed to mislead the model. */
  ADVERSARIAL;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
