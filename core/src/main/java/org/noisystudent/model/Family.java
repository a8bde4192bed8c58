package org.noisystudent.model;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TNumber;

/** What EfficientNets of one kind share beyond their scaling. */
public enum Family {
  /**
   * The networks of the paper: swish, squeeze-excite, everything scaled, ImageNet's channel means
   * and deviations (reference: efficientnet_builder.py).
   */
  STANDARD(Activation.SWISH, true, true),

  /**
   * The networks for phones: ReLU6, no squeeze-excite, pixels around 127; stem, head and the
   * repeats of the first and last stage stay as they are in B0 (reference:
   * lite/efficientnet_lite_builder.py).
   */
  LITE(Activation.RELU6, false, false);

  private final Activation activation;
  private final boolean squeezeExcite;
  private final boolean scaledEnds;

  Family(Activation activation, boolean squeezeExcite, boolean scaledEnds) {
    this.activation = activation;
    this.squeezeExcite = squeezeExcite;
    this.scaledEnds = scaledEnds;
  }

  /** What stands between the layers. */
  enum Activation {
    /** x * sigmoid(x). */
    SWISH {
      @Override
      <T extends TNumber> Operand<T> add(Ops tf, Operand<T> x) {
        return tf.math.mul(x, tf.math.sigmoid(x));
      }

      @Override
      Operand<TFloat32> derivative(Ops tf, Operand<TFloat32> x) {
        Operand<TFloat32> one = tf.constant(1f);
        Operand<TFloat32> gate = tf.math.sigmoid(x);
        return tf.math.mul(gate, tf.math.add(one, tf.math.mul(x, tf.math.sub(one, gate))));
      }
    },
    /** x, no less than 0 and no more than 6. */
    RELU6 {
      @Override
      <T extends TNumber> Operand<T> add(Ops tf, Operand<T> x) {
        return tf.nn.relu6(x);
      }

      @Override
      Operand<TFloat32> derivative(Ops tf, Operand<TFloat32> x) {
        Operand<TBool> within =
            tf.math.logicalAnd(
                tf.math.greater(x, tf.constant(0f)), tf.math.less(x, tf.constant(6f)));
        return tf.dtypes.cast(within, TFloat32.class);
      }
    };

    /** Adds it. */
    abstract <T extends TNumber> Operand<T> add(Ops tf, Operand<T> x);

    /** Adds its derivative at x. */
    abstract Operand<TFloat32> derivative(Ops tf, Operand<TFloat32> x);
  }

  Activation activation() {
    return activation;
  }

  /** Returns whether its blocks have squeeze-excite. */
  boolean hasSqueezeExcite() {
    return squeezeExcite;
  }

  /** Returns whether stem, head, and the repeats of the first and last stage are scaled. */
  boolean scalesEnds() {
    return scaledEnds;
  }

  /** Returns how its networks take the values of their images. */
  Normalization normalization() {
    return switch (this) {
      case STANDARD -> Normalization.IMAGENET;
      case LITE -> Normalization.CENTERED;
    };
  }
}
