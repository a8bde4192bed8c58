package org.noisystudent.attack;

import com.google.common.primitives.ImmutableIntArray;
import java.util.BitSet;
import java.util.Optional;
import org.noisystudent.savedmodel.InputGradient;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;

/**
 * Images under attack, one epsilon after another. The gradient of the images themselves is taken
 * once for all epsilons that start there.
 */
final class AttackedBatch {
  private static final float BLACK = 0;
  private static final float WHITE = 255;

  private final Attack attack;
  private final InputGradient gradient;
  private final ImmutableIntArray images;
  private final ImmutableIntArray classes;
  private final Shape shape;
  private final float[] original;
  private Optional<float[]> atOriginal = Optional.empty();

  /**
   * Begins an attack.
   *
   * @param pixels [batch, resolution, resolution, 3], RGB 0..255; stays the caller's
   * @param images the number of each, for its random start
   * @param classes the class of each, whose cross-entropy is raised or, by a targeted attack,
   *     lowered
   */
  AttackedBatch(
      Attack attack,
      InputGradient gradient,
      TFloat32 pixels,
      ImmutableIntArray images,
      ImmutableIntArray classes) {
    this.attack = attack;
    this.gradient = gradient;
    this.images = images;
    this.classes = classes;
    this.shape = pixels.shape();
    this.original = values(pixels);
  }

  /**
   * Images after an attack.
   *
   * @param pixels [batch, resolution, resolution, 3], RGB 0..255
   * @param withoutGradient places in the batch whose first gradient was zero everywhere
   */
  record Attacked(TFloat32 pixels, BitSet withoutGradient) implements AutoCloseable {
    @Override
    public void close() {
      pixels.close();
    }
  }

  /** Attacks the images; the result is the caller's to close. */
  Attacked at(double epsilon) {
    float range = (float) epsilon;
    float step = (float) attack.stepSize(epsilon) * (attack.goal().isTargeted() ? -1 : 1);
    float[] current = start(range);
    BitSet withoutGradient = new BitSet();
    for (int i = 0; i < attack.steps(); i++) {
      float[] slopes = i == 0 && !attack.randomStart() ? gradientAtOriginal() : gradient(current);
      if (i == 0) {
        withoutGradient = areZero(slopes);
      }
      for (int p = 0; p < current.length; p++) {
        current[p] = within(range, p, current[p] + step * Math.signum(slopes[p]));
      }
    }
    return new Attacked(tensor(current), withoutGradient);
  }

  private float[] start(float range) {
    float[] values = original.clone();
    if (attack.randomStart()) {
      int pixels = pixelsEach();
      float[] point = new float[original.length];
      for (int i = 0; i < images.length(); i++) {
        RandomStart.fill(attack.seed(), images.get(i), point, i * pixels, pixels);
      }
      for (int p = 0; p < values.length; p++) {
        values[p] = within(range, p, values[p] + range * point[p]);
      }
    }
    return values;
  }

  /** Returns a value, first within the range of its original, then within 0..255. */
  private float within(float range, int p, float value) {
    float change = Math.max(-range, Math.min(range, value - original[p]));
    return Math.max(BLACK, Math.min(WHITE, original[p] + change));
  }

  private float[] gradientAtOriginal() {
    if (atOriginal.isEmpty()) {
      atOriginal = Optional.of(gradient(original));
    }
    return atOriginal.get();
  }

  private float[] gradient(float[] values) {
    try (TFloat32 pixels = tensor(values);
        TFloat32 slopes = gradient.of(pixels, classes)) {
      return values(slopes);
    }
  }

  /** Returns the places in the batch where all slopes are zero. */
  private BitSet areZero(float[] slopes) {
    BitSet zero = new BitSet();
    zero.set(0, images.length());
    int pixels = pixelsEach();
    for (int p = 0; p < slopes.length; p++) {
      if (slopes[p] != 0) {
        zero.clear(p / pixels);
      }
    }
    return zero;
  }

  private int pixelsEach() {
    return original.length / images.length();
  }

  private TFloat32 tensor(float[] values) {
    return TFloat32.tensorOf(shape, DataBuffers.of(values, true, false));
  }

  private static float[] values(TFloat32 tensor) {
    float[] values = new float[Math.toIntExact(tensor.size())];
    tensor.copyTo(DataBuffers.of(values, false, false));
    return values;
  }
}
