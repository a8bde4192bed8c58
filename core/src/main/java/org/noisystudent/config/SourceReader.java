package org.noisystudent.config;

import java.util.Locale;
import org.noisystudent.config.SourceConfig.Format;

/** Reads the keys of one set of images. */
final class SourceReader {
  private SourceReader() {}

  static SourceConfig read(ConfigReader reader, boolean needsLabels, boolean mayBeRemainder) {
    Format format = reader.choice("format", Format.NONE);
    String images = reader.text("images", "");
    String labels = reader.text("labels", "");
    int offset = reader.integer("labelOffset", 0, Rule.between(-1, 1));
    reader.check(
        mayBeRemainder || format != Format.REMAINDER,
        "format",
        format,
        () -> "be none, idx, folder, tfrecord or mat: only data.unlabeled can be the remainder");
    boolean stored = format != Format.NONE && format != Format.REMAINDER;
    reader.check(
        stored != images.isEmpty(),
        "images",
        images,
        () ->
            stored
                ? "name %s where the format is %s".formatted(place(format), word(format))
                : "be empty where the format is " + word(format));
    reader.check(
        format == Format.IDX || format == Format.FOLDER || labels.isEmpty(),
        "labels",
        labels,
        () -> "be empty where the format is " + word(format));
    reader.check(
        format != Format.IDX || !needsLabels || !labels.isEmpty(),
        "labels",
        labels,
        () -> "name the IDX label file");
    reader.check(
        offset == 0 || format == Format.FOLDER || format == Format.TFRECORD,
        "labelOffset",
        offset,
        () -> "be 0 where the format is " + word(format));
    reader.check(
        offset >= 0 || format != Format.FOLDER || !labels.isEmpty(),
        "labelOffset",
        offset,
        () -> "be >= 0 where label folders are the classes, as the first is number 0");
    return new SourceConfig(format, images, labels, offset);
  }

  private static String place(Format format) {
    return switch (format) {
      case IDX -> "an IDX file";
      case FOLDER -> "a folder";
      case TFRECORD -> "TFRecord shards";
      case MAT -> "a MATLAB file";
      case NONE, REMAINDER -> "nothing";
    };
  }

  private static String word(Format format) {
    return format.name().toLowerCase(Locale.ROOT);
  }
}
