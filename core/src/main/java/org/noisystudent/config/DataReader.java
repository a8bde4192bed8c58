package org.noisystudent.config;

import java.util.List;
import org.noisystudent.config.SourceConfig.Format;

/** Reads the keys of the images. */
final class DataReader {
  private static final int MAX_CLASSES = 1_000_000;

  /** The pixels past which common decoders suspect a decompression bomb: 1 GiB of RGBA. */
  private static final long MAX_PIXELS = 89_478_485;

  private DataReader() {}

  static DataConfig read(ConfigReader reader) {
    SourceConfig labeled = reader.section("labeled", r -> SourceReader.read(r, true, false));
    SourceConfig unlabeled = reader.section("unlabeled", r -> SourceReader.read(r, false, true));
    SourceConfig test = reader.section("test", r -> SourceReader.read(r, true, false));
    int perClass = reader.integer("labeledPerClass", 0, Rule.atLeast(0));
    List<String> listed = reader.texts("classNames");
    String namesFile = reader.text("classNamesFile", "");
    reader.check(
        listed.isEmpty() || namesFile.isEmpty(),
        "classNamesFile",
        namesFile,
        () -> "be empty where data.classNames lists the names");
    int classes =
        reader.integer(
            "classes",
            listed.size(),
            "the number of data.classNames",
            Rule.between(2, MAX_CLASSES));
    List<String> names =
        namesFile.isEmpty() ? listed : ClassNamesFile.read(reader, "classNamesFile", classes);
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
    int validationImages = reader.integer("validationImages", 0, Rule.atLeast(0));
    int validationShards = reader.integer("validationShards", 0, Rule.atLeast(0));
    reader.check(
        validationShards == 0 || (validationImages == 0 && labeled.format() == Format.TFRECORD),
        "validationShards",
        validationShards,
        () -> "be 0 unless data.labeled.format is tfrecord and data.validationImages is 0");
    return new DataConfig(
        labeled,
        unlabeled,
        test,
        perClass,
        validationImages,
        classes,
        names,
        reader.number("maxCorruptFraction", 0.001, Rule.fraction()),
        reader.whole("maxPixels", MAX_PIXELS, Rule.atLeast(1)),
        reader.integer("cacheMegabytes", 1024, Rule.atLeast(0)),
        reader.integer("parallelism", 0, Rule.between(0, 4096)),
        reader.integer("unlabeledLimit", 0, Rule.atLeast(0)),
        reader.integer("testLimit", 0, Rule.atLeast(0)),
        validationShards);
  }
}
