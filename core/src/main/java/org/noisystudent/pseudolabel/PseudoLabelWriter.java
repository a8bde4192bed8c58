package org.noisystudent.pseudolabel;

import com.google.protobuf.ByteString;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.PrimitiveIterator;
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
    LabelForm form = new LabelForm(config.labels(), config.temperature());
    storage.publishFolder(
        folder,
        place -> {
          try (PredictionRows rows = predictions.rows()) {
            Targets targets =
                config.labels() == Labels.HARD
                    ? (image, top) -> LabelForm.oneClass(selection.scores().classes(), top)
                    : (image, top) -> form.target(rows.row(image), top);
            write(place, selection, targets, images, shards);
          }
        });
  }

  private void write(Path place, Selection selection, Targets targets, ImagePng images, int shards)
      throws IOException {
    PrimitiveIterator.OfInt chosen = selection.iterator();
    int unique = selection.unique();
    for (int shard = 0; shard < shards; shard++) {
      String name =
          String.format(Locale.ROOT, "pseudo-labeled-%05d-of-%05d.tfrecord", shard, shards);
      int first = (int) ((long) shard * unique / shards);
      int end = (int) ((long) (shard + 1) * unique / shards);
      try (TfRecords.Writer out =
          new TfRecords.Writer(
              new BufferedOutputStream(Files.newOutputStream(place.resolve(name))))) {
        for (int n = first; n < end; n++) {
          int image = chosen.nextInt();
          int top = Score.label(selection.scores().score(image));
          out.write(
              example(selection, image, images.png(image), targets.of(image, top)).toByteArray());
        }
      }
    }
  }

  /** Makes the target of an image of a class. */
  @FunctionalInterface
  private interface Targets {
    float[] of(int image, int top);
  }

  private Example example(Selection selection, int image, byte[] encoded, float[] target) {
    long score = selection.scores().score(image);
    // In the order of the names: equal selections are equal bytes.
    Map<String, Feature> features =
        new TreeMap<>(SoftLabelCodec.encode(target, config.storage(), config.storedClasses()));
    features.put("copies", integer(selection.copies(image)));
    features.put("image/class/label", integer(Score.label(score)));
    features.put("image/encoded", bytes(ByteString.copyFrom(encoded)));
    String format = encoded.length > 0 && encoded[0] == JPEG ? "jpeg" : "png";
    features.put("image/format", bytes(ByteString.copyFrom(format, StandardCharsets.US_ASCII)));
    features.put("image/index", integer(selection.number(image)));
    features.put(
        "probability",
        Feature.newBuilder()
            .setFloatList(FloatList.newBuilder().addValue(Score.confidence(score)))
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
