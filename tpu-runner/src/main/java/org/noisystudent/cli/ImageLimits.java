package org.noisystudent.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Consumer;
import org.noisystudent.config.SourceConfig;
import org.noisystudent.data.CorruptRecords;
import org.noisystudent.data.ImageSources;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;
import picocli.CommandLine.Option;

/** The options of every command that opens images: which of them are too large, too corrupt. */
final class ImageLimits {
  @Option(
      names = "--max-pixels",
      paramLabel = "N",
      defaultValue = "89478485",
      description = "the largest image, height x width, that is taken (default: ${DEFAULT-VALUE})")
  private long maxPixels;

  @Option(
      names = "--max-corrupt",
      paramLabel = "X",
      defaultValue = "0.001",
      description = "the fraction of images that may be unreadable (default: ${DEFAULT-VALUE})")
  private double maxCorrupt;

  /** Checks the options. */
  void check() {
    OptionRules.atLeast("--max-pixels", maxPixels, 1);
    OptionRules.fraction("--max-corrupt", maxCorrupt);
  }

  long maxPixels() {
    return maxPixels;
  }

  double maxCorrupt() {
    return maxCorrupt;
  }

  /** Returns a new count of unreadable images, each of which is a line. */
  CorruptRecords corrupt(Consumer<String> log) {
    return new CorruptRecords("--max-corrupt", maxCorrupt, log);
  }

  /**
   * Returns how a path holds images.
   *
   * @throws UserErrorException if there is nothing, or one image file
   */
  static SourceConfig detect(Path path) {
    return detect(new GivenPlace(path.toString()));
  }

  /** Returns how a place holds images, which are fetched where they are elsewhere; as above. */
  static SourceConfig detect(GivenPlace place) {
    String text = place.text();
    Path path = place.local();
    boolean pattern = text.chars().anyMatch(c -> "*?[{".indexOf(c) >= 0);
    if (!pattern && !Files.exists(path)) {
      throw new UserErrorException(Kind.DATA, place + ": no such file or folder");
    }
    if (Files.isRegularFile(path)
        && text.toLowerCase(Locale.ROOT).matches(".*\\.(jpe?g|png|gif|bmp|webp)")) {
      throw new UserErrorException(
          Kind.DATA,
          place + ": must be a folder of images, TFRecord shards or an IDX file, not one image");
    }
    return ImageSources.detect(text);
  }
}
