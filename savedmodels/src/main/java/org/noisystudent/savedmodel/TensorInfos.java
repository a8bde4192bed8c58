package org.noisystudent.savedmodel;

import com.google.common.collect.ImmutableSortedMap;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Operands;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;

/** Signatures and tensors of a graph as a SavedModel describes them. */
final class TensorInfos {
  private TensorInfos() {}

  /** Returns the name of a tensor: op and index. */
  static String name(Operand<?> operand) {
    Output<?> output = operand.asOutput();
    return output.op().name() + ":" + output.index();
  }

  static SignatureDef signature(ClassifierSignature signature) {
    return SignatureDef.newBuilder()
        .setMethodName("tensorflow/serving/predict")
        .putAllInputs(describe(signature.inputs()))
        .putAllOutputs(describe(signature.outputs()))
        .build();
  }

  private static Map<String, TensorInfo> describe(Map<String, Operand<?>> operands) {
    ImmutableSortedMap.Builder<String, TensorInfo> infos = ImmutableSortedMap.naturalOrder();
    operands.forEach((name, operand) -> infos.put(name, describe(operand)));
    return infos.buildOrThrow();
  }

  private static TensorInfo describe(Operand<?> operand) {
    TensorShapeProto.Builder dimensions = TensorShapeProto.newBuilder();
    Shape shape = operand.shape();
    if (shape.isUnknown()) {
      dimensions.setUnknownRank(true);
    } else {
      for (long size : shape.asArray()) {
        dimensions.addDim(TensorShapeProto.Dim.newBuilder().setSize(size));
      }
    }
    return TensorInfo.newBuilder()
        .setName(name(operand))
        .setDtype(Operands.toDataType(operand.type()))
        .setTensorShape(dimensions)
        .build();
  }
}
