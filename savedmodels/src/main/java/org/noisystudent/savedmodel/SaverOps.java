package org.noisystudent.savedmodel;

import com.google.common.collect.ImmutableMap;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.CollectionDef;
import org.tensorflow.proto.SaverDef;
import org.tensorflow.proto.VariableDef;
import org.tensorflow.types.TString;
import org.tensorflow.types.family.TType;

/**
 * The ops that save and restore the variables of a graph, and their description for loaders.
 *
 * <p>Without the collection of variables, Python would load the graph and leave its variables
 * without values.
 */
final class SaverOps {
  private final Placeholder<TString> fileName;
  private final Operand<TString> save;
  private final Op restore;
  private final List<VariableDef> described = new ArrayList<>();

  /** Adds the ops to the graph of the variables. */
  SaverOps(Ops graphOps, List<ResourceVariable> variables) {
    Ops tf = graphOps.withSubScope("save");
    List<ResourceVariable> sorted =
        variables.stream().sorted(Comparator.comparing(ResourceVariable::name)).toList();
    fileName =
        tf.withName("filename").placeholder(TString.class, Placeholder.shape(Shape.scalar()));
    Operand<TString> names =
        tf.array(sorted.stream().map(ResourceVariable::name).toArray(String[]::new));
    Operand<TString> slices =
        tf.array(sorted.stream().map(variable -> "").toArray(String[]::new)); // whole tensors
    List<Operand<?>> values = new ArrayList<>();
    List<Class<? extends TType>> types = new ArrayList<>();
    for (ResourceVariable variable : sorted) {
      values.add(tf.readVariableOp(variable.handle(), variable.type()));
      types.add(variable.type());
    }
    save =
        tf.withControlDependencies(tf.train.save(fileName, names, slices, values))
            .withName("control")
            .identity(fileName);
    List<Output<?>> restored = tf.train.restore(fileName, names, slices, types).tensors();
    List<Op> assigned = new ArrayList<>();
    for (int i = 0; i < sorted.size(); i++) {
      ResourceVariable variable = sorted.get(i);
      Op assign = tf.assignVariableOp(variable.handle(), restored.get(i));
      assigned.add(assign);
      described.add(describe(variable, values.get(i), assign));
    }
    restore = tf.withControlDependencies(assigned).withName("restore_all").noOp();
  }

  private static VariableDef describe(ResourceVariable variable, Operand<?> value, Op assign) {
    return VariableDef.newBuilder()
        .setVariableName(TensorInfos.name(variable.handle()))
        .setInitializerName(assign.op().name())
        .setSnapshotName(TensorInfos.name(value))
        .setIsResource(true)
        .setTrainable(variable.trainable())
        .build();
  }

  /** Saves the variables as they are in a session; the prefix is a path without suffix. */
  void run(Session session, Path prefix) {
    try (TString path = TString.scalarOf(prefix.toString())) {
      session.runner().feed(fileName, path).addTarget(save.op()).run().close();
    }
  }

  SaverDef saverDef() {
    return SaverDef.newBuilder()
        .setFilenameTensorName(TensorInfos.name(fileName))
        .setSaveTensorName(TensorInfos.name(save))
        .setRestoreOpName(restore.op().name())
        .setMaxToKeep(1)
        .setVersion(SaverDef.CheckpointFormatVersion.V2)
        .build();
  }

  /** Returns the collections that Python's loader finds variables in. */
  Map<String, CollectionDef> collections() {
    ImmutableMap.Builder<String, CollectionDef> collections = ImmutableMap.builder();
    collections.put("variables", collection(described)); // tf.GraphKeys.GLOBAL_VARIABLES
    List<VariableDef> trainable = described.stream().filter(VariableDef::getTrainable).toList();
    if (!trainable.isEmpty()) {
      collections.put("trainable_variables", collection(trainable));
    }
    return collections.buildOrThrow();
  }

  private static CollectionDef collection(List<VariableDef> variables) {
    CollectionDef.BytesList.Builder bytes = CollectionDef.BytesList.newBuilder();
    variables.forEach(variable -> bytes.addValue(variable.toByteString()));
    return CollectionDef.newBuilder().setBytesList(bytes).build();
  }
}
