package org.noisystudent.savedmodel;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.noisystudent.savedmodel.UserErrorException.Kind;
import org.tensorflow.GraphOperation;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.types.family.TType;

/**
 * The values of a SavedModel's resource variables, each under the name it is shared by, or else
 * that of its node; owns them.
 */
public final class ModelVariables implements AutoCloseable {
  private final Result result;
  private final Map<String, Tensor> values = new LinkedHashMap<>();

  private ModelVariables(Result result) {
    this.result = result;
  }

  /**
   * Loads some variables of a model on the CPU.
   *
   * @throws UserErrorException if the folder is damaged, is not trusted, or lacks one
   */
  public static ModelVariables read(Path folder, Trust trust, Set<String> names) {
    PredictGraph model = PredictGraph.read(folder, trust);
    Map<String, NodeDef> nodes = new LinkedHashMap<>();
    model.graph().getNodeList().stream()
        .filter(node -> node.getOp().equals("VarHandleOp"))
        .forEach(node -> nodes.putIfAbsent(nameOf(node), node));
    if (!nodes.keySet().containsAll(names)) {
      throw SavedModelFile.problem(folder, "must hold the variables " + names);
    }
    try (SavedModelBundle bundle = SavedModelClassifier.open(folder)) {
      Ops tf = Ops.create(bundle.graph()).withSubScope("read_variables");
      Session.Runner runner = bundle.session().runner();
      for (String name : names) {
        NodeDef node = nodes.get(name);
        GraphOperation handle = bundle.graph().operation(node.getName());
        runner.fetch(read(tf, handle, node));
      }
      ModelVariables read = new ModelVariables(runner.run());
      for (String name : names) {
        read.values.put(name, read.result.get(read.values.size()));
      }
      return read;
    } catch (TensorFlowException e) {
      throw new UserErrorException(
          Kind.DATA,
          "model folder (%s): its variables cannot be read: %s"
              .formatted(folder, UserErrorException.firstLine(e)),
          e);
    }
  }

  private static Output<?> read(Ops tf, GraphOperation handle, NodeDef node) {
    return tf.scope()
        .opBuilder("ReadVariableOp", node.getName().replace('/', '_'))
        .addInput(handle.<TType>output(0))
        .setAttr("dtype", node.getAttrOrThrow("dtype").getType())
        .build()
        .output(0);
  }

  /** Returns the name of the variable of a {@code VarHandleOp}. */
  public static String nameOf(NodeDef node) {
    String shared = node.getAttrOrThrow("shared_name").getS().toStringUtf8();
    return shared.isEmpty() ? node.getName() : shared;
  }

  /** Returns the values by name; they stay this object's. */
  public Map<String, Tensor> byName() {
    return values;
  }

  @Override
  public void close() {
    result.close();
  }
}
