package org.noisystudent.pseudolabel;

import com.google.protobuf.ByteString;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.noisystudent.data.RecordFrames;
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
 * (the teacher's top), {@code probabilities} (the target) and {@code copies}. Each image is stored
 * once.
 */
public final class PseudoLabelWriter {
  /** The first byte of every JPEG file. */
  private static final byte JPEG = (byte) 0xff;

  private final RunStorage storage;

  /** Creates a writer into a storage. */
  public PseudoLabelWriter(RunStorage storage) {
    this.storage = storage;
  }

  /** Publishes a folder of shards {@code pseudo-labeled-00000-of-NNNNN.tfrecord}, all at once. */
  public void write(
      String folder, Selection selection, Predictions predictions, ImagePng images, int shards) {
    storage.publishFolder(
        folder,
        place -> {
          for (int shard = 0; shard < shards; shard++) {
            String name =
                String.format(Locale.ROOT, "pseudo-labeled-%05d-of-%05d.tfrecord", shard, shards);
            int first = (int) ((long) shard * selection.unique() / shards);
            int end = (int) ((long) (shard + 1) * selection.unique() / shards);
            writeShard(
                place.resolve(name), selection, predictions, images, IntStream.range(first, end));
          }
        });
  }

  private static void writeShard(
      Path file, Selection selection, Predictions predictions, ImagePng images, IntStream chosen)
      throws IOException {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      for (int n : chosen.toArray()) {
        ByteArrayOutputStream framed = new ByteArrayOutputStream();
        byte[] image = images.png(selection.image(n));
        float confidence = predictions.confidence(selection.image(n));
        RecordFrames.append(framed, example(selection, n, image, confidence).toByteArray());
        framed.writeTo(out);
      }
    }
  }

  private static Example example(Selection selection, int n, byte[] image, float confidence) {
    // In the order of the names: equal selections are equal bytes.
    Map<String, Feature> features = new TreeMap<>();
    features.put("copies", integer(selection.copies(n)));
    features.put("image/class/label", integer(selection.label(n)));
    features.put("image/encoded", bytes(ByteString.copyFrom(image)));
    String format = image.length > 0 && image[0] == JPEG ? "jpeg" : "png";
    features.put("image/format", bytes(ByteString.copyFrom(format, StandardCharsets.US_ASCII)));
    features.put("image/index", integer(selection.image(n)));
    features.put("probabilities", floats(selection.target(n)));
    features.put("probability", floats(confidence));
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

  private static Feature floats(float... values) {
    FloatList.Builder list = FloatList.newBuilder();
    for (float value : values) {
      list.addValue(value);
    }
    return Feature.newBuilder().setFloatList(list).build();
  }
}
