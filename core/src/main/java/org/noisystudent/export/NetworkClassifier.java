package org.noisystudent.export;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.noisystudent.config.DeviceConfig;
import org.noisystudent.device.SessionSettings;
import org.noisystudent.device.VariableValues;
import org.noisystudent.model.Architecture;
import org.noisystudent.model.EfficientNet;
import org.noisystudent.model.Phase;
import org.noisystudent.savedmodel.ClassifierSignature;
import org.noisystudent.savedmodel.EvaluationCrop;
import org.noisystudent.savedmodel.FoldedGraph;
import org.noisystudent.savedmodel.InferenceSettings;
import org.noisystudent.savedmodel.ModelCard;
import org.noisystudent.savedmodel.SavedModelWriter;
import org.noisystudent.savedmodel.ServingGraph;
import org.noisystudent.savedmodel.StandardSignatures;
import org.tensorflow.Graph;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * An EfficientNet without noise, in a graph and session of its own, with the variables that a
 * training left: the moving averages where there are any. The same graph is what is exported.
 */
public final class NetworkClassifier implements TrainedNetwork {
  private final Graph graph = new Graph();
  private final Architecture architecture;
  private final Session session;
  private final NetworkVariables variables;
  private final List<ClassifierSignature> signatures;
  private final InferenceSettings settings;

  /** What answers, where the network can be folded, once it was asked after a load. */
  private Optional<FoldedGraph> folded = Optional.empty();

  private boolean loadedAnew;

  /** Builds the network; it has no values yet. */
  public NetworkClassifier(Architecture architecture, EvaluationCrop crop, DeviceConfig device) {
    this.architecture = architecture;
    Ops tf = Ops.create(graph);
    variables = new NetworkVariables(tf);
    signatures =
        StandardSignatures.add(
            graph,
            architecture.resolution(),
            architecture.classes(),
            crop,
            images ->
                EfficientNet.build(tf, architecture, images, new Phase.Inference(), variables)
                    .logits());
    settings = SessionSettings.forInference(device);
    session = new Session(graph, settings.session());
  }

  @Override
  public void load(VariableValues values) {
    variables.load(session, values);
    loadedAnew = true;
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
    Output<?> input = predict.inputs().get("images").asOutput();
    Output<?> output = predict.outputs().get("probabilities").asOutput();
    if (loadedAnew) {
      folded.ifPresent(FoldedGraph::close);
      folded = Optional.empty();
      folded =
          FoldedGraph.of(
              graph.toGraphDef(), session, input.op().name(), output.op().name(), settings);
      loadedAnew = false;
    }
    return folded.map(fast -> fast.rows(images)).orElseGet(() -> run(input, output, images));
  }

  private float[][] run(Output<?> input, Output<?> output, TFloat32 images) {
    try (Result result = session.runner().feed(input, images).fetch(output).run()) {
      return StdArrays.array2dCopyOf((TFloat32) result.get(0));
    }
  }

  /** Fills an empty folder with the SavedModel; to be called once. */
  public void writeInto(ModelCard card, Path folder) throws IOException {
    SavedModelWriter.writeInto(
        new ServingGraph(graph, session, variables.resources(), signatures), card, folder);
  }

  @Override
  public void close() {
    folded.ifPresent(FoldedGraph::close);
    session.close();
    graph.close();
  }
}
