package org.noisystudent.pseudolabel;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.noisystudent.data.RecordFrames;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;
import org.noisystudent.storage.Json;
import org.noisystudent.storage.RunStorage;
import org.tensorflow.proto.BytesList;
import org.tensorflow.proto.Example;
import org.tensorflow.proto.Feature;
import org.tensorflow.proto.Features;
import org.tensorflow.proto.FloatList;
import org.tensorflow.proto.Int64List;

/**
 * Predictions on disk: TFRecord shards of {@code tf.train.Example} with {@code image/index}, {@code
 * image/filename} and {@code probabilities}, and {@code predictions.json} beside them. A shard is
 * there whole or not at all; shard s of S holds images s x n / S to (s + 1) x n / S.
 */
public final class PredictionShards {
  private static final String SUMMARY = "predictions.json";
  private static final Pattern SHARD = Pattern.compile("predictions-\\d{5,}-of-\\d{5,}\\.tfrecord");
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
   */
  public record Origin(
      int images, int classes, int shards, int views, String modelHash, String source) {
    /** Checks the counts. */
    public Origin {
      if (shards < 1) {
        throw new IllegalArgumentException("pseudoLabel.shards (" + shards + ") must be >= 1");
      }
    }

    int first(int shard) {
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
  void finish(Summary summary) {
    storage.publish(path(SUMMARY), Json.document(summary));
  }

  /** Returns {@code predictions.json}. */
  public Summary summary() {
    String place = path(SUMMARY);
    if (!storage.exists(place)) {
      throw new UserErrorException(
          Kind.DATA, storage.locate(folder) + " holds no predictions: run `label` first");
    }
    return Json.read(storage.locate(place).toString(), storage.read(place), Summary.class);
  }

  boolean isDone(Origin origin, int shard) {
    return storage.exists(path(name(shard, origin.shards())));
  }

  void write(Origin origin, int shard, List<float[]> rows, IntFunction<String> filenames) {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    for (int i = 0; i < rows.size(); i++) {
      int image = origin.first(shard) + i;
      RecordFrames.append(file, example(image, filenames.apply(image), rows.get(i)).toByteArray());
    }
    storage.publish(path(name(shard, origin.shards())), file.toByteArray());
  }

  List<float[]> read(Origin origin, int shard) {
    String name = path(name(shard, origin.shards()));
    String place = storage.locate(name).toString();
    List<float[]> rows = new ArrayList<>();
    int image = origin.first(shard);
    for (byte[] record : RecordFrames.split(place, storage.read(name))) {
      Features features = parse(place, record).getFeatures();
      long index =
          features
              .getFeatureOrDefault("image/index", Feature.getDefaultInstance())
              .getInt64List()
              .getValueList()
              .stream()
              .findFirst()
              .orElse(-1L);
      if (index != image++) {
        throw new UserErrorException(
            Kind.DATA, place + ": image/index (" + index + ") must be " + (image - 1));
      }
      FloatList values =
          features
              .getFeatureOrDefault("probabilities", Feature.getDefaultInstance())
              .getFloatList();
      float[] row = new float[values.getValueCount()];
      for (int c = 0; c < row.length; c++) {
        row[c] = values.getValue(c);
      }
      rows.add(row);
    }
    if (image != origin.first(shard + 1)) {
      throw new UserErrorException(
          Kind.DATA,
          place
              + ": records ("
              + rows.size()
              + ") must be "
              + (origin.first(shard + 1) - origin.first(shard)));
    }
    return rows;
  }

  /** Returns all predictions; an error where labeling was not finished. */
  public Predictions readAll() {
    Summary summary = summary();
    if (!summary.complete()) {
      throw new UserErrorException(
          Kind.DATA,
          storage.locate(folder) + " is not finished: run `label` again to score what is missing");
    }
    List<float[]> rows = new ArrayList<>();
    for (int shard = 0; shard < summary.origin().shards(); shard++) {
      rows.addAll(read(summary.origin(), shard));
    }
    return Predictions.of(summary.origin().classes(), rows);
  }

  private String path(String name) {
    return folder + "/" + name;
  }

  private static String name(int shard, int shards) {
    return String.format(Locale.ROOT, "predictions-%05d-of-%05d.tfrecord", shard, shards);
  }

  private static Example example(int image, String filename, float[] row) {
    FloatList.Builder values = FloatList.newBuilder();
    for (float value : row) {
      values.addValue(value);
    }
    return Example.newBuilder()
        .setFeatures(
            Features.newBuilder()
                .putFeature(
                    "image/index",
                    Feature.newBuilder()
                        .setInt64List(Int64List.newBuilder().addValue(image))
                        .build())
                .putFeature(
                    "image/filename",
                    Feature.newBuilder()
                        .setBytesList(
                            BytesList.newBuilder().addValue(ByteString.copyFromUtf8(filename)))
                        .build())
                .putFeature("probabilities", Feature.newBuilder().setFloatList(values).build()))
        .build();
  }

  private static Example parse(String place, byte[] record) {
    try {
      return Example.parseFrom(record);
    } catch (InvalidProtocolBufferException e) {
      throw new UserErrorException(
          Kind.DATA, place + " holds a record that is not a tf.train.Example", e);
    }
  }
}
