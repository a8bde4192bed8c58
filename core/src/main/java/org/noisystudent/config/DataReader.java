package org.noisystudent.config;

import java.util.List;
import java.util.Locale;
import org.noisystudent.config.SourceConfig.Format;

/** Reads the keys of the images. */
final class DataReader {
  private static final int MAX_CLASSES = 1_000_000;

  /** The pixels past which common decoders suspect a decompression bomb: 1 GiB of RGBA. */
  private static final long MAX_PIXELS = 89_478_485;

  private DataReader() {}

  static DataConfig read(ConfigReader reader) {
    SourceConfig labeled = reader.section("labeled", r -> source(r, true, false));
    SourceConfig unlabeled = reader.section("unlabeled", r -> source(r, false, true));
    SourceConfig test = reader.section("test", r -> source(r, true, false));
    int perClass = reader.integer("labeledPerClass", 0, Rule.atLeast(0));
    List<String> names = reader.texts("classNames");
    int classes =
        reader.integer(
            "classes", names.size(), "the number of data.classNames", Rule.between(2, MAX_CLASSES));
    reader.check(classes > 0, "classes", classes, () -> "be >= 2: give it, or data.classNames");
    reader.check(
        names.isEmpty() || names.size() == classes,
        "classNames",
        names.size() + " names",
        () -> "be one for each of " + reader.named("classes", classes));
    reader.check(
        unlabeled.format() != Format.REMAINDER || perClass > 0,
        "labeledPerClass",
        perClass,
        () -> "be >= 1 where data.unlabeled.format is remainder, or no image remains");
    return new DataConfig(
        labeled,
        unlabeled,
        test,
        perClass,
        reader.integer("validationImages", 0, Rule.atLeast(0)),
        classes,
        names,
        reader.number("maxCorruptFraction", 0.001, Rule.fraction()),
        reader.whole("maxPixels", MAX_PIXELS, Rule.atLeast(1)),
        reader.integer("cacheMegabytes", 1024, Rule.atLeast(0)),
        reader.integer("parallelism", 0, Rule.between(0, 4096)),
        reader.integer("unlabeledLimit", 0, Rule.atLeast(0)),
        reader.integer("testLimit", 0, Rule.atLeast(0)));
  }

  private static SourceConfig source(
      ConfigReader reader, boolean needsLabels, boolean mayBeRemainder) {
    Format format = reader.choice("format", Format.NONE);
    String images = reader.text("images", "");
    String labels = reader.text("labels", "");
    reader.check(
        mayBeRemainder || format != Format.REMAINDER,
        "format",
        format,
        () -> "be none, idx, folder or tfrecord: only data.unlabeled can be the remainder");
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
        format == Format.IDX || labels.isEmpty(),
        "labels",
        labels,
        () -> "be empty where the format is " + word(format));
    reader.check(
        format != Format.IDX || !needsLabels || !labels.isEmpty(),
        "labels",
        labels,
        () -> "name the IDX label file");
    return new SourceConfig(format, images, labels);
  }

  private static String place(Format format) {
    return switch (format) {
      case IDX -> "an IDX file";
      case FOLDER -> "a folder";
      case TFRECORD -> "TFRecord shards";
      case NONE, REMAINDER -> "nothing";
    };
  }

  private static String word(Format format) {
    return format.name().toLowerCase(Locale.ROOT);
  }
}
