package org.noisystudent.pseudolabel;

/** The pixels of the images of a source. */
@FunctionalInterface
public interface ImagePng {
  /**
   * Returns an image as a PNG file, or as the JPEG file that it is stored as; always the same bytes
   * for the same image.
   */
  byte[] png(int image);
}
