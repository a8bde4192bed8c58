package org.noisystudent.data;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.noisystudent.config.PseudoLabelConfig.Storage;
import org.tensorflow.proto.BytesList;
import org.tensorflow.proto.Example;
import org.tensorflow.proto.Feature;
import org.tensorflow.proto.FloatList;
import org.tensorflow.proto.Int64List;

/**
 * The probabilities of an image as features of a {@code tf.train.Example}, in one of three forms.
 * Whoever reads them need not be told which.
 *
 * <ul>
 *   <li>{@code probabilities}: float32, [classes];
 *   <li>{@code probabilities/float16}: the bytes of [classes] numbers of half precision,
 *       little-endian; scaled to a sum of 1 when read, as each is rounded by itself;
 *   <li>{@code probabilities/top/class} and {@code probabilities/top/probability}: the most
 *       probable classes, falling, of equals the lowest; {@code probabilities/remainder}: the sum
 *       of the others, of which each gets an equal share; {@code probabilities/classes}: how many
 *       there are in all.
 * </ul>
 */
public final class SoftLabelCodec {
  private static final String ALL = "probabilities";
  private static final String HALF = "probabilities/float16";
  private static final String TOP_CLASS = "probabilities/top/class";
  private static final String TOP_PROBABILITY = "probabilities/top/probability";
  private static final String REMAINDER = "probabilities/remainder";
  private static final String CLASSES = "probabilities/classes";

  /** The most classes that a record may claim: more than this would fill the memory. */
  private static final long MAX_CLASSES = 1 << 24;

  private SoftLabelCodec() {}

  /**
   * Returns the features of probabilities, by name.
   *
   * @param probabilities [classes]; empty = there are none
   * @param top how many classes are written where only the top ones are
   */
  public static Map<String, Feature> encode(float[] probabilities, Storage storage, int top) {
    if (probabilities.length == 0) {
      return Map.of(ALL, floats(probabilities));
    }
    return switch (storage) {
      case FLOAT32 -> Map.of(ALL, floats(probabilities));
      case FLOAT16 -> Map.of(HALF, halves(probabilities));
      case TOP -> top(probabilities, Math.min(top, probabilities.length));
    };
  }

  /** Returns the probabilities of a record, [classes]; empty where it has none. */
  public static float[] decode(Example record) throws CorruptImageException {
    return decode(record.getFeatures().getFeatureMap());
  }

  static float[] decode(Map<String, Feature> features) throws CorruptImageException {
    if (features.containsKey(HALF)) {
      return fromHalves(features.get(HALF).getBytesList());
    }
    if (features.containsKey(CLASSES)) {
      return fromTop(features);
    }
    FloatList values = features.getOrDefault(ALL, Feature.getDefaultInstance()).getFloatList();
    return array(values);
  }

  private static Map<String, Feature> top(float[] probabilities, int count) {
    int[] order = mostProbable(probabilities, count);
    Int64List.Builder classes = Int64List.newBuilder();
    float[] values = new float[count];
    boolean[] listed = new boolean[probabilities.length];
    for (int i = 0; i < count; i++) {
      classes.addValue(order[i]);
      values[i] = probabilities[order[i]];
      listed[order[i]] = true;
    }
    double remainder = 0;
    for (int c = 0; c < probabilities.length; c++) {
      remainder += listed[c] ? 0 : probabilities[c];
    }
    Map<String, Feature> features = new TreeMap<>();
    features.put(TOP_CLASS, Feature.newBuilder().setInt64List(classes).build());
    features.put(TOP_PROBABILITY, floats(values));
    features.put(REMAINDER, floats((float) remainder));
    features.put(
        CLASSES,
        Feature.newBuilder()
            .setInt64List(Int64List.newBuilder().addValue(probabilities.length))
            .build());
    return features;
  }

  /** Returns the most probable classes, falling, of equals the lowest. */
  private static int[] mostProbable(float[] probabilities, int count) {
    int[] best = new int[count];
    for (int c = 0; c < probabilities.length; c++) {
      int place = Math.min(c, count);
      while (place > 0 && probabilities[c] > probabilities[best[place - 1]]) {
        if (place < count) {
          best[place] = best[place - 1];
        }
        place--;
      }
      if (place < count) {
        best[place] = c;
      }
    }
    return best;
  }

  private static float[] fromTop(Map<String, Feature> features) throws CorruptImageException {
    Feature none = Feature.getDefaultInstance();
    Int64List all = features.getOrDefault(CLASSES, none).getInt64List();
    Int64List classes = features.getOrDefault(TOP_CLASS, none).getInt64List();
    FloatList values = features.getOrDefault(TOP_PROBABILITY, none).getFloatList();
    FloatList remainder = features.getOrDefault(REMAINDER, none).getFloatList();
    if (all.getValueCount() != 1
        || all.getValue(0) < 1
        || all.getValue(0) > MAX_CLASSES
        || values.getValueCount() != classes.getValueCount()
        || classes.getValueCount() > all.getValue(0)
        || remainder.getValueCount() != 1) {
      throw new CorruptImageException(
          "%s (%s), %s (%d values) and %s (%d values) do not fit"
              .formatted(
                  CLASSES,
                  all.getValueList(),
                  TOP_CLASS,
                  classes.getValueCount(),
                  TOP_PROBABILITY,
                  values.getValueCount()));
    }
    float[] probabilities = new float[(int) all.getValue(0)];
    int others = probabilities.length - classes.getValueCount();
    if (others > 0) {
      Arrays.fill(probabilities, (float) (remainder.getValue(0) / (double) others));
    }
    for (int i = 0; i < classes.getValueCount(); i++) {
      long label = classes.getValue(i);
      if (label < 0 || label >= probabilities.length) {
        throw new CorruptImageException(
            "%s (%d) must be in 0..%d".formatted(TOP_CLASS, label, probabilities.length - 1));
      }
      probabilities[(int) label] = values.getValue(i);
    }
    return probabilities;
  }

  private static Feature halves(float[] values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Short.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      bytes.putShort(Half.of(value));
    }
    return Feature.newBuilder()
        .setBytesList(BytesList.newBuilder().addValue(ByteString.copyFrom(bytes.array())))
        .build();
  }

  private static float[] fromHalves(BytesList list) throws CorruptImageException {
    ByteString bytes = list.getValueCount() == 1 ? list.getValue(0) : ByteString.EMPTY;
    if (bytes.isEmpty() || bytes.size() % Short.BYTES != 0) {
      throw new CorruptImageException(
          "%s (%d bytes) must be 2 bytes a class".formatted(HALF, bytes.size()));
    }
    ByteBuffer halves = bytes.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    float[] values = new float[bytes.size() / Short.BYTES];
    double sum = 0;
    for (int c = 0; c < values.length; c++) {
      values[c] = Half.toFloat(halves.getShort());
      sum += values[c];
    }
    for (int c = 0; c < values.length && sum > 0; c++) {
      values[c] = (float) (values[c] / sum);
    }
    return values;
  }

  private static Feature floats(float... values) {
    FloatList.Builder list = FloatList.newBuilder();
    for (float value : values) {
      list.addValue(value);
    }
    return Feature.newBuilder().setFloatList(list).build();
  }

  private static float[] array(FloatList list) {
    float[] values = new float[list.getValueCount()];
    for (int i = 0; i < values.length; i++) {
      values[i] = list.getValue(i);
    }
    return values;
  }
}
