package org.noisystudent.data;

import java.util.Optional;
import org.noisystudent.savedmodel.UserErrorException;

/**
 * A numbered set of images, with or without labels. Immutable; a subset shares the pixels and files
 * of the whole.
 */
public sealed interface ImageSource permits MemoryImages, StoredImages {
  /** The label of an image whose class is not known. */
  int UNKNOWN = -1;

  /** Returns the number of images. */
  int size();

  /** Returns the class of an image, or {@link #UNKNOWN}. */
  int label(int index);

  /** Returns where an image comes from: its file, and its place in it. */
  String describe(int index);

  /**
   * Returns the name of the file that an image is or, in a TFRecord shard, once was; empty where
   * that is not known.
   *
   * @throws UserErrorException of kind DATA where its file cannot be read
   */
  Optional<String> fileName(int index);

  /** Returns chosen images in the order given; an image may be named several times (copies). */
  ImageSource subset(int[] indices);

  /** Returns these images with soft labels, [size][classes], in place of those it may have. */
  ImageSource withTargets(float[][] targets);

  /** Returns the soft label of an image, a probability a class, where it has one. */
  Optional<float[]> target(int index);

  /**
   * Returns an image as an encoded file: PNG where it is held decoded, else its bytes as stored.
   *
   * @throws UserErrorException of kind DATA where its file cannot be read
   */
  byte[] encoded(int index);

  /** Returns a SHA-256, in hex, that changes when the images, labels or their order do. */
  String fingerprint();

  /** Returns the class of each image, {@link #UNKNOWN} where it is not known. */
  default int[] labels() {
    int[] labels = new int[size()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = label(i);
    }
    return labels;
  }
}
