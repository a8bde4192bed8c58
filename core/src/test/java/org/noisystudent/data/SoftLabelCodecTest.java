package org.noisystudent.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.noisystudent.config.PseudoLabelConfig.Storage;
import org.tensorflow.proto.BytesList;
import org.tensorflow.proto.Example;
import org.tensorflow.proto.Feature;
import org.tensorflow.proto.Features;
import org.tensorflow.proto.Int64List;

final class SoftLabelCodecTest {
  private final float[] thousand = probabilities(1000, 3);

  @Test
  void float32GivesBackEveryBit() throws Exception {
    assertArrayEquals(thousand, roundTrip(thousand, Storage.FLOAT32, 0));
  }

  @Test
  void float16IsRightToElevenBitsAndAddsUpToOne() throws Exception {
    float[] read = roundTrip(thousand, Storage.FLOAT16, 0);
    double sum = 0;
    for (int c = 0; c < read.length; c++) {
      assertEquals(thousand[c], read[c], thousand[c] * 0x1p-10 + 0x1p-24);
      sum += read[c];
    }
    assertEquals(1, sum, 1e-6);
  }

  @Test
  void topKeepsTheMostProbableExactlyAndTheSumOfTheOthers() throws Exception {
    float[] few = {.1f, .2f, .05f, .2f, .25f, .1f, .1f};
    float[] read = roundTrip(few, Storage.TOP, 3);
    float share = (float) ((.1f + .05 + .1f + .1f) / 4);
    assertArrayEquals(new float[] {share, .2f, share, .2f, .25f, share, share}, read, 1e-8f);
    assertEquals(.25f, read[4]);
    // of the three classes with 0.1 the first is listed
    assertEquals(.1f, roundTrip(few, Storage.TOP, 4)[0]);
    assertEquals((.05f + .1f + .1f) / 3, roundTrip(few, Storage.TOP, 4)[5], 1e-8);
  }

  @Test
  void topOfMoreClassesThanThereAreIsAll() throws Exception {
    assertArrayEquals(thousand, roundTrip(thousand, Storage.TOP, 5000));
  }

  @Test
  void anImageWithoutAPredictionHasNoneInAnyForm() throws Exception {
    for (Storage storage : Storage.values()) {
      assertEquals(0, roundTrip(new float[0], storage, 3).length);
    }
  }

  /** The sizes that docs/pseudo-labels.md states. */
  @Test
  void aThousandClassesTakeSoManyBytes() {
    assertEquals(
        List.of(4030, 2038, 174, 204, 441),
        List.of(
            size(Storage.FLOAT32, 0),
            size(Storage.FLOAT16, 0),
            size(Storage.TOP, 5),
            size(Storage.TOP, 10),
            size(Storage.TOP, 50)));
  }

  @Test
  void saysWhatIsWrongWithARecord() {
    Feature odd =
        Feature.newBuilder()
            .setBytesList(BytesList.newBuilder().addValue(ByteString.copyFrom(new byte[3])))
            .build();
    assertEquals(
        "probabilities/float16 (3 bytes) must be 2 bytes a class",
        error(Map.of("probabilities/float16", odd)));
    Map<String, Feature> top = new TreeMap<>(SoftLabelCodec.encode(thousand, Storage.TOP, 2));
    top.put("probabilities/classes", integers(1));
    assertEquals(
        "probabilities/classes ([1]), probabilities/top/class (2 values) and"
            + " probabilities/top/probability (2 values) do not fit",
        error(top));
    top.put("probabilities/classes", integers(1000));
    top.put("probabilities/top/class", integers(1, 1000));
    assertEquals("probabilities/top/class (1000) must be in 0..999", error(top));
  }

  private int size(Storage storage, int top) {
    return record(thousand, storage, top).toByteArray().length;
  }

  private static float[] roundTrip(float[] row, Storage storage, int top) throws Exception {
    return SoftLabelCodec.decode(Example.parseFrom(record(row, storage, top).toByteArray()));
  }

  private static Example record(float[] row, Storage storage, int top) {
    Features.Builder features = Features.newBuilder();
    SoftLabelCodec.encode(row, storage, top).forEach(features::putFeature);
    return Example.newBuilder().setFeatures(features).build();
  }

  private static String error(Map<String, Feature> features) {
    return assertThrows(CorruptImageException.class, () -> SoftLabelCodec.decode(features))
        .getMessage();
  }

  private static Feature integers(long... values) {
    Int64List.Builder list = Int64List.newBuilder();
    for (long value : values) {
      list.addValue(value);
    }
    return Feature.newBuilder().setInt64List(list).build();
  }

  /** Probabilities as a sure network gives them: most of the mass on few classes. */
  private static float[] probabilities(int classes, long seed) {
    Random random = new Random(seed);
    double[] powers = new double[classes];
    double sum = 0;
    for (int c = 0; c < classes; c++) {
      powers[c] = Math.exp(3 * random.nextGaussian());
      sum += powers[c];
    }
    float[] row = new float[classes];
    for (int c = 0; c < classes; c++) {
      row[c] = (float) (powers[c] / sum);
    }
    return row;
  }
}
