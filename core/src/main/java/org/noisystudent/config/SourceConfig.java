package org.noisystudent.config;

/**
 * Where a set of images comes from.
 *
 * @param format how the images are stored
 * @param images an IDX file, a folder, or a glob of TFRecord shards; empty for {@code NONE} and
 *     {@code REMAINDER}
 * @param labels the IDX label file; empty where the format carries its own labels or has none
 */
public record SourceConfig(Format format, String images, String labels) {
  /** The storage formats of images. */
  public enum Format {
    /** No images. */
    NONE,
    /** IDX image and label files, plain or gzip. */
    IDX,
    /** A folder of {@code label/name.jpg}, or a flat folder of unlabeled images. */
    FOLDER,
    /** TFRecord shards of {@code tf.train.Example}. */
    TFRECORD,
    /** What the labeled subset and the validation split left of the labeled source. */
    REMAINDER
  }
}
