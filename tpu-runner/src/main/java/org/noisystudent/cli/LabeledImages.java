package org.noisystudent.cli;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.noisystudent.config.SourceConfig;
import org.noisystudent.config.SourceConfig.Format;
import org.noisystudent.data.CorruptRecords;
import org.noisystudent.data.ImageSource;
import org.noisystudent.data.ImageSources;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;
import org.noisystudent.storage.Json;
import org.noisystudent.storage.RunStorage;

/**
 * What {@code label} remembers of the images it labeled: {@code images.json} beside the
 * predictions. With it {@code select} finds the pixels again, and knows if they are others.
 *
 * @param source where they were, absolute
 * @param classNames the model's class names, which label folders were matched to
 * @param knownClasses whether labels that the images may have are classes of the model
 * @param maxPixels the largest image that was taken
 * @param fingerprint of the images
 * @param count how many there were
 */
record LabeledImages(
    SourceConfig source,
    List<String> classNames,
    boolean knownClasses,
    long maxPixels,
    String fingerprint,
    int count) {
  private static final String FILE = "images.json";

  LabeledImages {
    classNames = List.copyOf(classNames);
  }

  /**
   * Remembers images.
   *
   * @param classNames the model's; empty where they have none
   * @param classes classes of the model
   */
  static LabeledImages of(
      SourceConfig source,
      ImageSources.Opened opened,
      List<String> classNames,
      int classes,
      long maxPixels) {
    boolean folders =
        classNames.isEmpty()
            ? opened.classNames().size() == classes
            : opened.classNames().equals(classNames);
    ImageSource images = opened.images();
    return new LabeledImages(
        absolute(source),
        classNames,
        (folders || source.format() != Format.FOLDER)
            && IntStream.of(images.labels()).allMatch(label -> label < classes),
        maxPixels,
        images.fingerprint(),
        images.size());
  }

  private static SourceConfig absolute(SourceConfig source) {
    String labels =
        source.labels().isEmpty() ? "" : Path.of(source.labels()).toAbsolutePath().toString();
    return new SourceConfig(
        source.format(), Path.of(source.images()).toAbsolutePath().toString(), labels);
  }

  void write(RunStorage predictions) {
    predictions.publish(FILE, Json.document(this));
  }

  static LabeledImages read(RunStorage predictions) {
    Path file = predictions.locate(FILE);
    if (!predictions.exists(FILE)) {
      throw new UserErrorException(
          Kind.DATA, file + ": no such file: run `label` again, which scores nothing twice");
    }
    return Json.read(file.toString(), predictions.read(FILE), LabeledImages.class);
  }

  /** Returns the same images at another place. */
  LabeledImages movedTo(SourceConfig place) {
    return new LabeledImages(
        absolute(place), classNames, knownClasses, maxPixels, fingerprint, count);
  }

  /**
   * Opens the images again.
   *
   * @throws UserErrorException if they are not there, or are not those that were labeled
   */
  ImageSource open() {
    // As many may be corrupt as label let through; the fingerprint is what counts.
    ImageSources.Opened opened;
    try {
      opened =
          ImageLimits.sources(maxPixels, new CorruptRecords(1, line -> {}))
              .open(source, classNames);
    } catch (UserErrorException e) {
      throw new UserErrorException(
          Kind.DATA, e.getMessage() + "; if they were moved, say where to with --images", e);
    }
    ImageSource images = opened.images();
    if (!images.fingerprint().equals(fingerprint)) {
      String found =
          images.size() == count
              ? "holds other images than were labeled"
              : "holds %,d images, but %,d were labeled".formatted(images.size(), count);
      throw new UserErrorException(
          Kind.DATA,
          source.images()
              + ": "
              + found
              + "; run `label` again, or say where they are with --images");
    }
    return images;
  }

  /**
   * Returns the true class of each image, for statistics: unknown where the classes of the images
   * are not those of the model.
   */
  int[] trueLabels(ImageSource images) {
    int[] labels = images.labels();
    if (!knownClasses) {
      Arrays.fill(labels, ImageSource.UNKNOWN);
    }
    return labels;
  }
}
