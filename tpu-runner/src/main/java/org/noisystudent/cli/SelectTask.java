package org.noisystudent.cli;

import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Iterator;
import java.util.Optional;
import org.noisystudent.config.PseudoLabelConfig;
import org.noisystudent.data.ImageSource;
import org.noisystudent.pseudolabel.LabeledImages;
import org.noisystudent.pseudolabel.PredictionShards;
import org.noisystudent.pseudolabel.PredictionShards.Origin;
import org.noisystudent.pseudolabel.PseudoLabelWriter;
import org.noisystudent.pseudolabel.Score;
import org.noisystudent.pseudolabel.Scores;
import org.noisystudent.pseudolabel.SelectedImage;
import org.noisystudent.pseudolabel.Selection;
import org.noisystudent.pseudolabel.SelectionStatistics;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;
import org.noisystudent.storage.LocalRunStorage;

/** Predictions that are to be selected from. Used by one thread. */
public final class SelectTask {
  private final SelectOptions options;
  private final SelectionFolder target;
  private final LocalRunStorage from;
  private final PredictionShards predictions;
  private final Origin origin;
  private Optional<Images> images = Optional.empty();

  /** Opens finished predictions. */
  SelectTask(
      SelectOptions options,
      SelectionFolder target,
      LocalRunStorage from,
      PredictionShards predictions) {
    this.options = options;
    this.target = target;
    this.from = from;
    this.predictions = predictions;
    this.origin = predictions.finished();
  }

  /**
   * The images that were labeled.
   *
   * @param numbers of each among those of its source, where not all were labeled
   */
  private record Images(
      LabeledImages labeled, ImageSource source, Optional<ImageNumbers> numbers) {}

  /** Numbers of images in the source of all. */
  @FunctionalInterface
  private interface ImageNumbers {
    int of(int image);
  }

  /** Returns what the predictions are of. */
  public Origin origin() {
    return origin;
  }

  /** Returns what is to be selected, and how it is written. */
  public PseudoLabelConfig config() {
    return options.config();
  }

  /** Returns the seed of the images that get one copy more. */
  public long seed() {
    return options.seed();
  }

  /** Returns the scores of all images. */
  public Scores scores() {
    return predictions.scores();
  }

  /** Returns the scores of a shard of the predictions, its images numbered from 0. */
  public Scores scores(int shard) {
    return predictions.scores(origin, shard);
  }

  /**
   * Opens the images.
   *
   * @throws UserErrorException if they are not there, or are others than were labeled
   */
  public void openImages() {
    images();
  }

  private Images images() {
    if (images.isEmpty()) {
      LabeledImages read = LabeledImages.read(from);
      LabeledImages labeled =
          options.images().map(place -> read.movedTo(ImageLimits.detect(place))).orElse(read);
      ImageSource source = labeled.open(from);
      images =
          Optional.of(
              new Images(labeled, source, labeled.numbers(from).map(all -> image -> all[image])));
    }
    return images.get();
  }

  /** Returns the true class of an image, -1 where it is not known. */
  public int trueLabel(int image) {
    return images().labeled().trueLabel(images().source(), image);
  }

  /** Returns the number that an image of the predictions has in the source of all images. */
  public int number(int image) {
    return images().numbers().map(all -> all.of(image)).orElse(image);
  }

  private byte[] encoded(int image) {
    try {
      return images().source().encoded(image);
    } catch (UncheckedIOException e) {
      throw new UserErrorException(Kind.DATA, String.valueOf(e.getMessage()), e);
    }
  }

  /** Returns in how many files some images are written. */
  public int shards(int unique) {
    return Math.min(options.shards(), unique);
  }

  /** Returns that no image is kept, and which confidence would keep some. */
  public UserErrorException nothingKept() {
    Scores scores = scores();
    long scored = 0;
    float highest = 0;
    for (int i = 0; i < scores.images(); i++) {
      scored += Score.isScored(scores.score(i)) ? 1 : 0;
      highest = Math.max(highest, Score.confidence(scores.score(i)));
    }
    return options.nothingKept(scored, highest);
  }

  /** Selects and writes everything, and returns the figures. */
  SelectionStatistics select() {
    Scores scores = scores();
    openImages();
    Selection some = Selection.select(scores, config(), seed());
    if (some.unique() == 0) {
      throw nothingKept();
    }
    Selection chosen = images().labeled().numbers(from).map(some::numbered).orElse(some);
    SelectionStatistics statistics = SelectionStatistics.of(chosen, this::trueLabel);
    target.write(
        folder ->
            writer()
                .write(folder.name(), chosen, predictions, this::encoded, shards(chosen.unique())),
        statistics);
    return statistics;
  }

  private PseudoLabelWriter writer() {
    return new PseudoLabelWriter(target.storage(), config());
  }

  /** Writes one of the files, to where it waits for the others. */
  public void writeShard(int shard, int shards, Iterator<SelectedImage> chosen) {
    writer()
        .writeShard(waiting(), shard, shards, chosen, origin.classes(), predictions, this::encoded);
  }

  /** Puts the files that were written one by one in place, and the figures beside them. */
  public void publish(SelectionStatistics statistics) {
    LocalRunStorage storage = target.storage();
    target.write(
        folder ->
            storage.publishFolder(
                folder.name(),
                place -> {
                  for (String name : storage.list(waiting())) {
                    Files.move(storage.locate(waiting() + "/" + name), place.resolve(name));
                  }
                }),
        statistics);
  }

  /** Removes files that wait for others which never came. */
  public void discard() {
    target.storage().delete(waiting());
  }

  private String waiting() {
    return "." + target.name() + ".waiting";
  }

  /** Returns the figures that were published. */
  public SelectionStatistics published() {
    return target.read();
  }

  /** Prints what was selected. */
  public void print(SelectionStatistics statistics, PrintWriter out) {
    options.print(statistics, images().labeled().classNames(), out);
  }
}
