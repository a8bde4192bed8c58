package org.noisystudent.cli;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
 * The labeled images that a model is measured on.
 *
 * @param benchmark whose images they are
 * @param data where they are, as the user said it
 * @param source how they are held
 * @param partial whether classes may be missing where the benchmark has images of all
 */
record TestImages(BenchmarkName benchmark, Path data, SourceConfig source, boolean partial) {
  private static final String SYNSET = "n\\d{8}";
  private static final int SHOWN = 5;

  /** Returns their classes for a model. */
  BenchmarkClasses classes(LoadedModel model) {
    if (benchmark.ofImageNet()
        && (source.format() == Format.IDX || source.format() == Format.MAT)) {
      throw error("must be label folders or TFRecord shards, not an %s file", source.format());
    }
    return BenchmarkClasses.of(benchmark, model, !source.labels().isEmpty() || holdsSynsets(data));
  }

  /** Returns whether a folder holds one that is called by a WordNet number. */
  static boolean holdsSynsets(Path folder) {
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(folder, "n????????")) {
      for (Path label : folders) {
        if (label.getFileName().toString().matches(SYNSET) && Files.isDirectory(label)) {
          return true;
        }
      }
      return false;
    } catch (IOException e) {
      return false; // not a folder: whoever opens it says so
    }
  }

  /**
   * Opens the images.
   *
   * @throws UserErrorException if an image has no label, a class is none of the benchmark's, or
   *     there is no image of one
   */
  ImageSource open(ImageSources sources, BenchmarkClasses classes) {
    ImageSources.Opened opened = sources.open(source, classes.folders());
    if (source.format() == Format.FOLDER && source.labels().isEmpty()) {
      if (opened.images().label(0) == ImageSource.UNKNOWN) {
        throw error("must hold label folders, as label/name.jpg; it is flat: give --labels");
      }
      checkFolders(opened.classNames(), classes);
    }
    checkLabels(opened.images(), classes);
    if (benchmark.ofImageNet() && !partial) {
      checkComplete(opened.images(), classes);
    }
    return opened.images();
  }

  private void checkFolders(List<String> found, BenchmarkClasses classes) {
    List<String> known = classes.folders();
    if (known.isEmpty() && found.size() != classes.count()) {
      throw error(
          "label folders (%d) must be the model's classes (%d), which have no names",
          found.size(), classes.count());
    }
    List<String> unknown = found.stream().filter(folder -> !known.contains(folder)).toList();
    if (!known.isEmpty() && !unknown.isEmpty()) {
      throw error(
          "label folders (%s) must be among %s's %d classes (%s)",
          some(unknown), classes.owner(), classes.count(), some(known));
    }
  }

  private void checkLabels(ImageSource images, BenchmarkClasses classes) {
    for (int i = 0; i < images.size(); i++) {
      int label = images.label(i);
      if (label == ImageSource.UNKNOWN) {
        throw error("%s has no label; every image needs one", images.describe(i));
      }
      if (label >= classes.count()) {
        throw error(
            "%s: class (%d) must be 0..%d, as %s has %d classes%s",
            images.describe(i),
            label,
            classes.count() - 1,
            classes.owner(),
            classes.count(),
            label == ImageNetClasses.COUNT ? "; if labels count from 1, --label-offset -1" : "");
      }
    }
  }

  private void checkComplete(ImageSource images, BenchmarkClasses classes) {
    boolean[] seen = new boolean[classes.count()];
    seen[0] = classes.background();
    for (int i = 0; i < images.size(); i++) {
      seen[images.label(i)] = true;
    }
    List<String> missing = new ArrayList<>();
    for (int label = 0; label < seen.length; label++) {
      if (!seen[label]) {
        missing.add(PredictionJson.name(classes.folders(), label));
      }
    }
    if (!missing.isEmpty()) {
      throw error(
          "must hold images of all classes of %s; missing are %,d: %s"
              + " (--partial measures what is there)",
          benchmark, missing.size(), some(missing));
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
