package org.noisystudent.pseudolabel;

import com.google.common.collect.Iterators;
import com.google.protobuf.ByteString;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.noisystudent.config.PseudoLabelConfig;
import org.noisystudent.config.PseudoLabelConfig.Labels;
import org.noisystudent.data.SoftLabelCodec;
import org.noisystudent.data.TfRecords;
import org.noisystudent.storage.RunStorage;
import org.tensorflow.proto.BytesList;
import org.tensorflow.proto.Example;
import org.tensorflow.proto.Feature;
import org.tensorflow.proto.Features;
import org.tensorflow.proto.FloatList;
import org.tensorflow.proto.Int64List;

/**
 * Writes a selection as TFRecord shards that need neither teacher nor source any more: {@code
 * image/encoded} (PNG or JPEG), {@code image/class/label}, {@code image/index}, {@code probability}
 * (the teacher's top), {@code copies}, and the target in one of the forms of {@link
 * SoftLabelCodec}. Each image is stored once, and one at a time is in memory.
 */
public final class PseudoLabelWriter {
  /** The first byte of every JPEG file. */
  private static final byte JPEG = (byte) 0xff;

  private final RunStorage storage;
  private final PseudoLabelConfig config;

  /**
   * Creates a writer into a storage.
   *
   * @param config what labels are, and how they are stored
   */
  public PseudoLabelWriter(RunStorage storage, PseudoLabelConfig config) {
    this.storage = storage;
    this.config = config;
  }

  /**
   * Publishes a folder of shards {@code pseudo-labeled-00000-of-NNNNN.tfrecord}, all at once.
   *
   * @param predictions the probabilities of what was selected from; not read for hard labels
   * @param images by the numbers of the scores
   */
  public void write(
      String folder,
      Selection selection,
      PredictionShards predictions,
      ImagePng images,
      int shards) {
    storage.publishFolder(
        folder,
        place -> {
          try (PredictionRows rows = predictions.rows()) {
            Iterator<SelectedImage> chosen = selection.selected();
            int unique = selection.unique();
            for (int shard = 0; shard < shards; shard++) {
              write(
                  place.resolve(name(shard, shards)),
                  Iterators.limit(
                      chosen, first(shard + 1, shards, unique) - first(shard, shards, unique)),
                  selection.scores().classes(),
                  rows,
                  images);
            }
          }
        });
  }

  /** Returns the name of a shard. */
  private static String name(int shard, int shards) {
    return String.format(Locale.ROOT, "pseudo-labeled-%05d-of-%05d.tfrecord", shard, shards);
  }

  /**
   * Returns the place, among the selected images in order, of the first one of a shard.
   *
   * @param unique how many images are selected
   */
  public static int first(int shard, int shards, int unique) {
    return (int) ((long) shard * unique / shards);
  }

  /**
   * Publishes one of the shards that {@link #write} publishes, into a folder that has them all when
   * whoever makes them is done.
   *
   * @param chosen the images of the shard, ascending
   * @param classes classes of the scores
   */
  public void writeShard(
      String folder,
      int shard,
      int shards,
      Iterator<SelectedImage> chosen,
      int classes,
      PredictionShards predictions,
      ImagePng images) {
    storage.publishFile(
        folder + "/" + name(shard, shards),
        file -> {
          try (PredictionRows rows = predictions.rows()) {
            write(file, chosen, classes, rows, images);
          }
        });
  }

  private void write(
      Path file, Iterator<SelectedImage> chosen, int classes, PredictionRows rows, ImagePng images)
      throws IOException {
    LabelForm form = new LabelForm(config.labels(), config.temperature());
    try (TfRecords.Writer out =
        new TfRecords.Writer(new BufferedOutputStream(Files.newOutputStream(file)))) {
      while (chosen.hasNext()) {
        SelectedImage next = chosen.next();
        int top = Score.label(next.score());
        float[] target =
            config.labels() == Labels.HARD
                ? LabelForm.oneClass(classes, top)
                : form.target(rows.row(next.image()), top);
        out.write(example(next, images.png(next.image()), target).toByteArray());
      }
    }
  }

  private Example example(SelectedImage image, byte[] encoded, float[] target) {
    // In the order of the names: equal selections are equal bytes.
    Map<String, Feature> features =
        new TreeMap<>(SoftLabelCodec.encode(target, config.storage(), config.storedClasses()));
    features.put("copies", integer(image.copies()));
    features.put("image/class/label", integer(Score.label(image.score())));
    features.put("image/encoded", bytes(ByteString.copyFrom(encoded)));
    String format = encoded.length > 0 && encoded[0] == JPEG ? "jpeg" : "png";
    features.put("image/format", bytes(ByteString.copyFrom(format, StandardCharsets.US_ASCII)));
    features.put("image/index", integer(image.number()));
    features.put(
        "probability",
        Feature.newBuilder()
            .setFloatList(FloatList.newBuilder().addValue(Score.confidence(image.score())))
            .build());
    Features.Builder all = Features.newBuilder();
    features.forEach(all::putFeature);
    return Example.newBuilder().setFeatures(all).build();
  }

  private static Feature integer(long value) {
    return Feature.newBuilder().setInt64List(Int64List.newBuilder().addValue(value)).build();
  }

  private static Feature bytes(ByteString value) {
    return Feature.newBuilder().setBytesList(BytesList.newBuilder().addValue(value)).build();
  }
}
