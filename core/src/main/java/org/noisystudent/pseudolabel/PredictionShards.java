package org.noisystudent.pseudolabel;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.noisystudent.config.PseudoLabelConfig.Storage;
import org.noisystudent.data.TfRecords;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;
import org.noisystudent.storage.Json;
import org.noisystudent.storage.RunStorage;

/**
 * Predictions on disk: TFRecord shards with the probabilities of each image, beside each the {@link
 * ScoreFile} that images are selected by, and {@code predictions.json}. A file is there whole or
 * not at all; shard s of S holds images s x n / S to (s + 1) x n / S.
 */
public final class PredictionShards {
  private static final String SUMMARY = "predictions.json";
  private static final Pattern SHARD =
      Pattern.compile("predictions-\\d{5,}-of-\\d{5,}\\.tfrecord|scores-\\d{5,}-of-\\d{5,}\\.bin");
  private final RunStorage storage;
  private final String folder;

  /** Opens a folder of a storage, which need not be there yet. */
  public PredictionShards(RunStorage storage, String folder) {
    this.storage = storage;
    this.folder = folder;
  }

  /**
   * What the shards are predictions of. Shards of another one are never mixed in.
   *
   * @param images images of the source
   * @param classes classes of the teacher
   * @param shards number of files
   * @param views views averaged for each image
   * @param modelHash SHA-256 of the teacher's SavedModel
   * @param source fingerprint of the images
   * @param storage how the probabilities are written
   * @param storedClasses how many classes are written where only the top ones are; else 0
   */
  public record Origin(
      int images,
      int classes,
      int shards,
      int views,
      String modelHash,
      String source,
      Storage storage,
      int storedClasses) {
    /** Checks the counts. */
    public Origin {
      if (shards < 1) {
        throw new IllegalArgumentException("pseudoLabel.shards (" + shards + ") must be >= 1");
      }
      storedClasses = storage == Storage.TOP ? storedClasses : 0;
    }

    /** Returns the first image of a shard; of one past the last, the number of images. */
    public int first(int shard) {
      return (int) ((long) shard * images / shards);
    }
  }

  /**
   * The content of {@code predictions.json}.
   *
   * @param origin what the shards are predictions of
   * @param complete whether all shards are there
   * @param scored images with a prediction
   * @param undecodable images without one
   */
  public record Summary(Origin origin, boolean complete, int scored, int undecodable) {}

  /** Returns whether there are predictions, whole or begun. */
  public boolean exists() {
    return storage.exists(path(SUMMARY));
  }

  /** Returns how many shards of an origin are there. */
  public int done(Origin origin) {
    boolean same = exists() && summary().origin().equals(origin);
    return same
        ? (int) IntStream.range(0, origin.shards()).filter(s -> isDone(origin, s)).count()
        : 0;
  }

  /**
   * Makes the folder ready for predictions of an origin. Those of another one are removed, and
   * nothing else that the folder may hold.
   */
  void begin(Origin origin) {
    if (exists() && summary().origin().equals(origin)) {
      return;
    }
    storage.delete(path(SUMMARY));
    for (String name : storage.list(folder)) {
      if (SHARD.matcher(name).matches()) {
        storage.delete(path(name));
      }
    }
    storage.publish(path(SUMMARY), Json.document(new Summary(origin, false, 0, 0)));
  }

  /** Marks the folder as whole. */
  public void finish(Summary summary) {
    storage.publish(path(SUMMARY), Json.document(summary));
  }

  /** Returns {@code predictions.json}. */
  public Summary summary() {
    String place = path(SUMMARY);
    if (!storage.exists(place)) {
      throw new UserErrorException(
          Kind.DATA, storage.name(folder) + " holds no predictions: run `label` first");
    }
    return Json.read(storage.name(place), storage.read(place), Summary.class);
  }

  /** Returns whether the predictions of a shard are there; its scores may have to be mended. */
  boolean isDone(Origin origin, int shard) {
    return storage.exists(path(predictions(shard, origin.shards())));
  }

  /**
   * Writes a shard and its scores while they are made.
   *
   * @param make gives the probabilities of each image of the shard, in order
   */
  void write(
      Origin origin, int shard, Consumer<Consumer<float[]>> make, IntFunction<String> filenames) {
    // The scores appear after the predictions: where they are, both are whole.
    publishScores(
        origin,
        shard,
        scores ->
            storage.publishFile(
                path(predictions(shard, origin.shards())),
                part -> {
                  try (TfRecords.Writer records =
                      new TfRecords.Writer(new BufferedOutputStream(Files.newOutputStream(part)))) {
                    make.accept(new ShardWriter(origin, shard, filenames, records, scores));
                  }
                }));
  }

