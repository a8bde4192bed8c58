package org.noisystudent.augment;

import java.util.ArrayList;
import java.util.List;
import org.noisystudent.config.AugmentConfig;
import org.noisystudent.config.AugmentConfig.Crop;
import org.noisystudent.config.RandAugmentConfig;
import org.noisystudent.data.ImageTransform;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TUint8;

/** The image transforms of training, evaluation and labeling. */
public final class Augmentation {
  /** Random numbers of the padded crop and the flip, before those of RandAugment. */
  private static final int CROP_NUMBERS = 3;

  /** Sets the crop's random numbers apart from the others: both generators hash the seed alike. */
  private static final long[] CROP_SEED = {0x6A09E667F3BCC908L, 0x3C6EF372FE94F82BL};

  private Augmentation() {}

  /**
   * Returns the random augmentation of training images. Order: crop, flip, RandAugment; with the
   * {@code PAD} crop of small images RandAugment, crop, flip (preprocessing.py).
   *
   * @param resolution side of the result in pixels
   * @throws UserErrorException if the border to reflect is not smaller than the image
   */
  public static ImageTransform training(
      AugmentConfig augment, RandAugmentConfig randAugment, int resolution) {
    if (augment.crop() == Crop.PAD) {
      checkBorder("augment.cropPadding", augment.cropPadding(), resolution);
    }
    return (scope, image, seed) -> {
      Ops tf = scope.tf();
      Crops crops = new Crops(tf, resolution);
      RandAugment layers = new RandAugment(randAugment, ImageSize.square(resolution));
      List<? extends Operand<TFloat32>> random = uniform(tf, seed, CROP_NUMBERS + layers.numbers());
      List<? extends Operand<TFloat32>> layerRandom = random.subList(CROP_NUMBERS, random.size());
      return switch (augment.crop()) {
        case PAD -> {
          Operand<TUint8> noised = layers.apply(scope, crops.whole(image), layerRandom);
          Operand<TUint8> cut =
              crops.padded(noised, augment.cropPadding(), random.get(0), random.get(1));
          yield crops.shaped(augment.flip() ? crops.flip(cut, random.get(2)) : cut);
        }
        case NONE, INCEPTION, EVALUATION -> {
          Operand<TUint8> cut =
              switch (augment.crop()) {
                case NONE, PAD -> crops.whole(image);
                case INCEPTION ->
                    crops.inception(image, tf.bitwise.bitwiseXor(seed, tf.constant(CROP_SEED)));
                case EVALUATION -> crops.evaluation(image, augment.evaluationCrop());
              };
          Operand<TUint8> flipped = augment.flip() ? crops.flip(cut, random.get(2)) : cut;
          yield crops.shaped(layers.apply(scope, flipped, layerRandom));
        }
      };
    };
  }

  /** Returns the cut of evaluation and labeling, without randomness. */
  public static ImageTransform evaluation(AugmentConfig augment, int resolution) {
    return (scope, image, seed) ->
        new Crops(scope.tf(), resolution).evaluation(image, augment.evaluationCrop());
  }

  /**
   * Returns the views of an image that a teacher is averaged over: the evaluation cut, the same
   * moved by {@code shift} pixels up, down, left and right with a reflected border, and all of
   * these mirrored.
   *
   * @param shift pixels; 0 = no moved views
   * @param flip whether there are mirrored views
   * @return a transform to [{@link #viewCount}, resolution, resolution, 3]
   * @throws UserErrorException if the shift is not smaller than the image
   */
  public static ImageTransform views(
      AugmentConfig augment, int resolution, int shift, boolean flip) {
    checkBorder("pseudoLabel.viewShift", shift, resolution);
    return (scope, image, seed) -> {
      Ops tf = scope.tf();
      Crops crops = new Crops(tf, resolution);
      Operand<TUint8> cut = crops.evaluation(image, augment.evaluationCrop());
      List<Operand<TUint8>> moved = new ArrayList<>(List.of(cut));
      if (shift > 0) {
        Operand<TUint8> bordered = crops.reflect(cut, shift);
        for (int[] begin :
            new int[][] {{2 * shift, shift}, {0, shift}, {shift, 2 * shift}, {shift, 0}}) {
          moved.add(crops.cut(bordered, begin[0], begin[1]));
        }
      }
      Operand<TUint8> views = tf.stack(moved);
      if (!flip) {
        return views;
      }
      Operand<TUint8> mirrored = tf.reverse(views, tf.constant(new int[] {2}));
      return tf.concat(List.of(views, mirrored), tf.constant(0));
    };
  }

  /** Returns how many views {@link #views} makes of an image. */
  public static int viewCount(int shift, boolean flip) {
    return (shift > 0 ? 5 : 1) * (flip ? 2 : 1);
  }

  /** Returns numbers in [0, 1), all drawn at once. */
  private static List<? extends Operand<TFloat32>> uniform(
      Ops tf, Operand<TInt64> seed, int count) {
    Operand<TFloat32> numbers =
        tf.random.statelessRandomUniform(tf.constant(new int[] {count}), seed, TFloat32.class);
    return tf.unstack(numbers, (long) count).output();
  }

  private static void checkBorder(String key, int border, int resolution) {
    if (border < 0 || border >= resolution) {
      throw new UserErrorException(
          Kind.USAGE,
          "%s (%d) must be >= 0 and smaller than the resolution (%d)"
              .formatted(key, border, resolution));
    }
  }
}
