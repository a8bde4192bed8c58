package org.noisystudent.savedmodel;

import com.google.common.collect.ImmutableSortedMap;
import java.util.Map;
import org.tensorflow.Operand;

/**
 * A way to call a SavedModel: which tensors are fed and which are fetched, by name.
 *
 * @param name name of the signature, such as {@code serving_default}
 * @param inputs at least one; tensors that a caller feeds, placeholders or not
 * @param outputs at least one
 */
public record ClassifierSignature(
    String name, Map<String, Operand<?>> inputs, Map<String, Operand<?>> outputs) {
  /** Takes images as encoded files, gives classes and probabilities. */
  public static final String SERVING_DEFAULT = "serving_default";

  /** Takes images as floats, gives logits and probabilities. */
  public static final String PREDICT = "predict";

  /** Takes images and labels, gives the gradient of the loss with respect to the images. */
  public static final String INPUT_GRADIENT = "input_gradient";

  /** Copies the maps and refuses a signature without name, inputs or outputs. */
  public ClassifierSignature {
    if (name.isBlank()) {
      throw new IllegalArgumentException("signature name (" + name + ") must not be blank");
    }
    if (inputs.isEmpty() || outputs.isEmpty()) {
      throw new IllegalArgumentException("signature " + name + " must have inputs and outputs");
    }
    inputs = ImmutableSortedMap.copyOf(inputs);
    outputs = ImmutableSortedMap.copyOf(outputs);
  }
}