  /** Makes the scores of a shard from its predictions, where a crash left them without. */
  void mendScores(Origin origin, int shard) {
    if (!storage.exists(path(scores(shard, origin.shards())))) {
      publishScores(
          origin,
          shard,
          scores -> {
            try (PredictionRows rows = rows(origin)) {
              String place = storage.locate(path(predictions(shard, origin.shards()))).toString();
              for (int image = origin.first(shard); image < origin.first(shard + 1); image++) {
                scores.add(PredictionCodec.score(place, rows.record(image)));
              }
            }
          });
    }
  }

  private interface Scoring {
    void addTo(ScoreFile.Writer scores) throws IOException;
  }

  private void publishScores(Origin origin, int shard, Scoring scoring) {
    int images = origin.first(shard + 1) - origin.first(shard);
    storage.publishFile(
        path(scores(shard, origin.shards())),
        part -> {
          try (ScoreFile.Writer scores = new ScoreFile.Writer(part, images, origin.classes())) {
            scoring.addTo(scores);
            if (!scores.isComplete()) {
              throw new IllegalStateException("a pass must give all " + images + " images");
            }
          }
        });
  }

  /** Writes each image that it is given as the next one. */
  private static final class ShardWriter implements Consumer<float[]> {
    private final Origin origin;
    private final IntFunction<String> filenames;
    private final TfRecords.Writer records;
    private final ScoreFile.Writer scores;
    private int image;

    ShardWriter(
        Origin origin,
        int shard,
        IntFunction<String> filenames,
        TfRecords.Writer records,
        ScoreFile.Writer scores) {
      this.origin = origin;
      this.filenames = filenames;
      this.records = records;
      this.scores = scores;
      this.image = origin.first(shard);
    }

    @Override
    public void accept(float[] row) {
      try {
        records.write(
            PredictionCodec.encode(
                image, filenames.apply(image), row, origin.storage(), origin.storedClasses()));
        scores.add(Score.of(row));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      image++;
    }
  }

  /** Returns the scores of all images; an error where labeling was not finished. */
  public ScoreFiles scores() {
    return scores(finished());
  }

  /** Returns the scores of the images of a shard, which are numbered from 0. */
  public Scores scores(Origin origin, int shard) {
    Path file = storage.locate(path(scores(shard, origin.shards())));
    return ScoreFiles.open(List.of(file), origin.classes());
  }

  ScoreFiles scores(Origin origin) {
    List<Path> files =
        IntStream.range(0, origin.shards())
            .mapToObj(shard -> storage.locate(path(scores(shard, origin.shards()))))
            .toList();
    Optional<Path> missing = files.stream().filter(file -> !Files.exists(file)).findFirst();
    if (missing.isPresent()) {
      throw new UserErrorException(
          Kind.DATA,
          missing.get() + ": no such file: run `label` again, which scores nothing twice");
    }
    ScoreFiles scores = ScoreFiles.open(files, origin.classes());
    for (int shard = 0; shard <= origin.shards(); shard++) {
      if (scores.first(shard) != origin.first(shard)) {
        throw new UserErrorException(
            Kind.DATA,
            "%s: images (%d) must be %d"
                .formatted(
                    files.get(shard - 1),
                    scores.first(shard) - scores.first(shard - 1),
                    origin.first(shard) - origin.first(shard - 1)));
      }
    }
    return scores;
  }

  /** Starts a pass over the probabilities; an error where labeling was not finished. */
  public PredictionRows rows() {
    return rows(finished());
  }

  private PredictionRows rows(Origin origin) {
    return new PredictionRows(
        IntStream.range(0, origin.shards())
            .mapToObj(shard -> storage.locate(path(predictions(shard, origin.shards()))))
            .toList(),
        origin::first);
  }

  /** Returns what the predictions are of; an error where labeling was not finished. */
  public Origin finished() {
    Summary summary = summary();
    if (!summary.complete()) {
      throw new UserErrorException(
          Kind.DATA,
          storage.name(folder) + " is not finished: run `label` again to score what is missing");
    }
    return summary.origin();
  }

  private String path(String name) {
    return folder + "/" + name;
  }

  private static String predictions(int shard, int shards) {
    return String.format(Locale.ROOT, "predictions-%05d-of-%05d.tfrecord", shard, shards);
  }

  private static String scores(int shard, int shards) {
    return String.format(Locale.ROOT, "scores-%05d-of-%05d.bin", shard, shards);
  }
}
