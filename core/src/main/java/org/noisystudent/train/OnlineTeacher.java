package org.noisystudent.train;

import org.noisystudent.model.Architecture;
import org.noisystudent.model.EfficientNet;
import org.noisystudent.model.Phase;
import org.noisystudent.model.VariableSpec;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TUint8;

/**
 * A teacher that labels the unlabeled images of a batch within the step (reference: main.py,
 * teacher_model_name): not noised, with moving statistics, at its own resolution. Its variables are
 * read and never written, and no gradient goes through it.
 *
 * @param architecture of its network
 * @param temperature soft labels are softmax(logits / T)
 */
public record OnlineTeacher(Architecture architecture, double temperature) {
  private static final String SCOPE = "teacher_model/";

  /** Returns the name that a variable of the teacher's network has in the step. */
  public static String variable(VariableSpec spec) {
    return SCOPE + spec.name();
  }

  /**
   * Adds the teacher to a step.
   *
   * @param images [unlabeled, resolution, resolution, 3]
   * @param hard whether labels are one-hot
   * @return labels, [unlabeled, classes]
   */
  Operand<TFloat32> add(Ops tf, StepVariables variables, Operand<TUint8> images, boolean hard) {
    EfficientNet network =
        EfficientNet.build(
            tf,
            architecture,
            tf.dtypes.cast(images, TFloat32.class),
            new Phase.Inference(),
            spec -> {
              String name = variable(spec);
              variables.add(new StepVariable(name, name, spec.shape(), spec.initializer()));
              return variables.read(tf, name);
            });
    Operand<TFloat32> logits = network.logits();
    Operand<TFloat32> labels =
        hard
            ? tf.oneHot(
                tf.math.argMax(logits, tf.constant(1)),
                tf.constant(architecture.classes()),
                tf.constant(1f),
                tf.constant(0f))
            : tf.nn.softmax(tf.math.div(logits, tf.constant((float) temperature)));
    return tf.stopGradient(labels);
  }
}
