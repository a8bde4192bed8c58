package org.noisystudent.export;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.noisystudent.config.DeviceConfig;
import org.noisystudent.device.SessionSettings;
import org.noisystudent.device.VariableValues;
import org.noisystudent.model.Architecture;
import org.noisystudent.model.EfficientNet;
import org.noisystudent.model.Phase;
import org.noisystudent.model.VariableSpec;
import org.noisystudent.savedmodel.ClassifierSignature;
import org.noisystudent.savedmodel.EvaluationCrop;
import org.noisystudent.savedmodel.ModelCard;
import org.noisystudent.savedmodel.ResourceVariable;
import org.noisystudent.savedmodel.SavedModelWriter;
import org.noisystudent.savedmodel.ServingGraph;
import org.noisystudent.savedmodel.StandardSignatures;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.VarHandleOp;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TType;

/**
 * An EfficientNet without noise, in a graph and session of its own, with the variables that a
 * training left: the moving averages where there are any. The same graph is what is exported.
 */
public final class NetworkClassifier implements TrainedNetwork {
  private final Graph graph = new Graph();
  private final Architecture architecture;
  private final Session session;
  private final Map<VariableSpec, Node> nodes = new LinkedHashMap<>();
  private final List<ClassifierSignature> signatures;

  private record Node(Operand<? extends TType> handle, Placeholder<TFloat32> next, Op assign) {}

  /** Builds the network; it has no values yet. */
  public NetworkClassifier(Architecture architecture, EvaluationCrop crop, DeviceConfig device) {
    this.architecture = architecture;
    Ops tf = Ops.create(graph);
    signatures =
        StandardSignatures.add(
            graph,
            architecture.resolution(),
            architecture.classes(),
            crop,
            images ->
                EfficientNet.build(
                        tf, architecture, images, new Phase.Inference(), spec -> read(tf, spec))
                    .logits());
    session = new Session(graph, SessionSettings.of(device));
  }

  @SuppressWarnings("unchecked") // a resource handle has no Java type of its own
  private Operand<TFloat32> read(Ops tf, VariableSpec spec) {
    Operand<TType> handle =
        (Operand<TType>)
            (Operand<?>)
                tf.varHandleOp(TFloat32.class, spec.shape(), VarHandleOp.sharedName(spec.name()));
    Placeholder<TFloat32> next = tf.placeholder(TFloat32.class, Placeholder.shape(spec.shape()));
    nodes.put(spec, new Node(handle, next, tf.assignVariableOp(handle, next)));
    return tf.ensureShape(tf.readVariableOp(handle, TFloat32.class), spec.shape());
  }

  @Override
  public void load(VariableValues values) {
    Session.Runner runner = session.runner();
    nodes.forEach(
        (spec, node) -> {
          runner.feed(node.next(), values.averaged(spec.name())).addTarget(node.assign());
        });
    runner.run().close();
  }

  @Override
  public int classes() {
    return architecture.classes();
  }

  @Override
  public int resolution() {
    return architecture.resolution();
  }

  @Override
  public float[][] probabilities(TFloat32 images) {
    ClassifierSignature predict =
        signatures.stream()
            .filter(s -> s.name().equals(ClassifierSignature.PREDICT))
            .findFirst()
            .orElseThrow();
    try (Result result =
        session
            .runner()
            .feed(predict.inputs().get("images"), images)
            .fetch(predict.outputs().get("probabilities"))
            .run()) {
      return StdArrays.array2dCopyOf((TFloat32) result.get(0));
    }
  }

  /** Fills an empty folder with the SavedModel; to be called once. */
  public void writeInto(ModelCard card, Path folder) throws IOException {
    List<ResourceVariable> variables = new ArrayList<>();
    nodes.forEach(
        (spec, node) ->
            variables.add(
                new ResourceVariable(
                    spec.name(), TFloat32.class, spec.shape(), node.handle(), spec.isTrainable())));
    SavedModelWriter.writeInto(
        new ServingGraph(graph, session, variables, signatures), card, folder);
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
