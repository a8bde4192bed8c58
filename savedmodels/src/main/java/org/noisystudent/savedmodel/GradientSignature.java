package org.noisystudent.savedmodel;

import java.util.List;
import java.util.Optional;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;

/**
 * Where a SavedModel takes images and classes and gives a gradient.
 *
 * @param images name of the tensor that takes images [batch, resolution, resolution, 3]
 * @param labels name of the tensor that takes classes [batch]
 * @param gradient name of the tensor that gives [batch, resolution, resolution, 3]
 */
record GradientSignature(String images, String labels, String gradient) {
  /**
   * Finds the signature {@code input_gradient}, of the form that {@link StandardSignatures} has.
   */
  static Optional<GradientSignature> find(MetaGraphDef meta, int resolution) {
    SignatureDef signature =
        meta.getSignatureDefOrDefault(
            ClassifierSignature.INPUT_GRADIENT, SignatureDef.getDefaultInstance());
    TensorInfo images = input(signature, "images");
    TensorInfo labels = input(signature, "labels");
    TensorInfo gradient =
        signature.getOutputsOrDefault("gradient", TensorInfo.getDefaultInstance());
    long side = resolution;
    boolean fits =
        images.getDtype() == DataType.DT_FLOAT
            && ImageSignature.sizes(images).equals(List.of(-1L, side, side, 3L))
            && labels.getDtype() == DataType.DT_INT64
            && ImageSignature.sizes(labels).equals(List.of(-1L))
            && gradient.getDtype() == DataType.DT_FLOAT;
    return fits
        ? Optional.of(new GradientSignature(images.getName(), labels.getName(), gradient.getName()))
        : Optional.empty();
  }

  private static TensorInfo input(SignatureDef signature, String name) {
    return signature.getInputsOrDefault(name, TensorInfo.getDefaultInstance());
  }
}
