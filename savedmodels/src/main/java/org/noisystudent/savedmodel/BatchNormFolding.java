package org.noisystudent.savedmodel;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;
import org.tensorflow.types.TFloat32;

/**
 * Makes constants of variables, and of every batch norm that follows a convolution alone, scaled
 * weights and a bias: gamma (w x - mean) / sqrt(variance + epsilon) + beta.
 */
final class BatchNormFolding {
  private static final Set<String> BATCH_NORMS =
      Set.of("FusedBatchNorm", "FusedBatchNormV2", "FusedBatchNormV3");

  /** Where the last dimensions of the weights make the channel of the output. */
  private static final Set<String> CONVOLUTIONS = Set.of("Conv2D", "DepthwiseConv2dNative");

  private static final Set<String> HANDED_ON =
      Set.of("ReadVariableOp", "Identity", "EnsureShape", "Slice");

  private static final Set<String> SOURCES = Set.of("VarHandleOp", "Const");

  private final Map<String, NodeDef> nodes;

  /** By the name of a convolution, the batch norm that is folded into it. */
  private final Map<String, NodeDef> norms = new LinkedHashMap<>();

  /**
   * Finds what can be folded.
   *
   * @param nodes all of a graph, by name
   * @param output name of the node that is asked
   */
  BatchNormFolding(Map<String, NodeDef> nodes, String output) {
    this.nodes = nodes;
    Map<String, Integer> uses = new HashMap<>(Map.of(output, 1));
    Set<String> usedOtherwise = new HashSet<>(); // than for their first output
    for (NodeDef node : nodes.values()) {
      for (String tensor : node.getInputList()) {
        String name = ReachedNodes.nodeName(tensor);
        uses.merge(name, 1, Integer::sum);
        if (!name.equals(tensor)) {
          usedOtherwise.add(name);
        }
      }
    }
    for (NodeDef norm : nodes.values()) {
      if (isFoldable(norm)
          && !usedOtherwise.contains(norm.getName())
          && uses.get(norm.getInput(0)) == 1) {
        norms.put(norm.getInput(0), norm);
      }
    }
  }

  private boolean isFoldable(NodeDef norm) {
    return BATCH_NORMS.contains(norm.getOp())
        && !norm.getAttrOrThrow("is_training").getB()
        && isPlain(norm)
        && parameters(norm).stream().allMatch(this::isFixed)
        && isConvolution(nodes.get(norm.getInput(0)));
  }

  private boolean isConvolution(NodeDef node) {
    return node != null
        && CONVOLUTIONS.contains(node.getOp())
        && isPlain(node)
        && isFixed(node.getInput(1));
  }

  /** Returns whether a node takes float32 with the channels last. */
  private static boolean isPlain(NodeDef node) {
    return node.getAttrOrThrow("T").getType() == DataType.DT_FLOAT
        && (!node.containsAttr("data_format")
            || node.getAttrOrThrow("data_format").getS().toStringUtf8().equals("NHWC"));
  }

  /** Returns gamma, beta, mean and variance of a batch norm. */
  private static List<String> parameters(NodeDef norm) {
    return norm.getInputList().subList(1, 5);
  }

  /** Returns whether a tensor has the same values whatever is fed. */
  private boolean isFixed(String tensor) {
    NodeDef node = nodes.get(tensor);
    return node != null
        && (SOURCES.contains(node.getOp())
            || (HANDED_ON.contains(node.getOp())
                && node.getInputList().stream().allMatch(this::isFixed)));
  }

  /**
   * Returns the nodes as they become.
   *
   * @param session knows the values of the variables
   */
  Collection<NodeDef> apply(Session session) {
    Map<String, NodeDef> result = new LinkedHashMap<>(nodes);
    List<String> wanted = wanted();
    if (wanted.isEmpty()) {
      return result.values();
    }
    Session.Runner runner = session.runner();
    wanted.forEach(runner::fetch);
    try (Result values = runner.run()) {
      Map<String, TFloat32> known = new HashMap<>();
      for (int i = 0; i < wanted.size(); i++) {
        known.put(wanted.get(i), (TFloat32) values.get(i));
      }
      nodes.forEach(
          (name, node) -> {
            if (node.getOp().equals("VarHandleOp")) {
              result.remove(name);
            } else if (node.getOp().equals("ReadVariableOp")) {
              result.put(name, constant(name, known.get(name).shape(), numbers(known.get(name))));
            }
          });
      norms.forEach((name, norm) -> fold(nodes.get(name), norm, known, result));
    }
    return result.values();
  }

  /** Returns the tensors whose values are needed, each once. */
  private List<String> wanted() {
    Set<String> wanted = new LinkedHashSet<>();
    nodes.values().stream()
        .filter(node -> node.getOp().equals("ReadVariableOp"))
        .forEach(node -> wanted.add(node.getName()));
    norms.forEach(
        (name, norm) -> {
          wanted.add(nodes.get(name).getInput(1));
          wanted.addAll(parameters(norm));
        });
    return List.copyOf(wanted);
  }

  private static float[] numbers(TFloat32 tensor) {
    float[] numbers = new float[Math.toIntExact(tensor.size())];
    tensor.copyTo(DataBuffers.of(numbers, false, false));
    return numbers;
  }

  /** Scales the weights, and puts a bias in the place of the batch norm. */
  private static void fold(
      NodeDef convolution, NodeDef norm, Map<String, TFloat32> known, Map<String, NodeDef> into) {
    List<float[]> parameters =
        parameters(norm).stream().map(name -> numbers(known.get(name))).toList();
    float[] gamma = parameters.get(0);
    TFloat32 filter = known.get(convolution.getInput(1));
    float[] weights = numbers(filter);
    float epsilon = norm.getAttrOrThrow("epsilon").getF();
    int channels = gamma.length;
    float[] scaled = new float[weights.length];
    float[] bias = new float[channels];
    for (int c = 0; c < channels; c++) {
      double scale = gamma[c] / Math.sqrt((double) parameters.get(3)[c] + epsilon);
      bias[c] = (float) (parameters.get(1)[c] - parameters.get(2)[c] * scale);
      for (int i = c; i < scaled.length; i += channels) {
        scaled[i] = (float) (weights[i] * scale);
      }
    }
    String scaledName = convolution.getName() + "/folded_weights";
    String biasName = norm.getName() + "/folded_bias";
    into.put(scaledName, constant(scaledName, filter.shape(), scaled));
    into.put(biasName, constant(biasName, Shape.of(channels), bias));
    into.put(convolution.getName(), convolution.toBuilder().setInput(1, scaledName).build());
    into.put(
        norm.getName(),
        NodeDef.newBuilder()
            .setName(norm.getName())
            .setOp("BiasAdd")
            .addInput(convolution.getName())
            .addInput(biasName)
            .putAttr("T", type(DataType.DT_FLOAT))
            .build());
  }

  private static NodeDef constant(String name, Shape of, float[] values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Float.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (long size : of.asArray()) {
      shape.addDim(TensorShapeProto.Dim.newBuilder().setSize(size));
    }
    TensorProto tensor =
        TensorProto.newBuilder()
            .setDtype(DataType.DT_FLOAT)
            .setTensorShape(shape)
            .setTensorContent(ByteString.copyFrom(bytes))
            .build();
    return NodeDef.newBuilder()
        .setName(name)
        .setOp("Const")
        .putAttr("dtype", type(DataType.DT_FLOAT))
        .putAttr("value", AttrValue.newBuilder().setTensor(tensor).build())
        .build();
  }

  private static AttrValue type(DataType type) {
    return AttrValue.newBuilder().setType(type).build();
  }
}
