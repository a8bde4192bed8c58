package org.noisystudent.config;

/**
 * Where a set of images comes from.
 *
 * @param format how the images are stored
 * @param images an IDX file, a folder, a glob of TFRecord shards, or a MATLAB file; empty for
 *     {@code NONE} and {@code REMAINDER}
 * @param labels the IDX label file, or the text file with the labels of a flat folder; empty where
 *     the format carries its own labels or has none
 * @param labelOffset what is added to a stored label to give the class: -1 where labels count from
 *     1, 1 where class 0 is a background that labels from 0 leave out
 */
public record SourceConfig(Format format, String images, String labels, int labelOffset) {
  /** The storage formats of images. */
  public enum Format {
    /** No images. */
    NONE,
    /** IDX image and label files, plain or gzip. */
    IDX,
    /** A folder of {@code label/name.jpg}, or a flat folder, whose labels may be in a text file. */
    FOLDER,
    /** TFRecord shards of {@code tf.train.Example}. */
    TFRECORD,
    /** A MATLAB file in the form of SVHN's cropped digits. */
    MAT,
    /** What the labeled subset and the validation split left of the labeled source. */
    REMAINDER
  }

  /** Creates a source whose labels are its classes. */
  public SourceConfig(Format format, String images, String labels) {
    this(format, images, labels, 0);
  }

  /** Returns the same source at other paths. */
  public SourceConfig withPaths(String newImages, String newLabels) {
    return new SourceConfig(format, newImages, newLabels, labelOffset);
  }
}
