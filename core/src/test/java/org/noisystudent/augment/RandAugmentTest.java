package org.noisystudent.augment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.noisystudent.config.AugmentConfig;
import org.noisystudent.config.AugmentConfig.Crop;
import org.noisystudent.config.RandAugmentConfig;
import org.noisystudent.config.RandAugmentConfig.Mode;
import org.noisystudent.data.ImageTransform;
import org.noisystudent.savedmodel.EvaluationCrop;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TUint8;

final class RandAugmentTest {
  private static final AugmentConfig PLAIN =
      new AugmentConfig(Crop.NONE, 0, false, EvaluationCrop.NONE);

  @Test
  void givesTheSameImagesForTheSameSeedsAtAnyParallelism() {
    TestImage image = TestImage.random(31, 45);
    for (Crop crop : Crop.values()) {
      ImageTransform transform =
          Augmentation.training(
              new AugmentConfig(crop, 3, true, EvaluationCrop.NONE), config(2, 9), 24);
      List<TestImage> alone = Transforms.run(transform, image, 40, 1);
      List<TestImage> together = Transforms.run(transform, image, 40, 4);
      Set<ByteBuffer> distinct = new HashSet<>();
      for (int i = 0; i < alone.size(); i++) {
        assertArrayEquals(alone.get(i).values(), together.get(i).values(), crop + " " + i);
        distinct.add(ByteBuffer.wrap(alone.get(i).values()));
      }
      assertTrue(distinct.size() >= 36, crop + ": distinct images " + distinct.size());
    }
  }

  @Test
  void picksEachOperationOnceInSixteen() {
    TestImage image = TestImage.random(16, 16);
    RandAugmentConfig config = config(1, 7);
    int count = 1600;
    // Every operation gives an image of its own here; random signs and places give several.
    Map<ByteBuffer, AugmentOp> known = new HashMap<>();
    for (AugmentOp op : AugmentOp.values()) {
      ImageTransform everyOutcome =
          (scope, input, seed) -> {
            Ops tf = scope.tf();
            ImageOps ops = new ImageOps(tf, ImageSize.square(16), Strength.of(config));
            List<Operand<TUint8>> outcomes = new ArrayList<>();
            for (float first : places(op)) {
              for (float second : op == AugmentOp.CUTOUT ? places(op) : new float[] {0}) {
                outcomes.add(ops.apply(op, input, tf.constant(first), tf.constant(second)));
              }
            }
            return tf.stack(outcomes);
          };
      byte[] outcomes = Transforms.run(everyOutcome, image, 1, 1).get(0).values();
      for (int at = 0; at < outcomes.length; at += image.values().length) {
        known.put(
            ByteBuffer.wrap(Arrays.copyOfRange(outcomes, at, at + image.values().length)), op);
      }
    }
    Map<AugmentOp, Integer> picks = new HashMap<>();
    ImageTransform training = Augmentation.training(PLAIN, config, 16);
    for (TestImage result : Transforms.run(training, image, count, 2)) {
      picks.merge(known.get(ByteBuffer.wrap(result.values())), 1, Integer::sum);
    }
    assertEquals(Set.of(AugmentOp.values()), picks.keySet());
    // 100 expected, standard deviation 9.7
    assertTrue(picks.values().stream().allMatch(n -> n > 55 && n < 145), picks.toString());
  }

  @Test
  void appliesEveryLayer() {
    TestImage image = TestImage.random(8, 8);
    ImageTransform none = Augmentation.training(PLAIN, config(0, 9), 8);
    assertArrayEquals(image.values(), Transforms.run(none, image, 1, 1).get(0).values());
    ImageTransform three = Augmentation.training(PLAIN, config(3, 9), 8);
    ImageTransform one = Augmentation.training(PLAIN, config(1, 9), 8);
    assertTrue(
        distinct(Transforms.run(three, image, 100, 2))
            > distinct(Transforms.run(one, image, 100, 2)));
  }

  @Test
  void keepsTransformsOfDifferentStrengthApartInOneGraph() {
    TestImage image = TestImage.random(8, 8);
    ImageTransform weak = Augmentation.training(PLAIN, config(1, 3), 8);
    ImageTransform strong = Augmentation.training(PLAIN, config(1, 9), 8);
    ImageTransform both =
        (scope, input, seed) -> {
          var weakly = weak.apply(scope, input, seed);
          var again = weak.apply(scope, input, seed);
          var strongly = strong.apply(scope, input, seed);
          return scope.tf().stack(List.of(weakly, again, strongly));
        };
    byte[] results = Transforms.run(both, image, 1, 1).get(0).values();
    byte[] alone = Transforms.run(weak, image, 1, 1).get(0).values();
    byte[] stronger = Transforms.run(strong, image, 1, 1).get(0).values();
    int size = alone.length;
    assertArrayEquals(alone, Arrays.copyOfRange(results, 0, size));
    assertArrayEquals(alone, Arrays.copyOfRange(results, size, 2 * size));
    assertArrayEquals(stronger, Arrays.copyOfRange(results, 2 * size, 3 * size));
  }

  private static long distinct(List<TestImage> images) {
    return images.stream().map(image -> ByteBuffer.wrap(image.values())).distinct().count();
  }

  private static float[] places(AugmentOp op) {
    return switch (op) {
      case ROTATE, SHEAR_X, SHEAR_Y, TRANSLATE_X, TRANSLATE_Y -> new float[] {0f, 0.75f};
      case CUTOUT -> {
        float[] all = new float[16];
        for (int i = 0; i < 16; i++) {
          all[i] = i / 16f;
        }
        yield all;
      }
      default -> new float[] {0f};
    };
  }

  private static RandAugmentConfig config(int layers, double magnitude) {
    return new RandAugmentConfig(layers, magnitude, Mode.FIXED, 4, 4);
  }
}
