package org.noisystudent.augment;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.noisystudent.config.RandAugmentConfig;
import org.noisystudent.data.FunctionScope;
import org.tensorflow.ConcreteFunction;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Signature;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TUint8;

/**
 * RandAugment (Cubuk et al., 2019): each layer applies one operation, picked uniformly, always and
 * at a fixed magnitude. One function an operation; only the picked one runs.
 */
final class RandAugment {
  /** Random numbers that a layer takes: the pick, and two for the operation. */
  static final int NUMBERS_A_LAYER = 3;

  private final RandAugmentConfig config;
  private final ImageSize size;

  RandAugment(RandAugmentConfig config, ImageSize size) {
    this.config = config;
    this.size = size;
  }

  /** Returns how many random numbers an image takes. */
  int numbers() {
    return config.layers() * NUMBERS_A_LAYER;
  }

  /**
   * Adds all layers.
   *
   * @param image [height, width, 3]
   * @param random {@link #numbers()} scalars in [0, 1)
   * @return [height, width, 3]
   */
  Operand<TUint8> apply(
      FunctionScope scope, Operand<TUint8> image, List<? extends Operand<TFloat32>> random) {
    if (config.layers() == 0) {
      return image;
    }
    Ops tf = scope.tf();
    List<ConcreteFunction> branches = new ArrayList<>();
    for (AugmentOp op : AugmentOp.values()) {
      branches.add(scope.attach(branch(op)));
    }
    Operand<TUint8> augmented = image;
    for (int layer = 0; layer < config.layers(); layer++) {
      int at = layer * NUMBERS_A_LAYER;
      Operand<TInt32> pick =
          tf.dtypes.cast(
              tf.math.mul(random.get(at), tf.constant((float) branches.size())), TInt32.class);
      augmented =
          tf.caseOp(
                  pick,
                  List.of(augmented, random.get(at + 1), random.get(at + 2)),
                  List.of(TUint8.class),
                  branches)
              .output()
              .get(0)
              .expect(TUint8.class);
    }
    return augmented;
  }

  private ConcreteFunction branch(AugmentOp op) {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Placeholder<TUint8> image = tf.placeholder(TUint8.class, Placeholder.shape(size.shape()));
      Placeholder<TFloat32> first =
          tf.placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
      Placeholder<TFloat32> second =
          tf.placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
      Operand<TUint8> output =
          new ImageOps(tf, size, Strength.of(config)).apply(op, image, first, second);
      return ConcreteFunction.create(
          Signature.builder(name(op))
              .input("image", image)
              .input("first", first)
              .input("second", second)
              .output("output", tf.identity(output))
              .build(),
          graph);
    }
  }

  /** Returns a name that is the same only for the same body: functions of a graph share names. */
  private String name(AugmentOp op) {
    return String.join(
            "_",
            op.name().toLowerCase(Locale.ROOT),
            size.height() + "x" + size.width(),
            Double.toString(config.magnitude()),
            config.mode().name().toLowerCase(Locale.ROOT),
            Double.toString(config.translateConst()),
            Double.toString(config.cutoutConst()))
        .replace('-', 'm');
  }
}
