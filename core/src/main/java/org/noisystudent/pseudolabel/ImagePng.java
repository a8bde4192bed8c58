package org.noisystudent.pseudolabel;

/** The pixels of the images of a source. */
@FunctionalInterface
public interface ImagePng {
  /** Returns an image as a PNG file, always the same bytes for the same image. */
  byte[] png(int image);
}
