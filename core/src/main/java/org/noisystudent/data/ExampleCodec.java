package org.noisystudent.data;

import com.google.common.primitives.Floats;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.proto.BytesList;
import org.tensorflow.proto.Example;
import org.tensorflow.proto.Feature;
import org.tensorflow.proto.Features;
import org.tensorflow.proto.FloatList;
import org.tensorflow.proto.Int64List;

/**
 * Image records as {@code tf.train.Example}, under the names of the ImageNet shards and of the
 * reference's filter_unlabel.py.
 */
public final class ExampleCodec {
  private static final String IMAGE = "image/encoded";
  private static final String LABEL = "image/class/label";
  private static final String FILE_NAME = "image/filename";
  private static final String PROBABILITY = "probability";
  private static final String PROBABILITIES = "probabilities";
  private static final String INDEX = "image/index";
  private static final String COPIES = "copies";

  private ExampleCodec() {}

  /** Returns the bytes of a record; the same for the same example. */
  public static byte[] encode(StoredExample example) {
    Features.Builder features = Features.newBuilder();
    features.putFeature(
        IMAGE,
        Feature.newBuilder()
            .setBytesList(BytesList.newBuilder().addValue(example.image()))
            .build());
    if (example.label() != ImageSource.UNKNOWN) {
      features.putFeature(LABEL, integer(example.label()));
      features.putFeature(
          PROBABILITY,
          Feature.newBuilder()
              .setFloatList(FloatList.newBuilder().addValue(example.probability()))
              .build());
    }
    if (!example.probabilities().isEmpty()) {
      FloatList.Builder values = FloatList.newBuilder().addAllValue(example.probabilities());
      features.putFeature(PROBABILITIES, Feature.newBuilder().setFloatList(values).build());
    }
    if (example.index() >= 0) {
      features.putFeature(INDEX, integer(example.index()));
    }
    if (example.copies() != 1) {
      features.putFeature(COPIES, integer(example.copies()));
    }
    return Example.newBuilder().setFeatures(features).build().toByteArray();
  }

  /** Reads a record; a feature that is missing has the value that its absence means. */
  static StoredExample decode(byte[] record) throws CorruptImageException {
    Map<String, Feature> features;
    try {
      features = Example.parseFrom(record).getFeatures().getFeatureMap();
    } catch (InvalidProtocolBufferException e) {
      throw new CorruptImageException("not a tf.train.Example: " + e.getMessage());
    }
    Feature none = Feature.getDefaultInstance();
    BytesList image = features.getOrDefault(IMAGE, none).getBytesList();
    if (image.getValueCount() != 1) {
      throw new CorruptImageException("a tf.train.Example without " + IMAGE);
    }
    FloatList probability = features.getOrDefault(PROBABILITY, none).getFloatList();
    ByteString encoded = image.getValue(0);
    return new StoredExample(
        encoded,
        within(LABEL, integer(features, LABEL, ImageSource.UNKNOWN), ImageSource.UNKNOWN),
        probability.getValueCount() == 1 ? probability.getValue(0) : 1f,
        Floats.asList(SoftLabelCodec.decode(features)),
        integer(features, INDEX, -1),
        within(COPIES, integer(features, COPIES, 1), 0));
  }

  /** Returns the name of the file that the image of a record once was, where the record has it. */
  static Optional<String> fileName(byte[] record) {
    try {
      BytesList name =
          Example.parseFrom(record)
              .getFeatures()
              .getFeatureOrDefault(FILE_NAME, Feature.getDefaultInstance())
              .getBytesList();
      return name.getValueCount() == 1
          ? Optional.of(name.getValue(0).toStringUtf8())
          : Optional.empty();
    } catch (InvalidProtocolBufferException e) {
      return Optional.empty();
    }
  }

  private static int within(String name, long value, int min) throws CorruptImageException {
    if (value < min || value > Integer.MAX_VALUE) {
      throw new CorruptImageException("%s (%d) must be in %d..2^31-1".formatted(name, value, min));
    }
    return (int) value;
  }

  private static Feature integer(long value) {
    return Feature.newBuilder().setInt64List(Int64List.newBuilder().addValue(value)).build();
  }

  private static long integer(Map<String, Feature> features, String name, long missing) {
    Int64List values = features.getOrDefault(name, Feature.getDefaultInstance()).getInt64List();
    return values.getValueCount() == 1 ? values.getValue(0) : missing;
  }
}
