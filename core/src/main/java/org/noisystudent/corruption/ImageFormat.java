package org.noisystudent.corruption;

import java.util.Locale;

/** How images are written. */
public enum ImageFormat {
  /** Lossless. */
  PNG("png"),
  /** As the published sets of ImageNet are. */
  JPEG("jpg");

  private final String extension;

  ImageFormat(String extension) {
    this.extension = extension;
  }

  /** Returns how names of files end, without a dot. */
  String extension() {
    return extension;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
