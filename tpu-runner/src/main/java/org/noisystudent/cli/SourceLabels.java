package org.noisystudent.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.noisystudent.config.SourceConfig;
import org.noisystudent.config.SourceConfig.Format;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;
import picocli.CommandLine.Option;

/** The options of a set's labels: where they are, and how they count. */
final class SourceLabels {
  @Option(
      names = "--labels",
      paramLabel = "FILE",
      description = {
        "the labels of a flat folder of images: lines of FILE LABEL,",
        "or of LABEL alone in the order of the files' names"
      })
  private Optional<Path> labels = Optional.empty();

  @Option(
      names = "--label-offset",
      paramLabel = "N",
      defaultValue = "0",
      description = {
        "what is added to a stored label: -1 where labels count from 1, as in",
        "ImageNet's TFRecord shards; 1 for label folders and a model of 1,001",
        "classes without names, the first a background (default: ${DEFAULT-VALUE})"
      })
  private int offset;

  /** Checks the options. */
  void check() {
    OptionRules.check(offset >= -1 && offset <= 1, "--label-offset", offset, "-1 to 1");
  }

  /** Returns whether any of the options was given. */
  boolean given() {
    return labels.isPresent() || offset != 0;
  }

  /** Returns a source with its labels. */
  SourceConfig of(SourceConfig source) {
    boolean files = source.format() == Format.FOLDER;
    if (labels.isPresent() && !files) {
      throw new UserErrorException(
          Kind.USAGE, "--labels (" + labels.get() + ") must go with a flat folder of images");
    }
    OptionRules.check(
        offset == 0 || files || source.format() == Format.TFRECORD,
        "--label-offset",
        offset,
        "0 where --data is neither a folder nor TFRecord shards");
    return new SourceConfig(
        source.format(),
        source.images(),
        labels.map(Path::toString).orElse(source.labels()),
        offset);
  }
}
