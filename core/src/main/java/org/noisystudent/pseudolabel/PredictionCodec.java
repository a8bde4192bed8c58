package org.noisystudent.pseudolabel;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.Map;
import java.util.TreeMap;
import org.noisystudent.config.PseudoLabelConfig.Storage;
import org.noisystudent.data.CorruptImageException;
import org.noisystudent.data.SoftLabelCodec;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;
import org.tensorflow.proto.BytesList;
import org.tensorflow.proto.Example;
import org.tensorflow.proto.Feature;
import org.tensorflow.proto.Features;
import org.tensorflow.proto.FloatList;
import org.tensorflow.proto.Int64List;

/**
 * The prediction of an image as a {@code tf.train.Example}: {@code image/index}, {@code
 * image/filename} and the probabilities. Where these are not written whole, {@code
 * image/class/label} and {@code probability} say exactly what the most probable class is.
 */
final class PredictionCodec {
  private static final String INDEX = "image/index";
  private static final String FILENAME = "image/filename";
  private static final String LABEL = "image/class/label";
  private static final String PROBABILITY = "probability";

  private PredictionCodec() {}

  static byte[] encode(int image, String filename, float[] row, Storage storage, int top) {
    Map<String, Feature> features =
        new TreeMap<>(SoftLabelCodec.encode(row, storage, top)); // equal rows are equal bytes
    features.put(INDEX, integer(image));
    features.put(
        FILENAME,
        Feature.newBuilder()
            .setBytesList(BytesList.newBuilder().addValue(ByteString.copyFromUtf8(filename)))
            .build());
    if (storage != Storage.FLOAT32 && row.length > 0) {
      long score = Score.of(row);
      features.put(LABEL, integer(Score.label(score)));
      features.put(
          PROBABILITY,
          Feature.newBuilder()
              .setFloatList(FloatList.newBuilder().addValue(Score.confidence(score)))
              .build());
    }
    Features.Builder all = Features.newBuilder();
    for (String name : new String[] {INDEX, FILENAME}) {
      all.putFeature(name, features.remove(name));
    }
    features.forEach(all::putFeature);
    return Example.newBuilder().setFeatures(all).build().toByteArray();
  }

  private static Feature integer(long value) {
    return Feature.newBuilder().setInt64List(Int64List.newBuilder().addValue(value)).build();
  }

  /** Returns the record of an image; an error that names its file where it is another's. */
  static Example decode(String place, byte[] record, int image) {
    Example example;
    try {
      example = Example.parseFrom(record);
    } catch (InvalidProtocolBufferException e) {
      throw new UserErrorException(
          Kind.DATA, place + " holds a record that is not a tf.train.Example", e);
    }
    Int64List index = feature(example, INDEX).getInt64List();
    long found = index.getValueCount() == 0 ? -1 : index.getValue(0);
    if (found != image) {
      throw new UserErrorException(
          Kind.DATA, place + ": image/index (" + found + ") must be " + image);
    }
    return example;
  }

  /** Returns the probabilities of a record, [classes]; empty = the image has no prediction. */
  static float[] probabilities(String place, Example record) {
    try {
      return SoftLabelCodec.decode(record);
    } catch (CorruptImageException e) {
      throw new UserErrorException(Kind.DATA, place + ": " + e.getMessage(), e);
    }
  }

  /** Returns the score that the record was written with. */
  static long score(String place, Example record) {
    Int64List label = feature(record, LABEL).getInt64List();
    FloatList probability = feature(record, PROBABILITY).getFloatList();
    return label.getValueCount() == 1 && probability.getValueCount() == 1
        ? Score.of((int) label.getValue(0), probability.getValue(0))
        : Score.of(probabilities(place, record));
  }

  private static Feature feature(Example example, String name) {
    return example.getFeatures().getFeatureOrDefault(name, Feature.getDefaultInstance());
  }
}
