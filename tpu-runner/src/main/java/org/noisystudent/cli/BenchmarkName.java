package org.noisystudent.cli;

import java.util.Locale;

/** The benchmarks of {@code evaluate}. */
enum BenchmarkName {
  IMAGENET,
  IMAGENET_A,
  IMAGENET_C,
  IMAGENET_P,
  ADVERSARIAL,
  FOLDER;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
