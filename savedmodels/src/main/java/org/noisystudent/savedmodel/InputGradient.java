package org.noisystudent.savedmodel;

import com.google.common.primitives.ImmutableIntArray;
import org.tensorflow.types.TFloat32;

/** How a model's loss changes with the pixels of its images: what an attack on it follows. */
@FunctionalInterface
public interface InputGradient {
  /**
   * Returns the gradient of each image's cross-entropy with a class, by its pixels.
   *
   * @param images [batch, resolution, resolution, 3], RGB 0..255; stays the caller's
   * @param classes [batch], a class for each image
   * @return [batch, resolution, resolution, 3], all finite; the caller's to close
   */
  TFloat32 of(TFloat32 images, ImmutableIntArray classes);
}
