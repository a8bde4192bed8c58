package org.noisystudent.cli;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.noisystudent.config.SourceConfig;
import org.noisystudent.config.SourceConfig.Format;
import org.noisystudent.data.ImageNetClasses;
import org.noisystudent.data.ImageSource;
import org.noisystudent.data.ImageSources;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;

/**
 * The labeled images that a model is measured on; their classes must be the model's.
 *
 * @param benchmark whose images they are
 * @param data where they are, as the user said it
 * @param source how they are held
 */
record TestImages(BenchmarkName benchmark, Path data, SourceConfig source) {
  private static final String SYNSET = "n\\d{8}";
  private static final int SHOWN = 5;

  /**
   * Opens the images.
   *
   * @param classNames the model's; empty = its classes are the sorted label folders
   * @throws UserErrorException if an image has no label, or a class is not the model's
   */
  ImageSource open(ImageSources sources, int classes, List<String> classNames) {
    if (benchmark == BenchmarkName.IMAGENET) {
      if (source.format() == Format.IDX || source.format() == Format.MAT) {
        throw error("must be label folders or TFRecord shards, not an %s file", source.format());
      }
      if (!ImageNetClasses.areAll(classes)) {
        throw new UserErrorException(
            Kind.DATA,
            "benchmark imagenet: the model's classes (%d) must be 1000, or 1001 with a background"
                .formatted(classes));
      }
    }
    List<String> known = known(classes, classNames);
    ImageSources.Opened opened = sources.open(source, known);
    if (source.format() == Format.FOLDER && source.labels().isEmpty()) {
      if (opened.images().label(0) == ImageSource.UNKNOWN) {
        throw error("must hold label folders, as label/name.jpg; it is flat: give --labels");
      }
      checkFolders(opened.classNames(), classes, known);
    }
    checkLabels(opened.images(), classes);
    return opened.images();
  }

  /** Returns the names that label folders, or the labels of a text file, may have. */
  private List<String> known(int classes, List<String> classNames) {
    boolean ofImageNet =
        benchmark == BenchmarkName.IMAGENET
            || (benchmark == BenchmarkName.ADVERSARIAL && ImageNetClasses.areAll(classes));
    boolean synsets =
        ofImageNet
            && classNames.stream().noneMatch(name -> name.matches(SYNSET + ".*"))
            && (!source.labels().isEmpty() || holdsSynsets());
    return synsets ? ImageNetClasses.synsets(classes) : classNames;
  }

  private boolean holdsSynsets() {
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(data, "n????????")) {
      for (Path folder : folders) {
        if (folder.getFileName().toString().matches(SYNSET) && Files.isDirectory(folder)) {
          return true;
        }
      }
      return false;
    } catch (IOException e) {
      return false; // not a folder: whoever opens it says so
    }
  }

  private void checkFolders(List<String> folders, int classes, List<String> classNames) {
    if (classNames.isEmpty() && folders.size() != classes) {
      throw error(
          "label folders (%d) must be the model's classes (%d), which have no names",
          folders.size(), classes);
    }
    List<String> unknown = folders.stream().filter(folder -> !classNames.contains(folder)).toList();
    if (!classNames.isEmpty() && !unknown.isEmpty()) {
      throw error(
          "label folders (%s) must be among the model's %d classes (%s)",
          some(unknown), classes, some(classNames));
    }
  }

  private void checkLabels(ImageSource images, int classes) {
    for (int i = 0; i < images.size(); i++) {
      int label = images.label(i);
      if (label == ImageSource.UNKNOWN) {
        throw error("%s has no label; every image needs one", images.describe(i));
      }
      if (label >= classes) {
        throw error(
            "%s: class (%d) must be 0..%d, as the model has %d classes%s",
            images.describe(i),
            label,
            classes - 1,
            classes,
            label == ImageNetClasses.COUNT ? "; if labels count from 1, --label-offset -1" : "");
      }
    }
  }

  private static String some(List<String> names) {
    String text = String.join(", ", names.subList(0, Math.min(SHOWN, names.size())));
    return names.size() > SHOWN ? text + ", ..." : text;
  }

  private UserErrorException error(String format, Object... values) {
    return new UserErrorException(
        Kind.DATA, data + ": " + String.format(Locale.ROOT, format, values));
  }
}
