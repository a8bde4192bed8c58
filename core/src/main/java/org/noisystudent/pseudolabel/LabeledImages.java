package org.noisystudent.pseudolabel;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.noisystudent.config.DataConfig;
import org.noisystudent.config.SourceConfig;
import org.noisystudent.config.SourceConfig.Format;
import org.noisystudent.data.CorruptRecords;
import org.noisystudent.data.DataSets;
import org.noisystudent.data.ImageSource;
import org.noisystudent.data.ImageSources;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;
import org.noisystudent.storage.Json;
import org.noisystudent.storage.RemoteFiles;
import org.noisystudent.storage.RunStorage;

/**
 * What a labeling remembers of the images it labeled: {@code images.json} beside the predictions.
 * With it {@code select} finds the pixels again, and knows if they are others.
 *
 * @param source where they are, absolute, where all images of a source were labeled
 * @param drawn how they were drawn, where a run labeled its unlabeled images
 * @param chosen whether only those of them were labeled whose bits are set in {@code chosen.bin}
 * @param classNames the model's class names, which label folders were matched to
 * @param knownClasses whether labels that the images may have are classes of the model
 * @param maxPixels the largest image that was taken
 * @param fingerprint of the images
 * @param count how many there were
 */
public record LabeledImages(
    Optional<SourceConfig> source,
    Optional<Drawn> drawn,
    boolean chosen,
    List<String> classNames,
    boolean knownClasses,
    long maxPixels,
    String fingerprint,
    int count) {
  private static final String FILE = "images.json";
  private static final String CHOSEN = "chosen.bin";

  /** Copies the names. */
  public LabeledImages {
    classNames = List.copyOf(classNames);
  }

  /**
   * The unlabeled images of a run, as {@link DataSets} draws them.
   *
   * @param data of the run
   * @param seed of the run
   */
  public record Drawn(DataConfig data, long seed) {}

  /**
   * Remembers all images of a source.
   *
   * @param classNames the model's; empty where they have none
   * @param classes classes of the model
   */
  public static LabeledImages of(
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
        Optional.of(absolute(source)),
        Optional.empty(),
        false,
        classNames,
        (folders || source.format() != Format.FOLDER)
            && IntStream.of(images.labels()).allMatch(label -> label < classes),
        maxPixels,
        images.fingerprint(),
        images.size());
  }

  /**
   * Remembers the unlabeled images of a run.
   *
   * @param images those of them that were labeled
   * @param chosen whether that is not all of them
   */
  public static LabeledImages drawn(
      DataConfig data, long seed, ImageSource images, boolean chosen, List<String> classNames) {
    DataConfig absolute =
        data.withSources(
            absolute(data.labeled()),
            absolute(data.unlabeled()),
            new SourceConfig(Format.NONE, "", ""));
    return new LabeledImages(
        Optional.empty(),
        Optional.of(new Drawn(absolute, seed)),
        chosen,
        classNames,
        true,
        data.maxPixels(),
        images.fingerprint(),
        images.size());
  }

  private static SourceConfig absolute(SourceConfig source) {
    return source.withPaths(absolute(source.images()), absolute(source.labels()));
  }

  private static String absolute(String path) {
    return path.isEmpty() || RemoteFiles.isRemote(path)
        ? path
        : Path.of(path).toAbsolutePath().normalize().toString();
  }

  /** Writes {@code images.json} into a folder of predictions. */
  public void write(RunStorage storage, String folder) {
    storage.publish(folder + "/" + FILE, Json.document(this));
  }

  /** Writes which images were labeled into a folder of predictions. */
  public static void writeChosen(RunStorage storage, String folder, int[] images) {
    int size = images.length == 0 ? 0 : images[images.length - 1] + 1;
    ImageSet set = new ImageSet(size);
    Arrays.stream(images).forEach(set::add);
    storage.publish(folder + "/" + CHOSEN, set.bytes());
  }

  /** Reads the images of predictions. */
  public static LabeledImages read(RunStorage predictions) {
    String file = predictions.name(FILE);
    if (!predictions.exists(FILE)) {
      throw new UserErrorException(
          Kind.DATA, file + ": no such file: run `label` again, which scores nothing twice");
    }
    return Json.read(file, predictions.read(FILE), LabeledImages.class);
  }

  /** Returns the same images at another place: of a run, where the unlabeled images are now. */
  public LabeledImages movedTo(SourceConfig place) {
    SourceConfig now = absolute(place);
    return new LabeledImages(
        source.map(was -> now),
        drawn.map(was -> moved(was, now)),
        chosen,
        classNames,
        knownClasses,
        maxPixels,
        fingerprint,
        count);
  }

  private static Drawn moved(Drawn drawn, SourceConfig now) {
    DataConfig data = drawn.data();
    boolean remainder = data.unlabeled().format() == Format.REMAINDER;
    return new Drawn(
        data.withSources(
            remainder ? now : data.labeled(), remainder ? data.unlabeled() : now, data.test()),
        drawn.seed());
  }

  /**
   * Opens the images again.
   *
   * @param predictions their folder
   * @throws UserErrorException if they are not there, or are not those that were labeled
   */
  public ImageSource open(RunStorage predictions) {
    ImageSource images;
    try {
      ImageSource all = openAll();
      Optional<int[]> some = numbers(predictions);
      images = some.isPresent() ? all.subset(some.get()) : all;
    } catch (UserErrorException e) {
      throw new UserErrorException(
          Kind.DATA, e.getMessage() + "; if they were moved, say where to with --images", e);
    }
    if (!images.fingerprint().equals(fingerprint)) {
      String found =
          images.size() == count
              ? "holds other images than were labeled"
              : "holds %,d images, but %,d were labeled".formatted(images.size(), count);
      throw new UserErrorException(
          Kind.DATA,
          place() + ": " + found + "; run `label` again, or say where they are with --images");
    }
    return images;
  }

  private ImageSource openAll() {
    // As many may be corrupt as labeling let through; the fingerprint is what counts.
    CorruptRecords corrupt = new CorruptRecords(1, line -> {});
    if (drawn.isPresent()) {
      DataConfig data = drawn.get().data();
      ImageSources sources = new ImageSources(data, Optional.empty(), corrupt);
      return DataSets.unlabeled(data, drawn.get().seed(), classNames, sources);
    }
    return ImageSources.undecoded(maxPixels, corrupt)
        .open(source.orElseThrow(), classNames)
        .images();
  }

  private String place() {
    return source
        .or(
            () ->
                drawn
                    .map(Drawn::data)
                    .map(
                        data ->
                            data.unlabeled().format() == Format.REMAINDER
                                ? data.labeled()
                                : data.unlabeled()))
        .map(SourceConfig::images)
        .orElse(FILE);
  }

  /**
   * Returns the number that each image has among all those of the source or run; empty where all
   * were labeled.
   */
  public Optional<int[]> numbers(RunStorage predictions) {
    return chosen ? Optional.of(ImageSet.of(predictions.read(CHOSEN)).images()) : Optional.empty();
  }

  /**
   * Returns the true class of each image, for statistics: unknown where the classes of the images
   * are not those of the model.
   */
  public int trueLabel(ImageSource images, int image) {
    return knownClasses ? images.label(image) : ImageSource.UNKNOWN;
  }
}
